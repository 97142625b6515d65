"""Inviting somebody by telephone number or mail address, and what comes of it. Nothing is kept about who they are.

The code that opens an invitation has 100 random bits and works once, for fourteen days. Whether whoever is invited has
an account here nobody learns: the answer to whoever invites is the same.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shouyi.people.accounts.models import Account
from shouyi.people.accounts.reach import masked
from shouyi.people.behind import sealer
from shouyi.people.jobs.queue import enqueue
from shouyi.people.organisations.membership import AlreadyAMember, seat, sitting
from shouyi.people.organisations.models import Invitation, Organisation
from shouyi.people.permission.actors import Post

if TYPE_CHECKING:
    from django.db.models import QuerySet

DAYS = 14
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, so that it can be read aloud and typed."""
CODE_CHARS = 20
OPEN_MAX = 500
"""Open invitations an organisation may have at once."""


class InvitationOver(Exception):
    """Answered, taken back, run out, or never there: the reason is told to nobody who holds but a code."""


class NotInvited(Exception):
    """`code`: open (an open invitation goes there already), member (they sit here already), many (too many open)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_ones(organisation: Organisation) -> QuerySet[Invitation]:
    """Those that can still be answered, the newest first."""
    found = organisation.invitations.filter(answered_at=None, taken_back_at=None, until__gt=timezone.now())
    return found.select_related("by").order_by("-made_at", "-pk")


def why_not_invited(organisation: Organisation, reach: str) -> str:
    """ "" or a code of NotInvited."""
    key = _reach_key(reach)
    if sitting(organisation).filter(account__reach_key=key).exists():
        return "member"
    if open_ones(organisation).filter(reach_key=key).exists():
        return "open"
    return "many" if open_ones(organisation).count() >= OPEN_MAX else ""


@transaction.atomic
def invite(organisation: Organisation, reach: str, post: Post, by: Account, language: str = "") -> Invitation:
    """Writes the invitation down and has it sent. `reach` is as `parse_reach` writes it. Raises NotInvited."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if why := why_not_invited(organisation, reach):
        raise NotInvited(why)
    made = Invitation(organisation=organisation, post=post.value, by=by, holder=by.holder, language=language)
    made.reach, made.reach_key, made.until = reach, _reach_key(reach), timezone.now() + timedelta(days=DAYS)
    _give_code(made)
    return made


@transaction.atomic
def resend(invitation: Invitation) -> None:
    """A new code, for fourteen days from now; the old one opens nothing any more. Raises InvitationOver."""
    held = _held(invitation)
    if not whom(held):  # whoever invited is gone, and with their key where it went
        raise InvitationOver
    held.sent_at, held.until = None, timezone.now() + timedelta(days=DAYS)
    _give_code(held)


@transaction.atomic
def take_back(invitation: Invitation) -> None:
    """It opens nothing any more. Raises InvitationOver."""
    held = _held(invitation)
    held.taken_back_at = timezone.now()
    _close(held)


def take_back_all(organisation: Organisation, by: Account) -> None:
    """Whatever this account has offered there and nobody has answered: who may no longer invite brings nobody in.
    Within the caller's transaction."""
    for invitation in open_ones(organisation).filter(by=by):
        take_back(invitation)


def by_code(unverified_code: str) -> Invitation:
    """The open invitation that this code opens. Raises InvitationOver."""
    digest = digest_of(unverified_code)
    found = Invitation.objects.filter(token_digest=digest, answered_at=None, taken_back_at=None)
    invitation = found.filter(until__gt=timezone.now()).select_related("organisation", "by").first()
    if invitation is None:
        raise InvitationOver
    return invitation


@transaction.atomic
def accept(unverified_code: str, account: Account) -> Organisation:
    """Gives the account the post that was offered, and no other. Raises InvitationOver, AlreadyAMember."""
    held = _held(by_code(unverified_code), digest_of(unverified_code))
    if sitting(held.organisation).filter(account=account).exists():
        raise AlreadyAMember(held.organisation.org)
    held.answered_at = timezone.now()
    _close(held)
    seat(held.organisation, account, Post(held.post), held.by)
    return held.organisation


@transaction.atomic
def decline(unverified_code: str) -> None:
    """Says no: without an account too. Raises InvitationOver."""
    held = _held(by_code(unverified_code), digest_of(unverified_code))
    held.answered_at, held.declined = timezone.now(), True
    _close(held)


def tidy() -> int:
    """Forgets whom invitations went to that have run out. Gives how many."""
    over = Invitation.objects.filter(until__lte=timezone.now()).exclude(reach_key="")
    for invitation in over:
        _close(invitation)
    return len(over)


def digest_of(unverified_code: str) -> str:
    """Blanks and dashes do not count, nor does the case; what looks alike is alike."""
    plain = "".join(sign for sign in unverified_code.upper()[:80] if sign.isalnum())
    return hashlib.sha256(plain.translate(str.maketrans("OIL", "011")).encode()).hexdigest()


def shown_code(code: str) -> str:
    """In groups of five, as it is sent."""
    return "-".join(code[at : at + 5] for at in range(0, len(code), 5))


def whom(invitation: Invitation) -> str:
    """Enough of where it went to recognise it; "" once nobody can read it any more."""
    reach = invitation.text_or("reach", "")
    return masked(reach) if reach else ""


def _reach_key(reach: str) -> str:
    return sealer().lookup("reach", reach)


def _give_code(invitation: Invitation) -> None:
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARS))
    invitation.code, invitation.token_digest = code, digest_of(code)
    invitation.save()
    enqueue("organisations.invite", invitation.uid, org=invitation.organisation.org)


def _held(invitation: Invitation, digest: str = "") -> Invitation:
    """The row, held until the transaction ends, if it is still open, by this code. Raises InvitationOver."""
    found = Invitation.objects.select_for_update().select_related("organisation").filter(pk=invitation.pk).first()
    over = found is None or found.answered_at or found.taken_back_at or found.until <= timezone.now()
    if over or found is None or (digest and found.token_digest != digest):
        raise InvitationOver
    return found


def _close(invitation: Invitation) -> None:
    invitation.sealed, invitation.reach_key = b"", ""
    invitation.__dict__.pop("_texts", None)
    invitation.save()
