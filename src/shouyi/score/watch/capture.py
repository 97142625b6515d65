"""How much of a score rests on one organisation's word: what would stand if it had said nothing.

For a person and an indicator, evidence moved the score by m = W·v·(u − u without evidence). With all facts of one
source left out and the rest weighed again it moved by m′. What *rests* on the source is m − m′, at least 0 and at most
m (where m is negative, the same of −m and −m′). Two certificates of equal worth rest on neither of their issuers alone.
Integers throughout: 10^12 is a tenth of a point.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shouyi.evidence.facts import Fact
from shouyi.score.finish import finish
from shouyi.score.guide import Guide
from shouyi.score.leave import Clock
from shouyi.score.standings import standing_holdings, standings_of
from shouyi.score.totals import day_totals, totals
from shouyi.score.watch.cells import LEAST, part
from shouyi.score.weigh import weigh_person


@dataclass(frozen=True, slots=True)
class Resting:
    """Of what evidence moved in one person's indicator, `moved` (never negative), what rests on `source` alone. For
    that person's own report, and nobody else's."""

    source: str
    indicator: str
    rests: int
    moved: int


@dataclass(frozen=True, slots=True)
class Capture:
    """An organisation and an indicator ("": all of them) over everybody: ‰ of all that was moved which rests on it
    alone, floored. `people`: for how many more than half does (None: 1 to 9, or all but so few). `outweighs`: it is
    more than half of everything, more than all others and what several share together. All three are None where
    evidence moved the indicator of fewer than ten people."""

    source: str
    indicator: str
    permille: int | None
    people: int | None
    outweighs: bool | None


def rests_of(person: str, facts: Sequence[Fact], guide: Guide, as_of: int) -> list[Resting]:
    """One person: each source and each indicator that evidence moved, sorted. Facts without an origin are one source
    of the name "". Raises what weighing raises."""
    whole = _moved(person, facts, guide, as_of)
    found = []
    for source in sorted({_source(fact) for fact in facts}):
        without = _moved(person, [fact for fact in facts if _source(fact) != source], guide, as_of)
        found += [
            Resting(source, name, rests_on(moved, without[name]), abs(moved)) for name, moved in whole.items() if moved
        ]
    return found


def rests_on(moved: int, without: int) -> int:
    """m − m′ between 0 and m, for a positive m; of a negative one the mirror image."""
    return min(max(moved - without, 0), moved) if moved > 0 else min(max(without - moved, 0), -moved)


def captures(resting: Iterable[Sequence[Resting]]) -> list[Capture]:
    """Over everybody, from each person's list: every organisation on which anything rests, each indicator and all of
    them together, the heaviest first."""
    rests: Counter[tuple[str, str]] = Counter()
    most: Counter[tuple[str, str]] = Counter()
    moved: Counter[str] = Counter()
    whom: Counter[str] = Counter()
    for mine in resting:
        moved.update(_moved_of(mine))
        whom.update(name for name, amount in _moved_of(mine).items() if amount)
        for (source, name), (rest, whole) in _by_source(mine).items():
            rests[source, name] += rest
            most[source, name] += 2 * rest > whole
    found = [
        _capture(source, name, rest, moved[name], most[source, name], whom[name])
        for (source, name), rest in rests.items()
        if rest
    ]
    return sorted(found, key=lambda each: (each.indicator, -(each.permille or 0), each.source))


def _capture(source: str, name: str, rest: int, moved: int, most: int, whom: int) -> Capture:
    if whom < LEAST:
        return Capture(source, name, None, None, None)
    return Capture(source, name, 1000 * rest // moved, part(most, whom), 2 * rest > moved)


def _moved_of(mine: Iterable[Resting]) -> dict[str, int]:
    """One person's `moved` by indicator, and all of it under "": once, not once a source."""
    found = {each.indicator: each.moved for each in mine}
    return {**found, "": sum(found.values())}


def _by_source(mine: Sequence[Resting]) -> dict[tuple[str, str], tuple[int, int]]:
    """(rests, moved) by source and indicator, and by source alone."""
    whole = _moved_of(mine)[""]
    found = {(each.source, each.indicator): (each.rests, each.moved) for each in mine}
    together: dict[str, int] = defaultdict(int)
    for each in mine:
        together[each.source] += each.rests
    return found | {(source, ""): (rests, whole) for source, rests in together.items()}


def _source(fact: Fact) -> str:
    return fact.origin.source if fact.origin else ""


def _moved(person: str, facts: Sequence[Fact], guide: Guide, as_of: int) -> dict[str, int]:
    evidence = weigh_person(person, facts, guide)
    sums = totals(day_totals(evidence.events, guide), guide, as_of, Clock(evidence.stopped))
    standings = standings_of(guide, sums, standing_holdings(evidence.holdings, as_of))
    return {each.indicator: each.moved for each in finish(guide, sums, standings).contributions}
