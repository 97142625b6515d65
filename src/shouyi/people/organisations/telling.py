"""Whom a change of an organisation is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.notices.notify import notify
from shouyi.people.organisations.membership import sitting
from shouyi.people.organisations.models import Act

if TYPE_CHECKING:
    from shouyi.people.organisations.models import Change

CODES = {Act.SUSPEND.value: "org_suspended", Act.RESTORE.value: "org_restored"}


def tell_members(change: Change) -> None:
    """Every member, once: told again, it is the same notice."""
    if code := CODES.get(change.act):
        for membership in sitting(change.organisation):
            account = membership.account
            notify(account, code, f"{code}/{change.uid}/{account.uid}", organisation=change.organisation.org)
