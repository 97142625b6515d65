"""One assessment that several organisations recomputed and signed: a note, to the byte in docs/algorithms/cosigned.md.

Each of them audited the person's export, recomputed the digits under the guide, and signed the same text with a key of
its own. So they agree on the score, and not only on the order of entries. A reader needs the pin, and `rule` for which
keys are good; neither the export nor any of the signers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from shouyi.archive.audit import Audited
from shouyi.archive.exportfile import ExportFile
from shouyi.canon.canonical import encode_plain
from shouyi.canon.digest import digest
from shouyi.ledger.errors import FieldMismatch, MalformedBytes, QuorumMissing
from shouyi.ledger.note import COSIGNATURE, Note, Signer, Verifier, cosign, cosigned_at, require_name
from shouyi.ledger.proof import leaf_hash
from shouyi.score.errors import AssessmentDiffers
from shouyi.score.records import DIMENSIONS, Digits

DOMAIN = b"shouyi-assessment/v1"
PURPOSE = "issue"
"""Of the key that signs: what an organisation says of a person in its own name."""
LEAST = 2
BANDS = ("A", "B", "C", "none", "thin")
_LINES = ("holder", "guide", "as-of", "sizes", "evidence", "score", "dimensions")
GoodKeys = Callable[[str], Collection[bytes]]
"""Organisation → its public keys that are good now."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed. `holder`, `guide_digest`, `evidence` are 64 hex; `sizes` the cut of the export, `score` to `p80`
    and `dimensions` (in their order) as in `Digits`."""

    net: str
    holder: str
    guide: str
    guide_digest: str
    as_of: int
    sizes: tuple[int, ...]
    evidence: str
    score: int
    low: int
    high: int
    p80: int
    band: str
    dimensions: tuple[int, ...]

    def to_body(self) -> bytes:
        digits = f"{_spaced((self.score, self.low, self.high, self.p80))} {self.band}"
        guide = f"{self.guide} {self.guide_digest}"
        said = (self.holder, guide, self.as_of, _spaced(self.sizes), self.evidence, digits, _spaced(self.dimensions))
        lines = [f"{self.net}/assessment", *(f"{name} {each}" for name, each in zip(_LINES, said, strict=True))]
        return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A statement that holds. `signers`: organisations with the second at which each says it signed, by name."""

    statement: Statement
    signers: tuple[tuple[str, int], ...]


def evidence_digest(file: ExportFile) -> bytes:
    """SHA-256("shouyi/evidence/1" ‖ canonical([[log, index, leaf hash] …])) over every entry of an export. 32 bytes."""
    places = [[shown.entry.kind.log, shown.index, leaf_hash(shown.entry.to_bytes()).hex()] for shown in file.entries]
    return digest(b"shouyi/evidence/1", encode_plain(sorted(places)))


def statement_of(net: str, digits: Digits, audited: Audited, file: ExportFile) -> Statement:
    """What there is to sign about a complete export, once it was recomputed."""
    holder = next(entry.fields["holder"] for entry in audited.entries if entry.kind == "archive.opened")
    return Statement(
        net=net, holder=str(holder), guide=digits.guide, guide_digest=digits.guide_digest, as_of=digits.day,
        sizes=audited.sizes, evidence=evidence_digest(file).hex(), score=digits.score, low=digits.low,
        high=digits.high, p80=digits.p80, band=digits.band,
        dimensions=tuple(digits.dimensions[name] for name in DIMENSIONS),
    )  # fmt: skip


def sign(statement: Statement, org: str, signer: Signer, unix: int, note: Note | None = None) -> Note:
    """The note with this organisation's signature, begun or added to `note`. Raises AssessmentDiffers where what stands
    there is not what was recomputed, or the organisation has signed it already."""
    body = statement.to_body()
    if note is not None and note.body != body:
        raise AssessmentDiffers(_difference(note.body, body))
    line = cosign(body, _name(statement.net, org), signer, unix, domain=DOMAIN)
    if note is not None and any(other.name == line.name for other in note.signatures):
        raise AssessmentDiffers(f"{org} has signed it already, and counts once")
    return Note(body, (line,)) if note is None else note.plus([line])


