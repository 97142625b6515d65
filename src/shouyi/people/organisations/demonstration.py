"""Posts of the demonstration's logins: each runs the organisation for which it acts, so that none is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.accounts.models import Account
from shouyi.people.organisations.changing import project_all
from shouyi.people.organisations.membership import seat, sitting
from shouyi.people.organisations.models import Organisation
from shouyi.people.permission.actors import Post

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shouyi.people.ports import Login


def ensure_seats(logins: Sequence[Login]) -> None:
    """Rows of every organisation that the ledger knows, and a post for whoever has none. Again, it changes nothing."""
    acting = [login for login in logins if login.org]
    if not acting:
        return
    project_all()
    for login in acting:
        organisation = Organisation.objects.filter(org=login.org).first()
        account = Account.objects.get(username=login.login)
        if organisation is not None and organisation.name_zh == organisation.org:  # the pin names no federation
            Organisation.objects.filter(pk=organisation.pk).update(name_zh=login.name)
        if organisation is not None and not sitting(organisation).filter(account=account).exists():
            seat(organisation, account, Post.ADMIN, None)
