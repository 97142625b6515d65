"""Who sits in an organisation. Each change holds the organisation's row, so that of two at once one sees the other's.

The last administrator cannot leave, be ended or get another post. Only what befalls the account itself ends that
post too: it is closed, or opened anew after its telephone was lost. Then the operator invites another. With the post of
an administrator go the invitations that they sent and nobody answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shouyi.people.organisations.models import Membership, Organisation
from shouyi.people.permission.actors import Post

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shouyi.people.accounts.models import Account


class LastAdmin(Exception):
    """Nobody else could run the organisation. Somebody else must become an administrator first."""


class NotAMember(Exception):
    """The account has no post there, or none any more."""


class AlreadyAMember(Exception):
    """The account has a post there already."""


def sitting(organisation: Organisation) -> QuerySet[Membership]:
    """The posts that have not ended, administrators first."""
    return organisation.memberships.filter(ended_at=None).select_related("account").order_by("post", "since", "pk")


@transaction.atomic
def seat(organisation: Organisation, account: Account, post: Post, by: Account | None) -> Membership:
    """Gives the account a post. Raises AlreadyAMember."""
    _hold(organisation)
    if sitting(organisation).filter(account=account).exists():
        raise AlreadyAMember(organisation.org)
    return Membership.objects.create(organisation=organisation, account=account, post=post.value, by=by)


@transaction.atomic
def change_post(organisation: Organisation, account: Account, post: Post, by: Account) -> Membership:
    """Another post instead; nothing when it is the same. Raises NotAMember, LastAdmin."""
    _hold(organisation)
    held = _of(organisation, account)
    if held.post == post.value:
        return held
    _require_another_admin(organisation, held)
    _end(held, by)
    return Membership.objects.create(organisation=organisation, account=account, post=post.value, by=by)


@transaction.atomic
def end(organisation: Organisation, account: Account, by: Account) -> None:
    """The post ends; the very next request of this account is without it. Raises NotAMember, LastAdmin."""
    _hold(organisation)
    held = _of(organisation, account)
    _require_another_admin(organisation, held)
    _end(held, by)


def is_last_admin(membership: Membership) -> bool:
    """Whether nobody else runs the organisation."""
    others = sitting(membership.organisation).filter(post=Post.ADMIN.value).exclude(pk=membership.pk)
    return membership.post == Post.ADMIN.value and not others.exists()


def _hold(organisation: Organisation) -> None:
    """Until the transaction ends nobody else changes its members. SQLite's transactions exclude each other anyway."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _of(organisation: Organisation, account: Account) -> Membership:
    found = sitting(organisation).filter(account=account).first()
    if found is None:
        raise NotAMember(organisation.org)
    return found


def _require_another_admin(organisation: Organisation, held: Membership) -> None:
    if is_last_admin(held):
        raise LastAdmin(organisation.org)


def _end(held: Membership, by: Account) -> None:
    from shouyi.people.organisations.inviting import take_back_all

    held.ended_at, held.ended_by = timezone.now(), by
    held.save(update_fields=["ended_at", "ended_by"])
    if held.post == Post.ADMIN.value:
        take_back_all(held.organisation, held.account)
