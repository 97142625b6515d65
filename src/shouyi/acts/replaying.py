"""Replaying a run: its people and its digits once more, from what stood at its tree sizes, under the guide it names.

Whoever's evidence is still held is weighed and summed again as if nothing had come in since, and compared with the row
that is kept of them and with the leaf under the run's root. Of whoever left, or whose facts were taken out since, the
commitment alone is left, and how many they are is all that is told of them. Nothing is written but the view log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from shouyi.acts.assessing import engine_named, kept_leaves, kept_result, result_fields, seed_of
from shouyi.acts.checking import BROKEN, HOLDS, UNKNOWN
from shouyi.acts.documents import FOUNDER
from shouyi.acts.noting import RUN, noted
from shouyi.acts.voted_documents import guide_named
from shouyi.archive.errors import ArchiveError
from shouyi.archive.facts import SAYING, facts_of
from shouyi.archive.openings import Opening, as_opened
from shouyi.archive.results import Run, leaf_of
from shouyi.canon.days import to_iso
from shouyi.evidence.records import Value
from shouyi.gateways.errors import GatewayError
from shouyi.ledger.entry import Entry, parse_entry
from shouyi.ledger.kind import RESULT_FIELDS, RULE
from shouyi.ledger.kinds.assessment_run import run_digest
from shouyi.score.everybody import digits_of
from shouyi.score.records import Digits
from shouyi.score.table import BUCKET, EventTable
from shouyi.score.weigh import weigh_person

if TYPE_CHECKING:
    from shouyi.evidence.facts import Fact
    from shouyi.gateways.engines import Engine
    from shouyi.score.guide import Guide
    from shouyi.score.table import Sizes
    from shouyi.wiring import House

LAST = "last"
_ID = re.compile(r"[0-9a-f]{8,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """A run as `rule` has it: its digest, where its entry stands, and what that made public."""

    digest: bytes
    index: int
    pub: Mapping[str, Any]

    @property
    def sizes(self) -> Sizes:
        skill, trace, voice, rule = self.pub["sizes"]
        return skill, trace, voice, rule


@dataclass(frozen=True, slots=True)
class Difference:
    """`field` of one person, or of nobody ("" as `person`): what was kept or committed, and what the replay gives."""

    person: str
    field: str
    kept: Value
    replayed: Value

    def __str__(self) -> str:
        return f"differs: {self.person or 'the run'}: {self.field}: kept {self.kept}, replayed {self.replayed}"


@dataclass(slots=True)
class Replay:
    """`digits`: of whoever's evidence is held, by local id. `closed`: how many had facts taken out since; `gone`: how
    many of the run's people are held no longer. `is_rooted`: whether the entry's root could be compared."""

    run: Found
    digits: list[Digits]
    closed: int = 0
    gone: int = 0
    differences: list[Difference] = field(default_factory=list)
    is_rooted: bool = False

    @property
    def status(self) -> int:
        """0 equal, 1 something differs, 2 cannot tell."""
        if self.differences:
            return BROKEN
        return HOLDS if self.is_rooted else UNKNOWN

    @property
    def lines(self) -> Iterator[str]:
        """For whoever asked."""
        yield f"run {self.run.digest.hex()}, entry {self.run.index} of rule"
        yield f"{len(self.digits)} of {self.run.pub['count']} people replayed as of {to_iso(self.run.pub['as_of'])}"
        if self.closed:
            yield f"facts taken out since, so the commitment only: {self.closed}"
        if self.gone:
            yield f"held no longer, so the commitment only: {self.gone}"
        yield from map(str, self.differences)
        if not self.differences:
            yield _EQUAL if self.is_rooted else _UNROOTED


_EQUAL = "equal: the same digits, and the root of the run's entry"
_UNROOTED = "cannot tell: equal to what is kept, but this run's leaves were not, and not everybody's can be made again"


@dataclass(slots=True)
class _People:
    """Who of the run is still here. `whole`: local id and facts, by ref; `closed`: local ids."""

    whole: dict[str, tuple[str, list[Fact]]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)


def replay(house: House, asked: str, engine: Engine = "duckdb") -> Replay:
    """The run of this digest, or of its first eight hex digits or more, or "last", once more.

    Nobody is erased and nothing is imported meanwhile. Raises GatewayError for a run that is not in `rule`, for two
    that begin alike, where the guide's document is not here or the engine is not there; ScoreError.
    """
    run = find_run(house, asked)
    guide = guide_named(house, run.pub["guide"])
    with noted(house, RUN), house.ledger.reading():
        leaves = _Leaves(kept_leaves(house, run.digest))
        digits, closed = _digits(house, run, guide, engine)
        found = Replay(run, digits, len(closed), run.pub["count"] - len(digits) - len(closed))
        for each in digits:
            found.differences += _compared(house, found.run, each, leaves)
        for person in closed:
            found.differences += _as_committed(house, found.run, person, leaves)
        found.differences += leaves.compared_with(run)
        found.is_rooted = leaves.kept is not None or len(leaves.made) == run.pub["count"]
    return found


# the run --------------------------------------------------------------------------------------------------------------


def find_run(house: House, asked: str) -> Found:
    """See `replay`."""
    if asked != LAST and not _ID.fullmatch(asked):
        raise GatewayError(f"{asked[:80]!r} names no run: it takes 8 to 64 hex digits, or {LAST!r}", permanent=True)
    found = {run.digest: run for run in runs(house) if asked == LAST or run.digest.hex().startswith(asked)}
    if not found:
        raise GatewayError(f"no run {asked} stands in rule", permanent=True)
    if asked != LAST and len(found) > 1:
        raise GatewayError(f"{len(found)} runs begin with {asked}: write more of it", permanent=True)
    return list(found.values())[-1]


def runs(house: House) -> Iterator[Found]:
    """Every run that this installation wrote, in order."""
    for at in range(0, house.store.sizes()[RULE], 1000):
        for index, data in enumerate(house.store.entries(RULE, at, at + 1000), at):
            if b'"kind":"assessment.run"' in data and (entry := parse_entry(data)).by == FOUNDER:
                yield _found(index, entry)


def _found(index: int, entry: Entry) -> Found:
    return Found(run_digest(entry.by, entry.pub), index, entry.pub)


# its people -----------------------------------------------------------------------------------------------------------


def _digits(house: House, run: Found, guide: Guide, engine: Engine) -> tuple[list[Digits], list[str]]:
    """The digits of whoever's evidence is held, by local id; and of whom facts were taken out since."""
    names: dict[str, str] = {}
    closed: list[str] = []
    with TemporaryDirectory(prefix="replaying-", dir=house.settings.home) as folder:
        table = EventTable.open(Path(folder), guide)
        for people in _people(house, run.sizes):
            table.replace({ref: weigh_person(ref, facts, guide) for ref, (_, facts) in people.whole.items()}, run.sizes)
            names |= {ref: name for ref, (name, _) in people.whole.items()}
            closed += people.closed
        plain = digits_of(table, guide, list(names), run.pub["as_of"], engine_named(engine))
    return sorted((replace(each, person=names[each.person]) for each in plain), key=lambda each: each.person), closed


