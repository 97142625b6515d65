"""What a witness judges before it signs: what a log claims of its last cut, batches run again, questions about tags.

A cosignature says: every entry under this checkpoint was signed by the organisation that it names, under a key that
was good then, and the four logs stand at one batch's end. Bytes: docs/algorithms/bytes.md, 7 to 9; C2SP tlog-witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shouyi.canon.canonical import INT_MAX, decode, decode_canonical, encode
from shouyi.canon.digest import unhex
from shouyi.canon.errors import CanonError
from shouyi.ledger.batch import BATCH_BYTES_MAX, Batch, parse_record
from shouyi.ledger.checkpoint import Checkpoint, read_checkpoint
from shouyi.ledger.entry import ORG
from shouyi.ledger.errors import (
    BatchRefused,
    CheckpointRolledBack,
    ConsistencyMismatch,
    LedgerError,
    MalformedBytes,
    SignatureMissing,
    UnknownFormat,
)
from shouyi.ledger.fields import field_digest
from shouyi.ledger.keys import BLINDED
from shouyi.ledger.kind import LOGS
from shouyi.ledger.machine import Changes, State, apply
from shouyi.ledger.note import Note, SignatureLine, Verifier, cosigned_at, require_base64
from shouyi.ledger.policy import Pin, Policy
from shouyi.ledger.unspent import Unspent

ENTRY_BYTES_MIN = 32
PROOF_LINES_MAX = 63
QUESTIONS_MAX = 512
Sizes = tuple[int, int, int, int]
Take = Callable[[int, int], Sequence[bytes]]
"""(log, count) → the next `count` entries of that log."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a log says of its last cut beside its checkpoints. Nobody signs it: it is compared, never believed."""

    app_hash: bytes
    batches: int
    sizes: Sizes

    def to_bytes(self) -> bytes:
        return encode({"app": self.app_hash.hex(), "batches": self.batches, "sizes": list(self.sizes)})


def parse_published(data: bytes) -> Published:
    """The file `state` of a log. Raises MalformedBytes."""
    try:
        plain = decode_canonical(data)
        if type(plain) is not dict or plain.keys() != {"app", "batches", "sizes"} or not _is_count(plain["batches"]):
            raise MalformedBytes("a published state holds app, batches and sizes")
        return Published(unhex(plain["app"], 32), plain["batches"], require_sizes(plain["sizes"]))
    except CanonError as problem:
        raise MalformedBytes(f"the published state: {problem}") from None


@dataclass(frozen=True, slots=True)
class Claim:
    """A cut as a log publishes it: four checkpoints that it signed, and its unsigned state."""

    published: Published
    notes: tuple[Note, ...]
    checkpoints: tuple[Checkpoint, ...]

    @property
    def sizes(self) -> Sizes:
        """As the signed checkpoints have them."""
        a, b, c, d = (checkpoint.size for checkpoint in self.checkpoints)
        return a, b, c, d


def read_claim(published: bytes, checkpoints: Sequence[bytes], pin: Pin) -> Claim:
    """The claim, each checkpoint signed by its log under the pin's policy.

    Raises MalformedBytes, UnknownFormat for a foreign origin, SignatureInvalid.
    """
    read = [read_signed(data, pin, log) for log, data in enumerate(checkpoints)]
    return Claim(parse_published(published), tuple(note for note, _ in read), tuple(found for _, found in read))


def read_signed(data: bytes, pin: Pin, log: int) -> tuple[Note, Checkpoint]:
    """One checkpoint of this log, signed by it. Raises as `read_claim` does."""
    try:
        note, checkpoint = read_checkpoint(data)
        if checkpoint.origin != pin.origin(log):
            raise UnknownFormat(f"the checkpoint is of {checkpoint.origin[:60]!r}, not of {pin.origin(log)}")
        pin.policy.require_log(note, checkpoint.origin)
    except LedgerError as problem:
        raise type(problem)(f"{LOGS[log]}: {problem}") from None
    return note, checkpoint


