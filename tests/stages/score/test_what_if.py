"""What is supposed comes true to the digit once it has really happened; what nobody can change, nobody can suppose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.indicators import UNADVISED
from shouyi.score.records import Event, Evidence, Holding
from shouyi.score.what_if import NotOpen, options, what_if
from stages.score.given import digits, evidence

GUIDE = parse_guide(guide_bytes("2"))
DAY = 20_700
RATES = [each.name for each, _form in GUIDE.rates]
EVENTS = st.lists(
    st.builds(
        Event, st.just("p"), st.sampled_from(RATES), st.integers(DAY - 900, DAY), st.integers(0, 1000),
        st.integers(1, 1000),
    ),
    max_size=30,
)  # fmt: skip


@given(EVENTS, st.data())
def test_it_comes_true(events, data) -> None:
    found = evidence(GUIDE, events, DAY, qualification=600, training=4000)
    option = data.draw(st.sampled_from(options(GUIDE, found, DAY)))
    fact = data.draw(st.sampled_from(option.facts)) if option.facts else ""
    count = data.draw(st.integers(1, option.most)) if option.most else 0
    said = what_if(GUIDE, found, DAY, option.indicator, count, fact)
    then = digits(_happened(found, said), GUIDE, DAY)
    now = digits(found, GUIDE, DAY)
    for stands, came in ((said.before, now), (said.after, then)):
        assert (stands.score, stands.low, stands.high, stands.p80, stands.band) == (
            came.score, came.low, came.high, came.p80, came.band,
        )  # fmt: skip
        assert stands.contributions == came.contributions


def _happened(found: Evidence, said) -> Evidence:
    """The same evidence, and what was supposed on the day itself."""
    name = said.indicator
    if said.kind == "level":
        held = Holding("p", name, DAY, DAY + 1000, said.count)
        return Evidence(found.events, (*found.holdings, held), found.stopped)
    whole, rest = divmod(said.count * 10, 1000)
    sizes = [1000] * said.count if said.kind == "events" else [1000] * whole + [rest] * bool(rest)
    grown = tuple(Event("p", name, DAY, 1000, size) for size in sizes)
    return Evidence((*found.events, *grown), found.holdings, found.stopped)


def test_only_what_a_person_can_change_is_open() -> None:
    names = {each.indicator for each in options(GUIDE, Evidence(), DAY)}
    assert {"dispatch", "satisfied", "contribution", "training", "qualification"} <= names
    assert not names & UNADVISED
    assert "repayment" not in names  # nobody is advised to borrow
    begun = evidence(GUIDE, [Event("p", "repayment", DAY - 5, 1000, 1000)], DAY)
    assert "repayment" in {each.indicator for each in options(GUIDE, begun, DAY)}


def test_a_step_is_above_what_is_held() -> None:
    (held,) = [o for o in options(GUIDE, evidence(GUIDE, [], DAY, qualification=750), DAY) if o.kind == "level"]
    assert held.facts == ("provincial_inheritor", "national_inheritor")


def test_who_holds_the_highest_is_offered_no_step() -> None:
    found = evidence(GUIDE, [], DAY, qualification=1000)
    assert "qualification" not in {each.indicator for each in options(GUIDE, found, DAY)}


@pytest.mark.parametrize(
    ("name", "count", "fact"),
    [
        ("panel", 1, ""),
        ("cash_flow", 1, ""),
        ("repayment", 1, ""),
        ("health", 1, ""),
        ("", 1, ""),
        ("dispatch", 0, ""),
        ("dispatch", -3, ""),
        ("dispatch", 201, ""),
        ("training", 10**9, ""),
        ("qualification", 1, "panel"),
        ("qualification", 1, ""),
        ("qualification", 1, "x" * 10**5),
    ],
)
def test_everything_else_is_refused(name: str, count: int, fact: str) -> None:
    with pytest.raises(NotOpen) as refused:
        what_if(GUIDE, Evidence(), DAY, name, count, fact)
    assert len(str(refused.value)) < 200
