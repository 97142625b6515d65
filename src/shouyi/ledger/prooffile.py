"""The one proof file: C2SP tlog-proof, with the entry and its disclosed fields as extra data.

Bytes: docs/algorithms/proof-file.md.

What verifying does, in this order; the numbers stand at the code and in every verifier's report:

1. form      the file parses, and encoding it again gives the same bytes
2. kind      the pinned registry knows the entry's kind and version
3. fields    each opened field and its salt give its digest, the digests give the entry's root
4. result    one person's result, if there is one, opens `holder` and stands under the run's root
5. inclusion the entry stands at its index under the checkpoint of its kind's log
6. log       the log signed the checkpoint
7. quorum    enough of the policy's witnesses cosigned it
"""

from __future__ import annotations

import itertools
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shouyi.canon.canonical import decode_canonical, encode
from shouyi.canon.digest import unhex
from shouyi.canon.errors import CanonError
from shouyi.evidence.records import Value
from shouyi.ledger.checkpoint import Checkpoint, parse_checkpoint
from shouyi.ledger.entry import Entry, parse_entry
from shouyi.ledger.errors import FieldMismatch, InclusionMismatch, MalformedBytes, UnknownFormat
from shouyi.ledger.fields import field_digest, fields_root, result_leaf
from shouyi.ledger.keys import BLINDED
from shouyi.ledger.kind import RESULT_FIELDS
from shouyi.ledger.note import Note, parse_note, require_base64
from shouyi.ledger.policy import Pin
from shouyi.ledger.proof import leaf_hash, require_inclusion
from shouyi.ledger.steps import Steps, try_step

HEADER = "c2sp.org/tlog-proof@v1"
PROOF_BYTES_MAX = 1 << 20
HOLDER = "holder"
"""Always opened with a result, so that nobody shows a borrowed one: the reader challenges this key."""
STEPS = ("form", "kind", "fields", "result", "inclusion", "log", "quorum")
Opened = tuple[str, Value, bytes]
"""(name, value, salt) of a disclosed field."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """All digests in the list's order, and what is opened of them."""

    digests: tuple[bytes, ...]
    fields: tuple[Opened, ...]

    def to_plain(self) -> dict[str, Any]:
        return {
            "digests": [found.hex() for found in self.digests],
            "fields": [[name, _plain_value(value), salt.hex()] for name, value, salt in self.fields],
        }

    def require(self, names: Sequence[str]) -> bytes:
        """The root, once every opened field gives its digest. Raises FieldMismatch."""
        if len(self.digests) != len(names):
            raise FieldMismatch(f"{len(self.digests)} digests for {len(names)} fields")
        for name, value, salt in self.fields:
            if name not in names or name in BLINDED:
                raise FieldMismatch(f"the field {name[:40]!r} is not one to be opened here")
            if field_digest(name, value, salt) != self.digests[names.index(name)]:
                raise FieldMismatch(f"the field {name!r} was committed with another value")
        places = [names.index(name) for name, _, _ in self.fields]
        if any(later <= earlier for earlier, later in itertools.pairwise(places)):
            raise FieldMismatch("the opened fields do not stand in the kind's order, each once")
        return fields_root(self.digests)


@dataclass(frozen=True, slots=True)
class Result:
    """One person's result in a run: the disclosure of it, and its path to the run's root."""

    disclosure: Disclosure
    index: int
    path: tuple[bytes, ...]

    def to_plain(self) -> dict[str, Any]:
        return self.disclosure.to_plain() | {"index": self.index, "path": [step.hex() for step in self.path]}


@dataclass(frozen=True, slots=True)
class ProofFile:
    """Unverified. `index` and `path` are the entry's in the tree of the checkpoint in `note`."""

    entry: bytes
    disclosure: Disclosure
    result: Result | None
    index: int
    path: tuple[bytes, ...]
    note: Note

    def to_bytes(self) -> bytes:
        extra = {"entry": decode_canonical(self.entry)} | self.disclosure.to_plain()
        extra |= {"result": self.result.to_plain()} if self.result else {}
        lines = [HEADER, f"extra {b64encode(encode(extra)).decode()}", f"index {self.index}"]
        lines += [b64encode(step).decode() for step in self.path]
        return "\n".join([*lines, "", ""]).encode() + self.note.to_bytes()


@dataclass(frozen=True, slots=True)
class Held:
    """What a proof file that holds says: the entry, what is opened, where it stands, and since when it was seen."""

    entry: Entry
    opened: Mapping[str, Value]
    result: Mapping[str, Value]
    checkpoint: Checkpoint
    index: int
    cosigned_at: int | None


def require_proof(data: bytes, pin: Pin) -> Held:
    """What the proof file says, if all seven steps hold under this pin. Raises the first LedgerError otherwise."""
    held, steps = why_proof(data, pin)
    for problem in steps.values():
        if problem:
            raise problem
    assert held is not None
    return held


def why_proof(data: bytes, pin: Pin) -> tuple[Held | None, Steps]:
    """The verdict of each of `STEPS` that could be reached: None where it holds. What needs a failed one lacks."""
    steps: Steps = {}
    file = try_step(steps, "form", lambda: parse_proof(data))
    entry = file and try_step(steps, "kind", lambda: parse_entry(file.entry))
    if not file or not entry:
        return None, steps
    checkpoint = parse_checkpoint(file.note)
    try_step(steps, "fields", lambda: _require_fields(file, entry))
    try_step(steps, "result", lambda: _require_result(file, entry))
    try_step(steps, "inclusion", lambda: _require_included(file, entry, checkpoint, pin))
    try_step(steps, "log", lambda: pin.policy.require_log(file.note, checkpoint.origin))
    cosigned_at = try_step(steps, "quorum", lambda: pin.policy.require_quorum(file.note))
    opened = {name: value for name, value, _ in file.disclosure.fields}
    result = {name: value for name, value, _ in file.result.disclosure.fields} if file.result else {}
    return Held(entry, opened, result, checkpoint, file.index, cosigned_at), steps


