"""What every page knows: its theme, whether this is a demonstration, where help and the proofs are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from shouyi.people.accounts.helper_pages import acting_for

if TYPE_CHECKING:
    from django.http import HttpRequest

THEME_COOKIE = "shouyi_theme"
THEMES = ("auto", "light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """The template context that the base page needs."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "languages": settings.LANGUAGES,
        "demonstration": settings.SHOUYI_DEMONSTRATION,
        "help_phone": settings.SHOUYI_HELP_PHONE,
        "proofs_url": settings.SHOUYI_PROOFS_URL,
        "here": request.get_full_path(),
        "nav": navigation(request),
        "acting": SimpleLazyObject(lambda: acting_for(request)),
    }


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; `current` when the visitor is there."""

    text: str
    href: str
    current: bool


def navigation(request: HttpRequest) -> tuple[Place, ...]:
    """Where this visitor can go: three places at most."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        named = [(_("Guide"), "guide"), (_("Sign in"), "account_login")]
    elif user.ref:
        named = [(_("My score"), "my_assessment"), (_("My file"), "my_file"), (_("Guide"), "guide")]
    else:
        named = [(_("Guide"), "guide")]
    return tuple(Place(text, reverse(name), request.path == reverse(name)) for text, name in named)
