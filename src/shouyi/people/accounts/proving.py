"""A fresh sign-in before keys, exports and erasures: by any way that the account has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from allauth.mfa.webauthn.internal import auth
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.accounts import codes
from shouyi.people.accounts.adapter import TOO_MANY
from shouyi.people.accounts.arriving import onward, show_anew
from shouyi.people.accounts.code_page import code_page, sent_again, wait_a_little
from shouyi.people.accounts.codes import TooManyCodes
from shouyi.people.accounts.forms import PasswordForm, RecoveryCodeForm
from shouyi.people.accounts.happenings import happened
from shouyi.people.accounts.paper import codes_left, use
from shouyi.people.accounts.passkeys import ShowAnewForm, passkeys
from shouyi.people.permission.requests import permitted, the_account

if TYPE_CHECKING:
    from django.http import HttpRequest

    from shouyi.people.accounts.codes import Held

FRESH = "fresh"


@permitted("account.read", the_account)
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """One page with every way that the account has; `by` says which was chosen."""
    ways = {"code": _by_code, "password": _by_password, "paper": _by_paper, "passkey": _by_passkey}
    chosen = ways.get(request.POST.get("by", "")) if request.method == "POST" else None
    return (chosen and chosen(request)) or _page(request)


@permitted("account.read", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Asks for the code that was sent for it."""
    return code_page(request, FRESH, _shown, again="account_fresh_again", other="account_reauthenticate")


@permitted("account.read", the_account)
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Sends it once more."""
    return sent_again(request, FRESH, "account_fresh_code", other="account_reauthenticate")


@permitted("account.read", the_account)
@never_cache
@require_safe
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the script hands to the device."""
    return JsonResponse({"request_options": auth.begin_authentication(request.user)})


def _page(request: HttpRequest, **forms: object) -> HttpResponse:
    account = request.user
    page = {
        "next": _next(request),
        "can_code": bool(account.reach_key),
        "password_form": account.has_usable_password() and PasswordForm(),
        "has_passkey": passkeys(account).exists(),
        "paper_form": codes_left(account) and _paper_form(),
    }
    return render(request, "account/reauthenticate.html", page | forms)


def _paper_form(data: object = None) -> RecoveryCodeForm:
    form = RecoveryCodeForm(data)
    del form.fields["login"]
    return form


def _by_code(request: HttpRequest) -> HttpResponse | None:
    if not request.user.reach_key:
        return None
    try:
        codes.ask(request, FRESH, request.user.reach, next=_next(request), account=str(request.user.uid))
    except TooManyCodes:
        return wait_a_little(request)
    return HttpResponseRedirect(reverse("account_fresh_code"))


def _shown(request: HttpRequest, held: Held) -> HttpResponse:
    """The code was for whoever is signed in, not for somebody who was signed in here before."""
    if held.more["account"] != str(request.user.uid):
        return HttpResponseRedirect(reverse("account_reauthenticate"))
    return show_anew(request, "code", held.more["next"])


def _by_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST)
    if form.is_valid():
        if not _patient(request):
            form.add_error("password", TOO_MANY)
        elif request.user.check_password(form.cleaned_data["password"]):
            return show_anew(request, "password", _next(request))
        else:
            form.add_error("password", _("That is not your password. Try again, or choose another way."))
    return _page(request, password_form=form, form=form)


def _by_paper(request: HttpRequest) -> HttpResponse:
    form = _paper_form(request.POST)
    if form.is_valid():
        if not _patient(request):
            form.add_error("code", TOO_MANY)
        elif use(request.user, form.cleaned_data["code"]):
            happened(request.user, "code_used")
            return show_anew(request, "recovery_code", _next(request))
        else:
            form.add_error("code", _("That is none of your unused recovery codes."))
    return _page(request, paper_form=form, form=form)


def _by_passkey(request: HttpRequest) -> HttpResponse:
    form = ShowAnewForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, passkey_failed=True)
    form.save()
    return HttpResponseRedirect(onward(request, _next(request)))


def _patient(request: HttpRequest) -> bool:
    return ratelimit.consume(request, action="reauthenticate", user=request.user)


def _next(request: HttpRequest) -> str:
    return str(request.POST.get("next") or request.GET.get("next") or "")[:500]
