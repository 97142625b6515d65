"""A delegate's term ends before its day, by the registrar that seated them. Nothing more counts under that key.

What it cast stands. `reason` is a code: the key may be in other hands, the delegate left, they were recalled.
"""

from collections.abc import Mapping
from typing import Any

from shouyi.governance.errors import VoteRefused
from shouyi.governance.voting import LEAVING
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import judged, next_roll, roll


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    now = roll(state)
    found = now.seat(pub["seat"], state.day)
    if pub["reason"] not in LEAVING:
        raise VoteRefused("reason", f"{pub['reason']} is no reason to leave a seat")
    if found is None or found.by != by:
        raise VoteRefused("not-seated", f"nobody whom {by} seated sits on {pub['seat']}")
    return next_roll(state, now.minus_seat(found.name))


KIND = Kind(
    name="delegate.unseated",
    log=RULE,
    writer=Writer.REGISTRAR,
    pub={"reason": Shape.WORD, "seat": Shape.SEAT},
    effect=judged(effect),
)