def _people(house: House, sizes: Sizes) -> Iterator[_People]:
    """Everybody who had a file at these sizes and is still here, some at a time."""
    names = iter(house.vault.persons(by_kind="archive.opened"))
    while some := list(islice(names, BUCKET)):
        found = _People()
        for name in some:
            openings = house.vault.openings(name)
            stood = [each for each in openings if each.index < sizes[each.kind.log]]
            if not any(each.kind.name == "archive.opened" for each in stood):
                continue
            if _is_closed_since(openings, stood, sizes):
                found.closed.append(name)
            else:
                ref = house.keys.ref(name).hex()
                found.whole[ref] = (name, facts_of([as_opened(each, ref) for each in stood]))
        yield found


def _is_closed_since(openings: Sequence[Opening], stood: Sequence[Opening], sizes: Sizes) -> bool:
    """Whether a fact that the run could read was taken out afterwards: then nobody can weigh what it weighed."""
    erasing = [each for each in openings if each.kind.name == "fact.erased"]
    before = {each.opened("tag")[0] for each in erasing if each.index < sizes[RULE]}
    later = {each.opened("tag")[0] for each in erasing if each.index >= sizes[RULE]}
    facts = [each for each in stood if each.kind.name in SAYING]
    return any(each.tag.hex() in later or (each.own is None and each.tag.hex() not in before) for each in facts)


# what is compared -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Leaves:
    """`kept`: the run's leaves, None where they were not kept. `made`: those that were made again."""

    kept: Run | None
    made: list[bytes] = field(default_factory=list)
    _known: frozenset[bytes] = frozenset()

    def __post_init__(self) -> None:
        self._known = frozenset(self.kept.leaves if self.kept else ())

    def compared(self, person: str, leaf: bytes) -> Iterator[Difference]:
        """Whether the run committed this leaf, where that can be told of one alone."""
        self.made.append(leaf)
        if self.kept is not None and leaf not in self._known:
            yield Difference(person, "leaf", "none such under the root", leaf.hex())

    def compared_with(self, run: Found) -> Iterator[Difference]:
        """What the entry says of all leaves: those kept, or, where everybody's was made again, those made."""
        whole = self.kept or Run(tuple(sorted(self.made)))
        if self.kept is None and whole.count < run.pub["count"]:
            return
        for name, replayed in (("count", whole.count), ("root", whole.root.hex())):
            if run.pub[name] != replayed:
                yield Difference("", name, run.pub[name], replayed)


def _compared(house: House, run: Found, digits: Digits, leaves: _Leaves) -> Iterator[Difference]:
    """These digits against the row that is kept of them, and against the run's leaves."""
    replayed = result_fields(house, digits)
    try:
        kept = kept_result(house, digits.person, run.digest)
    except ArchiveError as problem:
        yield Difference(digits.person, "row", str(problem), "can be opened")
        kept = None
    if kept is not None:
        differing = (name for name in RESULT_FIELDS if kept.get(name) != replayed[name])
        yield from (Difference(digits.person, name, kept.get(name), replayed[name]) for name in differing)
    yield from leaves.compared(digits.person, leaf_of(replayed, seed_of(house, digits.person, run.digest)))


def _as_committed(house: House, run: Found, person: str, leaves: _Leaves) -> Iterator[Difference]:
    """What is kept of somebody who cannot be replayed, against the run's leaves."""
    try:
        kept = kept_result(house, person, run.digest)
    except ArchiveError as problem:
        yield Difference(person, "row", str(problem), "can be opened")
        return
    if kept is not None:
        yield from leaves.compared(person, leaf_of(kept, seed_of(house, person, run.digest)))
