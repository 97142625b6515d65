"""The bytes of a vote: what a delegate signs, and the digests under which documents, comments and proposals are known.

Each begins with its purpose, so that nothing made for one passes for another. docs/algorithms/bytes.md, 15.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shouyi.canon.canonical import encode_plain
from shouyi.canon.digest import digest
from shouyi.governance.errors import VoteRefused


def ballot_text(net: str, proposal: str, seat: str, choice: str) -> bytes:
    """What a delegate signs to vote: five lines."""
    return _lines("shouyi/ballot/1", net, proposal, seat, choice)


def veto_text(net: str, proposal: str, seat: str, of: str) -> bytes:
    """What a delegate signs to veto the input `of`: five lines."""
    return _lines("shouyi/veto/1", net, proposal, seat, of)


def require_signature(key: str, text: bytes, signature: str, seat: str) -> None:
    """RFC 8032 Ed25519, key and signature in hex. Raises VoteRefused."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        raise VoteRefused("signature", f"the signature of {seat} does not hold") from None


def proposal_digest(by: str, pub: Mapping[str, Any]) -> str:
    """A proposal's name: SHA-256("shouyi/proposal/1" ‖ canonical({by, …pub})), hex."""
    return digest(b"shouyi/proposal/1", encode_plain({"by": by, **pub})).hex()


def document_digest(document: bytes) -> str:
    """Of canonical bytes that no stage has a digest of its own for: SHA-256("shouyi/document/1" ‖ bytes), hex."""
    return digest(b"shouyi/document/1", document).hex()


def comment_digest(salt: bytes, text: str) -> str:
    """SHA-256("shouyi/comment/1" ‖ 32-byte salt ‖ text), hex: without the salt nobody can try out what was said."""
    assert len(salt) == 32
    return digest(b"shouyi/comment/1", salt, text.encode()).hex()


def _lines(*parts: str) -> bytes:
    return "\n".join((*parts, "")).encode()
