"""An organisation's batches count no more, from the batch after this one until `org.restored`; `reason` is a code.

What it wrote before stands. Persons' rights go on: the machine still takes its erasures and withdrawals of consent.
"""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer

REASONS = frozenset({"asked", "duty", "ended", "key", "review"})
"""It asked for it; it does not do what it took on; it has ended; a key may be in other hands; its data is looked at."""


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key = f"org/{pub['org']}"
    found = state.get(key)
    if pub["reason"] not in REASONS:
        raise EntryRefused(f"{pub['reason']} is no reason to suspend")
    if found is None or found.get("suspended"):
        raise EntryRefused(f"{pub['org']} is not an organisation here, or suspended already")
    if pub["org"] == state.get("founder"):
        raise EntryRefused("the founder cannot suspend itself: nobody could restore it")
    return {key: {"role": found["role"], "suspended": 1}}


KIND = Kind(
    name="org.suspended", log=RULE, writer=Writer.FOUNDER, pub={"org": Shape.ORG, "reason": Shape.WORD}, effect=effect
)
