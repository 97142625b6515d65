"""An accredited organisation votes, once: yes, no or abstain."""

from collections.abc import Mapping
from typing import Any

from shouyi.governance.voting import cast, require_org
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import fresh_ballot, judged, proposal, roll


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    found, tally = proposal(state, pub["proposal"])
    require_org(by, roll(state, found.roll), roll(state))
    new = cast(found, tally, pub["choice"], state.day)
    return {**fresh_ballot(state, pub["proposal"], by, pub["choice"]), f"tally/{pub['proposal']}": new.to_plain()}


KIND = Kind(
    name="ballot.cast",
    log=RULE,
    writer=Writer.ANY,
    pub={"choice": Shape.WORD, "proposal": Shape.HEX32},
    effect=judged(effect),
)
