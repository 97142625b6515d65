"""Showing that what one shows is one's own: a challenge by whoever is shown it, answered with the holder's key.

A result and a cosigned assessment name the digest of that key and nobody. Whoever is shown one makes a challenge, a
line that names what it is about, a number of their own and whom it is for; the holder reads it and signs it. The answer
bears the public key, so that its digest can be compared. docs/algorithms/cosigned.md, "Who holds it".
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass

from shouyi.canon.digest import digest
from shouyi.ledger.errors import FieldMismatch, MalformedBytes
from shouyi.ledger.note import Signer, require_base64
from shouyi.ledger.possession import require_possession

READER_CHARS_MAX = 80
LINE_BYTES_MAX = 1000
_CHALLENGE, _ANSWER = "shouyi-challenge-1", "shouyi-answer-1"
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Challenge:
    """`about`: the digest of what is shown, 64 hex. `nonce`: 64 hex, the reader's own, used once. `reader`: whom the
    answer is for, in the reader's words, so that the holder sees who asks and no third can pass it off as theirs."""

    about: str
    nonce: str
    reader: str

    def to_line(self) -> str:
        """Without a newline."""
        return f"{_CHALLENGE} {self.about} {self.nonce} {self.reader}"


@dataclass(frozen=True, slots=True)
class Answer:
    """`public`: the holder's key, 32 bytes. `signature`: 64 bytes over `answer_text` of the challenge."""

    public: bytes
    signature: bytes

    def to_line(self) -> str:
        """Without a newline."""
        return f"{_ANSWER} {self.public.hex()} {b64encode(self.signature).decode()}"


def subject_digest(body: bytes) -> str:
    """SHA-256("shouyi/shown/1" ‖ body) of a note's body, hex: what a challenge is about."""
    return digest(b"shouyi/shown/1", body).hex()


def holder_digest(public: bytes) -> str:
    """SHA-256("shouyi/holder/1" ‖ public key), hex: what a file and its results commit of the holder's key."""
    return digest(b"shouyi/holder/1", public).hex()


def answer_text(net: str, challenge: Challenge) -> bytes:
    """What the holder signs: five lines. They begin with their purpose, so that no other signature counts here."""
    said = ("shouyi/holds/1", net, challenge.about, challenge.nonce, challenge.reader, "")
    return "\n".join(said).encode()


def answer(net: str, challenge: Challenge, signer: Signer) -> Answer:
    """The holder's answer."""
    return Answer(signer.public, signer.sign(answer_text(net, challenge)))


def require_answered(net: str, holder: str, challenge: Challenge, found: Answer) -> None:
    """That the key behind `holder` (64 hex) signed this very challenge. Raises FieldMismatch for another key,
    SignatureInvalid."""
    if holder_digest(found.public) != holder:
        raise FieldMismatch("another key answered than that of the holder")
    require_possession(answer_text(net, challenge), found.public, found.signature)


def parse_challenge(line: str) -> Challenge:
    """A stranger's challenge. Raises MalformedBytes."""
    parts = _line(line).split(" ", 3)
    if len(parts) != 4 or parts[0] != _CHALLENGE or not (_HEX.fullmatch(parts[1]) and _HEX.fullmatch(parts[2])):
        raise MalformedBytes(
            f"no challenge: one begins with {_CHALLENGE}, then two numbers of 64 hex digits, then whom"
        )
    return Challenge(parts[1], parts[2], require_reader(parts[3]))


def parse_answer(line: str) -> Answer:
    """A stranger's answer. Raises MalformedBytes."""
    parts = _line(line).split(" ")
    if len(parts) != 3 or parts[0] != _ANSWER or not _HEX.fullmatch(parts[1]):
        raise MalformedBytes(f"no answer: one begins with {_ANSWER}, then the holder's key in 64 hex digits")
    signature = require_base64(parts[2])
    if len(signature) != 64:
        raise MalformedBytes("the answer's signature has 64 bytes")
    return Answer(bytes.fromhex(parts[1]), signature)


def require_reader(text: str) -> str:
    """Whom an answer is for: 1 to 80 signs of one line, none of them unseen. Raises MalformedBytes."""
    if not (0 < len(text) <= READER_CHARS_MAX and text.isprintable() and text == text.strip()):
        raise MalformedBytes(f"whom it is for takes 1 to {READER_CHARS_MAX} signs on one line")
    return text


def _line(line: str) -> str:
    """Without the blanks that copying adds at the ends."""
    if len(line) > LINE_BYTES_MAX:
        raise MalformedBytes("too long for one line")
    return line.strip(" \t\r\n")
