"""A suspended organisation's batches count again, from the batch after this one on."""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key = f"org/{pub['org']}"
    found = state.get(key)
    if found is None or not found.get("suspended"):
        raise EntryRefused(f"{pub['org']} is not suspended")
    return {key: {"role": found["role"]}}


KIND = Kind(name="org.restored", log=RULE, writer=Writer.FOUNDER, pub={"org": Shape.ORG}, effect=effect)
