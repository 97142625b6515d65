"""Votes of the demonstration: they were lived through before the town was built (`acts.past_votes`). Here delegates get
their keys, and the guide that is voted on is tried on everybody, as every night."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.conf import settings

from shouyi.people.behind import behind
from shouyi.people.votes.seats import make_key
from shouyi.people.votes.trying import try_proposal

if TYPE_CHECKING:
    from shouyi.people.demonstration.cast import Cast


def give_keys_to_delegates(cast: Cast) -> None:
    """Artisans of the cast who were elected hold the keys under which they were seated."""
    path = settings.SHOUYI_HOME / "town" / "delegates.json"
    told = json.loads(path.read_text()) if path.exists() else {}
    for login, key in sorted(told.items()):
        make_key(cast.account(login), bytes.fromhex(key))


def try_what_is_open(cast: Cast) -> None:
    """What the open proposal would do to everybody."""
    for vote in behind().votes.all():
        if vote.is_open:
            try_proposal(vote, lambda *_: None)
