"""Delegates at this house: the key that is kept for an account, and the seat under which the roll has it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from shouyi.archive.errors import PersonErased
from shouyi.people.behind import behind
from shouyi.people.votes.models import DelegateKey

if TYPE_CHECKING:
    from shouyi.governance.records import Roll, Seat
    from shouyi.people.accounts.models import Account

SEED_BYTES = 32
"""Of an Ed25519 key (RFC 8032, 5.1.5)."""


@dataclass(frozen=True, slots=True)
class Pen:
    """A delegate's key and the seat that it stands for on the roll now (None: none)."""

    private: Ed25519PrivateKey
    seat: Seat | None

    @property
    def public(self) -> str:
        """Hex: what a registrar seats."""
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, text: bytes) -> str:
        """Hex."""
        return self.private.sign(text).hex()


def make_key(account: Account, private: bytes | None = None) -> None:
    """A key for this account, unless it has one. Whoever loses it loses nothing but this term's voice."""
    drawn = private or secrets.token_bytes(SEED_BYTES)
    row = DelegateKey(account=account, holder=account.holder, private=drawn.hex())
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # two clicks
        return


def pen_of(account: Account, roll: Roll | None = None) -> Pen | None:
    """None for whoever has no key here."""
    row = DelegateKey.objects.filter(account=account).first()
    try:
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(row.private)) if row else None
    except PersonErased:  # the key went with the person's own
        private = None
    if private is None:
        return None
    public, today = private.public_key().public_bytes_raw().hex(), behind().votes.today()
    found = roll or behind().votes.roll()
    return Pen(private, next((seat for seat in found.seats if seat.key == public and today <= seat.until), None))
