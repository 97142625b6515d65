"""Comparing lives: two invented towns of the same people go through the importers and the guide like any other files,
and what lies between their scores is measured. It needs no house, and writes nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from random import Random
from typing import Any, Literal

from shouyi.canon.canonical import decode_canonical
from shouyi.evidence.facts import Fact, Stated
from shouyi.evidence.outcome.tables import Outcomes, parse_outcomes
from shouyi.evidence.trade.reading import Reading
from shouyi.evidence.trade.tables import parse_orders, parse_reviews
from shouyi.evidence.trade.units import Unit
from shouyi.score.errors import GuideMalformed
from shouyi.score.finish import Finished, finish
from shouyi.score.gap import Gap, Part, gap_of
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.leave import Clock
from shouyi.score.records import Evidence
from shouyi.score.redraft import KEYS, Changes, redraft
from shouyi.score.standings import standing_holdings, standings_of
from shouyi.score.totals import day_totals, totals
from shouyi.score.weigh import weigh_person
from shouyi.town.build import tables
from shouyi.town.records import Town
from shouyi.town.twins import EFFECTS, twins

Weighed = Mapping[str, Evidence]
ALL_EFFECTS = tuple(EFFECTS)


@dataclass(frozen=True, slots=True)
class Lives:
    """What a guide weighed of everybody in both towns, by person, as of the towns' last day."""

    with_effects: Weighed
    without: Weighed
    effects: tuple[str, ...]
    day: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A gap, with what it was measured on. `changed`: numbers that were set in the guide."""

    guide: str
    changed: Mapping[str, int]
    seed: str
    effects: tuple[str, ...]
    gap: Gap

    @property
    def verdict(self) -> Literal["holds", "broken", "unknown"]:
        return self.gap.verdict

    def to_json(self) -> str:
        """One compact object; `points`, `low`, `high` are thousandths of a point."""
        value: dict[str, Any] = {"guide": self.guide, "changed": dict(self.changed), "seed": self.seed}
        value |= {"effects": list(self.effects), **asdict(self.gap), "verdict": self.verdict}
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def told(self) -> str:
        """For people at a terminal."""
        return "\n".join(_lines(self))


def live(seed: str, pairs: int, orders: int, guide: Guide, effects: Collection[str] = ALL_EFFECTS) -> Lives:
    """Two towns of `pairs` people who have about `orders` orders each, weighed under one guide. Raises EvidenceError,
    ScoreError."""
    first, second = twins(seed, pairs, pairs * orders, effects)
    return Lives(weighed(first, guide), weighed(second, guide), tuple(effects), first.last_day)


def compare(lives: Lives, guide: Guide, *, seed: str, changed: Mapping[str, int] | None = None) -> Comparison:
    """The gap under a guide that weighs as the lives were weighed (`weighs_alike`)."""
    sides = ((lives.with_effects[person], lives.without[person]) for person in sorted(lives.without))
    pairs = [(finished(one, guide, lives.day), finished(other, guide, lives.day)) for one, other in sides]
    return Comparison(guide.version, changed or {}, seed, lives.effects, gap_of(pairs, draws()))


def draws(seed: int = 0) -> Callable[[int], int]:
    """Numbers below n, the same ones each time."""
    rng = Random(seed)
    return lambda n: int(rng.random() * n)


def weighed(town: Town, guide: Guide) -> Weighed:
    """Everybody's evidence, from the very files that the town would be imported from."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for stated in _stated(town):
        for fact in stated.facts:
            facts[fact.person].append(fact)
    return {artisan.id: weigh_person(artisan.id, facts[artisan.id], guide) for artisan in town.artisans}


def finished(evidence: Evidence, guide: Guide, as_of: int) -> Finished:
    """The digits of one life."""
    sums = totals(day_totals(evidence.events, guide), guide, as_of, Clock(evidence.stopped))
    return finish(guide, sums, standings_of(guide, sums, standing_holdings(evidence.holdings, as_of)))


def with_numbers(document: bytes, numbers: Mapping[str, int]) -> Guide:
    """The guide in `document` with other numbers of its indicators, named as "dispatch.hi": those that its editor sets.
    Raises GuideMalformed for a name that is none, and for a guide that does not hold with them."""
    guide = parse_guide(document)
    listed = (dimension["indicators"] for dimension in decode_canonical(document)["dimensions"])
    known = {f"{each['name']}.{key}" for each in chain.from_iterable(listed) for key in KEYS if key in each}
    nested: dict[str, dict[str, int]] = defaultdict(dict)
    for name, number in numbers.items():
        if name not in known:
            raise GuideMalformed(f"$.{name[:80]}", "no number of this guide that can be set")
        indicator, _, key = name.partition(".")
        nested[indicator][key] = number
    return parse_guide(redraft(document, guide.version, Changes(numbers=nested))) if numbers else guide


def _stated(town: Town) -> Iterator[Stated]:
    """What the files state. A town's files hold no row that is refused."""
    units: Sequence[Unit] = ()
    read: Reading | Outcomes
    for path, data in tables(town):
        match path.rpartition("/")[2]:
            case "orders.csv" as name:
                read = sold = parse_orders(name, data, today=town.last_day)
                units = sold.units
            case "reviews.csv" as name:
                read = parse_reviews(name, data, units, today=town.last_day)
            case name:
                read = parse_outcomes(name, data, today=town.last_day)
        assert not read.refusals, f"{path}: {read.refusals[:1]}"
        yield read


def _lines(found: Comparison) -> Iterator[str]:
    numbers = "".join(f", {name} = {number}" for name, number in found.changed.items())
    yield f"guide {found.guide}{numbers}; {found.gap.pairs} pairs, seed {found.seed}; felt: {', '.join(found.effects)}"
    yield f"{'points':>37}{'95 % interval':>21}"
    yield from (_line(part.indicator, part) for part in found.gap.parts)
    yield _line("the score", found.gap.whole)
    yield f"{found.gap.bands} pairs stand in two bands; {found.gap.largest.indicator} makes most of the gap"
    yield f"within a point: {found.verdict}"


def _line(name: str, part: Part) -> str:
    low, high = _points(part.low), _points(part.high)
    return f"  {name:<24}{_points(part.points):>11}{low:>11} to{high:>7}"


def _points(thousandths: int) -> str:
    return f"{thousandths / 1000:+.3f}" if thousandths else "0"
