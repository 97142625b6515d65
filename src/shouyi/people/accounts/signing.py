"""Sign-in and joining: by password, or by a code that a known and an unknown number are sent alike."""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING, Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.accounts import codes
from shouyi.people.accounts.arriving import enter
from shouyi.people.accounts.code_page import code_page, sent_again, wait_a_little
from shouyi.people.accounts.codes import TooManyCodes
from shouyi.people.accounts.forms import NameForm, ReachForm
from shouyi.people.accounts.happenings import happened
from shouyi.people.accounts.models import Account, reach_key
from shouyi.people.accounts.opening import open_account
from shouyi.people.accounts.reach import NotAReach, parse_reach
from shouyi.people.accounts.recovering import recover, waiting
from shouyi.people.demonstration.hints import hinted
from shouyi.people.permission.requests import permitted
from shouyi.people.reading import reader

if TYPE_CHECKING:
    from django.http import HttpRequest

    from shouyi.people.accounts.codes import Held

ENTER = "enter"
ARRIVED = "arrived"
"""Session key: a reach that was just shown to be theirs and has no account yet, and when that was."""


class SignIn(LoginView):
    """In a real installation nobody's name stands on this page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """`by=code` sends a code; without it, name and password are looked at."""
        return self._send_code(request) if request.POST.get("by") == "code" else super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        logins = hinted(reader().logins()) if settings.SHOUYI_DEMONSTRATION else ()
        return super().get_context_data(**kwargs) | {"logins": logins, "next": self.request.GET.get("next", "")}

    def _send_code(self, request: HttpRequest) -> HttpResponse:
        form = ReachForm({"reach": request.POST.get("login", "")})
        if not form.is_valid():
            return render(request, "account/join.html", {"form": form, "joining": False, "next": _next(request)})
        return _ask(request, form.cleaned_data["reach"])


sign_in = require_http_methods(["GET", "HEAD", "POST"])(permitted("sign.in")(SignIn.as_view()))


@permitted("join")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Asks for a number or an address, and sends a code there."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    form = ReachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _ask(request, form.cleaned_data["reach"])
    return render(request, "account/join.html", {"form": form, "joining": True, "next": _next(request)})


@permitted("sign.in")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Asks for the code; afterwards a known number is signed in, a new one asked for a name."""
    return code_page(request, ENTER, _arrive, again="account_code_again", other="account_join")


@permitted("sign.in")
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Sends it once more."""
    return sent_again(request, ENTER, "account_code", other="account_join")


@permitted("join")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """The last question of joining. Without a reach that was shown lately, it begins anew."""
    arrived = _arrived(request)
    if not arrived:
        return HttpResponseRedirect(reverse("account_join"))
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = _open_account(arrived["reach"], form.cleaned_data["name"])
        del request.session[ARRIVED]
        return enter(request, account, "code", arrived["next"]) if account else _ask(request, arrived["reach"])
    return render(request, "account/name.html", {"form": form})


@permitted("sign.in")
@require_safe
def lost(request: HttpRequest) -> HttpResponse:
    """What somebody can do who lost the telephone."""
    return render(request, "account/lost.html")


def _ask(request: HttpRequest, reach: str) -> HttpResponse:
    try:
        codes.ask(request, ENTER, reach, next=_next(request))
    except TooManyCodes:
        return wait_a_little(request)
    return HttpResponseRedirect(reverse("account_code"))


def _next(request: HttpRequest) -> str:
    return str(request.POST.get("next") or request.GET.get("next") or "")[:500]


def _arrive(request: HttpRequest, held: Held) -> HttpResponse:
    """Whoever holds the telephone learns whether it has an account; nobody else does."""
    account = find(held.reach) or recover(held.reach)
    if account:
        return enter(request, account, "code", held.more["next"])
    if asked := waiting(held.reach):
        return render(request, "account/waiting.html", {"ready_at": asked.ready_at})
    request.session[ARRIVED] = {"reach": held.reach, "next": held.more["next"], "at": int(time())}
    return HttpResponseRedirect(reverse("account_name"))


def _arrived(request: HttpRequest) -> dict[str, Any] | None:
    """For as long as a code holds: a browser that several people use is no proof of yesterday's telephone."""
    arrived: dict[str, Any] | None = request.session.get(ARRIVED)
    return arrived if arrived and time() - arrived.get("at", 0) < codes.MINUTES * 60 else None


def find(login: str) -> Account | None:
    """An open account by number, address or name."""
    try:
        wanted = {"reach_key": reach_key(parse_reach(login)), "reach_verified": True}
    except NotAReach:
        wanted = {"username": login.strip()}
    return Account.objects.filter(is_active=True, **wanted).first()


def _open_account(reach: str, called: str) -> Account | None:
    """None: then whose it is has to be shown once more."""
    account = open_account(called, reach, language=get_language() or "")
    if account:
        happened(account, "opened")
    return account
