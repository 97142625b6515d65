"""Somebody commented on a proposal, through any organisation. The text lies in the house, its digest stands here."""

from collections.abc import Mapping
from typing import Any

from shouyi.governance.errors import VoteRefused
from shouyi.governance.voting import require_comment
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import judged, proposal


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    require_comment(proposal(state, pub["proposal"])[0], state.day)
    key = f"comment/{pub['comment']}"
    if state.get(key) is not None:
        raise VoteRefused("made-before", "this comment was made before")
    return {key: pub["proposal"]}


KIND = Kind(
    name="proposal.commented",
    log=RULE,
    writer=Writer.ANY,
    pub={"comment": Shape.HEX32, "proposal": Shape.HEX32},
    effect=judged(effect),
)
