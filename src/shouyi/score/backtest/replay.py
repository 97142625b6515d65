"""The guide's rate at any day of the past, by the score's own integers: its decay table, its sums, its fraction.

A trial guide is a published guide with one rate changed, as a canonical document that could be voted on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shouyi.canon.canonical import decode_canonical, encode
from shouyi.score.backtest.records import Case, Count, Happening, Tuned
from shouyi.score.finish import fraction
from shouyi.score.guide import Guide, Rate, parse_guide
from shouyi.score.records import Event, Totals
from shouyi.score.tables import decay_weights
from shouyi.score.totals import DayTotal, day_totals, totals

FULL = 1000


def trial_guide(document: bytes, indicator: str, tuned: Tuned) -> Guide:
    """The guide in `document` with this rate's numbers put in place of its own, and its decay table with them."""
    value: dict[str, Any] = decode_canonical(document)
    listed = [found for dimension in value["dimensions"] for found in dimension["indicators"]]
    numbers = {"lo": 2 * tuned.mean - FULL, "hi": FULL} if 2 * tuned.mean > FULL else {"lo": 0, "hi": 2 * tuned.mean}
    numbers |= {"nu": tuned.nu, "kappa": tuned.kappa, "half_life": tuned.half_life}
    next(found for found in listed if found["name"] == indicator).update(numbers)
    half_lives = sorted({found["half_life"] for found in listed if "half_life" in found})
    known = {table["half_life"]: table["weights"] for table in value["decay"]["tables"]}
    value["decay"]["tables"] = [
        {"half_life": days, "weights": known.get(days) or list(decay_weights(days))} for days in half_lives
    ]
    return parse_guide(encode(value))


def rate_of(guide: Guide, indicator: str) -> Rate:
    """The form of one of the guide's rates."""
    form = guide.by_name[indicator].form
    assert isinstance(form, Rate), indicator
    return form


def chance_of_bad(rate: Rate, found: Totals) -> float:
    """1 − θ, the one division, from the exact fraction."""
    num, den = fraction(rate, found)
    return (den - num) / den


class History:
    """One person's happenings, summed by day as the score sums them."""

    def __init__(self, guide: Guide, indicator: str) -> None:
        self._guide, self._indicator = guide, indicator
        self._days: list[DayTotal] = []
        self._today: list[Event] = []

    def add(self, happening: Happening) -> None:
        """What happened next, not before anything added earlier."""
        if self._today and self._today[-1].on != happening.on:
            self._days += day_totals(self._today, self._guide)
            self._today = []
        y = 0 if happening.bad else FULL
        self._today.append(Event(happening.person, self._indicator, happening.on, y, FULL))

    def totals(self, as_of: int) -> Totals:
        """S and F as of a day, of everything added so far."""
        days = [*self._days, *day_totals(self._today, self._guide)]
        return totals(days, self._guide, as_of).get(self._indicator, Totals())


def totals_of_cases(cases: Iterable[Case], guide: Guide, indicator: str) -> Iterator[Totals]:
    """S and F before each case, as of its day. Cases of a person come in order, and their histories only grow."""
    histories: dict[str, History] = defaultdict(lambda: History(guide, indicator))
    seen: dict[str, int] = defaultdict(int)
    for case in cases:
        history = histories[case.person]
        for happening in case.history[seen[case.person] :]:
            history.add(happening)
        seen[case.person] = len(case.history)
        yield history.totals(case.on)


def next_ones(happenings: Sequence[Happening]) -> list[Case]:
    """Each happening as a question to all earlier ones of that person, those of the same day among them."""
    before: dict[str, list[Happening]] = defaultdict(list)
    cases = []
    for each in happenings:
        cases.append(Case(each.person, each.on, each.bad, tuple(before[each.person])))
        before[each.person].append(each)
    return cases


def cases_after(happenings: Sequence[Happening], origin: int, days: int) -> list[Case]:
    """Each happening of the window [origin, origin + days) as a question to what stood before the origin."""
    before = _before(happenings, origin)
    inside = [each for each in happenings if origin <= each.on < origin + days]
    return [Case(each.person, origin, each.bad, before.get(each.person, ())) for each in inside]


def counts_after(happenings: Sequence[Happening], origin: int, days: int, guide: Guide, indicator: str) -> list[Count]:
    """Whoever had something happen in the window, with what stood before it."""
    before = _before(happenings, origin)
    inside: dict[str, list[bool]] = defaultdict(list)
    for each in happenings:
        if origin <= each.on < origin + days:
            inside[each.person].append(each.bad)
    return [_count(person, origin, before.get(person, ()), bad, guide, indicator) for person, bad in inside.items()]


def _before(happenings: Iterable[Happening], origin: int) -> Mapping[str, Sequence[Happening]]:
    found: dict[str, list[Happening]] = defaultdict(list)
    for each in happenings:
        if each.on < origin:
            found[each.person].append(each)
    return found


def _count(
    person: str, origin: int, before: Sequence[Happening], bad: Sequence[bool], guide: Guide, indicator: str
) -> Count:
    history = History(guide, indicator)
    for each in before:
        history.add(each)
    return Count(person, origin, len(before), len(bad), sum(bad), history.totals(origin))
