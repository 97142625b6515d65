"""Assessing: facts are weighed into the kept table, an engine sums them, the run over everybody becomes an entry."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shouyi.acts.documents import FOUNDER
from shouyi.acts.noting import ASSESSMENT, RUN, noted
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import as_opened
from shouyi.archive.results import Run, make_run, result_seed, run_of
from shouyi.canon.canonical import decode, encode
from shouyi.evidence.records import Value
from shouyi.gateways.engines import Engine, connect
from shouyi.gateways.files import sync_folders
from shouyi.ledger.kind import RULE
from shouyi.ledger.kinds.assessment_run import run_digest
from shouyi.ledger.prooffile import Result
from shouyi.score.assess import assess_evidence
from shouyi.score.errors import TableMismatch
from shouyi.score.everybody import digits_of
from shouyi.score.records import DIMENSIONS, Assessment, Digits
from shouyi.score.table import EventTable
from shouyi.score.weigh import weigh_person
from shouyi.settings import read_configuration

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from shouyi.wiring import House

Sizes = tuple[int, int, int, int]


def assess_everybody(
    house: House, as_of: int | None = None, engine: Engine = "duckdb", by: int | None = None
) -> list[Digits]:
    """Everybody with a file, by local id, under the guide in force, or that of the day `by`; the run goes to `rule`.

    The same run (guide, day, and no entry since but runs) is not written twice. Raises GatewayError for an engine that
    is not there, LedgerError, ScoreError.
    """
    with house.ledger.writing(), noted(house, RUN):
        house.keeper.begin()
        house.follow_guide(by)
        sizes = _sizes(house)
        table = weighed(house, sizes)
        persons = house.vault.persons(by_kind="archive.opened")
        day = as_of if as_of is not None else last_on(house)
        if day is None or not persons:
            return []
        refs = {house.keys.ref(person).hex(): person for person in persons}
        plain = digits_of(table, house.guide, list(refs), day, engine_named(engine))
        found = [replace(each, person=refs[each.person]) for each in plain]
        _write_run(house, found, day, sizes)
        house.follow_guide()
    return found


def assess_person(house: House, person: str, as_of: int | None = None) -> Assessment:
    """One person, explained, straight from their file. Raises PersonErased without one."""
    with noted(house, ASSESSMENT, person):
        facts = facts_of([as_opened(opening, person) for opening in house.vault.openings(person)])
        evidence = weigh_person(person, facts, house.guide)
    latest = max((fact.on for fact in facts), default=0)
    day = as_of if as_of is not None else max(latest, last_on(house) or 0)
    return assess_evidence(evidence, house.guide, person, day)


def engine_named(engine: Engine) -> BaseBackend:
    """The engine of this name, as this installation configures it. Raises GatewayError."""
    told = read_configuration()
    return connect(engine, master=told.text("score.spark_master"), memory_mib=told.number("score.spark_memory_mib"))


def last_on(house: House) -> int | None:
    """The latest `on` of all facts that were ever weighed: the day of a run, where none is asked for."""
    found = house.vault.noted("last_on")
    return int(found) if found else None


def weighed(house: House, sizes: Sizes, table: EventTable | None = None) -> EventTable:
    """The kept table (or another), brought up to these sizes of the logs: whoever has new entries is weighed again."""
    table = open_table(house) if table is None else table
    news = house.vault.refs_since(table.sizes or (0, 0, 0, 0))
    facts = {ref.hex(): facts_of(opened) for ref, opened in house.vault.files(news)}
    _note_last_on(house, (fact.on for found in facts.values() for fact in found))  # before the sizes say it is done
    table.replace({name: weigh_person(name, found, house.guide) for name, found in facts.items()}, sizes)
    return table


def open_table(house: House) -> EventTable:
    """The kept table; one of another guide is a projection that nobody needs, and is begun anew."""
    folder = house.settings.home / "weighed"
    try:
        return EventTable.open(folder, house.guide)
    except TableMismatch:
        shutil.rmtree(folder)  # cut short, it leaves files without a head, or the head: a mismatch again
        sync_folders([folder.parent])
        return EventTable.open(folder, house.guide)


def _note_last_on(house: House, days: Iterable[int]) -> None:
    """It only grows, so noting it for what a crash then leaves unweighed does no harm: that is weighed next time."""
    latest = max(days, default=0)
    if latest > (last_on(house) or 0):
        house.vault.note("last_on", str(latest).encode())


def _sizes(house: House) -> Sizes:
    skill, trace, voice, rule = house.ledger.state.sizes
    return skill, trace, voice, rule


# the run --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LastRun:
    """The run that stands: its digest, its place in `rule`, what it made public, and its leaves."""

    digest: bytes
    index: int
    pub: Mapping[str, Any]
    run: Run

    def to_bytes(self) -> bytes:
        leaves = self.run.to_bytes().hex()
        return encode({"digest": self.digest.hex(), "index": self.index, "leaves": leaves, "pub": dict(self.pub)})


def last_run(house: House, name: str = "run") -> LastRun | None:
    """The last run that this installation wrote ("run_before": the one before); None before the first."""
    data = house.vault.noted(name)
    if data is None:
        return None
    plain = decode(data)
    run = run_of(bytes.fromhex(plain["leaves"]))
    return LastRun(bytes.fromhex(plain["digest"]), plain["index"], plain["pub"], run)


def committed_result(house: House, person: str, run: LastRun | None) -> Mapping[str, Value] | None:
    """The fields that this run committed of this person; None without any. Raises PersonErased."""
    return kept_result(house, person, run.digest) if run else None


def kept_result(house: House, person: str, digest: bytes) -> dict[str, Value] | None:
    """The row that is kept of this person and this run; None without one. Raises PersonErased, ArchiveError."""
    data = house.vault.result(digest, house.keys.ref(person))
    return decode(data) if data else None


def kept_leaves(house: House, digest: bytes) -> Run | None:
    """The leaves of this run; None of one that was written before leaves were kept, but for the last two."""
    if (kept := house.vault.leaves(digest)) is not None:
        return run_of(kept)
    last = (last_run(house, name) for name in ("run", "run_before"))
    return next((each.run for each in last if each is not None and each.digest == digest), None)


def result_proof(house: House, person: str, names: Iterable[str]) -> tuple[LastRun, Result] | None:
    """The last run, and one person's result under its root with the named fields open; None without any."""
    run = last_run(house)  # asked once: another process may write the next one meanwhile
    fields = committed_result(house, person, run)
    if run is None or fields is None:
        return None
    return run, run.run.result_for(fields, seed_of(house, person, run.digest), names)


