"""The demonstration's accounts, made from what the reader names. Refuses to run where no demonstration is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, get_hasher
from django.db import transaction

from shouyi.people.accounts.models import Account, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shouyi.people.ports import Login

QUICK_ITERATIONS = 1_000


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
    known = bool(account.password) and check_password(login.password, account.password)
    if not known:  # a new hash signs everybody out, so only when it must be
        account.password = quick_hash(login.password)
    account.save()
    return account


def quick_hash(password: str) -> str:
    """A page prints these passwords, so their hashes need not be slow; signing in makes each as slow as any."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), QUICK_ITERATIONS)
    return hasher.encode(password, hasher.salt())
