"""Exporting: one person's file with everything that opens it, under one cut. Bytes: docs/algorithms/export.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from shouyi.archive.errors import ArchiveError
from shouyi.archive.exportfile import EndField, ExportFile, LogPart, OpenField, Shown, ShownField
from shouyi.archive.openings import Opening
from shouyi.ledger.checkpoint import parse_checkpoint
from shouyi.ledger.fields import field_digest
from shouyi.ledger.keys import BLINDED
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import Note
from shouyi.ledger.tree import Hashes


@dataclass(frozen=True, slots=True)
class UnspentRequest:
    """What witnesses are asked: has `by` spent this tag? `value` (16 bytes) is the tag, `salt` its field's.

    `by` is the entry's own writer for the field `next`, the organisation that is named for `first`.
    """

    by: str
    field: str
    value: bytes
    salt: bytes

    @property
    def digest(self) -> bytes:
        """What the note names: the field's digest, before blinding."""
        return field_digest(self.field, self.value.hex(), self.salt)


def make_export(openings: Sequence[Opening], hashes: Sequence[Hashes], notes: Sequence[Note],
                unspent: Callable[[list[UnspentRequest]], list[Note]]) -> bytes:  # fmt: skip
    """The export of one person's `openings`: all that stand under the cut of `notes`, and no others.

    `hashes`: leaf hashes, one a log, at least up to the cut. `notes`: the four cosigned checkpoints. `unspent` gives a
    note a request, in order. Raises ArchiveError for openings beyond the cut or notes that do not answer.
    """
    requests = ends_of(openings)
    found = unspent(requests)
    if len(found) != len(requests) or len(notes) != len(LOGS):
        raise ArchiveError(f"{len(found)} unspent notes for {len(requests)} ends under {len(notes)} checkpoints")
    ends = frozenset(request.digest for request in requests)
    logs = tuple(_part(log, note, hashes[log], openings, ends) for log, note in enumerate(notes))
    return ExportFile(logs, tuple(found)).to_bytes()


def ends_of(openings: Sequence[Opening]) -> list[UnspentRequest]:
    """Where the file's chains end: the last `next` of each, and each `first` whose organisation wrote nothing yet.

    By digest, which is the order of the export's notes.
    """
    last = {opening.by: opening for opening in sorted(openings, key=lambda o: o.n)}
    found = [_request(opening, "next", by) for by, opening in last.items()]
    named = ((opening, str(opening.opened("org")[0])) for opening in openings if "first" in opening.kind.fields)
    found += [_request(opening, "first", org) for opening, org in named if org not in last]
    return sorted(found, key=lambda request: request.digest)


def _request(opening: Opening, name: str, by: str) -> UnspentRequest:
    value, salt = opening.opened(name)
    return UnspentRequest(by, name, bytes.fromhex(str(value)), salt)


def _part(log: int, note: Note, hashes: Hashes, openings: Iterable[Opening], ends: frozenset[bytes]) -> LogPart:
    checkpoint = parse_checkpoint(note)
    chosen = sorted((o for o in openings if o.kind.log == log), key=lambda o: o.index)
    indices = [opening.index for opening in chosen]
    if indices and not 0 <= indices[0] <= indices[-1] < checkpoint.size <= len(hashes.leaves):
        raise ArchiveError(f"the entries {indices[0]}…{indices[-1]} of {LOGS[log]} do not all stand under the cut")
    shown = tuple(Shown(o.entry(), o.digests, _fields(o, ends), o.index) for o in chosen)
    return LogPart(note, checkpoint, shown, tuple(hashes.cover(indices, checkpoint.size)))


def _fields(opening: Opening, ends: frozenset[bytes]) -> tuple[ShownField, ...]:
    return tuple(_field(opening, name, ends) for name in opening.kind.fields if opening.is_open(name))


def _field(opening: Opening, name: str, ends: frozenset[bytes]) -> ShownField:
    value, salt = opening.opened(name)
    if name not in BLINDED:
        return OpenField(name, value, salt)
    blind, digest = opening.blind(name)
    return EndField(name, digest, blind) if digest in ends else OpenField(name, value, salt, blind)
