"""One's own account: what it is called, how it is reached and opened, where it is signed in, and closing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.accounts import codes, happenings, recovering, sessions
from shouyi.people.accounts.closing import begin
from shouyi.people.accounts.code_page import code_page, sent_again, wait_a_little
from shouyi.people.accounts.codes import TooManyCodes
from shouyi.people.accounts.forms import NameForm, ReachForm
from shouyi.people.accounts.happenings import happened
from shouyi.people.accounts.models import Account, reach_key
from shouyi.people.accounts.paper import codes_left, make_codes
from shouyi.people.accounts.passkeys import passkeys
from shouyi.people.accounts.reach import masked
from shouyi.people.permission.requests import permitted, the_account

if TYPE_CHECKING:
    from django.http import HttpRequest

    from shouyi.people.accounts.codes import Held

CHANGE = "change"
HAPPENINGS_SHOWN = 30


class SettleForm(NameForm):
    """What pages call the owner, and in which language messages come."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of pages and messages"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


@permitted("account.read", the_account)
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything of the account on one page, with the way to change it."""
    account = request.user
    page = {
        "reach": masked(account.reach) if account.reach_key else "",
        "password": account.has_usable_password(),
        "passkeys": passkeys(account).count(),
        "codes_left": codes_left(account),
        "recovery": recovering.open_for(account),
        "happenings": happenings.said(account, HAPPENINGS_SHOWN),
    }
    return render(request, "account/overview.html", page)


@permitted("account.settle", the_account)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest) -> HttpResponse:
    """Name and language."""
    account = request.user
    now = {"name": account.name, "language": account.language or translation.get_language()}
    form = SettleForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        account.name, account.language = form.cleaned_data["name"], form.cleaned_data["language"]
        account.save(update_fields=["sealed", "language"])
        answer = HttpResponseRedirect(reverse("account"))
        return with_language(answer, account.language)
    return render(request, "account/settle.html", {"form": form})


def with_language(answer: HttpResponse, language: str) -> HttpResponse:
    """The browser keeps the language, as the switch at the foot of the page sets it."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE, httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )  # fmt: skip
    return answer


# how it is opened -----------------------------------------------------------------------------------------------------


@permitted("account.change", the_account)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Sets or changes it; every other device is signed out."""
    form = SetPasswordForm(request.user, request.POST or None)
    form.fields["new_password1"].label = _("New password")
    form.fields["new_password1"].help_text = _("At least ten characters; none that many people use.")
    form.fields["new_password2"].label = _("The same once more")
    form.fields["new_password2"].help_text = ""
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, request.user)
        sessions.end_others(request, request.user)
        happened(request.user, "password")
        messages.success(request, _("The password is set. Other devices are signed out."))
        return HttpResponseRedirect(reverse("account"))
    return render(request, "account/password.html", {"form": form})


@permitted("account.change", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest) -> HttpResponse:
    """Asks for the new number or address and sends a code there; until it is typed in, nothing changes."""
    form = ReachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes.ask(request, CHANGE, form.cleaned_data["reach"], account=str(request.user.uid))
        except TooManyCodes:
            return wait_a_little(request)
        return HttpResponseRedirect(reverse("account_reach_code"))
    return render(request, "account/reach.html", {"form": form})


@permitted("account.change", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reach_code(request: HttpRequest) -> HttpResponse:
    """Takes the code that was sent to the new one."""
    return code_page(request, CHANGE, _change_reach, again="account_reach_again", other="account_reach")


@permitted("account.change", the_account)
@require_POST
def reach_again(request: HttpRequest) -> HttpResponse:
    """Sends it once more."""
    return sent_again(request, CHANGE, "account_reach_code", other="account_reach")


def _change_reach(request: HttpRequest, held: Held) -> HttpResponse:
    if held.more["account"] != str(request.user.uid):
        return HttpResponseRedirect(reverse("account_reach"))
    if Account.objects.filter(reach_key=reach_key(held.reach)).exclude(pk=request.user.pk).exists():
        return render(request, "account/reach_taken.html")  # whoever typed the code in holds that telephone
    try:
        with transaction.atomic():
            request.user.be_reached(held.reach)
            request.user.save(update_fields=["sealed", "reach_key", "reach_verified"])
    except IntegrityError:
        return render(request, "account/reach_taken.html")
    sessions.end_others(request, request.user)
    happened(request.user, "reach")
    recovering.stop(request.user)  # whoever is in and has a number needs nobody to let them in
    messages.success(request, _("You are reached there from now on. Other devices are signed out."))
    return HttpResponseRedirect(reverse("account"))


@permitted("account.key", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Shows new ones, once, in the answer to the deed itself."""
    if request.method != "POST":
        return render(request, "account/recovery_codes.html", {"left": codes_left(request.user)})
    made = make_codes(request.user)
    happened(request.user, "codes_made")
    return render(request, "account/recovery_codes_made.html", {"codes": made, "name": request.user.username})


# where it is signed in ------------------------------------------------------------------------------------------------


@permitted("session.end", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions_page(request: HttpRequest) -> HttpResponse:
    """Lists devices; `end` names one, or `others`."""
    if request.method == "POST":
        _end(request, request.POST.get("end", ""))
        return HttpResponseRedirect(reverse("account_sessions"))
    return render(request, "account/sessions.html", {"sessions": sessions.listed(request)})


def _end(request: HttpRequest, which: str) -> None:
    if which == "others":
        sessions.end_others(request, request.user)
    elif not which.isdecimal() or not sessions.end_one(request.user, int(which[:18])):
        raise Http404
    happened(request.user, "sessions_ended")
    messages.success(request, _("Signed out there."))


@permitted("recovery.stop", the_account)
@require_POST
def stop_recovery(request: HttpRequest) -> HttpResponse:
    """In one step, from any device that is signed in."""
    if recovering.stop(request.user):
        messages.success(request, _("Stopped. Your number or address stays as it is."))
    return HttpResponseRedirect(reverse("account"))


@permitted("account.close", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays; then closes it for good. What waits for the ledger, a job does."""
    if request.method != "POST":
        return render(request, "account/close.html", {"has_file": bool(request.user.ref)})
    begin(request.user)
    logout(request)
    return render(request, "account/closed.html")


@permitted("account.read", the_account)
@require_safe
def ask_for_file(request: HttpRequest) -> HttpResponse:
    """How a craft-keeper who joined alone gets a file: identity is looked at once, at a counter."""
    return render(request, "account/file.html", {"name": request.user.username, "has_file": bool(request.user.ref)})
