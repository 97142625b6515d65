"""Forms of accounts: labelled fields, no placeholder in the place of a label, errors that say what to do."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from shouyi.people.accounts.reach import ReachField


class SignInForm(LoginForm):
    """allauth's form with tokens that let a browser fill it, and errors that say what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Name, telephone number or mail address")
        self._name("login", label, _("Enter your name, telephone number or mail address."), "username webauthn")
        self._name("password", _("Password"), _("Enter your password."), "current-password")
        self.fields["password"].help_text = _("Only if you have one.")

    def _name(self, field: str, label: Any, missing: Any, autocomplete: str) -> None:
        self.fields[field].label = label
        self.fields[field].error_messages["required"] = missing
        attrs = self.fields[field].widget.attrs
        attrs.pop("placeholder", None)
        attrs |= {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}


class ReachForm(forms.Form):
    """Where a code goes."""

    reach = ReachField()


class CodeForm(forms.Form):
    """The digits that were sent. Spaces and full-width digits are no mistakes."""

    code = forms.CharField(
        label=_("Code of six digits"),
        max_length=40,
        error_messages={"required": _("Enter the code that we sent.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class NameForm(forms.Form):
    """How pages address somebody."""

    name = forms.CharField(
        label=_("What may we call you?"),
        help_text=_("As you like: a name, a nickname. Only you see it, and whoever you let act for you."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter a name. It can be any that you like.")},
    )


class RecoveryCodeForm(forms.Form):
    """A printed code, used once."""

    login = forms.CharField(
        label=_("Name, telephone number or mail address"),
        help_text=_("Your old number is fine. The name stands on the sheet with the codes."),
        max_length=254,
        error_messages={"required": _("Enter your name, telephone number or mail address.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=40,
        error_messages={"required": _("Enter one of your recovery codes.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )


class PasswordForm(forms.Form):
    """The password that they have."""

    password = forms.CharField(
        label=_("Password"),
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