def _require_fields(file: ProofFile, entry: Entry) -> None:  # 3
    if not entry.kind.fields:
        if file.disclosure.digests or file.disclosure.fields:
            raise FieldMismatch("an entry about nobody commits no fields")
        return
    if file.disclosure.require(entry.kind.fields) != entry.root:
        raise FieldMismatch("the digests do not give the entry's root")


def _require_result(file: ProofFile, entry: Entry) -> None:  # 4
    if file.result is None:
        return
    if entry.kind.name != "assessment.run":
        raise FieldMismatch(f"{entry.kind.name} holds no results")
    leaf = result_leaf(file.result.disclosure.require(RESULT_FIELDS))
    if HOLDER not in (name for name, _, _ in file.result.disclosure.fields):
        raise FieldMismatch(f"a result is shown together with its {HOLDER!r}, which stays closed here")
    root = unhex(entry.pub["root"], 32)
    require_inclusion(leaf, file.result.index, entry.pub["count"], file.result.path, root)


def _require_included(file: ProofFile, entry: Entry, checkpoint: Checkpoint, pin: Pin) -> None:  # 5
    if checkpoint.origin != pin.origin(entry.kind.log):
        if checkpoint.origin in pin.policy.logs:
            raise InclusionMismatch(f"{entry.kind.name} does not stand in {checkpoint.origin}")
        raise UnknownFormat(f"the policy knows no log {checkpoint.origin}")
    require_inclusion(leaf_hash(file.entry), file.index, checkpoint.size, file.path, checkpoint.root)


def parse_proof(data: bytes) -> ProofFile:  # 1
    """The proof file in `data`, unverified. Raises UnknownFormat for what is not one of version 1, MalformedBytes."""
    if len(data) > PROOF_BYTES_MAX:
        raise MalformedBytes("the proof file is too long")
    if not data.startswith(HEADER.encode() + b"\n"):
        raise UnknownFormat(f"a proof file's first line is {HEADER}")
    head, gap, tail = data.partition(b"\n\n")
    lines = _lines(head)
    if not gap or len(lines) < 3 or not lines[1].startswith("extra "):
        raise MalformedBytes("a proof file's second line holds its extra data, the third its index")
    note = parse_note(tail)
    parse_checkpoint(note)
    path = tuple(_hash(line) for line in lines[3:])
    try:
        file = _read(require_base64(lines[1].removeprefix("extra ")), _number(lines[2], "index "), path, note)
        if file.to_bytes() != data:
            raise MalformedBytes("the proof file is not in its one form")
    except CanonError as problem:
        raise MalformedBytes(f"the extra data: {problem}") from None
    return file


def _lines(head: bytes) -> list[str]:
    try:
        return head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise MalformedBytes("the proof's lines are not ASCII") from None


def _hash(line: str) -> bytes:
    found = require_base64(line)
    if len(found) != 32:
        raise MalformedBytes("a hash of the path is not 32 bytes")
    return found


def _number(line: str, name: str) -> int:
    digits = line.removeprefix(name)
    if not line.startswith(name) or not digits.isdigit() or len(digits) > 16 or str(int(digits)) != digits:
        raise MalformedBytes(f"{line[:40]!r} is not an {name.strip()}")
    return int(digits)


def _read(extra: bytes, index: int, path: tuple[bytes, ...], note: Note) -> ProofFile:
    plain = decode_canonical(extra)
    keys = {"digests", "entry", "fields"}
    if type(plain) is not dict or plain.keys() not in (keys, keys | {"result"}) or type(plain["entry"]) is not dict:
        raise MalformedBytes("the extra data hold entry, digests, fields and at most a result")
    result = _result(plain["result"]) if "result" in plain else None
    return ProofFile(encode(plain["entry"]), _disclosure(plain), result, index, path, note)


def _result(plain: Any) -> Result:
    if type(plain) is not dict or plain.keys() != {"digests", "fields", "index", "path"}:
        raise MalformedBytes("a result holds digests, fields, index and path")
    if type(plain["index"]) is not int or type(plain["path"]) is not list:
        raise MalformedBytes("a result's index is a number, its path a list")
    return Result(_disclosure(plain), plain["index"], tuple(unhex(step, 32) for step in plain["path"]))


def _disclosure(plain: Mapping[str, Any]) -> Disclosure:
    if type(plain["digests"]) is not list or type(plain["fields"]) is not list:
        raise MalformedBytes("digests and fields are lists")
    digests = tuple(unhex(found, 32) for found in plain["digests"])
    return Disclosure(digests, tuple(map(read_opened, plain["fields"])))


def read_opened(plain: Any) -> Opened:
    """A disclosed field from [name, value, salt]. Raises MalformedBytes or CanonError."""
    if type(plain) is not list or len(plain) != 3 or type(plain[0]) is not str:
        raise MalformedBytes("an opened field is [name, value, salt]")
    return plain[0], read_value(plain[1]), unhex(plain[2], 32)


def read_value(value: Any) -> Value:
    """A committed value: null, an integer, a string or one flat list of those. Raises MalformedBytes."""
    scalars = value if type(value) is list else [value]
    if not all(v is None or type(v) in (int, str) for v in scalars):
        raise MalformedBytes("a committed value is null, an integer, a string or one flat list of those")
    return tuple(value) if type(value) is list else value


def _plain_value(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value
