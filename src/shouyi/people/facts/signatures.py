"""Signed uploads: an Ed25519 signature under a key that the organisation keeps itself, of purpose `client`.

A token shows who sent a file today. A signature shows it for good, to a third party, and does so although a token was
stolen: hence an organisation that has registered such a key is believed by its signature alone, by page and by API. One
that has none is believed by its token or by its officer's sign-in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shouyi.people.behind import behind

if TYPE_CHECKING:
    from collections.abc import Collection

    from shouyi.people.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Signature:
    """`key`: the public key in hex; `value`: 64 bytes."""

    key: str
    value: bytes


class SignatureRefused(Exception):
    """`code`: signature_missing or signature_invalid."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def upload_text(net: str, org: str, kind: str, data: bytes) -> bytes:
    """What is signed: five lines, which begin with their purpose. `kind` is orders, reviews or outcomes."""
    return "\n".join(("shouyi/upload/1", net, org, kind, hashlib.sha256(data).hexdigest(), "")).encode()


def own_keys(organisation: Organisation) -> Collection[str]:
    """The good client keys that the organisation keeps itself."""
    return set(organisation.keys.filter(purpose="client", here=False, revoked_at=None).values_list("public", flat=True))


def require_signed(organisation: Organisation, kind: str, data: bytes, found: Signature | None) -> None:
    """Raises SignatureRefused."""
    known = own_keys(organisation)
    if found is None and known:
        raise SignatureRefused("signature_missing")
    if found is None:
        return
    if found.key not in known:
        raise SignatureRefused("signature_invalid")
    text = upload_text(behind().orgs.net(), organisation.org, kind, data)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.key)).verify(found.value, text)
    except (InvalidSignature, ValueError):
        raise SignatureRefused("signature_invalid") from None
