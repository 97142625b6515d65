"""A counter's pages: an account for somebody who is present, a file for a craft-keeper, a way back in.

Nothing is asked about the person but what they wish to be called. The file is opened by the registrar, whoever's
counter it was: which organisation helped stands, sealed, among the owner's own happenings alone.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.accounts import codes, recovering
from shouyi.people.accounts.code_page import code_page, sent_again, wait_a_little
from shouyi.people.accounts.codes import TooManyCodes
from shouyi.people.accounts.forms import CodeForm, NameForm
from shouyi.people.accounts.happenings import happened
from shouyi.people.accounts.models import Account, reach_key
from shouyi.people.accounts.opening import open_account
from shouyi.people.accounts.paper import make_codes, use
from shouyi.people.accounts.reach import ReachField
from shouyi.people.accounts.signing import find
from shouyi.people.behind import behind
from shouyi.people.permission.requests import permitted

if TYPE_CHECKING:
    from django.http import HttpRequest

    from shouyi.people.accounts.codes import Held

COUNTER = "counter"
PAPER = "counter_paper"
"""Session key: the account whose sheet lies on the counter and waits for its first code to be typed in."""
NEW, FILE, BACK = "new", "file", "back"


class _Seen(forms.BooleanField):
    def __init__(self, label: object, required: bool = True) -> None:
        wanted = gettext_lazy("Look at the identity document first, and say that you did.")
        super().__init__(label=label, required=required, error_messages={"required": wanted})


class NewForm(NameForm):
    """An account for somebody who is present."""

    name = NameForm.base_fields["name"]
    reach = ReachField(
        required=False,
        help_text=gettext_lazy("Without one, ten codes are printed by which they sign in."),
    )
    file = forms.BooleanField(
        label=gettext_lazy("Open a file for this craft-keeper; I looked at the identity document."), required=False
    )


class FileForm(forms.Form):
    """A file for somebody who has an account."""

    login = forms.CharField(
        label=gettext_lazy("Their name to sign in, telephone number or mail address"),
        max_length=254,
        error_messages={"required": gettext_lazy("Enter the name, number or address of the account.")},
    )
    seen = _Seen(gettext_lazy("I looked at the identity document."))


class BackForm(FileForm):
    """A new number for somebody who lost the telephone."""

    reach = ReachField(label=gettext_lazy("Their new telephone number or mail address"))
    field_order = ("login", "reach", "seen")


@permitted("person.assist")
@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """What a counter can do."""
    return render(request, "account/counter.html")


@permitted("person.assist")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Opens an account, confirmed by a code on their telephone or by one from the printed sheet."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        more = {"do": NEW, "name": wanted["name"], "file": "1" if wanted["file"] else ""}
        return _send(request, wanted["reach"], more) if wanted["reach"] else _print(request, more)
    return render(request, "account/counter_new.html", {"form": form})


@permitted("person.assist")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Opens a file for an account that has none; its owner confirms by a code."""
    form = FileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = find(form.cleaned_data["login"])
        if account and account.reach_key and not account.ref:
            return _send(request, account.reach, {"do": FILE, "account": str(account.uid)})
        form.add_error("login", _("There is no such account that could get a file, or it has one already."))
    return render(request, "account/counter_file.html", {"form": form})


@permitted("person.assist")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest) -> HttpResponse:
    """Asks for a lost number to be replaced; its owner confirms by a code on the new one, and a day passes."""
    form = BackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if account := find(form.cleaned_data["login"]):
            return _send(request, form.cleaned_data["reach"], {"do": BACK, "account": str(account.uid)})
        form.add_error("login", _("There is no account by this name, number or address."))
    return render(request, "account/counter_back.html", {"form": form, "days": recovering.COUNTER_DAYS})


@permitted("person.assist")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The person reads the code from their own telephone."""
    return code_page(request, COUNTER, _confirmed, again="account_counter_again", other="account_counter")


@permitted("person.assist")
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Sends it once more."""
    return sent_again(request, COUNTER, "account_counter_code", other="account_counter")


