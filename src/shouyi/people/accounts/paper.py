"""Recovery codes: ten numbers on paper, each good for one sign-in. allauth keeps them as an encrypted seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from shouyi.people.accounts.codes import cleaned

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account


def make_codes(account: Account) -> list[str]:
    """Ten new ones, in groups of four digits; what was printed before is worth nothing."""
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    made = RecoveryCodes.activate(account)
    made.mark_as_viewed()
    return [f"{code[:4]} {code[4:]}" for code in made.generate_codes()]


def codes_left(account: Account) -> int:
    """How many are unused."""
    found = _of(account)
    return len(found.get_unused_codes()) if found else 0


def use(account: Account, unverified_text: str) -> bool:
    """Whether it was one of the unused ones, which it now is no more."""
    found = _of(account)
    return bool(found and found.validate_code(cleaned(unverified_text)))


def _of(account: Account) -> RecoveryCodes | None:
    row = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return RecoveryCodes(row) if row else None
