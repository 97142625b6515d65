"""Sending: one delivery that is due, or at once what must never be stored (a code to sign in, an invitation)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from shouyi.people.behind import behind
from shouyi.people.notices.codes import code_of
from shouyi.people.notices.mail import make_mail, send_mail
from shouyi.people.notices.models import Channel, Delivery, State
from shouyi.people.notices.wishes import quiet_of, reach_of, wants
from shouyi.people.notices.words import PLACES, SUBJECTS, say, template_of
from shouyi.people.ports.post import NotSent

if TYPE_CHECKING:
    from uuid import UUID

    from shouyi.people.accounts.models import Account

ATTEMPTS_MAX = 8
BACKOFF_S, BACKOFF_MAX_S = 60, 4 * 3600
DIRECT = ("sign_in_code", "confirm_code", "invitation_code")


def send_now(reach: str, template: str, params: tuple[str, ...], key: str, language: str = "") -> None:
    """Sends a code to a number (+86…) or an address, and stores nothing. `template` is one of DIRECT, `params` in the
    order of `words.PLACES`. The same key again is the same message to mail readers, and a second SMS. Raises NotSent.
    """
    assert template in DIRECT
    assert len(params) == len(PLACES[template])
    with override(_language(language)):
        if "@" in reach:
            context = dict(zip(PLACES[template], params, strict=True))
            send_mail(make_mail(reach, str(SUBJECTS[template]), template, context, key))
        else:
            behind().post.sms(reach, sms_template(template, language), params, key)


def sms_template(template: str, language: str) -> str:
    """The template's code in the provider's account: `waiting.zh-hans`."""
    return f"{template}.{_language(language)}"


def deliver(uid: UUID | str, now: datetime | None = None) -> State:
    """Sends one delivery if it is due and still wanted; gives its state. What failed waits or ends; one that is gone
    with its account is dropped. A database that is away raises."""
    at = now or timezone.now()
    taken = Delivery.objects.filter(uid=uid, state=State.WAITING, due_at__lte=at)
    found = Delivery.objects.select_related("notice__account").filter(uid=uid).first()
    if found is None:
        return State.DROPPED
    lease = at + _backoff(found.attempts + 1)
    if not taken.filter(attempts=found.attempts).update(attempts=F("attempts") + 1, due_at=lease):
        return State(found.state)
    found.attempts += 1
    why = _why_not_needed(found)
    return _end(found, State.DROPPED, why) if why else _try(found, at)


def due(now: datetime | None = None) -> list[UUID]:
    """The deliveries whose time has come, the longest waiting first."""
    waiting = Delivery.objects.filter(state=State.WAITING, due_at__lte=now or timezone.now())
    return list(waiting.order_by("due_at").values_list("uid", flat=True)[:200])


def _try(found: Delivery, at: datetime) -> State:
    code, account = code_of(found.notice.code), found.notice.account
    later = quiet_of(account, code).next_loud(at)
    if later > at:
        Delivery.objects.filter(pk=found.pk).update(due_at=later, attempts=F("attempts") - 1)
        return State.WAITING
    try:
        _send(found, account)
    except NotSent as problem:
        ended = problem.permanent or found.attempts >= ATTEMPTS_MAX
        return _end(found, State.GIVEN_UP if ended else State.WAITING, problem.code)
    return _end(found, State.SENT, "", at)


def _send(found: Delivery, account: Account) -> None:
    reach = reach_of(account)
    assert reach is not None
    template = template_of(found.notice.code)
    if found.channel == Channel.SMS:
        behind().post.sms(reach[1], sms_template(template, account.language), (), str(found.key))
        return
    with override(_language(account.language)):
        context = {"said": say(found.notice.code, found.notice.ids), "list_url": _url("my_notices")}
        off = _url("notices_off", found.uid) if code_of(found.notice.code).optional else ""
        send_mail(make_mail(reach[1], str(SUBJECTS[template]), "notice", context, str(found.key), off))


def _why_not_needed(found: Delivery) -> str:
    notice = found.notice
    reach = reach_of(notice.account)
    if reach is None or reach[0] != found.channel:
        return "NoReach"
    if not wants(notice.account, code_of(notice.code), reach[0]):
        return "SwitchedOff"
    return "ReadAlready" if notice.read_at or (notice.seen_at and not code_of(notice.code).urgent) else ""


def _end(found: Delivery, state: State, why: str, sent_at: datetime | None = None) -> State:
    Delivery.objects.filter(pk=found.pk, state=State.WAITING).update(state=state, why=why[:80], sent_at=sent_at)
    return state


def _backoff(attempts: int) -> timedelta:
    """Also the lease of whoever sends: long beside the time that a provider is given to answer."""
    return timedelta(seconds=min(BACKOFF_S * 2 ** (attempts - 1), BACKOFF_MAX_S))


def _url(name: str, *args: object) -> str:
    return settings.SHOUYI_URL + reverse(name, args=args)


def _language(asked: str) -> str:
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
