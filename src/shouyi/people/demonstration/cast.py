"""Who plays: the demonstration's logins by name, as the tables of permissions know them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouyi.people.accounts.models import Account
from shouyi.people.organisations.membership import Post, seat, sitting
from shouyi.people.organisations.models import Organisation
from shouyi.people.permission.actors import Actor
from shouyi.people.permission.requests import helps_of, seats_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shouyi.people.ports import Login

STORY = uuid.UUID("5ab1e0d7-6c0b-5b57-9f0e-2d9c1a4e7f10")
"""Names of rows that enter the ledger follow from it, so that two builds write the same bytes."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Accounts by login, and the organisations for which officers act."""

    accounts: dict[str, Account]
    orgs: dict[str, str]

    def account(self, login: str) -> Account:
        return self.accounts[login]

    def ref(self, login: str) -> str:
        """The file of an artisan."""
        return self.account(login).ref or ""

    def organisation(self, login: str) -> Organisation:
        return Organisation.objects.get(org=self.orgs[login])

    def actor(self, login: str) -> Actor:
        """As a request of this login, signed in just now."""
        account = self.account(login)
        seats, helps = seats_of(account), helps_of(account)
        return Actor(account=str(account.uid), ref=account.ref or "", fresh=True, seats=seats, helps=helps)

    def officer(self, organisation: Organisation) -> Account:
        """Whoever answers for an organisation: its first member; where none sits there, whoever answers for a platform
        takes a seat in this one too."""
        first = sitting(organisation).first() or seat(organisation, self.account("platform"), Post.OFFICER, None)
        return first.account


def gather(logins: Sequence[Login]) -> Cast:
    """The cast of these logins, whose accounts are made already."""
    found = {account.username: account for account in Account.objects.filter(username__in=[e.login for e in logins])}
    return Cast(found, {login.login: login.org for login in logins if login.org})


def named(what: str) -> uuid.UUID:
    """The name of a row, the same in every build."""
    return uuid.uuid5(STORY, what)
