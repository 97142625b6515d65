"""Auditing an export: that it holds, and that nothing was left out. No network, no account; only the pin.

What auditing does, in this order; the numbers stand at the code and in the report:

1. form     the file parses, and encoding it again gives the same bytes
2. logs     the four logs are the pin's, each entry stands in its kind's log
3. fields   each shown field gives its digest, the digests give the entry's root
4. trees    shown leaves and the cover of the rest give each checkpoint's root
5. signed   each log signed its checkpoint, and a quorum of witnesses cosigned it
6. chains   from `archive.opened` on every entry leads to the next, none is left over
7. closed   only that stays closed which may (closing.py)
8. unspent  at each chain's end log and quorum say, for this very cut, that nobody spent the next tag
9. age      the oldest cosignature is not older than the reader accepts

A chain that ends too early has a last tag that was spent, and nobody honest signs a note that it was not.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from shouyi.archive.chains import End, require_chains
from shouyi.archive.closing import AuditedEntry, require_closed
from shouyi.archive.errors import CosignaturesTooOld
from shouyi.archive.exportfile import ExportFile, LogPart, Shown, parse_export
from shouyi.archive.openings import Opened
from shouyi.canon.days import day_of
from shouyi.ledger.errors import (
    CANNOT_TELL,
    ArchiveIncomplete,
    FieldMismatch,
    InclusionMismatch,
    LedgerError,
    MalformedBytes,
    UnknownFormat,
)
from shouyi.ledger.fields import fields_root
from shouyi.ledger.keys import BLINDED
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import Note
from shouyi.ledger.policy import Pin
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.steps import Steps, try_step
from shouyi.ledger.tree import root_of_cover
from shouyi.ledger.unspent import parse_unspent, require_unspent

STEPS = ("form", "logs", "fields", "trees", "signed", "chains", "closed", "unspent", "age")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Audited:
    """What a complete export says. `sizes` is its cut, `cosigned_at` (seconds) its oldest cosignature, if any."""

    entries: tuple[AuditedEntry, ...]
    registrar: str
    sizes: tuple[int, ...]
    cosigned_at: int | None

    @property
    def erased(self) -> int:
        """How many entries stay closed because an organisation had them erased."""
        return sum(entry.closed == "erased" for entry in self.entries)

    @property
    def aged(self) -> int:
        """How many entries stay closed for their age."""
        return sum(entry.closed == "aged" for entry in self.entries)

    @property
    def replays_from(self) -> int | None:
        """The first day that can be replayed; None: any. On earlier ones what is closed for its age may still weigh."""
        return day_of(self.cosigned_at) if self.aged and self.cosigned_at is not None else None

    def entries_of(self, person: str) -> list[Opened]:
        """The entries as `facts_of` reads them, under the name by which the reader knows the person."""
        return [Opened(person, e.kind, e.by, e.log, e.index, e.n, e.fields) for e in self.entries]


def audit_export(data: bytes, pin: Pin, *, max_age_seconds: int | None = None, now: int | None = None) -> Audited:
    """What the export says, if it holds and is complete. `now` in Unix seconds, needed for `max_age_seconds`.

    Raises ArchiveIncomplete for what was left out, one of `CANNOT_TELL`, or another LedgerError; each says where. What
    does not hold outweighs what nobody can tell.
    """
    found, steps = why_export(data, pin, max_age_seconds=max_age_seconds, now=now)
    problems = [problem for problem in map(steps.get, STEPS) if problem]
    if problems:
        raise next((problem for problem in problems if not isinstance(problem, CANNOT_TELL)), problems[0])
    assert found is not None
    return found


def why_export(data: bytes, pin: Pin, *, max_age_seconds: int | None = None,
               now: int | None = None) -> tuple[Audited | None, Steps]:  # fmt: skip
    """The verdict of each of `STEPS` that could be reached: None where it holds. What needs a failed one lacks."""
    steps: Steps = {}
    file = try_step(steps, "form", lambda: parse_export(data))
    if file is None:
        return None, steps
    try_step(steps, "logs", lambda: _require_logs(file, pin))
    try_step(steps, "fields", lambda: _require_fields(file))
    try_step(steps, "trees", lambda: _require_trees(file))
    instants = try_step(steps, "signed", lambda: _require_signed(file, pin))
    chains = try_step(steps, "chains", lambda: require_chains(file.entries))
    if instants is None or chains is None:
        return None, steps
    noted = try_step(steps, "unspent", lambda: _require_unspent(file, chains.ends, pin))
    oldest = min([*instants, *(noted or [])], default=None)  # of all, so that closing and replaying count alike
    entries = try_step(steps, "closed", lambda: require_closed(chains, oldest))
    if entries is None or noted is None:
        return None, steps
    try_step(steps, "age", lambda: require_recent(oldest, max_age_seconds, now))
    return Audited(entries, chains.chains[0][0].entry.by, file.sizes, oldest), steps


def _at(where: str, judge: Callable[[], T]) -> T:
    """What `judge` gives; its LedgerError says where."""
    try:
        return judge()
    except LedgerError as problem:
        raise type(problem)(f"{where}: {problem}") from None


def _require_logs(file: ExportFile, pin: Pin) -> None:  # 2
    for log, part in enumerate(file.logs):
        origin = part.checkpoint.origin
        if origin not in pin.policy.logs:
            raise UnknownFormat(f"the policy knows no log {origin[:80]}")
        if origin != pin.origin(log):
            raise MalformedBytes(f"the checkpoint of {LOGS[log]} is {origin}'s")
        for shown in part.entries:
            if shown.entry.kind.log != log:
                raise MalformedBytes(f"entry {shown.index} of {LOGS[log]}: {shown.entry.kind.name} stands in another")


def _require_fields(file: ExportFile) -> None:  # 3
    for shown in file.entries:
        _at(shown.where, partial(_require_entry_fields, shown))


def _require_entry_fields(shown: Shown) -> None:
    names = shown.entry.kind.fields
    if len(shown.digests) != len(names):
        raise FieldMismatch(f"{len(shown.digests)} digests for {len(names)} fields")
    committed = dict(zip(names, shown.digests, strict=True))
    for found in shown.fields:
        if found.name not in committed or bool(found.blind) != (found.name in BLINDED):
            raise FieldMismatch(f"the field {found.name[:40]!r} is none, or is not blinded as it should be")
        if found.committed() != committed[found.name]:
            raise FieldMismatch(f"the field {found.name!r} was committed with another value")
    places = [names.index(found.name) for found in shown.fields]
    if any(later <= earlier for earlier, later in itertools.pairwise(places)):
        raise FieldMismatch("the shown fields do not stand in the kind's order, each once")
    if fields_root(shown.digests) != shown.entry.root:
        raise FieldMismatch("the digests do not give the entry's root")


def _require_trees(file: ExportFile) -> None:  # 4
    for log, part in enumerate(file.logs):
        leaves = [(shown.index, leaf_hash(shown.entry.to_bytes())) for shown in part.entries]
        if root_of_cover(leaves, part.checkpoint.size, part.nodes) != part.checkpoint.root:
            raise InclusionMismatch(f"what is shown of {LOGS[log]} does not lead to its checkpoint's root")


def _require_signed(file: ExportFile, pin: Pin) -> list[int]:  # 5
    """The oldest instant of each checkpoint's cosignatures; none where the policy asks for no quorum."""
    found = [
        _at(f"the checkpoint of {LOGS[log]}", partial(_signed_at, part, pin)) for log, part in enumerate(file.logs)
    ]
    return [at for at in found if at is not None]


