"""Digests with a domain of their own each, so that bytes made for one purpose never pass for another's."""

from __future__ import annotations

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shouyi.canon.errors import CanonError


def digest(domain: bytes, *parts: bytes) -> bytes:
    """SHA-256(domain ‖ part ‖ …), 32 bytes. The domain names purpose and version, as in b"shouyi/root/1"."""
    return sha256(domain + b"".join(parts)).digest()


def mac(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104), 32 bytes."""
    return hmac.digest(key, b"".join(parts), "sha256")


def derive(key: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 with empty salt (RFC 5869), 32 bytes."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


def u64(number: int) -> bytes:
    """Eight bytes, big-endian."""
    return number.to_bytes(8, "big")


def unhex(text: object, length: int) -> bytes:
    """`length` bytes from lower-case hex, the only form that we write. Raises CanonError for anything else."""
    if not isinstance(text, str) or len(text) != 2 * length or text.strip("0123456789abcdef"):
        raise CanonError(f"not {length} bytes in lower-case hex")
    return bytes.fromhex(text)
