"""Helpers: what an owner offers, who took it, and when it ends. Rights are actions of the table of rules.

Every request asks the table anew (`permission.requests.helps_of`), so what is ended is ended with the next one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shouyi.people.accounts.codes import cleaned
from shouyi.people.accounts.happenings import happened
from shouyi.people.accounts.models import Account, Helping, HelpOffer, Trusted, reach_key
from shouyi.people.accounts.recovering import stop_by
from shouyi.people.accounts.sending import send_invitation
from shouyi.people.accounts.sparing import has_room, put_off
from shouyi.people.behind import sealer
from shouyi.people.notices.notify import notify
from shouyi.people.notices.sending import send_now
from shouyi.people.permission.rules import HELPABLE

if TYPE_CHECKING:
    from uuid import UUID

OFFER_DAYS = 14
OFFERING = "accounts.offer"
RECOVERS = "recovers"
"""Beside the rights of the table: may help the owner back in. It opens nothing of account or file."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an owner offers. `rights` are of HELPABLE, or RECOVERS; `days` 0: until ended."""

    reach: str
    note: str
    rights: tuple[str, ...]
    days: int


def offer(owner: Account, wish: Wish) -> HelpOffer:
    """Keeps the offer and sends its code, later where enough went to the same number today. Raises ValueError for a
    right that no helper can have."""
    rights = [each for each in wish.rights if each != RECOVERS]
    if not set(rights) <= HELPABLE or (rights and not owner.ref):
        raise ValueError("no helper can have such a right")
    code, now = f"{secrets.randbelow(10**10):010d}", timezone.now()
    made = HelpOffer.objects.create(
        owner=owner, holder=owner.holder, token_digest=_digest(code), rights=rights,
        recovers=RECOVERS in wish.rights, note=wish.note, reach=wish.reach, until=now + timedelta(days=OFFER_DAYS),
        help_until=now + timedelta(days=wish.days) if wish.days else None,
    )  # fmt: skip
    shown = f"{code[:5]} {code[5:]}"
    if has_room(reach_key(wish.reach), made.token_digest):
        send_invitation(wish.reach, shown, str(made.uid))
    else:
        made.code = shown
        made.save(update_fields=["sealed"])
        put_off(OFFERING, made.uid, made.token_digest)
    return made


def send_later(uid: str) -> None:
    """Sends the code of an offer that had to wait, and forgets it. Nothing when the offer is over. Raises NotSent."""
    standing = HelpOffer.objects.filter(answered_at=None, taken_back_at=None, until__gt=timezone.now())
    made = standing.select_related("owner").filter(uid=uid, owner__is_active=True).first()
    if made is None or not made.code:
        return
    if not has_room(reach_key(made.reach), made.token_digest):
        put_off(OFFERING, made.uid, made.token_digest)
        return
    send_now(made.reach, "invitation_code", (made.code,), str(made.uid), made.owner.language)
    _forget_code(made)


@transaction.atomic
def _forget_code(sent: HelpOffer) -> None:
    """Of a row that may have been answered meanwhile: only the code goes."""
    made = HelpOffer.objects.select_for_update().get(pk=sent.pk)
    made.code = ""
    made.save(update_fields=["sealed"])


def find_offer(unverified_code: str, helper: Account) -> HelpOffer | None:
    """An offer that still stands and is somebody else's."""
    found = HelpOffer.objects.select_related("owner").filter(
        token_digest=_digest(cleaned(unverified_code)), answered_at=None, taken_back_at=None,
        until__gt=timezone.now(), owner__is_active=True,
    )  # fmt: skip
    return found.exclude(owner=helper).first()


@transaction.atomic
def take(made: HelpOffer, helper: Account) -> None:
    """The helper says yes. Of the offer stay its rights alone: the number that it was sent to is forgotten."""
    if not HelpOffer.objects.filter(pk=made.pk, answered_at=None, taken_back_at=None).update(
        answered_at=timezone.now()
    ):
        return
    owner, note = made.owner, made.note
    if made.rights:
        Helping.objects.create(
            helper=helper, owner=owner, holder=owner.holder, ref=owner.ref, rights=made.rights, note=note,
            until=made.help_until,
        )  # fmt: skip
    if made.recovers:
        Trusted.objects.create(helper=helper, owner=owner, holder=owner.holder, note=note)
    made.refresh_from_db()
    made.reach = made.code = ""
    made.save()
    happened(owner, "help_taken", by=helper)


def end(owner: Account, uid: UUID) -> bool:
    """Ends a helper's rights, or takes an offer back; whether there was such a one of theirs."""
    now = timezone.now()
    for rows in (owner.helpers, owner.trusted):
        if row := rows.filter(uid=uid, ended_at=None).first():
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            happened(owner, "help_ended")
            notify(row.helper, "helper_revoked", f"helper_revoked/{row.uid}")
            stop_by(owner, row.helper)
            return True
    return bool(owner.offers.filter(uid=uid, answered_at=None, taken_back_at=None).update(taken_back_at=now))


def lay_down(helper: Account, uid: UUID) -> bool:
    """The helper ends it; whether there was such a one of theirs."""
    for rows in (helper.helpings, helper.trusting):
        if row := rows.filter(uid=uid, ended_at=None).first():
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            happened(row.owner, "help_ended", by=helper)
            return True
    return False


def _digest(code: str) -> str:
    return sealer().lookup("help", code)
