"""A whole population at once has the digits that each of its people has alone."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import ibis
from hypothesis import settings
from hypothesis import strategies as st

from shouyi.evidence.facts import Fact
from shouyi.score.assess import assess
from shouyi.score.everybody import digits_of
from shouyi.score.records import Event, Evidence
from shouyi.score.table import EventTable
from stages.score import given
from stages.score.test_everything import AS_OF, GUIDE, histories, weighed


def same(people: dict[str, Evidence], as_of: int) -> None:
    engine = ibis.duckdb.connect()
    with TemporaryDirectory() as root:
        table = EventTable.open(Path(root), GUIDE)
        table.replace(people)
        asked = ["nobody", *people]
        found, wanted = digits_of(table, GUIDE, asked, as_of, engine), assess(table, GUIDE, asked, as_of, engine)
    names = ("person", "score", "low", "high", "p80", "band", "dimensions")
    assert [[getattr(each, name) for name in names] for each in found] == [
        [getattr(each, name) for name in names] for each in wanted
    ]
    assert all(type(each.score) is int and type(each.p80) is int for each in found)


@hypothesis.given(st.lists(histories, max_size=6), st.integers(-40, 900))
@settings(max_examples=8, suppress_health_check=[hypothesis.HealthCheck.too_slow])
def test_the_digits_are_those_of_each_alone(several: list[list[Fact]], later: int) -> None:
    people = {f"p{number}": given.named(weighed(facts), f"p{number}") for number, facts in enumerate(several)}
    same(people, AS_OF + later)


def test_sums_far_beyond_64_bits_when_multiplied() -> None:
    """Crowds of good and bad deeds, day after day: products of sums pass 2^63 by far."""
    busy = [
        Event("p", name, AS_OF - age, 1000 * (age % 3 > 0), 1000)
        for age in range(40)
        for name in ("dispatch", "repeat")
    ]
    same({"p": Evidence(tuple(busy * 500))}, AS_OF)


def test_only_those_asked_for_in_their_order() -> None:
    engine = ibis.duckdb.connect()
    with TemporaryDirectory() as root:
        table = EventTable.open(Path(root), GUIDE)
        table.replace({name: Evidence((Event(name, "dispatch", AS_OF, 1000, 1000),)) for name in "abc"})
        found = digits_of(table, GUIDE, ["c", "x", "a"], AS_OF, engine)
    assert [each.person for each in found] == ["c", "x", "a"]
    assert found[0].score == found[2].score > found[1].score
