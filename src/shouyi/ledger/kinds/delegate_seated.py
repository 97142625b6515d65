"""Artisans elected a delegate: a seat, a key and a last day, never a name. `election` commits the election's record.

A key serves one term on one seat and nothing else, so that nobody can be followed from one to the next.
"""

from collections.abc import Mapping
from typing import Any

from shouyi.governance.errors import VoteRefused
from shouyi.governance.records import Seat
from shouyi.governance.voting import require_seating
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import judged, next_roll, roll


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    now, seat = roll(state), Seat(pub["seat"], pub["key"], pub["until"], by)
    require_seating(seat, now, state.day)
    used = f"seat-key/{seat.key}"
    if state.get(used) is not None or state.get(f"key/{seat.key}") is not None:
        raise VoteRefused("key-used", "this key was used before: a delegate has a new one for each term")
    return {used: seat.name, **next_roll(state, now.plus_seat(seat))}


KIND = Kind(
    name="delegate.seated",
    log=RULE,
    writer=Writer.REGISTRAR,
    pub={"election": Shape.HEX32, "key": Shape.HEX32, "seat": Shape.SEAT, "until": Shape.COUNT},
    effect=judged(effect),
)