def require_forward(state: State, checkpoints: Sequence[Checkpoint]) -> None:
    """No log went backwards, or has another root at our size.

    Raises CheckpointRolledBack, ConsistencyMismatch.
    """
    for name, edge, found in zip(LOGS, state.edges, checkpoints, strict=True):
        if found.size < edge.size:
            raise CheckpointRolledBack(f"{name}: {found.size} are published, {edge.size} were seen before")
        if found.size == edge.size and found.root != edge.root():
            raise ConsistencyMismatch(f"{name}: another root at size {found.size} than the one seen before")


def replay(state: State, records: Iterable[bytes], take: Take) -> Iterator[Changes]:
    """Runs batches again, one after another, on the day that each record says.

    `state` takes each batch when the next is asked for, so that whoever keeps them comes first. Raises LedgerError
    naming the batch; after that, the state is good for nothing any more.
    """
    for place, record in enumerate(records):
        try:
            changes = apply(state, *_batch(record, take))
        except LedgerError as problem:
            raise type(problem)(f"batch {place} of those run again: {problem}") from None
        yield changes
        state.commit(changes)


def _batch(record: bytes, take: Take) -> tuple[Batch, int]:
    day, head, sig = parse_record(record)
    if sum(head.counts) > BATCH_BYTES_MAX // ENTRY_BYTES_MIN:
        raise BatchRefused(f"{sum(head.counts)} entries are more than a batch can hold")
    return Batch(head, sig, tuple(entry for log, count in enumerate(head.counts) for entry in take(log, count))), day


def require_agreement(state: State, claim: Claim) -> None:
    """Sizes and roots of all four logs, and the app hash, are those of our own trees at this batch's end.

    Raises ConsistencyMismatch.
    """
    for name, edge, found in zip(LOGS, state.edges, claim.checkpoints, strict=True):
        if found.size != edge.size:
            raise ConsistencyMismatch(f"{name}: the batches end at {edge.size}, the checkpoint is of {found.size}")
        if found.root != edge.root():
            raise ConsistencyMismatch(f"{name}: the entries do not give the checkpoint's root at size {found.size}")
    if claim.published.app_hash != state.app_hash:
        raise ConsistencyMismatch("the app hash is another than the batches give")


@dataclass(frozen=True, slots=True)
class Question:
    """Is this tag unspent by `by` at the cut of these sizes? `value` is the tag that the field `name` commits."""

    by: str
    name: str
    value: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    sizes: Sizes

    def to_plain(self) -> dict[str, Any]:
        return {"by": self.by, "field": self.name, "salt": self.salt.hex(), "sizes": list(self.sizes),
                "value": self.value.hex()}  # fmt: skip

    def statement(self, unspent_name: str) -> Unspent:
        """What log and witnesses sign: the digest of the field, never the tag."""
        return Unspent(unspent_name, self.by, self.sizes, field_digest(self.name, self.value.hex(), self.salt))


def write_questions(questions: Sequence[Question]) -> bytes:
    """The body of a request: canonical {asked: [{by, field, salt, sizes, value}]}."""
    return encode({"asked": [question.to_plain() for question in questions]})


def parse_questions(data: bytes) -> tuple[Question, ...]:
    """At most 512 questions. Raises MalformedBytes, whose message repeats no tag."""
    plain = _object(data, {"asked"})
    if type(plain["asked"]) is not list or not 1 <= len(plain["asked"]) <= QUESTIONS_MAX:
        raise MalformedBytes(f"`asked` is a list of 1 to {QUESTIONS_MAX}")
    return tuple(_question(place, asked) for place, asked in enumerate(plain["asked"]))


def _question(place: int, plain: Any) -> Question:
    keys = {"by", "field", "salt", "sizes", "value"}
    if type(plain) is not dict or plain.keys() != keys:
        raise MalformedBytes(f"question {place} holds {sorted(keys)}")
    if type(plain["by"]) is not str or not ORG.fullmatch(plain["by"]) or plain["field"] not in BLINDED:
        raise MalformedBytes(f"question {place}: `by` is an organisation's id, `field` one of {list(BLINDED)}")
    try:
        value, salt = unhex(plain["value"], 16), unhex(plain["salt"], 32)
    except CanonError:
        raise MalformedBytes(f"question {place}: `value` is 16 bytes and `salt` 32 in lower-case hex") from None
    return Question(plain["by"], plain["field"], value, salt, require_sizes(plain["sizes"]))


