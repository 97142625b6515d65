"""What every page knows: how it looks, where one can go, whether this is a demonstration, where help is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from shouyi.people.accounts.helper_pages import acting_for
from shouyi.people.start.look import CHOICES, look_of
from shouyi.people.start.places import area, top

if TYPE_CHECKING:
    from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The template context that the base page needs."""
    return {
        "look": look_of(request),
        "themes": CHOICES["theme"],
        "languages": settings.LANGUAGES,
        "demonstration": settings.SHOUYI_DEMONSTRATION,
        "help_phone": settings.SHOUYI_HELP_PHONE,
        "proofs_url": settings.SHOUYI_PROOFS_URL,
        "here": _here(request),
        "nav": top(request),
        "area": area(request),
        "acting": SimpleLazyObject(lambda: acting_for(request)),
    }


def _here(request: HttpRequest) -> str:
    """Where to come back to. What only takes a form cannot be come back to, so its page is the start."""
    return request.get_full_path() if request.method in ("GET", "HEAD") or request.path == "/search" else "/"
