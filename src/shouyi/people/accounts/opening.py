"""Opening an account, by its owner or at a counter."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from shouyi.people.accounts.models import Account


def open_account(called: str, reach: str = "", **fields: Any) -> Account | None:
    """A new one without a password, all of it or nothing. None where somebody has opened one under this reach
    meanwhile: two windows of one person at once, or somebody else with the same telephone."""
    account = Account.named(name=called, **fields)
    account.set_unusable_password()
    if reach:
        account.be_reached(reach)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        if not reach:
            raise
        return None
    return account
