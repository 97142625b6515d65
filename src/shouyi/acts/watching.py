"""Watching: the figures of everybody's scores, and signs that somebody plays the number.

The graph of who speaks about whom exists nowhere: a maker's file knows a buyer by a pseudonym that is good there alone.
Only the keeper, who holds the buyers' keys, can make each buyer's pseudonym for each maker anew and see which stand in
the files. That is done here, in memory, noted in the view log as a run over everybody; nothing of it is kept, and no
buyer leaves this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from shouyi.acts.assessing import LastRun, committed_result, last_on, last_run, weighed
from shouyi.acts.noting import WATCH, noted
from shouyi.archive.errors import PersonErased
from shouyi.archive.facts import facts_of
from shouyi.evidence.facts import Fact
from shouyi.evidence.trade.records import Reviewed
from shouyi.gateways.engines import connect
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.keeper import pseudonym
from shouyi.score.circumstances import circumstances
from shouyi.score.guide import Guide
from shouyi.score.watch.bunching import bunching
from shouyi.score.watch.campaigns import Discount, campaigns, discount_of
from shouyi.score.watch.capture import Resting, captures, rests_of
from shouyi.score.watch.drift import Runs, between_runs, drifts
from shouyi.score.watch.population import population_of, spread_of
from shouyi.score.watch.priors import priors
from shouyi.score.watch.report import Looked, Watch
from shouyi.score.watch.rings import Flag, Voice, flags

if TYPE_CHECKING:
    from shouyi.wiring import House

MONTH, YEAR = 30, 365
"""How far back a watch compares, where no day is named, and how far back it hears voices."""
MOST_NAMES = 20_000_000
"""Pseudonyms that are tried for one source, some microseconds each: buyers times makers."""


class NothingToWatch(GatewayError):
    """Nobody has evidence yet."""


def watch(house: House, as_of: int | None = None, against: int | None = None) -> Watch:
    """Everybody with a file as of a day (the last that evidence tells of) beside an earlier one (thirty days before),
    under the guide in force, by the evidence that is known now. Raises NothingToWatch, LedgerError, ScoreError.

    The table is brought up to date under the ledger's lock; files are then opened one by one without it, so that others
    can write meanwhile, and of each only figures and the last year's voices are kept.
    """
    with noted(house, WATCH):
        with house.ledger.writing():
            house.keeper.begin()
            house.follow_guide()
            skill, trace, voice, rule = house.ledger.state.sizes
            table = weighed(house, (skill, trace, voice, rule))
            persons = {house.keys.ref(name).hex(): name for name in house.vault.persons(by_kind="archive.opened")}
            day = as_of if as_of is not None else last_on(house)
            if day is None:
                raise NothingToWatch("nobody has evidence yet: there is nothing to watch", permanent=True)
            before, guide, engine = day - MONTH if against is None else against, house.guide, connect("duckdb")
            now, then = (population_of(table, guide, list(persons), each, engine) for each in (day, before))
        found = _Found(guide, day)
        for name, facts in _files(house, persons):
            found.take(name, [fact for fact in facts if fact.on <= day])
        looked, signs = _signs(house, found, set(persons.values()))
        runs = _runs(house, list(persons.values()))
    return Watch(
        guide=guide.version,
        against=before,
        spread=spread_of(now, guide),
        drifts=drifts(then, now, guide),
        priors=priors(now, guide),
        bunching=bunching((each.score for each in now.seen), guide.bands.a),
        campaigns=campaigns(found.discounts),
        captures=captures(found.resting),
        looked=looked,
        flags=signs,
        runs=runs,
    )


class HouseWatcher:
    """Implements `people.ports.watcher.Watcher` over a house of its own: it takes transactions, one at a time."""

    def __init__(self, house: House) -> None:
        self.house, self._lock = house, Lock()

    def look(self) -> str:
        """See the port."""
        with self._lock:
            with suppress(NothingToWatch):
                return watch(self.house).to_json()
            return ""


class _Found:
    """What is kept of each file: figures without a name, and by source the voices of the last year (`brought`: whose
    orders, by maker, a campaign is known to have brought)."""

    def __init__(self, guide: Guide, day: int) -> None:
        self._guide, self._first, self._day = guide, day - YEAR + 1, day
        self.discounts: list[Discount] = []
        self.resting: list[list[Resting]] = []
        self.voices: dict[str, list[Reviewed]] = defaultdict(list)
        self.brought: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def take(self, name: str, facts: Sequence[Fact]) -> None:
        self.discounts.append(discount_of(facts, self._guide, self._first, self._day))
        self.resting.append(rests_of(name, facts, self._guide, self._day))
        for (source, order), kept in circumstances(facts, self._guide).campaigns.items():
            if kept < 1000:
                self.brought[source].add((name, order))
        for fact in facts:
            if isinstance(fact, Reviewed) and fact.on >= self._first and fact.origin:
                self.voices[fact.origin.source].append(fact)


def _runs(house: House, persons: Sequence[str]) -> Runs | None:
    """The last run beside the one before, as far as what they committed of people who are still here."""
    last, before = last_run(house), last_run(house, "run_before")
    if last is None or before is None:
        return None
    was, now = (list(_results(house, persons, run)) for run in (before, last))
    return Runs(before.pub["as_of"], last.pub["as_of"], between_runs(was, now))


def _results(house: House, persons: Sequence[str], run: LastRun) -> Iterator[Mapping[str, Any]]:
    for person in persons:
        with suppress(PersonErased):  # erased since it was listed: of them nothing is compared
            if found := committed_result(house, person, run):
                yield found


def _files(house: House, persons: Mapping[str, str]) -> Iterator[tuple[str, list[Fact]]]:
    """Everybody's facts, by local id. The facts themselves go by it, as pseudonyms do."""
    for ref, opened in house.vault.files(map(bytes.fromhex, persons)):
        name = persons[ref.hex()]
        yield name, [replace(fact, person=name) for fact in facts_of(opened)]


