"""allauth with our ways: one number or address a person, no second factor that could lock somebody out, our words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouyi.people.accounts import sessions
from shouyi.people.accounts.happenings import happened
from shouyi.people.accounts.models import Account, reach_key
from shouyi.people.accounts.reach import ReachField, one_way
from shouyi.people.accounts.session_store import close, reopen
from shouyi.people.accounts.words import device

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

_MISMATCH = _("This name and password do not belong together. Check both and try again.")
TOO_MANY = _("Too many attempts. Wait five minutes, then try again, or call us.")


class AccountAdapter(DefaultAccountAdapter):
    """allauth calls the one way to be reached a phone; ours is a number or an address."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "email_password_mismatch": _MISMATCH,
        "phone_password_mismatch": _MISMATCH,
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Joining has a flow of its own, where known and unknown numbers are answered alike."""
        return False

    def get_login_stages(self) -> list[str]:
        """None: a passkey is another first factor, never a second one that a lost telephone would close."""
        return []

    def phone_form_field(self, **kwargs: Any) -> ReachField:
        return ReachField(**kwargs)

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        account = cast("Account", user)
        return (account.reach, account.reach_verified) if account.reach_key else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        account = cast("Account", user)
        account.reach, account.reach_key, account.reach_verified = phone, reach_key(phone), verified
        account.save()

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        Account.objects.filter(pk=user.pk, reach_key=reach_key(phone)).update(reach_verified=True)

    def get_user_by_phone(self, phone: str) -> Account | None:
        return Account.objects.filter(reach_key=reach_key(one_way(phone)), reach_verified=True).first()

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Whatever opened the account, its owner reads that it was opened, and where it is signed in."""
        account = cast("Account", user)
        act = "sign_in_new" if sessions.is_new_kind(request, account) else "sign_in"
        super().login(request, user)
        happened(account, act)
        sessions.note(request, account)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """An account that is closed, or not confirmed yet, is like none: the right password is answered as a wrong."""
        messages.error(request, _MISMATCH)
        return HttpResponseRedirect(reverse("account_login"))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own messages speak another language than our pages, which say what they did themselves."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Notices say what happened to an account, in the pages and by the way to be reached."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One counter a name; allauth's own counts all telephones together."""
        return reach_key(one_way(str(credentials.get("phone") or credentials.get("username") or "")))


class MfaAdapter(DefaultMFAAdapter):
    """Seeds of recovery codes are encrypted; a passkey's own record names nobody."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That passkey did not fit. Try again, or choose another way."),
    }

    def encrypt(self, text: str) -> str:
        return close("recovery", text.encode())

    def decrypt(self, encrypted_text: str) -> str:
        return reopen("recovery", encrypted_text).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """What the form begins with: the kind of device at hand, in the visitor's language."""
        return device(*sessions.kind_of(context.request), otherwise=gettext("Passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SHOUYI_URL).hostname or "localhost", "name": "Shouyi 守艺"}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """What the device shows among its passkeys: how the owner wishes to be called, and the random name."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        account = cast("Account", user)
        return entity | {"display_name": account.get_full_name(), "name": account.username}
