"""What passed is in force from the day after this one, so that a day has one rule. Any voter may write it.

Nobody can hold up what was decided, and nobody can activate what was not: the machine counts again.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shouyi.governance.records import InForce
from shouyi.governance.voting import require_activation, require_org
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.kinds.proposal_opened import require_version
from shouyi.ledger.votes import GUIDE, base, judged, next_in_force, proposal, roll


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    digest, (found, tally) = pub["proposal"], proposal(state, pub["proposal"])
    now = roll(state)
    require_org(by, now, now)
    require_activation(found, tally, base(state, found.subject, found.replaces), state.day)
    new = InForce(found.document, digest, state.day + 1, found.version)
    writes: dict[str, Any] = {f"tally/{digest}": replace(tally, activated_on=state.day).to_plain()}
    if found.subject == GUIDE:
        require_version(state, found)
        writes |= {f"guide/{found.document}": found.version, f"guide-version/{found.version}": found.document}
    return writes | next_in_force(state, found.subject, new)


KIND = Kind(
    name="proposal.activated", log=RULE, writer=Writer.ANY, pub={"proposal": Shape.HEX32}, effect=judged(effect)
)