# who speaks about whom ------------------------------------------------------------------------------------------------


def _signs(house: House, found: _Found, files: Collection[str]) -> tuple[Looked, list[Flag]]:
    """The signs in each source's voices, and what they were looked for in. `files`: makers by local id."""
    signs: list[Flag] = []
    heard: list[Voice] = []
    circles, names = True, house.vault.persons()
    for source, voices in sorted(found.voices.items()):
        buyers = [name for name in names if name.startswith(f"{source}/")]
        if _too_many(voices, buyers):
            circles, buyers = False, []
        told = list(_told(voices, _buyers(house, voices, buyers), found.brought[source]))
        signs += flags(told, {f"{source}/{maker}": maker for maker in files})
        heard += told
    unknown = sum(voice.buyer is None for voice in heard)
    return Looked(len({voice.maker for voice in heard}), len(heard), unknown, circles), signs


def _too_many(voices: Iterable[Reviewed], buyers: Sequence[str]) -> bool:
    return len({voice.person for voice in voices}) * len(buyers) > MOST_NAMES


def _buyers(house: House, voices: Iterable[Reviewed], buyers: Iterable[str]) -> dict[tuple[str, str], str]:
    """(maker, pseudonym) → the buyer's local id, of whoever has a key still."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for voice in voices:
        wanted[voice.person].add(voice.buyer)
    found = {}
    for buyer in buyers:
        with suppress(PersonErased):  # their voices stay, from a buyer whom nobody can tell any more
            key = house.keys.person_key(house.keys.ref(buyer))
            names = ((maker, pseudonym(key, maker)) for maker in wanted)
            found.update({(maker, name): buyer for maker, name in names if name in wanted[maker]})
    return found


def _told(
    voices: Iterable[Reviewed], known: Mapping[tuple[str, str], str], brought: Collection[tuple[str, str]]
) -> Iterator[Voice]:
    for voice in voices:
        first = voice.earlier == 0 and (voice.person, voice.order) not in brought
        yield Voice(voice.person, known.get((voice.person, voice.buyer)), voice.on, voice.cohort, first)
