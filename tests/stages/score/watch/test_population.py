"""A dashboard's figures are those of the people one by one, in whatever order they come."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from shouyi.score.assess import assess
from shouyi.score.records import Event, Evidence, Holding
from shouyi.score.table import EventTable
from shouyi.score.watch.population import population_of, spread_of

DAY = 20_500


def people(count: int) -> dict[str, Evidence]:
    """Makers of every sort of luck; every third holds a panel's judgement that ran out for some."""
    found = {}
    for number in range(count):
        name = f"p{number}"
        deeds = [
            Event(name, "dispatch", DAY - 9 * order, 1000 * ((order * number) % 7 > 0), 1000)
            for order in range(number % 30)
        ]
        held = [Holding(name, "panel", DAY - 400, DAY - 20 + number % 40, 900)] if number % 3 == 0 else []
        found[name] = Evidence(tuple(deeds), tuple(held))
    return found


def test_the_figures_are_those_of_everybody_one_by_one(guide_2, engine, tmp_path: Path) -> None:
    table = EventTable.open(tmp_path, guide_2)
    table.replace(people(240))
    asked = [*table.numbers, *(f"new{number}" for number in range(12))]
    population = population_of(table, guide_2, asked, DAY, engine)
    ones = assess(table, guide_2, asked, DAY, engine)
    having = [each for each in ones if each.evidence.events]
    assert [each.score for each in population.seen] == [each.score for each in having]
    assert population.without == len(ones) - len(having)
    spread = spread_of(population, guide_2)
    bands = Counter(each.band for each in having)
    assert spread.people == 252
    assert spread.with_evidence == len(having)
    assert {band: count for band, count in spread.bands.items() if count} == {
        band: count for band, count in bands.items() if count >= 10
    }
    fresh = sum(not contribution.missing for each in ones for contribution in each.contributions[1:2])
    assert spread.coverage["panel"] == fresh
    assert spread.coverage["repayment"] == 0
    assert spread.score_quartiles[1] == sorted(each.score for each in having)[-(-len(having) // 2) - 1]


def test_the_order_of_people_says_nothing(guide_2, engine, tmp_path: Path) -> None:
    table = EventTable.open(tmp_path, guide_2)
    table.replace(people(60))
    asked = list(table.numbers)
    there, back = (
        spread_of(population_of(table, guide_2, order, DAY, engine), guide_2) for order in (asked, asked[::-1])
    )
    assert there == back


def test_a_handful_of_people_is_not_shown_at_all(guide_2, engine, tmp_path: Path) -> None:
    table = EventTable.open(tmp_path, guide_2)
    table.replace(people(7))
    spread = spread_of(population_of(table, guide_2, list(table.numbers), DAY, engine), guide_2)
    assert spread.people is None
    shown = [*spread.scores.values(), *spread.bands.values(), *spread.widths.values(), *spread.coverage.values()]
    assert set(shown) == {None, 0} or set(shown) == {None}
    assert set(spread.score_quartiles) == {None}
