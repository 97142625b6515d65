"""The sign-in form: two labelled fields, no placeholder in the place of a label."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """allauth's form with tokens that let a browser fill it, and errors that say what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name("login", _("Name or e-mail"), _("Enter your name or e-mail."), "username")
        self._name("password", _("Password"), _("Enter your password."), "current-password")
        self.fields["password"].help_text = ""

    def _name(self, field: str, label: str, missing: str, autocomplete: str) -> None:
        self.fields[field].label = label
        self.fields[field].error_messages["required"] = missing
        attrs = self.fields[field].widget.attrs
        attrs.pop("placeholder", None)
        attrs |= {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