@permitted("person.assist")
@never_cache
@require_POST
def paper(request: HttpRequest) -> HttpResponse:
    """The person types in one code of the sheet; then the account is open."""
    waiting = request.session.get(PAPER)
    if not waiting:
        return HttpResponseRedirect(reverse("account_counter"))
    begun = Account.objects.filter(is_active=False, closing_at=None)
    begun = begun.exclude(sealed=b"")  # one left lying was closed in the night
    account, form = get_object_or_404(begun, uid=waiting["account"]), CodeForm(request.POST)
    if not form.is_valid() or not use(account, form.cleaned_data["code"]):
        form.is_valid() and form.add_error("code", _("That code is not on the sheet."))
        return render(request, "account/counter_paper_again.html", {"form": form})
    answer = _opened(request, account, waiting)
    Account.objects.filter(pk=account.pk, closing_at=None).update(is_active=True)
    del request.session[PAPER]  # last: what was cut off before is begun anew with another code of the sheet
    return answer


def _send(request: HttpRequest, reach: str, more: dict[str, str]) -> HttpResponse:
    try:
        codes.ask(request, COUNTER, reach, **more)
    except TooManyCodes:
        return wait_a_little(request)
    return HttpResponseRedirect(reverse("account_counter_code"))


def _print(request: HttpRequest, more: dict[str, str]) -> HttpResponse:
    account = open_account(more["name"], is_active=False)
    assert account is not None, "without a reach nobody can have been faster"
    request.session[PAPER] = more | {"account": str(account.uid)}
    page = {"codes": make_codes(account), "name": account.username, "form": CodeForm()}
    return render(request, "account/counter_paper.html", page)


def _confirmed(request: HttpRequest, held: Held) -> HttpResponse:
    more = held.more
    if more["do"] == NEW:
        account = open_account(more["name"], held.reach)
        return _opened(request, account, more) if account else render(request, "account/counter_known.html")
    account = get_object_or_404(Account, uid=more["account"], is_active=True)
    return _file_opened(request, account) if more["do"] == FILE else _asked_back(request, account, held.reach)


def _opened(request: HttpRequest, account: Account, more: dict[str, str]) -> HttpResponse:
    happened(account, "opened_at_counter", by=request.user, org=request.decision.org)
    if more["file"]:
        _open_file(request, account)
    return render(request, "account/counter_done.html", {"name": account.username, "file": bool(more["file"])})


def _file_opened(request: HttpRequest, account: Account) -> HttpResponse:
    _open_file(request, account)
    return render(request, "account/counter_done.html", {"name": account.username, "file": True})


def _open_file(request: HttpRequest, account: Account) -> None:
    """Under an id that the account knew before the registry does: cut off in between, or by two at once, it is one."""
    person = _file_id(account)
    behind().registry.open_file(person)
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        if held.ref:
            return
        held.own(person)
        held.save(update_fields=["sealed", "ref"])
        happened(held, "file_opened", by=request.user, org=request.decision.org)


@transaction.atomic
def _file_id(account: Account) -> str:
    """Random: what the registry knows of the person stays on paper."""
    held = Account.objects.select_for_update().get(pk=account.pk)
    if not held.person:
        held.person = f"craft-{secrets.token_hex(12)}"
        held.save(update_fields=["sealed"])
    return held.person


def _asked_back(request: HttpRequest, account: Account, reach: str) -> HttpResponse:
    if Account.objects.filter(reach_key=reach_key(reach)).exists():  # its owner is here, and typed the code in
        return render(request, "account/counter_known.html")
    days, org = recovering.COUNTER_DAYS, request.decision.org
    asked = recovering.start(account, reach, by=request.user, days=days, org=org)
    return render(request, "account/back_in_asked.html", {"ready_at": asked.ready_at})
