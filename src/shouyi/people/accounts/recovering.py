"""Back in after losing the telephone: a new way to be reached takes the old one's place after a wait.

A named helper or a counter asks for it; the owner is told at once wherever they can be reached, and can stop it in one
step. Whoever asked sees nothing of account or file; who then signs in is whoever holds the new telephone.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from shouyi.people.accounts.happenings import happened
from shouyi.people.accounts.models import Account, Recovery, reach_key
from shouyi.people.accounts.reach import is_mail
from shouyi.people.accounts.sessions import end_all
from shouyi.people.notices.mail import make_mail, send_mail
from shouyi.people.ports.post import NotSent

if TYPE_CHECKING:
    from django.db.models import QuerySet

HELPER_DAYS = 3
COUNTER_DAYS = 1
"""A counter has looked at an identity document; a night remains in which the owner can say no."""


def start(owner: Account, new_reach: str, *, by: Account, days: int, org: str = "") -> Recovery:
    """Notes the wish and tells the owner. Whether anybody is reached that way it does not say: whoever has an account
    under it keeps it, and nothing comes of the wish (`signing` looks for theirs first)."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _open(owner).update(stopped_at=timezone.now())
        asked = Recovery.objects.create(
            owner=owner, holder=owner.holder, reach_key=reach_key(new_reach), stop_digest=digest(token), by=by,
            org=org, ready_at=timezone.now() + timedelta(days=days),
        )  # fmt: skip
        happened(owner, "recovery_started", by=by, org=org)
    with suppress(NotSent):  # the notice went before it, and stands in the pages
        _tell(owner, token, asked)
    return asked


def stop(owner: Account) -> bool:
    """Whether there was anything to stop."""
    stopped = _open(owner).update(stopped_at=timezone.now())
    if stopped:
        happened(owner, "recovery_stopped")
    return bool(stopped)


def stop_by(owner: Account, helper: Account) -> None:
    """Whom the owner no longer trusts gets nobody in: neither from now on nor by what they have asked for."""
    if _open(owner).filter(by=helper).exists():
        stop(owner)


def by_token(unverified_token: str) -> Recovery | None:
    """What the link in the owner's message stops."""
    asked = Recovery.objects.select_related("owner").filter(stop_digest=digest(unverified_token)).first()
    return asked if asked and asked.stopped_at is None and asked.used_at is None else None


def open_for(owner: Account) -> Recovery | None:
    """What is under way for this account."""
    return _open(owner).order_by("-made_at").first()


def waiting(reach: str) -> Recovery | None:
    """A recovery to this reach that is not ripe yet."""
    asked = _to(reach)
    return asked if asked and asked.ready_at > timezone.now() else None


@transaction.atomic
def recover(reach: str) -> Account | None:
    """Whoever has just shown that this reach is theirs gets the account, once the wait is over; every session ends, and
    every post: who acts for an organisation says neither a helper nor a counter, but whoever runs it.
    """
    asked = _to(reach)
    if asked is None or asked.ready_at > timezone.now():
        return None
    if not Recovery.objects.filter(pk=asked.pk, used_at=None, stopped_at=None).update(used_at=timezone.now()):
        return None
    owner = asked.owner
    owner.be_reached(reach)
    owner.save(update_fields=["sealed", "reach_key", "reach_verified"])
    end_all(owner)
    happened(owner, "recovered", by=asked.by)
    if owner.memberships.filter(ended_at=None).update(ended_at=timezone.now()):
        happened(owner, "posts_ended")
    return owner


def digest(token: str) -> str:
    """Under which a link's token is kept."""
    return sha256(token.encode()).hexdigest()


def _open(owner: Account) -> QuerySet[Recovery]:
    return Recovery.objects.filter(owner=owner, stopped_at=None, used_at=None)


def _to(reach: str) -> Recovery | None:
    """With the owner's account open, and the reach nobody else's by now (the caller has looked)."""
    found = Recovery.objects.filter(reach_key=reach_key(reach), stopped_at=None, used_at=None, owner__is_active=True)
    return found.select_related("owner", "by").order_by("-made_at").first()


def _tell(owner: Account, token: str, asked: Recovery) -> None:
    """By mail, the link that stops it. An SMS template has no place for one: the notice's SMS says to look, and one
    step of any device that is signed in, or of a sign-in by the old number, stops it.
    """
    if not is_mail(owner.reach):
        return
    link = settings.SHOUYI_URL + reverse("account_recovery_stop_link", args=[token])
    with translation.override(owner.language or settings.LANGUAGE_CODE):
        subject = translation.gettext("Somebody asks to change how you are reached")
        send_mail(make_mail(owner.reach, subject, "recovery_stop", {"link": link}, str(asked.uid)))
