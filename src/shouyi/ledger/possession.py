"""Showing that one holds a private key: a signature over a text that names what the key is to be, and nothing else.

The text begins with its purpose, so that no signature over anything else counts here, nor this one anywhere else.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shouyi.ledger.errors import SignatureInvalid


def possession_text(net: str, org: str, purpose: str, public: bytes, nonce: str) -> bytes:
    """What is to be signed: six lines. `public` has 32 bytes. docs/algorithms/bytes.md, 5."""
    return "\n".join(("shouyi/possession/1", net, org, purpose, public.hex(), nonce, "")).encode()


def require_possession(text: bytes, public: bytes, unverified_signature: bytes) -> None:
    """Raises SignatureInvalid unless the holder of `public` (Ed25519, 32 bytes) signed `text`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(unverified_signature, text)
    except (InvalidSignature, ValueError):
        raise SignatureInvalid("the signature is not of this text under this key") from None
