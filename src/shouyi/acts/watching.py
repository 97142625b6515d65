"""Watching: the figures of everybody's scores, and signs that somebody plays the number.

The graph of who speaks about whom exists nowhere: a maker's file knows a buyer by a pseudonym that is good there alone.
Only the keeper, who holds the buyers' keys, can make each buyer's pseudonym for each maker anew and see which stand in
the files. That is done here, in memory, noted in the view log as a run over everybody; nothing of it is kept, and no
buyer leaves this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shouyi.acts.assessing import last_on, weighed
from shouyi.acts.noting import RUN, noted
from shouyi.archive.errors import PersonErased
from shouyi.archive.facts import facts_of
from shouyi.evidence.facts import Fact
from shouyi.evidence.trade.records import Reviewed
from shouyi.gateways.engines import connect
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.keeper import pseudonym
from shouyi.score.watch.bunching import bunching
from shouyi.score.watch.campaigns import campaigns, discount_of
from shouyi.score.watch.capture import captures, rests_of
from shouyi.score.watch.drift import drifts
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
Files = Mapping[str, Sequence[Fact]]


def watch(house: House, as_of: int | None = None, against: int | None = None) -> Watch:
    """Everybody with a file as of a day (the last that evidence tells of) beside an earlier one (thirty days before),
    under the guide in force, by the evidence that is known now. Raises GatewayError where nobody has evidence,
    LedgerError, ScoreError."""
    with house.ledger.writing(), noted(house, RUN):
        house.keeper.begin()
        house.follow_guide()
        skill, trace, voice, rule = house.ledger.state.sizes
        table = weighed(house, (skill, trace, voice, rule))
        persons = {house.keys.ref(person).hex(): person for person in house.vault.persons(by_kind="archive.opened")}
        day = as_of if as_of is not None else last_on(house)
        if day is None:
            raise GatewayError("nobody has evidence yet: there is nothing to watch", permanent=True)
        before, guide = day - MONTH if against is None else against, house.guide
        engine = connect("duckdb")
        now, then = (population_of(table, guide, list(persons), each, engine) for each in (day, before))
        files = {name: _until(day, facts) for name, facts in _files(house, persons)}
        looked, found = _signs(house, files, day)
    return Watch(
        guide=guide.version,
        against=before,
        spread=spread_of(now, guide),
        drifts=drifts(then, now, guide),
        priors=priors(now, guide),
        bunching=bunching((each.score for each in now.seen), guide.bands.a),
        campaigns=campaigns(discount_of(facts, guide, day - YEAR + 1, day) for facts in files.values()),
        captures=captures(rests_of(name, facts, guide, day) for name, facts in files.items()),
        looked=looked,
        flags=found,
    )


def _files(house: House, persons: Mapping[str, str]) -> Iterator[tuple[str, list[Fact]]]:
    """Everybody's facts, by local id. The facts themselves go by it, as pseudonyms do."""
    for ref, opened in house.vault.files(map(bytes.fromhex, persons)):
        name = persons[ref.hex()]
        yield name, [replace(fact, person=name) for fact in facts_of(opened)]


def _until(day: int, facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.on <= day]


# who speaks about whom ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heard:
    """One source's voices of the last year."""

    source: str
    voices: tuple[Reviewed, ...]

    @property
    def makers(self) -> set[str]:
        return {voice.person for voice in self.voices}


def _signs(house: House, files: Files, day: int) -> tuple[Looked, list[Flag]]:
    found: list[Flag] = []
    makers: set[str] = set()
    voices, unknown, circles = 0, 0, True
    names = house.vault.persons()
    for heard in _by_source(files, day):
        buyers = [name for name in names if name.startswith(f"{heard.source}/")]
        known = _buyers(house, heard, buyers)
        told = list(_told(heard, known))
        found += flags(told, {f"{heard.source}/{maker}": maker for maker in files})
        makers |= heard.makers
        voices, unknown = voices + len(told), unknown + sum(voice.buyer is None for voice in told)
        circles = circles and not _too_many(heard, buyers)
    return Looked(len(makers), voices, unknown, circles), found


def _by_source(files: Files, day: int) -> list[_Heard]:
    found: dict[str, list[Reviewed]] = defaultdict(list)
    for facts in files.values():
        for fact in facts:
            if isinstance(fact, Reviewed) and fact.on > day - YEAR and fact.origin:
                found[fact.origin.source].append(fact)
    return [_Heard(source, tuple(voices)) for source, voices in sorted(found.items())]


def _too_many(heard: _Heard, buyers: Sequence[str]) -> bool:
    return len(heard.makers) * len(buyers) > MOST_NAMES


def _buyers(house: House, heard: _Heard, buyers: Sequence[str]) -> dict[tuple[str, str], str]:
    """(maker, pseudonym) → the buyer's local id, of whoever has a key still; nothing where there are too many."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for voice in heard.voices:
        wanted[voice.person].add(voice.buyer)
    found = {}
    for buyer in () if _too_many(heard, buyers) else buyers:
        with suppress(PersonErased):
            key = house.keys.person_key(house.keys.ref(buyer))
            names = ((maker, pseudonym(key, maker)) for maker in wanted)
            found.update({(maker, name): buyer for maker, name in names if name in wanted[maker]})
    return found


def _told(heard: _Heard, known: Mapping[tuple[str, str], str]) -> Iterator[Voice]:
    for voice in heard.voices:
        buyer = known.get((voice.person, voice.buyer))
        yield Voice(voice.person, buyer, voice.on, voice.cohort, voice.earlier == 0)
