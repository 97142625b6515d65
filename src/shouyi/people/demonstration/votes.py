"""Votes of the demonstration: they were lived through before the town was built (`acts.past_votes`). Here delegates get
their keys, and guides are tried on everybody: the one that is voted on, as every night, and the one in force."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.conf import settings

from shouyi.governance.counting import Stage
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


def try_guides(cast: Cast) -> None:
    """What the open proposal would do to everybody, and what the guide in force did."""
    for vote in behind().votes.all():
        if vote.is_open or vote.stage is Stage.ACTIVE:
            try_proposal(vote, lambda *_: None)
