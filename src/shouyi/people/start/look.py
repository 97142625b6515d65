"""How pages look to this visitor: theme, size of text, easy language, movement. One cookie holds it.

A size of text or easy language can hint at an impairment: what the account keeps of it is sealed, and no log, address
or page for others says it (ADR 0030).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

COOKIE = "shouyi_look"
A_YEAR_S = 60 * 60 * 24 * 365
CHOICES = {
    "theme": ("auto", "light", "dark"),
    "size": ("normal", "large", "largest"),
    "words": ("full", "easy"),
    "motion": ("auto", "still"),
}
"""What each can be; the first is what holds while nobody has chosen."""


@dataclass(frozen=True, slots=True)
class Look:
    """Each one of its CHOICES."""

    theme: str = "auto"
    size: str = "normal"
    words: str = "full"
    motion: str = "auto"

    @property
    def easy(self) -> bool:
        return self.words == "easy"

    def packed(self) -> str:
        """As the cookie and the account keep it: `dark.large.full.auto`."""
        return ".".join(getattr(self, field.name) for field in fields(self))


PLAIN = Look()


def unpacked(unverified_text: str) -> Look:
    """The look that a text names; whatever it does not name rightly is as if never chosen."""
    parts = unverified_text.split(".")
    return changed(PLAIN, dict(zip(CHOICES, parts, strict=False))) if len(parts) == len(CHOICES) else PLAIN


def changed(look: Look, unverified: Any) -> Look:
    """With what of this mapping is a choice; the rest is left as it was."""
    known = {name: unverified.get(name) for name, values in CHOICES.items() if unverified.get(name) in values}
    return replace(look, **known)


def look_of(request: HttpRequest) -> Look:
    """From the cookie, or what was just read for whoever signed in."""
    found: Look | None = getattr(request, "look", None)
    return found or unpacked(request.COOKIES.get(COOKIE, ""))


def set_look(answer: HttpResponseBase, look: Look, *, secure: bool) -> None:
    """Keeps it in this browser for a year."""
    answer.set_cookie(COOKIE, look.packed(), max_age=A_YEAR_S, samesite="Lax", httponly=True, secure=secure)
