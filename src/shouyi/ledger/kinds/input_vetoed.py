"""A delegate vetoes one input of a proposal. Carried and signed as a ballot is, and apart from it."""

from collections.abc import Mapping
from typing import Any

from shouyi.governance.errors import VoteRefused
from shouyi.governance.texts import require_signature, veto_text
from shouyi.governance.voting import veto
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import judged, proposal, seated


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    digest, of, (found, tally) = pub["proposal"], pub["input"], proposal(state, pub["proposal"])
    seat = seated(state, found, pub["seat"])
    new = veto(found, tally, of, state.day)
    require_signature(seat.key, veto_text(state.net, digest, seat.name, of), pub["sig"], seat.name)
    key = f"veto/{digest}/{of}/{seat.name}"
    if state.get(key) is not None:
        raise VoteRefused("cast-before", f"{seat.name} has vetoed {of}")
    return {key: 1, f"tally/{digest}": new.to_plain()}


KIND = Kind(
    name="input.vetoed",
    log=RULE,
    writer=Writer.ANY,
    pub={"input": Shape.WORD, "proposal": Shape.HEX32, "seat": Shape.SEAT, "sig": Shape.HEX64},
    effect=judged(effect),
)
