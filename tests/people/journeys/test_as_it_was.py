"""What stands in the tables before a journey is neither heard on it nor lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from people.journeys.as_it_was import as_it_was

if TYPE_CHECKING:
    from shouyi.people.trail.models import Look

OTHERS, MINE = "c" * 32, "d" * 32


@pytest.fixture
def left() -> Iterator[Look]:
    """A line of the view log that some other test left, committed for real."""
    from django.utils import timezone

    from shouyi.people.trail.models import Look

    found = Look.objects.create(ref=OTHERS, at=timezone.now(), act="file.erase", tie="own", openings=3)
    yield found
    found.delete()


def refs() -> set[str]:
    from shouyi.people.trail.models import Look

    return set(Look.objects.values_list("ref", flat=True)) & {OTHERS, MINE}


def write() -> None:
    from django.utils import timezone

    from shouyi.people.trail.models import Look

    Look.objects.create(ref=MINE, at=timezone.now(), act="file.read", tie="own")


def test_what_others_left_is_set_aside_and_put_back_whole(left: Look) -> None:
    from shouyi.people.trail.models import Look

    with as_it_was("trail.Look"):
        assert refs() == set()
        write()
        assert refs() == {MINE}
    assert refs() == {OTHERS}
    assert Look.objects.filter(pk=left.pk, at=left.at, openings=3).exists()


def broken_off() -> None:
    with as_it_was():
        assert refs() == {OTHERS}, "unasked nothing is set aside"
        write()
        raise ZeroDivisionError


@pytest.mark.usefixtures("left")
def test_what_was_written_goes_even_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert refs() == {OTHERS}
