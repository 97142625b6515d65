"""How sign-in behaves: nobody signs up by themselves here, and every refusal says what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

_MISMATCH = _("This name and password do not belong together. Check both and try again.")


class AccountAdapter(DefaultAccountAdapter):
    """allauth's behaviour with our words."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "email_password_mismatch": _MISMATCH,
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again, or call us."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
