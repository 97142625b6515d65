"""The export's one form: {logs: [{checkpoint, entries: [{digests, entry, fields, index}], nodes}] × 4, unspent, v}.

Canonical JSON; what each byte means stands in docs/algorithms/export.md. Parsing verifies nothing but the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shouyi.canon.canonical import decode, encode_plain
from shouyi.canon.digest import unhex
from shouyi.canon.errors import CanonError
from shouyi.evidence.records import Value
from shouyi.ledger.checkpoint import Checkpoint, read_checkpoint
from shouyi.ledger.entry import Entry, parse_entry
from shouyi.ledger.errors import LedgerError, MalformedBytes, UnknownFormat
from shouyi.ledger.fields import blinded, field_digest
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import Note, parse_note
from shouyi.ledger.prooffile import read_value

EXPORT_BYTES_MAX = 1 << 26
VERSION = 1


@dataclass(frozen=True, slots=True)
class OpenField:
    """A field with what it says. `blind` is empty but for `next` and `first`."""

    name: str
    value: Value
    salt: bytes
    blind: bytes = b""

    def committed(self) -> bytes:
        """The digest that must stand in the field's place."""
        plain = field_digest(self.name, self.value, self.salt)
        return blinded(self.blind, plain) if self.blind else plain

    def to_plain(self) -> list[Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return [self.name, value, self.salt.hex(), *([self.blind.hex()] if self.blind else [])]


@dataclass(frozen=True, slots=True)
class EndField:
    """A `next` or `first` that nobody spent yet: the digest that an `unspent` note names, and its blind."""

    name: str
    digest: bytes
    blind: bytes

    def committed(self) -> bytes:
        """The digest that must stand in the field's place."""
        return blinded(self.blind, self.digest)

    def to_plain(self) -> list[Any]:
        return [self.name, None, self.digest.hex(), self.blind.hex()]


ShownField = OpenField | EndField


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of the export, unverified: all digests, the fields that are shown, its index in its kind's log."""

    entry: Entry
    digests: tuple[bytes, ...]
    fields: tuple[ShownField, ...]
    index: int

    @property
    def where(self) -> str:
        return f"entry {self.index} of {LOGS[self.entry.kind.log]}"

    def field(self, name: str) -> ShownField | None:
        """The shown field of this name, None for one that stays closed."""
        return next((found for found in self.fields if found.name == name), None)

    def value(self, name: str) -> Value:
        """What an open field says; None also for a closed one."""
        found = self.field(name)
        return found.value if isinstance(found, OpenField) else None

    def values(self) -> dict[str, Value]:
        """The open fields by name."""
        return {found.name: found.value for found in self.fields if isinstance(found, OpenField)}

    def to_plain(self) -> dict[str, Any]:
        return {"digests": [found.hex() for found in self.digests], "entry": self.entry.to_plain(),
                "fields": [found.to_plain() for found in self.fields], "index": self.index}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogPart:
    """What is shown of one log: its checkpoint, entries by index, and the cover of all other leaves."""

    note: Note
    checkpoint: Checkpoint
    entries: tuple[Shown, ...]
    nodes: tuple[bytes, ...]

    def to_plain(self) -> dict[str, Any]:
        return {"checkpoint": self.note.to_bytes().decode(), "entries": [shown.to_plain() for shown in self.entries],
                "nodes": [node.hex() for node in self.nodes]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportFile:
    """Unverified. `logs` are skill, trace, voice, rule; `unspent` one note for each end, by the digest it names."""

    logs: tuple[LogPart, ...]
    unspent: tuple[Note, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The cut: sizes of the four logs."""
        return tuple(part.checkpoint.size for part in self.logs)

    @property
    def entries(self) -> tuple[Shown, ...]:
        """All entries, log by log."""
        return tuple(shown for part in self.logs for shown in part.entries)

    def to_bytes(self) -> bytes:
        plain = {"logs": [part.to_plain() for part in self.logs],
                 "unspent": [note.to_bytes().decode() for note in self.unspent], "v": VERSION}  # fmt: skip
        return encode_plain(plain)


def parse_export(data: bytes) -> ExportFile:
    """The export in `data`, unverified. Raises UnknownFormat for another version or kind, MalformedBytes."""
    if len(data) > EXPORT_BYTES_MAX:
        raise MalformedBytes(f"an export has at most {EXPORT_BYTES_MAX} bytes")
    try:
        file = _read(decode(data))
        again = file.to_bytes()
    except CanonError as problem:
        raise MalformedBytes(f"the export: {problem}") from None
    if again != data:
        raise MalformedBytes("the export is not in its one form")
    return file


def _read(plain: Any) -> ExportFile:
    if type(plain) is not dict or "v" not in plain:
        raise MalformedBytes("not an export: an object with a version is expected")
    if type(plain["v"]) is not int or plain["v"] != VERSION:
        raise UnknownFormat(f"export version {str(plain['v'])[:40]}")
    _require_keys(plain, {"logs", "unspent", "v"}, "the export")
    logs, unspent = _list(plain, "logs", "the export"), _list(plain, "unspent", "the export")
    if len(logs) != len(LOGS):
        raise MalformedBytes(f"an export shows {len(LOGS)} logs, not {len(logs)}")
    parts = tuple(_part(part, LOGS[number]) for number, part in enumerate(logs))
    return ExportFile(parts, tuple(_note(text, f"unspent note {at}") for at, text in enumerate(unspent)))


def _part(plain: Any, where: str) -> LogPart:
    _require_keys(plain, {"checkpoint", "entries", "nodes"}, where)
    note = _note(plain["checkpoint"], f"the checkpoint of {where}")
    try:
        checkpoint = read_checkpoint(note.to_bytes())[1]
    except LedgerError as problem:
        raise MalformedBytes(f"the checkpoint of {where}: {problem}") from None
    shown = tuple(_shown(each, f"{where}, entry {at}") for at, each in enumerate(_list(plain, "entries", where)))
    nodes = tuple(_hex(node, f"node {at} of {where}") for at, node in enumerate(_list(plain, "nodes", where)))
    return LogPart(note, checkpoint, shown, nodes)


def _shown(plain: Any, where: str) -> Shown:
    _require_keys(plain, {"digests", "entry", "fields", "index"}, where)
    if type(plain["index"]) is not int or plain["index"] < 0 or type(plain["entry"]) is not dict:
        raise MalformedBytes(f"{where}: `index` counts from zero, `entry` is an object")
    try:
        entry = parse_entry(encode_plain(plain["entry"]))
    except LedgerError as problem:
        raise type(problem)(f"{where}: {problem}") from None
    digests = tuple(_hex(found, f"{where}, digest {at}") for at, found in enumerate(_list(plain, "digests", where)))
    fields = tuple(_field(found, f"{where}, field {at}") for at, found in enumerate(_list(plain, "fields", where)))
    return Shown(entry, digests, fields, plain["index"])


def _field(plain: Any, where: str) -> ShownField:
    if type(plain) is not list or len(plain) not in (3, 4) or type(plain[0]) is not str:
        raise MalformedBytes(f"{where} is not [name, value, salt], [name, value, salt, blind] or an end's")
    name, secret = plain[0], _hex(plain[2], where)
    blind = _hex(plain[3], where) if len(plain) == 4 else b""
    if blind and plain[1] is None:
        return EndField(name, secret, blind)
    return OpenField(name, read_value(plain[1]), secret, blind)


def _note(text: Any, where: str) -> Note:
    if type(text) is not str:
        raise MalformedBytes(f"{where} is not text")
    try:
        return parse_note(text.encode())
    except LedgerError as problem:
        raise MalformedBytes(f"{where}: {problem}") from None


def _list(plain: Mapping[str, Any], name: str, where: str) -> list[Any]:
    found = plain[name]
    if type(found) is not list:
        raise MalformedBytes(f"`{name}` of {where} is not a list")
    return found


def _hex(text: Any, where: str) -> bytes:
    try:
        return unhex(text, 32)
    except CanonError as problem:
        raise MalformedBytes(f"{where}: {problem}") from None


def _require_keys(plain: Any, keys: set[str], where: str) -> None:
    if type(plain) is not dict or plain.keys() != keys:
        raise MalformedBytes(f"{where} holds {sorted(keys)}")
