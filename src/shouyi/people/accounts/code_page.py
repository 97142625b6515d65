"""The page that asks for a code, alike for every purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.accounts import codes
from shouyi.people.accounts.codes import Held, TooManyCodes, WrongCode
from shouyi.people.accounts.forms import CodeForm
from shouyi.people.accounts.reach import masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


def code_page(
    request: HttpRequest, purpose: str, then: Callable[[HttpRequest, Held], HttpResponse], *, again: str, other: str
) -> HttpResponse:
    """Shows the form, or does `then` once the code is right. `again` and `other` name addresses: to have it sent once
    more, and to begin anew."""
    held = codes.holding(request, purpose)
    if held is None:
        return HttpResponseRedirect(reverse(other))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return then(request, codes.take(request, purpose, form.cleaned_data["code"]))
        except WrongCode as problem:
            form.add_error("code", _why(problem))
    page = {"form": form, "to": masked(held.reach), "again": reverse(again), "other": reverse(other)}
    return render(request, "account/code.html", page)


def sent_again(request: HttpRequest, purpose: str, page: str, *, other: str) -> HttpResponse:
    """Sends the code once more and goes back to the page that asks for it."""
    try:
        held = codes.ask_again(request, purpose)
    except TooManyCodes:
        return wait_a_little(request)
    if held is None:
        return HttpResponseRedirect(reverse(other))
    messages.success(request, _("The code is on its way again."))
    return HttpResponseRedirect(reverse(page))


def wait_a_little(request: HttpRequest) -> HttpResponse:
    """Says when to try again; what was sent before stays valid."""
    return render(request, "account/wait.html", status=429)


def _why(problem: WrongCode) -> str:
    if not problem.left:
        return _("This code is used up or too old. Have another one sent.")
    return ngettext(
        "That is not the code that we sent. You can try %(n)s more time.",
        "That is not the code that we sent. You can try %(n)s more times.",
        problem.left,
    ) % {"n": problem.left}
