"""Asking for consent: by a one-time code that the owner gave away, or by a link. Whoever asks learns nothing before.

A code has 50 random bits, holds for seven days and once; a link's token has 128 and holds for thirty, once. Both are
kept as keyed digests alone. A link outlives a code because it travels, by post or from hand to hand at the next visit;
it ends because old messages are read by others.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shouyi.people.behind import sealer
from shouyi.people.consent.models import Ask, Code
from shouyi.people.consent.telling import tell_owner
from shouyi.people.permission.actors import Actor, Target
from shouyi.people.permission.decide import Why, decide
from shouyi.people.permission.requests import NotAllowed

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from shouyi.people.accounts.models import Account
    from shouyi.people.consent.giving import Wish

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that looks like something else
CODE_LETTERS = 10
CODE_DAYS, LINK_DAYS = 7, 30


class NoSuchCode(Exception):
    """Never given away, used, or run out: whoever types it learns no more than that."""


def make_code(ref: str) -> str:
    """A new code of the owner's, shown once; those before it that nobody used end. Ten letters, as 7K3M9-2QFXA."""
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
    with transaction.atomic():
        Code.objects.filter(ref=ref, used_at=None).delete()
        Code.objects.create(ref=ref, digest=_digest(code), until=timezone.now() + timedelta(days=CODE_DAYS))
    return f"{code[:5]}-{code[5:]}"


@transaction.atomic
def ask_by_code(actor: Actor, account: Account | None, wish: Wish, typed: str) -> Ask:
    """Asks the owner who gave the code away, and uses it up. Raises NotAllowed, ConsentRefused, NoSuchCode."""
    _require_asking(actor, wish)
    used = Code.objects.filter(digest=_digest(_plain(typed)), used_at=None, until__gt=timezone.now())
    code = used.select_for_update().first()
    if code is None or not used.update(used_at=timezone.now()):
        raise NoSuchCode
    made = Ask.objects.create(ref=code.ref, by=account, **_row(wish))
    tell_owner(made)
    return made


def ask_by_link(actor: Actor, account: Account | None, wish: Wish) -> tuple[Ask, str]:
    """An ask that whoever follows the link can answer once, and the link's token. Raises NotAllowed, ConsentRefused."""
    _require_asking(actor, wish)
    token = secrets.token_urlsafe(16)
    return Ask.objects.create(ref="", by=account, link_digest=_digest(token), **_row(wish)), token


def follow(token: str) -> Ask | None:
    """The ask of a link that nobody has looked closer at yet; None once its days are over, too."""
    return _of_link(token).filter(asked_at__gt=_oldest_link()).select_related("organisation").first()


def has_run_out(token: str) -> bool:
    """Whether this link would still ask, had its days not passed."""
    return _of_link(token).filter(asked_at__lte=_oldest_link()).exists()


def _of_link(token: str) -> QuerySet[Ask]:
    return Ask.objects.filter(link_digest=_digest(token), ref="", answered_at=None)


def _oldest_link() -> datetime:
    return timezone.now() - timedelta(days=LINK_DAYS)


def waiting(ref: str) -> list[Ask]:
    """Who asks the owner of this file and has no answer yet, the latest first."""
    found = Ask.objects.filter(ref=ref, answered_at=None).select_related("organisation")
    return [] if not ref else list(found.order_by("-asked_at"))


def answer(ask: Ask, ref: str, *, declined: bool) -> bool:
    """Notes the answer, once; False where it was answered before. A link's ask becomes that of whoever answers it.

    Who declined by a link stays unknown to the organisation.
    """
    mine = Ask.objects.filter(pk=ask.pk, answered_at=None, ref__in=("", ref))
    return bool(mine.update(answered_at=timezone.now(), declined=declined, ref=ref))


def claim(ask: Ask, ref: str) -> None:
    """A link's ask becomes that of whoever looks closer at it; the organisation is not told."""
    Ask.objects.filter(pk=ask.pk, ref="").update(ref=ref)


def find(ref: str, uid: UUID | str) -> Ask | None:
    """An ask that waits for the owner of this file."""
    return next((ask for ask in waiting(ref) if str(ask.uid) == str(uid)), None)


def _require_asking(actor: Actor, wish: Wish) -> None:
    """That whoever asks may, by a seat in this very organisation."""
    org = wish.organisation.org
    seats = tuple(seat for seat in actor.seats if seat.org == org)
    here = Actor(account=actor.account, fresh=actor.fresh, seats=seats, program=actor.program)
    found = decide(here, "consent.ask", Target(org=org))
    if not found.allowed or found.org != org:
        raise NotAllowed(found if found.why else replace(found, why=Why.NOT_MEMBER))
    wish.require()


def _row(wish: Wish) -> dict[str, object]:
    return {"organisation": wish.organisation, "purpose": wish.purpose, "fields": list(wish.fields), "days": wish.days}


def _plain(typed: str) -> str:
    """As it was made: capitals, without blanks and dashes; O, I and L read as 0 and 1."""
    letters = typed.upper().translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in letters if letter in LETTERS)


def _digest(token: str) -> str:
    return sealer().lookup("consent", token)