def _signed_at(part: LogPart, pin: Pin) -> int | None:
    pin.policy.require_log(part.note, part.checkpoint.origin)
    return pin.policy.require_quorum(part.note)


def _require_unspent(file: ExportFile, ends: tuple[End, ...], pin: Pin) -> list[int]:  # 8
    """The oldest instant of each note's cosignatures. The notes stand by digest, one for each end."""
    found = [(statement.by, statement.digest) for statement in map(parse_unspent, file.unspent)]
    noted = set(found)
    for end in ends:
        if (end.by, end.digest) not in noted:
            raise ArchiveIncomplete(f"{end.where}: no note says that nobody spent the next tag")
    if found != [(end.by, end.digest) for end in ends]:
        raise MalformedBytes("the unspent notes are not one for each end, by digest")
    instants = [_unspent_at(note, end, file, pin) for note, end in zip(file.unspent, ends, strict=True)]
    return [at for at in instants if at is not None]


def _unspent_at(note: Note, end: End, file: ExportFile, pin: Pin) -> int | None:
    return _at(end.where, lambda: require_unspent(note, pin, file.sizes)[1])


def require_recent(oldest: int | None, max_age_seconds: int | None, now: int | None) -> None:  # 9
    """Raises CosignaturesTooOld when the oldest cosignature (Unix seconds) is older than accepted, or there is none."""
    if max_age_seconds is None or now is None:
        return
    if oldest is None:
        raise CosignaturesTooOld("nobody cosigned it, so nobody can tell how old it is")
    if now - oldest > max_age_seconds:
        raise CosignaturesTooOld(
            f"its oldest cosignature is {now - oldest} seconds old; accepted are {max_age_seconds}"
        )
