"""The account's choices follow it: kept when they are made, brought along when a sign-in begins in a new browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from shouyi.people.accounts.own import with_language
from shouyi.people.start.look import Look, look_of, set_look, unpacked
from shouyi.people.start.models import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from shouyi.people.accounts.models import Account

BROUGHT = "look_brought"
"""Session key: whose choices this browser has."""


class Remembering:
    """Middleware: on the first page after a sign-in, language and look are those of the account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session = getattr(request, "session", None)
        if not session or "_auth_user_id" not in session or session.get(BROUGHT) == session["_auth_user_id"]:
            return self.get_response(request)
        session[BROUGHT] = session["_auth_user_id"]
        return self._brought(request) if request.user.is_authenticated else self.get_response(request)

    def _brought(self, request: HttpRequest) -> HttpResponseBase:
        account = request.user
        kept = look_kept(account)  # type: ignore[arg-type]
        language = getattr(account, "language", "")
        if kept:
            request.look = kept  # type: ignore[attr-defined]
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        answer = self.get_response(request)
        if kept:
            set_look(answer, kept, secure=request.is_secure())
        return with_language(answer, language) if language else answer  # type: ignore[arg-type]


def look_kept(account: Account) -> Look | None:
    """What the account keeps; None where nothing was ever chosen."""
    row = Remembered.objects.filter(account=account).first()
    return unpacked(row.text_or("look", "")) if row else None


def keep(request: HttpRequest, look: Look) -> None:
    """Remembers it on the account, where somebody is signed in."""
    if not request.user.is_authenticated:
        return
    account = request.user
    row = Remembered.objects.filter(account=account).first() or Remembered(account=account, holder=account.holder)  # type: ignore[union-attr,misc]
    row.look = look.packed()
    row.save()


__all__ = ["BROUGHT", "Remembering", "keep", "look_kept", "look_of"]
