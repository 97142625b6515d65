"""Pages for everybody, and what is said where a page fails."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from shouyi.people.behind import behind
from shouyi.people.embedding import inside_script
from shouyi.people.permission.requests import permitted
from shouyi.people.public.guide_page import guide_page
from shouyi.people.reading import reader
from shouyi.people.start.look import look_of
from shouyi.score.guide import guide_digest
from shouyi.score.guides import guide_bytes

if TYPE_CHECKING:
    from django.http import HttpRequest

    from shouyi.score.guide import Guide


@require_safe
@permitted("page.read")
def home(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and what a visitor can check."""
    return render(request, "public/home.html", {"works": reader().works(3)})


@require_safe
@permitted("guide.read")
def guide(request: HttpRequest) -> HttpResponse:
    """The guide in force, in plain words; every figure also stands in a table."""
    page = guide_page(reader().guide(), reader().pin(), reader().verifier_digest())
    return render(request, "public/guide.html", {"page": page})


@require_safe
@permitted("guide.read")
def guide_document(request: HttpRequest) -> HttpResponse:
    """The guide's canonical document itself, whose digest the rule log holds."""
    return HttpResponse(_document(reader().guide()), content_type="application/json")


def _document(guide: Guide) -> bytes:
    """One that this program brought along, or one that a vote put in force."""
    try:
        data = guide_bytes(guide.version)
    except FileNotFoundError:
        data = b""
    return data if guide_digest(data) == guide.digest else behind().votes.guide().data


@require_safe
@permitted("guide.read")
def recompute(request: HttpRequest) -> HttpResponse:
    """Where somebody's own browser recomputes a score from a downloaded file. The file is never sent here."""
    page = {"pin": inside_script(reader().pin()), "guide": reader().guide()}
    return render(request, "public/recompute.html", page)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form without its token: says what happened and what to do, never why in jargon."""
    return render(request, "form_expired.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side (500), or the database is away (503). Needs neither database nor session.

    Both languages, since which one the visitor reads may be what failed; the request's id finds the line in the log.
    """
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    page = {"phone": settings.SHOUYI_HELP_PHONE, "id": getattr(request, "request_id", ""), "away": away}
    page |= {"zh_first": not (getattr(request, "LANGUAGE_CODE", "") or "zh").startswith("en"), "look": look_of(request)}
    answer = HttpResponse(render_to_string("500.html", page), status=503 if away else 500)
    if away:
        answer.headers["Retry-After"] = "60"
    return answer
