"""Signing somebody in once they have shown who they are, and where they go afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from shouyi.people.accounts.happenings import happened
from shouyi.people.accounts.words import device

if TYPE_CHECKING:
    from django.http import HttpRequest

    from shouyi.people.accounts.models import Account


def onward(request: HttpRequest, unverified_next: str) -> str:
    """An address of ours, or the desk: nobody is led elsewhere from here."""
    fits = url_has_allowed_host_and_scheme(unverified_next, {request.get_host()}, require_https=request.is_secure())
    return unverified_next if fits else resolve_url(settings.LOGIN_REDIRECT_URL)


def enter(request: HttpRequest, account: Account, method: str, unverified_next: str = "", **how: Any) -> HttpResponse:
    """Signs in under a new session key. An account that was closed is like none."""
    record_authentication(request, account, method, **how)
    happened(account, "sign_in_new" if _is_new_here(request, account) else "sign_in")
    return perform_login(request, Login(user=account, redirect_url=onward(request, unverified_next)))


def _is_new_here(request: HttpRequest, account: Account) -> bool:
    """On another kind of device than any that is signed in now; the first of all is nobody's surprise."""
    known = {device(agent) for agent in UserSession.objects.filter(user=account).values_list("user_agent", flat=True)}
    return bool(known) and device(request.headers.get("User-Agent", "")) not in known


def show_anew(request: HttpRequest, method: str, unverified_next: str) -> HttpResponse:
    """Notes that whoever is signed in has shown it once more."""
    record_authentication(request, request.user, method, reauthenticated=True)
    return HttpResponseRedirect(onward(request, unverified_next))
