"""Signing somebody in once they have shown who they are, and where they go afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest

    from shouyi.people.accounts.models import Account


def onward(request: HttpRequest, unverified_next: str) -> str:
    """An address of ours, or the desk: nobody is led elsewhere from here."""
    fits = url_has_allowed_host_and_scheme(unverified_next, {request.get_host()}, require_https=request.is_secure())
    return unverified_next if fits else resolve_url(settings.LOGIN_REDIRECT_URL)


def enter(request: HttpRequest, account: Account, method: str, unverified_next: str = "", **how: Any) -> HttpResponse:
    """Signs in under a new session key, which `adapter` writes down. An account that was closed is like none."""
    record_authentication(request, account, method, **how)
    return perform_login(request, Login(user=account, redirect_url=onward(request, unverified_next)))


def show_anew(request: HttpRequest, method: str, unverified_next: str) -> HttpResponse:
    """Notes that whoever is signed in has shown it once more."""
    record_authentication(request, request.user, method, reauthenticated=True)
    return HttpResponseRedirect(onward(request, unverified_next))
