"""Organisations of the demonstration: somebody in two of them, an invitation, a suspension, a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.demonstration.clock import days_ago
from shouyi.people.organisations import changing
from shouyi.people.organisations.inviting import invite
from shouyi.people.organisations.membership import seat, sitting
from shouyi.people.organisations.models import Act, Change, Organisation, OrgKey
from shouyi.people.permission.actors import Post

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account
    from shouyi.people.demonstration.cast import Cast

SUSPENDED = "org-carrier-yunma"
SEATS = (("member", "workshop", Post.OFFICER), ("member", "enterprise", Post.READER))
INVITED = "new-officer@example.org"


def seat_somebody_twice(cast: Cast) -> None:
    """One person who works in a workshop and looks on in an enterprise."""
    for login, at, post in SEATS:
        if not cast.organisation(at).memberships.filter(account=cast.account(login)).exists():
            with days_ago(70):
                seat(cast.organisation(at), cast.account(login), post, _runs(cast, at))


def suspend_one(cast: Cast) -> None:
    """A carrier whose batches are refused since the operator suspended it."""
    found = Organisation.objects.filter(org=SUSPENDED).first()
    if found and not found.changes.filter(act=Act.SUSPEND).exists():
        with days_ago(6):
            changing.ask(found, Act.SUSPEND, cast.account("operator"), reason="review")


def invite_somebody(cast: Cast) -> None:
    """An invitation that nobody has answered yet."""
    bank = cast.organisation("bank")
    if not bank.invitations.exists():
        with days_ago(1):
            invite(bank, INVITED, Post.OFFICER, cast.account("bank"), "zh-hans")


def ask_for_what_is_refused(cast: Cast) -> None:
    """The bank hands in a public key that a platform has already: the ledger refuses it, and the job says so."""
    bank, taken = cast.organisation("bank"), OrgKey.objects.filter(organisation=cast.organisation("platform")).first()
    if taken and not Change.objects.filter(organisation=bank, act=Act.ADD_OWN_KEY).exists():
        changing.ask(bank, Act.ADD_OWN_KEY, cast.account("bank"), purpose="client", public=taken.public)


def _runs(cast: Cast, at: str) -> Account | None:
    first = sitting(cast.organisation(at)).filter(post=Post.ADMIN.value).first()
    return first.account if first else None
