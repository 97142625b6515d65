"""An erasure by the operator's command: noted first, with the job that goes on with whatever cuts the command short."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from shouyi.people.accounts.models import Account
from shouyi.people.jobs.queue import enqueue
from shouyi.people.permission.actors import Actor
from shouyi.people.rights import receipts
from shouyi.people.rights.erasing import begin, carry_out
from shouyi.people.rights.models import Erasure
from shouyi.people.rights.rows import ERASING, Whose, count
from shouyi.people.trail import notes

COMMAND_TIME = timedelta(minutes=10)
"""How long the command has for itself before the job looks whether it came to its end."""


def note_erasure(ref: str) -> bool:
    """Notes that this file is to be erased now; False where the pages know nothing of it. Again, it notes no second.

    The account stays, without a file.
    """
    account, now = Account.objects.filter(ref=ref).first(), timezone.now()
    if account is None and not count(Whose(ref, None, with_account=False)):
        return False
    with suppress(IntegrityError), transaction.atomic():  # one that waits already is carried out now
        _new(ref, account).save()
        notes.note(Actor(), ref, "file.erase", "house")
    noted = _noted(ref)
    Erasure.objects.filter(pk=noted.pk, due_at__gt=now).update(due_at=now)
    enqueue(ERASING, noted.uid, key=f"{ERASING}/{noted.uid}", for_account=account, not_before=now + COMMAND_TIME)
    return True


def carry_out_noted(ref: str) -> dict[str, int]:
    """Carries out what was noted for this file; gives how many rows of each kind there were."""
    noted = _noted(ref)
    rows = count(Whose(ref, noted.account, noted.with_account))
    if begun := begin(str(noted.uid), timezone.now()):
        carry_out(begun, lambda _phase: None)
    return rows


def _new(ref: str, account: Account | None) -> Erasure:
    made = Erasure(account=account, holder=account.holder if account else "", ref=ref, due_at=timezone.now())
    if account:
        made.link = receipts.new_link()
    return made


def _noted(ref: str) -> Erasure:
    return Erasure.objects.get(ref=ref, done_at=None, revoked_at=None)