def parse_cut(data: bytes) -> Sizes | None:
    """The cut whose cosignature is asked for: {sizes}; None for an empty body, the newest. Raises MalformedBytes."""
    return require_sizes(_object(data, {"sizes"})["sizes"]) if data else None


def require_sizes(found: Any) -> Sizes:
    """Four sizes. Raises MalformedBytes."""
    if type(found) is not list or len(found) != 4 or not all(map(_is_count, found)):
        raise MalformedBytes("`sizes` are four counts")
    a, b, c, d = found
    return a, b, c, d


def _object(data: bytes, keys: set[str]) -> dict[str, Any]:
    try:
        plain = decode(data)
    except CanonError:
        raise MalformedBytes("the body is not strict JSON") from None  # says no more: it may hold a tag
    if type(plain) is not dict or plain.keys() != keys:
        raise MalformedBytes(f"the body holds {sorted(keys)}")
    return plain


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= INT_MAX


@dataclass(frozen=True, slots=True)
class Addition:
    """C2SP tlog-witness, add-checkpoint: from which size, by which consistency proof, to which signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    log: int
    note: Note
    checkpoint: Checkpoint


def read_addition(data: bytes, pin: Pin) -> Addition:
    """The body of add-checkpoint, its checkpoint signed by the log.

    Raises MalformedBytes, UnknownFormat for an origin of which we know nothing, SignatureInvalid, SignatureMissing.
    """
    head, gap, rest = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise MalformedBytes("the lines before the checkpoint are not ASCII") from None
    size = first.removeprefix("old ")
    if not gap or size == first or not size.isdigit() or len(size) > 16 or str(int(size)) != size:
        raise MalformedBytes("the first line is `old` and a size")
    if len(lines) > PROOF_LINES_MAX:
        raise MalformedBytes(f"more than {PROOF_LINES_MAX} hashes")
    proof, log = tuple(map(require_base64, lines)), log_of(rest, pin)
    note, checkpoint = read_signed(rest, pin, log)
    if int(size) > checkpoint.size:
        raise MalformedBytes(f"old {size} is beyond the checkpoint's {checkpoint.size}")
    return Addition(int(size), proof, log, note, checkpoint)


def log_of(note: bytes, pin: Pin) -> int:
    """The number of the log whose origin is the note's first line. Raises UnknownFormat."""
    origin = note.partition(b"\n")[0]
    for log in range(len(LOGS)):
        if origin == pin.origin(log).encode():
            return log
    raise UnknownFormat("the pin knows no log of this origin")


def line_of(note: Note, verifier: Verifier) -> SignatureLine:
    """The witness's newest cosignature on this note, verified: a line's blob begins with its instant.

    Raises SignatureMissing, SignatureInvalid.
    """
    if cosigned_at(note, verifier) is None:
        raise SignatureMissing(f"no cosignature of {verifier.name}")
    return max((line for line in note.signatures if _is_by(line, verifier)), key=lambda line: line.blob)


def cosigned(note: Note, line: SignatureLine) -> Note:
    """The note with this line in the place of its signer's older ones."""
    others = (old for old in note.signatures if (old.name, old.key_id) != (line.name, line.key_id))
    return Note(note.body, (*others, line))


def merged(note: Note, lines: Mapping[str, SignatureLine], policy: Policy) -> Note:
    """The note with these witnesses' lines, one a witness, in the policy's order behind all others.

    Verified lines in, by the witnesses' names in the policy; a line that the note has already gives way.
    """
    ours = tuple(policy.witnesses.items())
    kept = [line for line in note.signatures if not any(_is_by(line, verifier) for _, verifier in ours)]
    old = {name: line for name, verifier in ours for line in note.signatures if _is_by(line, verifier)}
    found = old | dict(lines)
    return Note(note.body, (*kept, *(found[name] for name, _ in ours if name in found)))


def _is_by(line: SignatureLine, verifier: Verifier) -> bool:
    return (line.name, line.key_id) == (verifier.name, verifier.key_id)
