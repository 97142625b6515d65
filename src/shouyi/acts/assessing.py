"""Assessing: facts are weighed into the kept table, an engine sums them, the run over everybody becomes an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import ibis

from shouyi.acts.founding import FOUNDER
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import as_opened
from shouyi.canon.canonical import decode, encode
from shouyi.canon.digest import mac
from shouyi.evidence.records import Value
from shouyi.ledger.fields import field_digest, fields_root, result_leaf
from shouyi.ledger.keys import result_key, salt
from shouyi.ledger.kind import RESULT_FIELDS, RULE
from shouyi.ledger.kinds.assessment_run import run_digest
from shouyi.ledger.prooffile import Disclosure, Result
from shouyi.ledger.tree import Hashes, root_of
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
        day = as_of if as_of is not None else last_on(house)
        if day is None or not persons:
            return []
        refs = {house.keys.ref(person).hex(): person for person in persons}
        plain = assess(table, house.guide, list(refs), day, ibis.duckdb.connect())
        found = [replace(each, person=refs[each.person]) for each in plain]
        _write_run(house, found, day, sizes)
    return found


def assess_person(house: House, person: str, as_of: int | None = None) -> Assessment:
    """One person, explained, straight from their file. Raises PersonErased without one."""
    facts = facts_of([as_opened(opening, person) for opening in house.vault.openings(person)])
    latest = max((fact.on for fact in facts), default=0)
    day = as_of if as_of is not None else max(latest, last_on(house) or 0)
    return assess_events(weigh(facts, house.guide), house.guide, person, day)


def last_on(house: House) -> int | None:
    """The latest `on` of all facts that were ever weighed: the day of a run, where none is asked for."""
    found = house.vault.noted("last_on")
    return int(found) if found else None


def weighed(house: House, sizes: Sizes) -> EventTable:
    """The kept table, brought up to these sizes of the logs: whoever has new entries is weighed again."""
    table = EventTable.open(house.settings.home / "weighed", house.guide)
    news = house.vault.refs_since(table.sizes or (0, 0, 0, 0))
    facts = {ref.hex(): facts_of(opened) for ref, opened in house.vault.files(news)}
    table.replace({name: weigh(found, house.guide) for name, found in facts.items()}, sizes)
    latest = max((fact.on for found in facts.values() for fact in found), default=0)
    if latest > (last_on(house) or 0):
        house.vault.note("last_on", str(latest).encode())
    return table


def _sizes(house: House) -> Sizes:
    skill, trace, voice, rule = house.ledger.state.sizes
    return skill, trace, voice, rule


# the run --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LastRun:
    """The run that stands: its digest, its place in `rule`, what it made public, and its leaves in order of hash.

    The leaves are kept since whoever is erased takes with them what their leaf was made of.
    """

    digest: bytes
    index: int
    pub: Mapping[str, Any]
    leaves: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        return encode({"digest": self.digest.hex(), "index": self.index, "leaves": b"".join(self.leaves).hex(),
                       "pub": dict(self.pub)})  # fmt: skip


def last_run(house: House) -> LastRun | None:
    """The last run that this installation wrote; None before the first."""
    data = house.vault.noted("run")
    if data is None:
        return None
    plain = decode(data)
    leaves = bytes.fromhex(plain["leaves"])
    split = tuple(leaves[at : at + 32] for at in range(0, len(leaves), 32))
    return LastRun(bytes.fromhex(plain["digest"]), plain["index"], plain["pub"], split)


def committed_result(house: House, person: str) -> Mapping[str, Value] | None:
    """The fields that the last run committed of this person; None without any."""
    run = last_run(house)
    data = house.vault.result(run.digest, house.keys.ref(person)) if run else None
    return decode(data) if data else None


def result_proof(house: House, fields: Mapping[str, Value], run: LastRun, names: Iterable[str], person: str) -> Result:
    """One person's result under the run's root, with `holder` and the named fields open."""
    disclosure = result_disclosure(fields, _seed(house, person, run.digest), {*names, "holder"})
    tree = Hashes()
    tree.extend(run.leaves)
    index = run.leaves.index(result_leaf(fields_root(disclosure.digests)))
    return Result(disclosure, index, tuple(tree.inclusion(index, len(run.leaves))))


def result_fields(house: House, found: Assessment) -> dict[str, Value]:
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


def _write_run(house: House, found: Sequence[Assessment], day: int, sizes: Sizes) -> None:
    pub: dict[str, Any] = {"as_of": day, "guide": house.guide.digest, "sizes": list(sizes)}
    if _is_last_run(house, pub):
        return
    digest = run_digest(FOUNDER, pub)
    results = {each.person: result_fields(house, each) for each in found}
    leaves = tuple(sorted(_leaf(house, person, fields, digest) for person, fields in results.items()))
    pub |= {"count": len(leaves), "root": root_of(leaves).hex()}
    house.vault.put_results(digest, {person: encode(fields) for person, fields in results.items()})
    starts = house.keeper.write(FOUNDER, [("assessment.run", pub)])
    house.vault.note("run", LastRun(digest, starts[RULE], pub, leaves).to_bytes())


def _leaf(house: House, person: str, fields: Mapping[str, Value], digest: bytes) -> bytes:
    disclosure = result_disclosure(fields, _seed(house, person, digest), ())
    return result_leaf(fields_root(disclosure.digests))


def _seed(house: House, person: str, digest: bytes) -> bytes:
    """HMAC(result key, run digest). docs/algorithms/bytes.md, 12."""
    return mac(result_key(house.keys.person_key(house.keys.ref(person))), digest)


def result_disclosure(fields: Mapping[str, Value], seed: bytes, names: Iterable[str]) -> Disclosure:
    """All digests of a result, with the named fields open."""
    salted = [(name, fields[name], salt(seed, name)) for name in RESULT_FIELDS]
    chosen = set(names)
    opened = tuple(each for each in salted if each[0] in chosen)
    return Disclosure(tuple(field_digest(*each) for each in salted), opened)


def _is_last_run(house: House, pub: Mapping[str, Any]) -> bool:
    """Nothing but the last run's own entry was written since it, and it had this guide and day."""
    last = last_run(house)
    if last is None or (last.pub["as_of"], last.pub["guide"]) != (pub["as_of"], pub["guide"]):
        return False
    grown = [now - then for now, then in zip(pub["sizes"], last.pub["sizes"], strict=True)]
    return grown == [0, 0, 0, 1]
