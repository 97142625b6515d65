"""Passkeys: another first factor, kept by the owner's device. The ceremony is allauth's; the pages are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.accounts.arriving import enter
from shouyi.people.accounts.code_page import wait_a_little
from shouyi.people.accounts.happenings import happened
from shouyi.people.permission.requests import permitted, the_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from shouyi.people.accounts.models import Account


MALFORMED = (LookupError, TypeError, ValueError, AttributeError, OverflowError)
"""What fido2 raises over bytes that no authenticator made; allauth catches some of them."""


def _refuse_malformed(clean: Callable[[], Any]) -> Any:
    try:
        return clean()
    except MALFORMED:
        raise forms.ValidationError(get_adapter().error_messages["incorrect_code"]) from None


class ToldByDevice(forms.JSONField):
    """What a device answered: a few kilobytes, never deep. Whatever else stands there is malformed, not our mistake."""

    CHARS_MAX = 64 * 1024

    def __init__(self) -> None:
        super().__init__(required=True, widget=forms.HiddenInput())

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value if len(value or "") <= self.CHARS_MAX else "{")
        except (RecursionError, ValueError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> str:
        """An answer is good once: the page that says what was wrong does not hold it again."""
        return ""


class PasskeyForm(AddWebAuthnForm):
    """allauth's, with a label that says what the name is for."""

    credential = ToldByDevice()
    name = forms.CharField(
        label=gettext_lazy("A name for this passkey"),
        help_text=gettext_lazy("So that you recognise it later, such as: my telephone."),
        max_length=40,
        required=False,
    )

    def clean(self) -> Any:
        return _refuse_malformed(super().clean)


class SignInForm(LoginWebAuthnForm):
    """allauth's, for strangers' bytes."""

    credential = ToldByDevice()

    def clean_credential(self) -> Authenticator:
        return _refuse_malformed(super().clean_credential)


class ShowAnewForm(ReauthenticateWebAuthnForm):
    """The same for whoever is signed in."""

    credential = ToldByDevice()

    def clean_credential(self) -> Authenticator:
        return _refuse_malformed(super().clean_credential)


class NameForm(forms.Form):
    """Another name for one."""

    name = forms.CharField(
        label=gettext_lazy("A name for this passkey"),
        max_length=40,
        error_messages={"required": gettext_lazy("Enter a name for this passkey.")},
    )


def passkeys(account: Account) -> QuerySet[Authenticator]:
    """The account's own, the oldest first."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("pk")


@permitted("account.key", the_account)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Shows the page whose script asks the device, and keeps what it answered."""
    form = PasskeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        auth.WebAuthn.add(request.user, form.cleaned_data["name"], form.cleaned_data["credential"])
        happened(request.user, "passkey_added")
        messages.success(request, _("The passkey is added. You can sign in with it from now on."))
        return HttpResponseRedirect(reverse("account_passkeys"))
    failed = request.method == "POST"
    return render(request, "account/passkey_add.html", {"form": PasskeyForm(user=request.user), "failed": failed})


@permitted("account.key", the_account)
@never_cache
@require_safe
def add_options(request: HttpRequest) -> HttpResponse:
    """What the script hands to the device: a discoverable passkey, unlocked by its owner."""
    return JsonResponse({"creation_options": auth.begin_registration(request.user, passwordless=True)})


@permitted("account.read", the_account)
@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All of them, with the way to add, rename and remove."""
    return render(request, "account/passkeys.html", {"passkeys": passkeys(request.user)})


@permitted("account.key", the_account)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, number: int) -> HttpResponse:
    """Gives it another name."""
    row = get_object_or_404(passkeys(request.user), pk=number)
    form = NameForm(request.POST or None, initial={"name": row.wrap().name})
    if request.method == "POST" and form.is_valid():
        row.wrap().name = form.cleaned_data["name"]
        row.save()
        return HttpResponseRedirect(reverse("account_passkeys"))
    return render(request, "account/passkey_rename.html", {"form": form, "number": number})


@permitted("account.key", the_account)
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Takes it away; recovery codes stay as they are."""
    get_object_or_404(passkeys(request.user), pk=number).delete()
    happened(request.user, "passkey_removed")
    messages.success(request, _("The passkey is removed. Your device may still list it; it opens nothing here."))
    return HttpResponseRedirect(reverse("account_passkeys"))


@permitted("sign.in")
@never_cache
@require_safe
def sign_in_options(request: HttpRequest) -> HttpResponse:
    """What the script hands to the device before anybody has said who they are."""
    return JsonResponse({"request_options": auth.begin_authentication(None)})


@permitted("sign.in")
@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Signs in by what the device answered."""
    if not ratelimit.consume(request, action="passkey"):
        return wait_a_little(request)
    form = SignInForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That passkey did not fit. Try again, or choose another way."))
        return HttpResponseRedirect(reverse("account_login"))
    found = form.cleaned_data["credential"]
    post_authentication(request, found, passwordless=True)
    return enter(request, found.user, "passkey", str(request.POST.get("next", ""))[:500])
