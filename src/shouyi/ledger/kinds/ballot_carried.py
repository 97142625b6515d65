"""A delegate votes, once. Any organisation carries the ballot; `sig` is the delegate's own, checked by the machine."""

from collections.abc import Mapping
from typing import Any

from shouyi.governance.texts import ballot_text, require_signature
from shouyi.governance.voting import cast
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import fresh_ballot, judged, proposal, seated


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    digest, choice, (found, tally) = pub["proposal"], pub["choice"], proposal(state, pub["proposal"])
    seat = seated(state, found, pub["seat"])
    new = cast(found, tally, choice, state.day)
    require_signature(seat.key, ballot_text(state.net, digest, seat.name, choice), pub["sig"], seat.name)
    return {**fresh_ballot(state, digest, seat.name, choice), f"tally/{digest}": new.to_plain()}


KIND = Kind(
    name="ballot.carried",
    log=RULE,
    writer=Writer.ANY,
    pub={"choice": Shape.WORD, "proposal": Shape.HEX32, "seat": Shape.SEAT, "sig": Shape.HEX64},
    effect=judged(effect),
)
