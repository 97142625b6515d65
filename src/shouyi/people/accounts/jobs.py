"""Housework of accounts: what was only needed for minutes or days does not stay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db.models import F, Q
from django.utils import timezone

from shouyi.people.accounts import closing, helping, sessions
from shouyi.people.accounts.models import Account, Attempts, Code, Helping, HelpOffer
from shouyi.people.jobs.queue import enqueue
from shouyi.people.jobs.registry import LEDGER_LEASE_S, job, schedule

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job

UNCONFIRMED_DAYS = 1


@job(closing.CLOSING, retries=8, lease_s=LEDGER_LEASE_S)
def close(job: Job, uid: str) -> None:
    """Ends the closing of an account; again, it goes on where it was cut."""
    if account := closing.under_way().filter(uid=uid).first():
        closing.carry_out(account)


@job(helping.OFFERING, retries=8)
def offer(job: Job, uid: str) -> None:
    """Sends the code of an offer of help that was one too many for whoever gets it."""
    helping.send_later(uid)


@schedule("accounts.close_all", every_minutes=60)
def close_all(job: Job, occasion: str) -> None:
    """Asks again for closings that no job has ended, be it that all its tries failed."""
    for account in closing.under_way():
        enqueue(closing.CLOSING, account.uid, key=f"{closing.CLOSING}/{account.uid}/{occasion}")


@schedule("accounts.tidy", daily_at="04:10")
def tidy(job: Job, day: str) -> None:
    """Deletes codes, attempts and sessions that ran out, offers that nobody took, and accounts that a counter began
    and nobody confirmed; help that was for a time is over when its time is."""
    now = timezone.now()
    Code.objects.filter(until__lt=now).delete()
    Attempts.objects.filter(expires__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    sessions.tidy()
    Helping.objects.filter(ended_at=None, until__lt=now).update(ended_at=F("until"))  # its term begins
    HelpOffer.objects.filter(Q(answered_at__lt=now) | Q(taken_back_at__lt=now) | Q(until__lt=now)).delete()
    _close_unconfirmed()


def _close_unconfirmed() -> None:
    """Never signed in, reached by nothing, not active: the sheet was printed and no code of it typed in."""
    before = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    begun = Account.objects.filter(is_active=False, last_login=None, reach_key=None, date_joined__lt=before)
    for account in begun.exclude(sealed=b""):
        closing.close_account(account)
