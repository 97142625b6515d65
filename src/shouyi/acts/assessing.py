"""Assessing: facts are weighed into the kept table, an engine sums them, and the run over everybody becomes one entry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ibis

from shouyi.acts.founding import FOUNDER
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import Opened, as_opened
from shouyi.archive.results import Run, make_run
from shouyi.canon.canonical import encode
from shouyi.canon.digest import mac
from shouyi.evidence.records import Value
from shouyi.ledger.keys import result_key
from shouyi.ledger.kinds.assessment_run import run_digest
from shouyi.score.assess import assess, assess_events
from shouyi.score.records import DIMENSIONS, Assessment
from shouyi.score.table import EventTable
from shouyi.score.weigh import weigh

if TYPE_CHECKING:
    from shouyi.wiring import House

Sizes = tuple[int, int, int, int]


def assess_everybody(house: House, as_of: int | None = None) -> list[Assessment]:
    """Everybody with a file, by local id, under the guide in force; the run is written to `rule`.

    The same run (guide, day, and no entry since but runs) is not written twice. Raises LedgerError, ScoreError.
    """
    with house.ledger.writing():
        house.keeper.begin()
        sizes = _sizes(house)
        table = weighed(house, sizes)
        persons = house.vault.persons(by_kind="archive.opened")
        day = as_of if as_of is not None else table.last_on()
        if day is None or not persons:
            return []
        refs = {house.keys.ref(person).hex(): person for person in persons}
        plain = assess(table, house.guide, list(refs), day, ibis.duckdb.connect())
        found = [replace(each, person=refs[each.person]) for each in plain]
        _write_run(house, found, day, sizes)
    return found


def assess_person(house: House, person: str, as_of: int | None = None) -> Assessment:
    """One person, explained, straight from their file. Raises PersonErased without one."""
    opened = [as_opened(opening, person) for opening in house.vault.openings(person)]
    table = EventTable.open(house.settings.home / "weighed", house.guide)
    facts = facts_of(opened)
    day = as_of if as_of is not None else table.last_on()
    latest = max((fact.on for fact in facts), default=0)
    return assess_events(weigh(facts, house.guide), house.guide, person, latest if day is None else day)


def weighed(house: House, sizes: Sizes) -> EventTable:
    """The kept table, brought up to these sizes of the logs: whoever has new entries is weighed again."""
    table = EventTable.open(house.settings.home / "weighed", house.guide)
    refs = house.vault.refs_since(table.sizes or (0, 0, 0, 0))
    by_ref: dict[bytes, list[Opened]] = {ref: [] for ref in refs}
    for ref, opening in house.vault.all_openings():
        if ref in by_ref:
            by_ref[ref].append(as_opened(opening, ref.hex()))
    events = {ref.hex(): weigh(facts_of(opened), house.guide) for ref, opened in sorted(by_ref.items())}
    table.replace(events, sizes)
    return table


def _sizes(house: House) -> Sizes:
    skill, trace, voice, rule = house.ledger.state.sizes
    return skill, trace, voice, rule


# the run --------------------------------------------------------------------------------------------------------------


def _write_run(house: House, found: Sequence[Assessment], day: int, sizes: Sizes) -> None:
    pub: dict[str, Any] = {"as_of": day, "guide": house.guide.digest, "sizes": list(sizes)}
    if _is_last_run(house, pub):
        return
    digest = run_digest(FOUNDER, pub)
    run = run_of(house, found, digest)
    pub |= {"count": run.count, "root": run.root.hex()}
    starts = house.keeper.write(FOUNDER, [("assessment.run", pub)])
    house.vault.put_results(digest, {each.person: encode(to_plain(each)) for each in found})
    note = {"digest": digest.hex(), "index": starts[3], "pub": pub, "previous": _last(house).get("digest")}
    house.vault.note("run", encode(note))


def run_of(house: House, found: Iterable[Assessment], digest: bytes) -> Run:
    """The run's tree over these results; each result's salts come from its person's key and the run's digest."""
    fields = {each.person: result_fields(house, each) for each in found}
    seeds = {person: mac(result_key(house.keys.person_key(house.keys.ref(person))), digest) for person in fields}
    return make_run(fields, seeds)


def result_fields(house: House, found: Assessment) -> Mapping[str, Value]:
    """What a run commits of one person: `ledger.kind.RESULT_FIELDS`."""
    holder = house.keeper.holder_digest(found.person)
    fields: dict[str, Value] = {"band": found.band, "day": found.day, "guide": found.guide, "high": found.high,
                                "holder": holder, "low": found.low, "p80": found.p80, "score": found.score}  # fmt: skip
    return fields | {name: found.dimensions[name] for name in DIMENSIONS}


def to_plain(found: Assessment) -> dict[str, Any]:
    """The committed digits of an assessment, as the vault keeps them."""
    plain: dict[str, Any] = json.loads(found.to_json())
    return plain | {"p80": found.p80}


def _last(house: House) -> Mapping[str, Any]:
    data = house.vault.noted("run")
    return json.loads(data) if data else {}


def _is_last_run(house: House, pub: Mapping[str, Any]) -> bool:
    """Nothing but the last run's own entry was written since it, and it had this guide and day."""
    last = _last(house).get("pub")
    if not last or (last["as_of"], last["guide"]) != (pub["as_of"], pub["guide"]):
        return False
    grown = [now - then for now, then in zip(pub["sizes"], last["sizes"], strict=True)]
    return grown == [0, 0, 0, 1]
