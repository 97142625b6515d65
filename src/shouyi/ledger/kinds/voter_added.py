"""An organisation is accredited to vote, on proposals opened from here on."""

from collections.abc import Mapping
from typing import Any

from shouyi.governance.errors import VoteRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import judged, next_roll, roll


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    now = roll(state)
    if state.get(f"org/{pub['org']}") is None:
        raise VoteRefused("unknown", f"{pub['org']} is not an organisation here")
    if pub["org"] in now.orgs:
        raise VoteRefused("on-the-roll", f"{pub['org']} is on the roll")
    return next_roll(state, now.plus_org(pub["org"]))


KIND = Kind(name="voter.added", log=RULE, writer=Writer.FOUNDER, pub={"org": Shape.ORG}, effect=judged(effect))
