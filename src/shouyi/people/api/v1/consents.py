"""Consents: which are given to you, what they open today, and asking for one."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router, Status

from shouyi.archive.consent import PURPOSES, ConsentRefused
from shouyi.people.api.cursors import page
from shouyi.people.api.gate import Needs
from shouyi.people.api.problems import Place, Problem
from shouyi.people.api.schemas import (
    AmountSaid,
    AskHeard,
    AskSaid,
    Closed,
    Consents,
    ConsentSaid,
    Counted,
    Cursor,
    EvidenceSaid,
    FileSaid,
    Interval,
    Limit,
    WorkSaid,
    day,
    instant,
)  # fmt: skip
from shouyi.people.api.v1.organisation import organisation_of
from shouyi.people.behind import behind
from shouyi.people.consent.asking import NoSuchCode, ask_by_code, ask_by_link
from shouyi.people.consent.giving import Wish
from shouyi.people.consent.models import Ask, Consent
from shouyi.people.consent.standing import today
from shouyi.people.ports.door import Disclosed, Evidence, NothingOpen

router = Router(tags=["consents"])


def _org(request: HttpRequest) -> str:
    return request.actor.program.seat.org  # type: ignore[attr-defined,no-any-return]


@router.get("/consents", auth=Needs("consent.list"), response=Consents, operation_id="listConsents",
            summary="List the consents in force")  # fmt: skip
def list_consents(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Consents:
    """Consents that people gave to your organisation and that hold today, the newest first."""
    org = _org(request)
    rows = Consent.objects.filter(organisation__org=org, withdrawn_at=None, until_on__gte=today())
    found, after = page(rows.select_related("answers"), f"consents/{org}", cursor, limit)
    return Consents(items=[_consent(row) for row in found], next=after)


def _consent(row: Consent) -> ConsentSaid:
    return ConsentSaid(
        uid=row.uid, handle=row.handle, purpose=row.purpose, fields=row.fields, given_at=instant(row.given_at),
        until=day(row.until_on), ask=row.answers.uid if row.answers else None,
    )  # fmt: skip


@router.get("/consents/{uuid:uid}/file", auth=Needs("file.disclosed"), response=FileSaid, operation_id="readFile",
            summary="Read what a consent opens")  # fmt: skip
def read_file(request: HttpRequest, uid: UUID) -> FileSaid:
    """What the person's consents open to you today for this purpose. Their view log shows every call, field by field.

    A consent that was withdrawn a moment ago opens nothing: read anew each time, and keep nothing longer than `until`.
    """
    org = _org(request)
    consent = get_object_or_404(Consent, uid=uid, organisation__org=org)
    try:
        found = behind().door.open(
            request.actor,
            consent.ref,
            consent.purpose,
            PURPOSES[consent.purpose].fields,
            org=org,  # type: ignore[attr-defined]
        )
    except NothingOpen as nothing:
        places = [Place("file", f"/{name}", why.value) for name, why in nothing.closed]
        raise Problem("nothing_open", *places) from None
    return _file(consent, found)


def _file(consent: Consent, found: Disclosed) -> FileSaid:
    shown: dict[str, Any] = {
        "band": found.band, "score": found.score, "dimensions": dict(found.dimensions),
        "interval": Interval(low=found.interval[0], high=found.interval[1]) if found.interval else None,
        "reasons": [each.code for each in found.reasons], "fulfilment": _evidence(found.fulfilment),
        "word_of_mouth": _evidence(found.word_of_mouth), "skill": _evidence(found.skill),
        "social": _evidence(found.social), "finance": _evidence(found.finance),
        "works": [WorkSaid(title=work.title, on=day(work.on)) for work in found.works],
        "name": found.name or None, "reach": found.reach or None,
        "amounts": [AmountSaid(month=a.month, orders=a.orders, amount_minor=a.amount_minor, currency=a.currency)
                    for a in found.amounts],
        "proof": base64.b64encode(found.proof).decode() if found.proof else None,
    }  # fmt: skip
    return FileSaid(
        consent=consent.uid, purpose=found.purpose, open=list(found.fields),
        closed=[Closed(field=name, why=why.value) for name, why in found.closed], until=day(found.until_on),
        on=day(found.on), guide=found.guide, **shown,
    )  # fmt: skip


def _evidence(found: Evidence | None) -> EvidenceSaid | None:
    if found is None:
        return None
    counts = [Counted(what=what, count=count) for what, count in found.counts]
    return EvidenceSaid(counts=counts, first=day(found.first_on), last=day(found.last_on))


@router.post("/consents/asks", auth=Needs("consent.ask", types=("application/json",), keyed=True, about_nobody=True),
             response={201: AskSaid}, operation_id="askForConsent", summary="Ask for consent")  # fmt: skip
def ask_for_consent(request: HttpRequest, heard: AskHeard) -> Status[AskSaid]:
    """Asks a person for consent: by a one-time code that they gave to you, or by a link that you hand on to them.

    You learn nothing of who they are before they answer, and nothing but that they declined if they do.
    """
    wish = Wish(organisation_of(request), heard.purpose, tuple(heard.fields), heard.days)
    link = None
    try:
        if heard.code:
            made = ask_by_code(request.actor, None, wish, heard.code)  # type: ignore[attr-defined]
        else:
            made, token = ask_by_link(request.actor, None, wish)  # type: ignore[attr-defined]
            link = settings.SHOUYI_URL + reverse("consent_by_link", args=[token])
    except ConsentRefused:
        raise Problem("consent_not_provided", Place("body", "/purpose", "not_provided")) from None
    except NoSuchCode:
        raise Problem("code_unknown", Place("body", "/code", "code_unknown")) from None
    return Status(201, _ask(made, link))


@router.get("/consents/asks/{uuid:uid}", auth=Needs("consent.ask", about_nobody=True), response=AskSaid,
            operation_id="readAsk", summary="Read what became of an ask")  # fmt: skip
def read_ask(request: HttpRequest, uid: UUID) -> AskSaid:
    """Whether an ask of yours was answered. A consent that it led to stands in the list, with its `ask`."""
    return _ask(get_object_or_404(Ask, uid=uid, organisation__org=_org(request)), None)


def _ask(row: Ask, link: str | None) -> AskSaid:
    return AskSaid(
        uid=row.uid, purpose=row.purpose, fields=row.fields, days=row.days, asked_at=instant(row.asked_at),
        state=_state(row), link=link,
    )  # fmt: skip


def _state(row: Ask) -> str:
    if row.answered_at is None:
        return "waiting"
    if row.declined:
        return "answered" if row.link_digest else "declined"
    return "given" if row.consents.exists() else "answered"