def to_sign(statement: Statement, unix: int) -> bytes:
    """The bytes that an organisation's key signs, at this second; for whoever signs elsewhere."""
    return DOMAIN + b"\ntime %d\n" % unix + statement.to_body()


def require_cosigned(note: Note, net: str, good_keys: GoodKeys, least: int = LEAST) -> Cosigned:
    """The statement, if at least so many organisations signed it, each under a key that is good now.

    An organisation counts once, however often it signed; a signature under a key that is not good counts nothing, since
    nobody can tell that it is as old as it says. Raises MalformedBytes, FieldMismatch for another network,
    QuorumMissing, SignatureInvalid where a good key's signature does not hold.
    """
    statement = parse_statement(note.body)
    if statement.net != net:
        raise FieldMismatch(f"it speaks of the network {statement.net[:80]}, not of {net}")
    instants = {org: _signed_at(note, net, org, good_keys(org)) for org in _named(note, net)}
    signers = tuple(sorted((org, at) for org, at in instants.items() if at is not None))
    if len(signers) < least:
        raise QuorumMissing(f"{len(signers)} organisations signed it under keys that are good now; {least} are needed")
    return Cosigned(statement, signers)


def parse_statement(body: bytes) -> Statement:
    """The statement in a note's body, unverified. Raises MalformedBytes unless it is in its one form."""
    try:
        first, *lines = body.decode().split("\n")
        said = [line.removeprefix(f"{name} ") for name, line in zip(_LINES, lines[:-1], strict=True)]
        found = _statement(first, said)
    except (UnicodeDecodeError, ValueError) as problem:
        raise MalformedBytes(f"an assessment's statement: {problem}") from None
    if found.to_body() != body:
        raise MalformedBytes("an assessment's statement is not in its one form")
    return found


def _statement(first: str, said: list[str]) -> Statement:
    holder, guide, as_of, sizes, evidence, digits, dimensions = said
    *numbers, band = digits.split(" ")
    score, low, high, p80 = map(_count, numbers)
    version, guide_digest = guide.split(" ")
    net = require_name(first).removesuffix("/assessment")
    found = Statement(net, _hash(holder), version, _hash(guide_digest), _count(as_of), _counts(sizes, 4),
                      _hash(evidence), score, low, high, p80, band, _counts(dimensions, len(DIMENSIONS)))  # fmt: skip
    if band not in BANDS or not 0 <= low <= score <= high <= 1000 or p80 > 1000 or max(found.dimensions) > 1000:
        raise ValueError("digits that no assessment has")
    return found


def _difference(theirs: bytes, ours: bytes) -> str:
    """The first line that differs, for whoever has to find out why."""
    pairs = zip(theirs.decode(errors="replace").split("\n"), ours.decode().split("\n"), strict=False)
    there, here = next(((a, b) for a, b in pairs if a != b), ("", ""))
    return f"it says {there[:120]!r}; recomputed is {here[:120]!r}"


def _name(net: str, org: str) -> str:
    return f"{net}/{org}"


def _named(note: Note, net: str) -> Iterable[str]:
    """The organisations of the network that the note's lines name, each once."""
    names = (line.name for line in note.signatures if line.name.startswith(f"{net}/"))
    return dict.fromkeys(name.removeprefix(f"{net}/") for name in names)


def _signed_at(note: Note, net: str, org: str, keys: Collection[bytes]) -> int | None:
    verifiers = [Verifier(_name(net, org), COSIGNATURE, key) for key in keys]
    found = [at for each in verifiers if (at := cosigned_at(note, each, domain=DOMAIN)) is not None]
    return min(found, default=None)


def _spaced(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))


def _counts(text: str, number: int) -> tuple[int, ...]:
    found = tuple(map(_count, text.split(" ")))
    if len(found) != number:
        raise ValueError(f"{len(found)} numbers where {number} belong")
    return found


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise ValueError(f"{text[:20]!r} is no count")
    return int(text)


def _hash(text: str) -> str:
    if len(text) != 64 or bytes.fromhex(text).hex() != text:
        raise ValueError(f"{text[:20]!r} is no hash")
    return text
