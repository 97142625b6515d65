"""What is voted on, for the search: anybody finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from shouyi.people.behind import behind
from shouyi.people.start.searching import Hit, searching
from shouyi.people.votes import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.searching import Query


@searching("votes", lambda: _("Votes"))
def votes_found(query: Query) -> Iterator[Hit]:
    """By what a proposal is about and where it stands, the latest first."""
    for vote in behind().votes.all():
        title, state = words.title(vote), words.state(vote)
        if query.finds(title, state):
            yield Hit(title, state, reverse("vote", args=[vote.digest]))
