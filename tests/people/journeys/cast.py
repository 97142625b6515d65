"""Who travels: accounts with and without a file of their own in the real house, officers, and the worker's turn."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from people.accounts.visitors import a_number
from people.real_file import real_file

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account
    from shouyi.people.organisations.models import Organisation


def somebody(name: str) -> Account:
    """An account with a telephone number that was shown to be theirs."""
    from people.organisations.seats import account

    made = account(name, f"+86{a_number()}")
    made.reach_verified = True
    made.save()
    return made


def artisan(name: str) -> Account:
    """The same with a file of their own, empty so far, under a new key."""
    from shouyi.people.behind import behind

    real_file()
    house, person, made = behind().house, f"p-{secrets.token_hex(6)}", somebody(name)  # type: ignore[attr-defined]
    with house.ledger.writing():
        house.keeper.begin()
        house.keeper.open_files([person])
    made.own(person)
    made.save()
    return made


def xiumei() -> Account:
    """Her file is real, and the pages' reader shows her score."""
    from shouyi.people.accounts.models import Account

    real_file()
    return Account.objects.get(username="xiumei")


def bank() -> Organisation:
    from people.consent.cast import organisation

    return organisation()


def seated(org: str, name: str, post: str = "officer") -> Account:
    """A new account with this post."""
    from shouyi.people.organisations.models import Membership, Organisation

    made = somebody(name)
    Membership.objects.create(account=made, organisation=Organisation.objects.get(org=org), post=post)
    return made


def named_helper(owner: Account, helper: Account, *rights: str) -> None:
    """As if an offer had been made and taken; `recovers` is the right to help back in."""
    from people.accounts.visitors import last_code
    from shouyi.people.accounts.helping import Wish, find_offer, offer, take

    offer(owner, Wish(helper.reach, "姐姐", rights, 0))
    take(find_offer(last_code(), helper), helper)


def days_pass(owner: Account, days: int) -> None:
    """For a recovery that waits."""
    for row in owner.recoveries.all():
        row.ready_at -= timedelta(days=days)
        row.save(update_fields=["ready_at"])


def worker_works() -> None:
    """Every job that is due, one after the other, as a worker takes, leases and settles them."""
    from django.utils import timezone

    from shouyi.people.jobs import leases
    from shouyi.people.jobs.running import run

    while job := leases.claim(timezone.now()):
        run(job)
