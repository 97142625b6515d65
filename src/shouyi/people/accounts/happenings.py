"""What was done to an account: written down for its owner, and told where it matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouyi.people.accounts.models import Account, Happening
from shouyi.people.accounts.words import happening
from shouyi.people.notices.notify import notify

if TYPE_CHECKING:
    from datetime import datetime

NOTICES = {
    "password": "sign_in_changed", "reach": "sign_in_changed", "passkey_added": "sign_in_changed",
    "passkey_removed": "sign_in_changed", "codes_made": "sign_in_changed", "code_used": "sign_in_changed",
    "recovered": "sign_in_changed", "recovery_started": "recovery_begun", "recovery_stopped": "recovery_stopped",
    "help_taken": "helper_appointed", "sign_in_new": "new_sign_in",
}  # fmt: skip
"""Acts of which the owner is told at once, and by which notice. The others are only written down."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the list; `by` is "" for the owner's own doing."""

    at: datetime
    said: str
    by: str


def happened(account: Account, act: str, *, by: Account | None = None, org: str = "") -> Happening:
    """Writes it down and tells the owner where NOTICES say so. `by` is who did it, when it was not the owner."""
    row = Happening.objects.create(
        account=account, holder=account.holder, act=act, by=str(by.uid) if by else "", org=org
    )
    if code := NOTICES.get(act):
        notify(account, code, f"{code}/{row.uid}")
    return row


def said(account: Account, count: int) -> list[Said]:
    """The latest, the newest first, in words."""
    rows = list(account.happenings.order_by("-at", "-pk")[:count])
    others = Account.objects.in_bulk({row.by for row in rows} - {""}, field_name="uid")
    names = {str(uid): who.get_full_name() for uid, who in others.items()}
    return [Said(row.at, happening(row.act), names.get(row.by, "")) for row in rows]
