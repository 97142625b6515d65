"""Closing an account: what takes effect at once, in one transaction; then a job, whose steps can be done again.

0. the intent: from here on nobody signs in to it, and its number is free. With it ends what others may read of its
   file, what helpers may do and whom it helps, its posts, offers, ways to sign in and devices
1. the ledger says of each consent that it has ended, which needs the owner's key
2. the key of its sealed columns is destroyed
3. the row says that it is closed

Killed between any two, the job begins anew. One whose tries are used up is asked for again by `accounts.close_all`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shouyi.people.accounts import sessions
from shouyi.people.accounts.models import Account
from shouyi.people.behind import sealer
from shouyi.people.jobs.queue import enqueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

CLOSING = "accounts.close"


@transaction.atomic
def begin(account: Account) -> None:
    """The intent, and all that takes effect at once. It is not taken back; begun again, it changes nothing more."""
    from shouyi.people.consent.giving import end_all

    off = {"is_active": False, "reach_key": None, "reach_verified": False}
    Account.objects.filter(pk=account.pk, closing_at=None).update(closing_at=timezone.now(), **off)
    account.refresh_from_db()
    end_all(account.ref or "")
    _end_ties(account)
    enqueue(CLOSING, account.uid, key=f"{CLOSING}/{account.uid}")


def carry_out(account: Account, step: Callable[[str], None] = lambda phase: None) -> None:
    """What is left; `step` is told each step before it begins, and may raise. Raises GatewayError, LedgerError where
    the ledger cannot be written, or old pages of the keys not be cut away now: then it must be called again.
    """
    for name, work in STEPS.items():
        step(name)
        work(account)


def close_account(account: Account) -> None:
    """From the intent to the end, for whoever can wait and tries again by itself. Raises as `carry_out`."""
    begin(account)
    carry_out(account)


def under_way() -> QuerySet[Account]:
    """The accounts whose closing was begun and has not ended."""
    return Account.objects.filter(closing_at__isnull=False)


def _end_ties(account: Account) -> None:
    from shouyi.people.organisations.inviting import take_back_all

    now = timezone.now()
    for post in account.memberships.filter(ended_at=None).select_related("organisation"):
        take_back_all(post.organisation, account)
    for rows in (account.helpers, account.helpings, account.trusted, account.trusting, account.memberships):
        rows.filter(ended_at=None).update(ended_at=now)
    account.offers.filter(answered_at=None, taken_back_at=None).update(taken_back_at=now)
    account.recoveries.filter(used_at=None, stopped_at=None).update(stopped_at=now)
    Authenticator.objects.filter(user=account).delete()
    sessions.end_all(account)


def _record_ends(account: Account) -> None:
    """Of a file that was erased there is nothing to write, and nothing here to write it from."""
    from shouyi.people.consent.jobs import record
    from shouyi.people.consent.models import Consent

    lacking = Q(recorded_at=None) | (Q(withdrawn_at__isnull=False) & Q(end_recorded_at=None))
    for consent in Consent.objects.filter(lacking, ref=account.ref or None):
        record(None, str(consent.uid))  # type: ignore[arg-type]


def _destroy_key(account: Account) -> None:
    sealer().destroy(account.holder)


STEPS: dict[str, Callable[[Account], None]] = {
    "ledger": _record_ends, "key": _destroy_key, "row": Account.empty,
}  # fmt: skip
