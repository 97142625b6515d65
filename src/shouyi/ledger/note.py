"""C2SP signed-note v1.0.0: a text, a blank line, and lines of signatures; with cosignature/v1 for witnesses.

Bytes in, a `Note` out; what nobody has vouched for yet is called unverified. Signatures of unknown keys are ignored, as
the specification demands; a known key whose signature fails refuses the note.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shouyi.canon.digest import u64
from shouyi.ledger.errors import MalformedBytes, SignatureInvalid, SignatureMissing

ED25519, COSIGNATURE = 1, 4
NOTE_BYTES_MAX = 1 << 20
SIGNATURES_MAX = 64


class Signer(Protocol):
    """Custody of one Ed25519 key."""

    @property
    def public(self) -> bytes:
        """32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes, RFC 8032."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A vkey: a name, a type (1 Ed25519, 4 cosignature) and an Ed25519 public key."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """SHA-256(name ‖ \\n ‖ type ‖ public)[:4]."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def to_vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class SignatureLine:
    name: str
    key_id: bytes
    blob: bytes

    def to_text(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.blob).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`body` ends in a newline and is what signatures are over."""

    body: bytes
    signatures: tuple[SignatureLine, ...]

    def to_bytes(self) -> bytes:
        return self.body + b"\n" + "".join(line.to_text() for line in self.signatures).encode()

    def plus(self, lines: Iterable[SignatureLine]) -> Note:
        """With further signature lines, each once."""
        return Note(self.body, tuple(dict.fromkeys((*self.signatures, *lines))))


def parse_vkey(text: str) -> Verifier:
    """A verifier key as C2SP writes it. Raises MalformedBytes."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise MalformedBytes(f"{text[:60]!r} is not a verifier key")
    data = require_base64(parts[2])
    if len(data) != 33 or data[0] not in (ED25519, COSIGNATURE):
        raise MalformedBytes(f"the verifier key {parts[0][:60]!r} is of a type we do not read")
    verifier = Verifier(require_name(parts[0]), data[0], data[1:])
    if parts[1] != verifier.key_id.hex():
        raise MalformedBytes(f"the verifier key {parts[0][:60]!r} has another key id")
    return verifier


def parse_note(data: bytes) -> Note:
    """The note in `data`, unverified. Raises MalformedBytes unless re-encoding gives the same bytes."""
    if len(data) > NOTE_BYTES_MAX:
        raise MalformedBytes("the note is too long")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise MalformedBytes("the note is not UTF-8") from None
    body, gap, tail = text.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise MalformedBytes("the note has no signatures")
    if any(c < " " and c != "\n" for c in text):
        raise MalformedBytes("the note holds a control character")
    lines = tail[:-1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise MalformedBytes(f"the note has more than {SIGNATURES_MAX} signatures")
    note = Note((body + "\n").encode(), tuple(map(_line, lines)))
    if note.to_bytes() != data:
        raise MalformedBytes("the note is not in its one form")
    return note


def parse_line(text: str) -> SignatureLine:
    """One signature line with its newline, as witnesses answer. Raises MalformedBytes."""
    if not text.endswith("\n"):
        raise MalformedBytes("a signature line ends in a newline")
    return _line(text[:-1])


def _line(text: str) -> SignatureLine:
    parts = text.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise MalformedBytes(f"{text[:60]!r} is not a signature line")
    blob = require_base64(parts[2])
    if len(blob) < 5:
        raise MalformedBytes("a signature is too short")
    return SignatureLine(require_name(parts[1]), blob[:4], blob[4:])


def require_name(name: str) -> str:
    """A key's name: not empty, no spaces, no plus. Raises MalformedBytes."""
    if not name or "+" in name or any(c.isspace() for c in name):
        raise MalformedBytes(f"{name[:60]!r} is not a key's name")
    return name


def require_base64(text: str) -> bytes:
    """Standard base64 with padding in its one form. Raises MalformedBytes."""
    try:
        data = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        data = b""
    if not data or b64encode(data).decode() != text:
        raise MalformedBytes(f"{text[:40]!r} is not base64 in its one form")
    return data


def require_signature(public: bytes, signature: bytes, message: bytes, who: str) -> None:
    """RFC 8032 Ed25519. Raises SignatureInvalid."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise SignatureInvalid(f"the signature of {who} does not hold") from None


def sign_note(body: bytes, name: str, signer: Signer) -> Note:
    """`body` signed under `name`."""
    verifier = Verifier(name, ED25519, signer.public)
    return Note(body, (SignatureLine(name, verifier.key_id, signer.sign(body)),))


def require_signed(note: Note, verifier: Verifier) -> None:
    """The note bears this verifier's signature. Raises SignatureMissing without one, SignatureInvalid if one fails."""
    found = [line for line in note.signatures if (line.name, line.key_id) == (verifier.name, verifier.key_id)]
    if not found:
        raise SignatureMissing(f"no signature of {verifier.name} under the key that the policy names")
    for line in found:
        require_signature(verifier.public, line.blob, note.body, verifier.name)


def cosign(body: bytes, name: str, signer: Signer, unix: int, *, domain: bytes = b"cosignature/v1") -> SignatureLine:
    """A cosignature over "<domain>\\ntime T\\n" ‖ body, T in seconds. C2SP tlog-cosignature v1."""
    verifier = Verifier(name, COSIGNATURE, signer.public)
    return SignatureLine(name, verifier.key_id, u64(unix) + signer.sign(_cosigned(domain, unix, body)))


def cosigned_at(note: Note, verifier: Verifier, *, domain: bytes = b"cosignature/v1") -> int | None:
    """The instant (seconds) of this witness's cosignature; None without one. Raises SignatureInvalid if one fails."""
    instants = []
    for line in note.signatures:
        if (line.name, line.key_id) == (verifier.name, verifier.key_id):
            if len(line.blob) != 72:
                raise SignatureInvalid(f"the cosignature of {verifier.name} has another length")
            unix = int.from_bytes(line.blob[:8], "big")
            require_signature(verifier.public, line.blob[8:], _cosigned(domain, unix, note.body), verifier.name)
            instants.append(unix)
    return min(instants, default=None)


def _cosigned(domain: bytes, unix: int, body: bytes) -> bytes:
    return domain + b"\ntime %d\n" % unix + body
