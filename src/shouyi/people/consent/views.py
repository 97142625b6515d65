"""The owner's pages of consent: what is in force, giving step by step, previewing, withdrawing in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.archive.consent import PURPOSES
from shouyi.people.behind import behind
from shouyi.people.consent import asking, giving, words
from shouyi.people.consent.draft import drop, keep, read_draft
from shouyi.people.consent.models import Consent
from shouyi.people.consent.page import consent_row, is_easy
from shouyi.people.consent.steps import STEP_PAGES
from shouyi.people.permission.requests import permitted, the_file

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from shouyi.people.consent.draft import Draft

A_PAGE = 20


@require_safe
@never_cache
@permitted("consent.read", the_file)
def consents(request: HttpRequest) -> HttpResponse:
    """Who may read what today, and who asks."""
    ref = request.target.ref  # type: ignore[attr-defined]
    rows = [consent_row(consent) for consent in giving.in_force(ref)]
    asks = [(ask, words.organisation_name(ask.organisation), words.purpose_name(ask.purpose)) for ask in
            asking.waiting(ref)]  # fmt: skip
    return _page(request, "consents", {"rows": rows, "asks": asks})


@require_safe
@never_cache
@permitted("consent.read", the_file)
def history(request: HttpRequest) -> HttpResponse:
    """Every consent that was ever given, the latest first."""
    found = Consent.objects.filter(ref=request.target.ref)  # type: ignore[attr-defined]
    shown = Paginator(found.select_related("organisation").order_by("-given_at"), A_PAGE).get_page(
        request.GET.get("page")
    )
    return _page(request, "history", {"shown": shown, "rows": [consent_row(consent) for consent in shown]})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("consent.give", the_file)
def give(request: HttpRequest, step: str = "") -> HttpResponse:
    """One question a page, each of which can be left and come back to."""
    draft = read_draft(request)
    if step not in draft.steps():
        return _to(draft.missing() or "check")
    if step == "check":
        return _check(request, draft)
    page = STEP_PAGES[step](request, draft)
    if page.refer:
        return _to(page.refer)
    form = page.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _to(_next(keep(request, draft, **page.taken(form.cleaned_data["answer"])), step))
    title = page.title
    return _page(request, "step", {"page": page, "form": form, "title": title, "back": _back(draft, step)})


def _check(request: HttpRequest, draft: Draft) -> HttpResponse:
    if missing := draft.missing():
        return _to(missing)
    if request.method == "POST":
        return _give(request, draft)
    return _page(request, "check", {"draft": draft, "facts": _facts(draft), "back": _back(draft, "check")})


def _give(request: HttpRequest, draft: Draft) -> HttpResponse:
    ref, actor = request.target.ref, request.actor  # type: ignore[attr-defined]
    ask = asking.find(ref, draft.ask) if draft.ask else None
    with transaction.atomic():  # an ask that is answered has its consents, whatever happens in between
        if not ask or asking.answer(ask, ref, declined=False):
            for wish in draft.wishes():
                giving.give(actor, ref, wish, ask)
    drop(request)
    return HttpResponseRedirect(reverse("consent_given"))


@require_safe
@never_cache
@permitted("consent.read", the_file)
def given(request: HttpRequest) -> HttpResponse:
    """It is given: what happens now, and how to end it."""
    return _page(request, "given", {})


@require_safe
@never_cache
@permitted("file.preview", the_file)
def preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What exactly would they see? The recipient's own page, by the same code, marked as a preview."""
    consent = _mine(request, uid)
    return _preview(request, consent.organisation.org, consent.purpose, None)


@require_safe
@never_cache
@permitted("file.preview", the_file)
def preview_draft(request: HttpRequest) -> HttpResponse:
    """The same before it is given."""
    draft = read_draft(request)
    if draft.missing() in ("organisation", "purpose", "fields"):
        return _to(draft.missing())
    return _preview(request, draft.org, draft.purpose, (*draft.fields, *draft.sensitive))


def _preview(request: HttpRequest, org: str, purpose: str, opening: tuple[str, ...] | None) -> HttpResponse:
    from shouyi.people.consent.recipient import shown_page

    fields = PURPOSES[purpose].fields
    ref, actor = request.target.ref, request.actor  # type: ignore[attr-defined]
    return shown_page(request, behind().door.preview(actor, ref, org, purpose, fields, opening), org, preview=True)


@require_POST
@never_cache
@permitted("consent.withdraw", the_file)
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One step: the button of the list. What happened is said afterwards."""
    found = giving.withdraw(request.actor, request.target.ref, uid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("consent_ended", args=[uid]))


@require_safe
@never_cache
@permitted("consent.read", the_file)
def ended(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It has ended: from this moment on nothing more is shown."""
    consent = _mine(request, uid)
    if not consent.withdrawn_at:
        raise Http404
    return _page(request, "ended", {"row": consent_row(consent)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("consent.give", the_file)
def code(request: HttpRequest) -> HttpResponse:
    """A one-time code to give away, shown once."""
    ref = request.target.ref  # type: ignore[attr-defined]
    made = asking.make_code(ref) if request.method == "POST" else ""
    return _page(request, "code", {"code": made, "days": asking.CODE_DAYS})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("consent.give", the_file)
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An organisation asks: look at it step by step, or say no."""
    ask = asking.find(request.target.ref, uid)  # type: ignore[attr-defined]
    if ask is None:
        raise Http404
    return _answer(request, ask)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("consent.give", the_file)
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same, asked by a link that the organisation handed over. It learns nothing of who opened it."""
    ask = asking.follow(token)
    if ask is None:
        over = {"ran_out": asking.has_run_out(token), "days": asking.LINK_DAYS}
        return _page(request, "link_over", over, status=410)
    return _answer(request, ask)


def _answer(request: HttpRequest, ask: Any) -> HttpResponse:
    ref = request.target.ref  # type: ignore[attr-defined]
    if request.method != "POST":
        named = {"org": words.organisation_name(ask.organisation), "purpose": words.purpose_name(ask.purpose)}
        return _page(request, "ask", named | {"names": words.field_names(ask.fields), "days": ask.days})
    if "no" in request.POST:
        asking.answer(ask, ref, declined=True)
        return HttpResponseRedirect(reverse("consents"))
    asking.claim(ask, ref)
    keep(request, read_draft(request), org=ask.organisation.org, purpose=ask.purpose, fields=(), sensitive=(), days=0,
         ask=str(ask.uid))  # fmt: skip
    return _to("fields")


def _mine(request: HttpRequest, uid: UUID) -> Consent:
    found = Consent.objects.filter(ref=request.target.ref, uid=uid).select_related("organisation").first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _facts(draft: Draft) -> list[dict[str, str]]:
    organisation = draft.organisation()
    assert organisation is not None
    return words.check_facts(organisation, draft.purpose, draft.fields, draft.sensitive, draft.days)


def _next(draft: Draft, step: str) -> str:
    steps = draft.steps()
    return steps[steps.index(step) + 1]


def _back(draft: Draft, step: str) -> str:
    steps = draft.steps()
    at = steps.index(step)
    return reverse("consent_give_step", args=[steps[at - 1]]) if at else reverse("consents")


def _to(step: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("consent_give_step", args=[step]))


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"consent/{name}.html", context | {"easy": is_easy(request)}, status=status)
