"""How many notices are unread, for the navigation of every page: one query, none for whoever is not signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from shouyi.people.notices.notify import waiting

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Badge:
    """`text` holds the number, so that it is heard as well as seen."""

    text: str
    href: str
    unread: int


def badge(request: HttpRequest) -> Badge | None:
    """None for a visitor who is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    unread = waiting(user)
    return Badge(f"{_('Notices')} ({unread})" if unread else _("Notices"), reverse("my_notices"), unread)
