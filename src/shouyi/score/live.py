"""One person's score kept up to date, entry by entry: what a new fact changes is added, and nothing is weighed again
that it cannot touch.

A deed adds to its day. A voice finds the room that the voices of its calendar month left under the caps, as long as it
comes after them in the log, which only grows. One that comes before them (of facts that never were in a log, say) may
take the room of another; a campaign may touch a voice of any month, leave and force majeure may touch everything: then
`Stale` is raised, and the caller weighs the whole file. A day's sums know no order, so whatever way the same facts
came, the digits are those of a full run, bit for bit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shouyi.canon.days import month_of
from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.trade.records import Reviewed
from shouyi.score.circumstances import CAMPAIGN, FORCE_MAJEURE, LEAVE
from shouyi.score.errors import ScoreError
from shouyi.score.finish import finish
from shouyi.score.guide import Guide
from shouyi.score.leave import Clock
from shouyi.score.records import Digits, Event, Holding, Totals
from shouyi.score.standings import standing_holdings, standings_of
from shouyi.score.totals import SHIFT, DayTotal, day_totals, require_uncrowded
from shouyi.score.weigh import Room, Turn, turn_of, weigh_person

Column = np.ndarray[Any, np.dtype[np.int64]]
BEFORE_ALL: Turn = (-1, -1, -1)


class Stale(ScoreError):
    """A fact that may change what many others weigh: the whole file is to be weighed again."""


@dataclass(slots=True)
class Days:
    """The day totals of one indicator, by day: a row (on, at, good, bad, count) each, all int64."""

    rows: Column = field(default_factory=lambda: np.zeros((0, 5), dtype=np.int64))

    def add(self, total: DayTotal) -> None:
        """Adds to a day's totals. Raises DayTooCrowded."""
        change = [total.good, total.bad, total.count]
        at = int(np.searchsorted(self.rows[:, 0], total.on))
        if at < len(self.rows) and self.rows[at, 0] == total.on:
            self.rows[at, 2:] += change
        else:
            self.rows = np.insert(self.rows, at, [total.on, total.at, *change], axis=0)
        require_uncrowded(int(self.rows[at, 2] + self.rows[at, 3]), total.indicator)

    def totals(self, weights: Column, today: int, as_of: int, bad_ends: int) -> Totals | None:
        """S and F as `totals.totals` sums them; None where nothing is younger than the weights' end."""
        on, at, good, bad, _count = self.rows.T
        young = (on <= as_of) & (today - at < len(weights))
        if not young.any():
            return None
        weight = weights[(today - at)[young]]
        lasts = (as_of - on[young] < bad_ends).astype(np.int64)
        return Totals(
            int(((good[young] * weight) >> SHIFT).sum()), int((((bad[young] * weight) >> SHIFT) * lasts).sum())
        )


@dataclass(slots=True)
class Live:
    """What is kept of one person: `days` by indicator; `room`, what voices took of the caps, and each month's `latest`
    voice; `around` (leave, force majeure, campaigns); `holdings`. Of `days` and `room` only what is asked for need be
    at hand: whoever keeps them elsewhere gives dictionaries that fetch what is missing."""

    person: str
    days: defaultdict[str, Days] = field(default_factory=lambda: defaultdict(Days))
    room: Room = field(default_factory=Counter)
    latest: dict[int, Turn] = field(default_factory=dict)
    around: list[Outcome] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    stopped: tuple[int, ...] = ()

    @classmethod
    def of(cls, person: str, facts: Iterable[Fact], guide: Guide) -> Live:
        """Everything weighed anew. Raises FactOutOfRange, DayTooCrowded."""
        found, mine = cls(person), list(facts)
        evidence = weigh_person(person, mine, guide, found.room)
        found._add(evidence.events, guide)
        found.holdings, found.stopped = list(evidence.holdings), evidence.stopped
        for fact in mine:
            found._file(fact)
        return found

    def take(self, facts: Iterable[Fact], guide: Guide) -> None:
        """The facts of new entries, those that were taken before left out by the caller. Raises Stale before anything
        is changed, FactOutOfRange, DayTooCrowded."""
        new = list(facts)
        if any(_touches_many(fact) for fact in new):
            raise Stale(f"{len(new)} new facts, with leave, force majeure or a campaign among them")
        if any(_is_voice(fact) and turn_of(fact) <= self._latest(fact) for fact in new):
            raise Stale("a voice that comes before one that was weighed")
        evidence = weigh_person(self.person, [*new, *self.around], guide, self.room)
        self._add(evidence.events, guide)
        self.holdings += evidence.holdings
        for fact in new:
            self._file(fact)

    def sums(self, guide: Guide, as_of: int) -> dict[str, Totals]:
        """As `totals.totals`: every rate, and every stock that has anything."""
        today, found = Clock(self.stopped).at(as_of), {indicator.name: Totals() for indicator, _ in guide.rates}
        weights = _weights(guide)
        for name in weights:
            mine = self.days[name].totals(weights[name], today, as_of, guide.bad_ends)
            if mine is not None:
                found[name] = mine
        return found

    def digits(self, guide: Guide, as_of: int) -> Digits:
        """What a run over everybody would say of this person."""
        sums = self.sums(guide, as_of)
        found = finish(guide, sums, standings_of(guide, sums, standing_holdings(self.holdings, as_of)))
        return Digits(
            self.person, found.score, found.low, found.high, found.p80, found.band, found.dimensions,
            guide.version, guide.digest, as_of,
        )  # fmt: skip

    def _add(self, events: Iterable[Event], guide: Guide) -> None:
        for total in day_totals(events, guide):
            self.days[total.indicator].add(total)

    def _latest(self, fact: Fact) -> Turn:
        return self.latest.get(month_of(fact.on), BEFORE_ALL)

    def _file(self, fact: Fact) -> None:
        if _is_voice(fact):
            self.latest[month_of(fact.on)] = max(turn_of(fact), self._latest(fact))
        elif _touches_many(fact):
            assert isinstance(fact, Outcome)
            self.around.append(fact)


def _is_voice(fact: Fact) -> bool:
    return isinstance(fact, Reviewed) or (isinstance(fact, Outcome) and fact.what == "room_voice")


def _touches_many(fact: Fact) -> bool:
    return isinstance(fact, Outcome) and fact.what in (LEAVE, FORCE_MAJEURE, CAMPAIGN)


_KEPT: dict[str, Mapping[str, Column]] = {}


def _weights(guide: Guide) -> Mapping[str, Column]:
    """The guide's decay as arrays, by indicator; made once a process."""
    if guide.digest not in _KEPT:
        _KEPT[guide.digest] = {
            each.name: np.array(guide.weights[form.half_life], dtype=np.int64) for each, form in guide.fading
        }
    return _KEPT[guide.digest]
