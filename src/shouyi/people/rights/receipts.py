"""The receipt of an erasure: sealed under its own link, so that the table says neither whose it is nor what it lists.

A link's token has 256 bits. Two keys follow from it: one by which the row is found, and one that opens it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from shouyi.canon.digest import derive, digest
from shouyi.people.rights.models import Receipt

DAYS = 90
NONCE_BYTES = 12


def new_link() -> str:
    """A new token, as it stands in an address."""
    return secrets.token_hex(32)


def digest_of(link: str) -> str:
    """By what its receipt is found."""
    return digest(b"shouyi/receipt-link/1", link.encode("utf-8", "surrogatepass")).hex()


def read(link: str) -> tuple[dict[str, Any], Receipt] | None:
    """What a link opens; None for no link, and for one whose 90 days are over."""
    found = Receipt.objects.filter(digest=digest_of(link), until__gt=timezone.now()).first()
    if found is None:
        return None
    sealed = bytes(found.sealed)
    try:
        plain = _cipher(link).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], found.digest.encode())
    except InvalidTag:
        return None
    said: dict[str, Any] = orjson.loads(plain)
    return said, found


def write(link: str, said: dict[str, Any], *, whole: bool = False) -> Receipt:
    """Writes it, instead of what stood there."""
    name, nonce = digest_of(link), secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + _cipher(link).encrypt(nonce, orjson.dumps(said), name.encode())
    until = timezone.now() + timedelta(days=DAYS)
    values = {"sealed": sealed, "whole": whole, "until": until}
    return Receipt.objects.update_or_create(digest=name, defaults=values)[0]


def _cipher(link: str) -> AESGCM:
    return AESGCM(derive(bytes.fromhex(link), b"shouyi/receipt/1"))
