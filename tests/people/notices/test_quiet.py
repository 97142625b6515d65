"""The arithmetic of quiet hours, against a walk minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shouyi.people.notices.quiet import NEVER, ZONE, Quiet

MINUTES = st.integers(0, 24 * 60 - 1)
QUIET = st.builds(Quiet, MINUTES, MINUTES)
AT = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, second, tzinfo=ZONE)


@given(QUIET, AT)
def test_the_next_loud_moment_is_loud_and_soon(quiet: Quiet, moment: datetime) -> None:
    later = quiet.next_loud(moment)
    assert moment <= later < moment + timedelta(days=1)
    assert not quiet.holds(later)
    assert quiet.next_loud(later) == later


@given(QUIET, AT)
def test_it_is_the_first_such_moment(quiet: Quiet, moment: datetime) -> None:
    later = quiet.next_loud(moment)
    if later > moment:
        assert quiet.holds(moment)
        assert quiet.holds(later - timedelta(microseconds=1))
        steps = -(-(later - moment) // timedelta(minutes=7))  # rounded up: the last step stands before `later`
        assert all(quiet.holds(moment + timedelta(minutes=7 * step)) for step in range(steps))


@given(MINUTES, AT)
def test_alike_is_never_quiet(minute: int, moment: datetime) -> None:
    assert not Quiet(minute, minute).holds(moment)
    assert NEVER.next_loud(moment) == moment


def test_the_night_by_hand() -> None:
    night = Quiet()
    assert not night.holds(at(20, 59, 59))
    assert night.holds(at(21))
    assert night.holds(at(7, 59, 59))
    assert not night.holds(at(8))
    assert night.next_loud(at(23)) == at(8) + timedelta(days=1)
    assert night.next_loud(at(0, 30)) == at(8)
    assert Quiet(13 * 60, 14 * 60).next_loud(at(13, 30)) == at(14)
    assert night.next_loud(datetime(2026, 11, 24, 14, tzinfo=UTC)) == at(8) + timedelta(days=1)
