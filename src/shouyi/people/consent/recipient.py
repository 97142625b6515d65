"""A recipient's pages: who gave consent, what it opens, and asking for it. Each opening passes the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shouyi.archive.consent import PURPOSES, ConsentRefused, purposes_of
from shouyi.people.behind import behind
from shouyi.people.consent import asking, words
from shouyi.people.consent.forms import Code, Step
from shouyi.people.consent.giving import Wish
from shouyi.people.consent.models import Consent
from shouyi.people.consent.page import consent_row
from shouyi.people.consent.standing import today
from shouyi.people.organisations.models import Organisation
from shouyi.people.permission.requests import permitted, require, the_organisation
from shouyi.people.ports.door import NothingOpen

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from shouyi.people.ports.door import Disclosed

A_PAGE = 20
ASKED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list: the name that they chose to show, else the handle."""

    uid: UUID
    called: str
    purpose: str
    names: list[str]
    until_on: int


@require_safe
@never_cache
@permitted("file.disclosed", the_organisation)
def people(request: HttpRequest, org: str) -> HttpResponse:
    """Who lets this organisation see something today."""
    found = Consent.objects.filter(organisation__org=org, withdrawn_at=None, until_on__gte=today())
    shown = Paginator(found.order_by("-given_at"), A_PAGE).get_page(request.GET.get("page"))
    once = {(consent.ref, consent.purpose): consent for consent in reversed(shown.object_list)}
    theirs = list(found.filter(ref__in={ref for ref, _purpose in once}))
    listed = [
        _person(request, org, consent, [each for each in theirs if (each.ref, each.purpose) == key])
        for key, consent in reversed(once.items())
    ]
    return _page(request, org, "people", {"shown": shown, "people": [each for each in listed if each]})


@require_safe
@never_cache
@permitted("file.disclosed", the_organisation)
def person(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """What one person opened for one purpose; after its end, that it ended and when."""
    consent = get_object_or_404(Consent.objects.select_related("organisation"), organisation__org=org, uid=uid)
    fields = PURPOSES[consent.purpose].fields
    try:
        found = behind().door.open(request.actor, consent.ref, consent.purpose, fields, org=org)  # type: ignore[attr-defined]
    except NothingOpen:
        row = consent_row(consent)
        return _page(
            request, org, "closed", {"row": row, "called": consent.handle, "by_owner": bool(row.ended_at)}, 403
        )
    return shown_page(request, found, org, called=consent.handle, uid=uid)


@require_safe
@never_cache
@permitted("file.disclosed", the_organisation)
def proof(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """The proof file of what is open of the result: checked by anybody, without us."""
    consent = get_object_or_404(Consent, organisation__org=org, uid=uid)
    try:
        found = behind().door.open(
            request.actor,
            consent.ref,
            consent.purpose,
            PURPOSES[consent.purpose].fields,
            org=org,  # type: ignore[attr-defined]
        )
    except NothingOpen:
        raise Http404 from None
    if found.proof is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="shouyi-{consent.handle}.tlog-proof"'}
    return HttpResponse(found.proof, content_type="text/plain", headers=headers)


def shown_page(
    request: HttpRequest,
    found: Disclosed,
    org: str,
    *,
    preview: bool = False,
    called: str = "",
    uid: UUID | None = None,
) -> HttpResponse:
    """What is disclosed, for the recipient and for the owner who asks what they would see: one code, one page."""
    context = {
        "rows": words.rows(found),
        "purpose": words.purpose_name(found.purpose),
        "until_on": found.until_on,
        "called": found.name or called,
        "preview": preview,
        "proof_href": reverse("disclosed_proof", args=[org, uid]) if found.proof and uid else "",
    }
    return _page(request, org, "disclosed", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("consent.ask", the_organisation)
def ask(request: HttpRequest, org: str) -> HttpResponse:
    """Asks for consent: for a purpose, by the person's code or by a link to hand over."""
    require(request, "org.read", request.target)  # type: ignore[attr-defined]  # in this very organisation
    organisation = get_object_or_404(Organisation, org=org)
    choices = [(each.name, words.purpose_name(each.name)) for each in purposes_of(organisation.kind)]
    sent = request.POST if request.method == "POST" else None
    step, code = Step(words.purpose_question(), choices, sent), Code(sent, prefix="by")
    context: dict[str, Any] = {"step": step, "code": code, "form": step}
    if sent is None or not step.is_valid():
        return _page(request, org, "ask_for", context)
    return _asked(request, organisation, step.cleaned_data["answer"], code, context)


def _asked(request: HttpRequest, org: Organisation, purpose: str, code: Code, context: dict[str, Any]) -> HttpResponse:
    offered = [name for name in PURPOSES[purpose].fields if name not in words.APART]
    wish = Wish(org, purpose, tuple(offered), min(ASKED_DAYS, PURPOSES[purpose].days_max))
    actor, account = request.actor, request.user  # type: ignore[attr-defined]
    try:
        if "link" in request.POST:
            token = asking.ask_by_link(actor, account, wish)[1]
            address = settings.SHOUYI_URL + reverse("consent_by_link", args=[token])
            return _page(request, org.org, "asked", {"address": address, "days": asking.LINK_DAYS})
        if code.is_valid():
            asking.ask_by_code(actor, account, wish, code.cleaned_data["code"])
            return _page(request, org.org, "asked", {})
    except asking.NoSuchCode:
        code.add_error("code", words.no_such_code())
    except ConsentRefused:
        raise Http404 from None
    return _page(request, org.org, "ask_for", context | {"form": code})


def _person(request: HttpRequest, org: str, consent: Consent, theirs: list[Consent]) -> Person | None:
    """One line for all that this person opened for this purpose, the sensitive part too (`theirs`)."""
    called, fields = consent.handle, {name for each in theirs for name in each.fields}
    if "contact-name" in fields:
        try:
            found = behind().door.open(request.actor, consent.ref, consent.purpose, ("contact-name",), org=org)  # type: ignore[attr-defined]
        except NothingOpen:
            return None
        called = found.name or called
    until_on = min((each.until_on for each in theirs), default=consent.until_on)
    return Person(consent.uid, called, words.purpose_name(consent.purpose), words.field_names(fields), until_on)


def _page(request: HttpRequest, org: str, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    organisation = get_object_or_404(Organisation, org=org)
    about = {"org": org, "org_name": words.organisation_name(organisation)}
    return render(request, f"consent/{name}.html", context | about, status=status)