def result_fields(house: House, found: Digits) -> dict[str, Value]:
    """What a run commits of one person: `ledger.kind.RESULT_FIELDS`."""
    fields: dict[str, Value] = {
        "band": found.band,
        "day": found.day,
        "guide": found.guide,
        "high": found.high,
        "holder": house.keeper.holder_digest(found.person),
        "low": found.low,
        "p80": found.p80,
        "score": found.score,
    }
    return fields | {name: found.dimensions[name] for name in DIMENSIONS}


def _write_run(house: House, found: Sequence[Digits], day: int, sizes: Sizes) -> None:
    pub: dict[str, Any] = {"as_of": day, "guide": house.guide.digest, "sizes": list(sizes)}
    if _is_last_run(house, pub):
        return
    digest = run_digest(FOUNDER, pub)
    results = {each.person: result_fields(house, each) for each in found}
    run = make_run(results, {person: seed_of(house, person, digest) for person in results})
    pub |= {"count": run.count, "root": run.root.hex()}
    rows = {person: encode(fields) for person, fields in results.items()}
    house.vault.put_results(digest, rows, run.to_bytes())
    starts = house.keeper.write(FOUNDER, [("assessment.run", pub)])
    if before := house.vault.noted("run"):
        house.vault.note("run_before", before)
    house.vault.note("run", LastRun(digest, starts[RULE], pub, run).to_bytes())


def seed_of(house: House, person: str, digest: bytes) -> bytes:
    """Of the salts in a person's result of this run. Raises PersonErased."""
    return result_seed(house.keys.person_key(house.keys.ref(person)), digest)


def _is_last_run(house: House, pub: Mapping[str, Any]) -> bool:
    """Nothing but the last run's own entry was written since it, and it had this guide and day."""
    last = last_run(house)
    if last is None or (last.pub["as_of"], last.pub["guide"]) != (pub["as_of"], pub["guide"]):
        return False
    grown = [now - then for now, then in zip(pub["sizes"], last.pub["sizes"], strict=True)]
    return grown == [0, 0, 0, 1]
