"""The demonstration's accounts, made from what the reader names. Refuses to run where no demonstration is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from shouyi.people.accounts.models import Account, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shouyi.people.ports import Login


class NoDemonstration(Exception):
    """Known passwords were about to be set in an installation that has no seed."""


@transaction.atomic
def ensure_logins(logins: Iterable[Login]) -> list[Account]:
    """One account a login, made or brought up to date. Raises NoDemonstration without SHOUYI_SEED."""
    if not settings.SHOUYI_DEMONSTRATION:
        raise NoDemonstration("this installation was made without SHOUYI_SEED")
    from shouyi.people.organisations.demonstration import ensure_seats

    named = list(logins)
    made = [_ensure(login) for login in named]
    ensure_seats(named)
    return made


def _ensure(login: Login) -> Account:
    account, _made = Account.objects.get_or_create(username=login.login)
    account.name, account.role = login.name, Role(login.role)
    account.own(login.person or "")
    if not account.check_password(login.password):  # a new hash signs everybody out, so only when it must be
        account.set_password(login.password)
    account.save()
    return account
