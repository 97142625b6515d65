"""Signing in by a recovery code, and stopping a recovery by the link in the owner's message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouyi.people.accounts import recovering
from shouyi.people.accounts.adapter import TOO_MANY
from shouyi.people.accounts.arriving import enter
from shouyi.people.accounts.forms import RecoveryCodeForm
from shouyi.people.accounts.happenings import happened
from shouyi.people.accounts.models import Account, reach_key
from shouyi.people.accounts.paper import use
from shouyi.people.accounts.reach import one_way
from shouyi.people.accounts.signing import find
from shouyi.people.permission.requests import permitted

if TYPE_CHECKING:
    from django.http import HttpRequest


@permitted("account.recover")
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def by_recovery_code(request: HttpRequest) -> HttpResponse:
    """One answer for an unknown name and for a wrong code."""
    form = RecoveryCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (account := _found(request, form)):
        happened(account, "code_used")
        messages.info(request, _("You are in. Now set the number or address by which you can be reached."))
        return enter(request, account, "recovery_code", reverse("account_reach"))
    return render(request, "account/by_recovery_code.html", {"form": form})


def _found(request: HttpRequest, form: RecoveryCodeForm) -> Account | None:
    login = form.cleaned_data["login"]
    if not ratelimit.consume(request, action="recovery_code", key=reach_key(one_way(login))):
        form.add_error(None, TOO_MANY)
        return None
    account = find(login)
    if account and use(account, form.cleaned_data["code"]):
        return account
    form.add_error("code", _("This name and this code do not belong together, or the code was used before."))
    return None


@permitted("account.recover")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link alone changes nothing, for programs follow links in messages; the button does."""
    asked = recovering.by_token(token)
    if asked is None:
        raise Http404
    if request.method == "POST":
        recovering.stop(asked.owner)
        return render(request, "account/recovery_stopped.html")
    return render(request, "account/recovery_stop.html", {"ready_at": asked.ready_at})
