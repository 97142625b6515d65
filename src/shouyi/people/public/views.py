"""Pages for everybody, and the two preferences that anybody may set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from shouyi.people.context import THEME_COOKIE, THEMES
from shouyi.people.permission.requests import permitted
from shouyi.people.public.guide_page import guide_page
from shouyi.people.reading import reader
from shouyi.score.guides import guide_bytes

if TYPE_CHECKING:
    from django.http import HttpRequest

A_YEAR_S = 60 * 60 * 24 * 365


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
    document = guide_bytes(reader().guide().version)
    return HttpResponse(document, content_type="application/json")


@require_POST
@permitted("page.read")
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen theme in a cookie and goes back to where the visitor was."""
    back, theme = request.POST.get("next", "/"), request.POST.get("theme")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=A_YEAR_S, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    return response


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form without its token: says what happened and what to do, never why in jargon."""
    return render(request, "form_expired.html", status=403)
