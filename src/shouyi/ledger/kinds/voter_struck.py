"""An organisation votes no more. What it cast stands, and it stays in the electorate of what is open already."""

from collections.abc import Mapping
from typing import Any

from shouyi.governance.errors import VoteRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import judged, next_roll, roll


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    now = roll(state)
    if pub["org"] not in now.orgs:
        raise VoteRefused("not-a-voter", f"{pub['org']} is not on the roll")
    return next_roll(state, now.minus_org(pub["org"]))


KIND = Kind(name="voter.struck", log=RULE, writer=Writer.FOUNDER, pub={"org": Shape.ORG}, effect=judged(effect))
