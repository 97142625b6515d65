"""Asking a buyer: a link for the maker to pass on, six digits to prove who answers, and one answer that counts."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shouyi.canon.days import day_of
from shouyi.people.behind import sealer
from shouyi.people.jobs.queue import enqueue
from shouyi.people.notices.notify import notify
from shouyi.people.statements.models import Reply, State, Statement

if TYPE_CHECKING:
    from collections.abc import Callable

LINK_DAYS = 60
CODE_MINUTES = 30
TRIES_MAX = 8
REPLIES_A_DAY_MAX = 5


class AskRefused(Exception):
    """The message is a code: gone, own_number, too_often, wrong_code, code_old, not_sent."""


def today() -> int:
    """The day in UTC+8."""
    return day_of(int(timezone.now().timestamp()))


def make_link(statement: Statement) -> str:
    """A new token for the buyer's link; an older link opens nothing any more, and answers that were begun by it end.

    Raises AskRefused once it is answered.
    """
    token = secrets.token_urlsafe(24)
    until = timezone.now() + timedelta(days=LINK_DAYS)
    changed = Statement.objects.filter(
        pk=statement.pk, state__in=[State.NOTED, State.ASKED], dispatched_on__isnull=False
    ).update(state=State.ASKED, token_digest=_digest(token), asked_until=until)
    if not changed:
        raise AskRefused("gone")
    drop_replies(statement)
    return token


def drop_replies(statement: Statement) -> None:
    """Answers of buyers that wait for their digits go, key first: whoever holds those digits confirms nothing."""
    for reply in statement.replies.filter(done_at=None):
        sealer().destroy(reply.holder)
        reply.delete()


def take_away(statement: Statement) -> bool:
    """Deletes a statement that no buyer has confirmed. Whether it was one."""
    removable = Statement.objects.filter(pk=statement.pk, state__in=[State.NOTED, State.ASKED, State.DISPUTED])
    drop_replies(statement)
    return bool(removable.delete()[0])


def of_link(unverified_token: str) -> Statement:
    """The statement behind a link that still waits for its answer. Raises AskRefused: it never says why."""
    found = Statement.objects.filter(
        token_digest=_digest(unverified_token), state=State.ASKED, asked_until__gt=timezone.now()
    ).first()
    if found is None:
        raise AskRefused("gone")
    return found


def begin_reply(
    statement: Statement, reach: str, stars: int | None, words: str, delivered_on: int | None, send: Callable[..., None]
) -> Reply:
    """Keeps the answer sealed and has six digits sent to `reach`, a number or a mail address in its normal form.

    The maker's own number is refused; so are more than a handful of answers a day. Raises AskRefused.
    """
    if _is_makers_own(statement, reach):
        raise AskRefused("own_number")
    if statement.replies.filter(made_at__gt=timezone.now() - timedelta(days=1)).count() >= REPLIES_A_DAY_MAX:
        raise AskRefused("too_often")
    code = f"{secrets.randbelow(10**6):06d}"
    reply = Reply(statement=statement, stars=stars, delivered_on=delivered_on)
    reply.holder = sealer().begin(f"reply/{reply.uid}")
    reply.reach, reply.words, reply.code_digest = reach, words, _code_digest(reply, code)
    reply.save()
    send(reach, code, f"reply/{reply.uid}")
    return reply


def _is_makers_own(statement: Statement, reach: str) -> bool:
    from shouyi.people.accounts.models import Account

    return Account.objects.filter(ref=statement.ref, reach_key=sealer().lookup("reach", reach)).exists()


def finish_reply(reply: Reply, unverified_code: str) -> Statement:
    """Confirms the statement once the digits are right. Raises AskRefused."""
    if not Reply.objects.filter(pk=reply.pk, done_at=None, tries__lt=TRIES_MAX).update(tries=F("tries") + 1):
        raise AskRefused("gone")
    reply.refresh_from_db()
    if timezone.now() > reply.made_at + timedelta(minutes=CODE_MINUTES):
        raise AskRefused("code_old")
    if not hmac.compare_digest(_code_digest(reply, unverified_code), reply.code_digest):
        raise AskRefused("wrong_code")
    return _confirm(reply)


@transaction.atomic
def _confirm(reply: Reply) -> Statement:
    """Once: of two answers that come at the same time the second finds nothing that waits."""
    changed = Statement.objects.filter(pk=reply.statement_id, state=State.ASKED).update(state=State.CONFIRMED)
    if not changed:
        raise AskRefused("gone")
    statement = Statement.objects.get(pk=reply.statement_id)
    statement.buyer = sealer().lookup("buyer", reply.reach)[:32]
    statement.stars, statement.words, statement.confirmed_on = reply.stars, reply.words, today()
    statement.delivered_on = reply.delivered_on or statement.delivered_on
    statement.token_digest = None
    statement.save()
    Reply.objects.filter(pk=reply.pk).update(done_at=timezone.now())
    notify(statement.ref, "statement_confirmed", f"statement_confirmed/{statement.uid}")
    enqueue("statements.admit", statement.ref, key=f"statements.admit/{statement.uid}")
    transaction.on_commit(lambda: sealer().destroy(reply.holder))
    return statement


def deny(statement: Statement) -> None:
    """The buyer says that it was otherwise. It weighs nothing, for or against: a link alone proves no buyer."""
    Statement.objects.filter(pk=statement.pk, state=State.ASKED).update(state=State.DISPUTED, token_digest=None)


def _digest(token: str) -> str:
    return hashlib.sha256(b"shouyi/statement-link/1" + token.encode("utf-8", "surrogatepass")).hexdigest()


def _code_digest(reply: Reply, code: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, f"shouyi/reply/1/{reply.uid}/{code}".encode("utf-8", "surrogatepass"), "sha256").hex()
