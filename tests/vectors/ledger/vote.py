"""One vote about the guide, from the roll to the activation, as batches after the others. README.md tells it."""

from __future__ import annotations

from shouyi.ledger.entry import Entry
from world.ledger import DAY, FOUNDER, OTHER, PLATFORM, REGISTRAR, World, seed
from world.votes import (
    activated,
    ballot,
    carried,
    commented,
    name_of,
    opened,
    seated,
    terms_set,
    unseated,
    vetoed,
    voter_added,
    voter_struck,
)

OPENED, READY = DAY + 1, DAY + 2
TERMS = {"comment": 0, "majority": 667, "notice": 0, "quorum": 600, "veto": 1000, "voting": 1}
PROPOSAL = opened(PLATFORM, seed("guide", 2).hex(), seed("guide").hex(), day=OPENED)
NAME = name_of(PROPOSAL)


def batches() -> list[tuple[str, list[Entry], int]]:
    """(who, what, on which day): three organisations and two delegates, of whom four vote and one vetoes alone."""
    day = OPENED
    rolled = [voter_added(org, day) for org in (FOUNDER, OTHER, PLATFORM)]
    carry = [commented(NAME, day=day), carried(NAME, "seat-1", day=day), vetoed(NAME, "seat-2", day=day),
             carried(NAME, "seat-2", "no", day=day), ballot(NAME, OTHER, day=day)]  # fmt: skip
    return [
        (FOUNDER, [terms_set(day=day, **TERMS), *rolled], day),
        (REGISTRAR, [seated(seat, day=day) for seat in ("seat-1", "seat-2")], day),
        (PLATFORM, [PROPOSAL], day),
        (OTHER, carry, day),
        (PLATFORM, [ballot(NAME, PLATFORM, day=day)], day),
        (REGISTRAR, [unseated("seat-2", "left", day=READY)], READY),
        (FOUNDER, [voter_struck(PLATFORM, READY)], READY),
        (OTHER, [activated(NAME, day=READY)], READY),
    ]


def write(made: World) -> None:
    for org, entries, day in batches():
        made.write(org, entries, day)
