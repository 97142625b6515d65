"""Where an account is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession

from shouyi.people.accounts.words import device

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from shouyi.people.accounts.models import Account


@dataclass(frozen=True, slots=True)
class Session:
    """One device that is signed in. `number` means something to its owner alone."""

    number: int
    device: str
    since: datetime
    here: bool


def listed(request: HttpRequest) -> list[Session]:
    """This one first, then the newest."""
    rows = UserSession.objects.purge_and_list(request.user)
    found = [Session(row.pk, device(row.user_agent), row.created_at, row.is_current()) for row in rows]
    return sorted(found, key=lambda each: (not each.here, -each.since.timestamp()))


def end_one(account: Account, number: int) -> bool:
    """Whether there was one of theirs by this number."""
    row = UserSession.objects.filter(user=account, pk=number).first()
    if row:
        row.end()
    return row is not None


def end_others(request: HttpRequest, account: Account) -> None:
    """All but the one at hand."""
    for row in UserSession.objects.filter(user=account).exclude(session_key=request.session.session_key):
        row.end()


def end_all(account: Account) -> None:
    """Everywhere."""
    for row in UserSession.objects.filter(user=account):
        row.end()
