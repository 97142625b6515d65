"""A key is good no more, from the batch after this one on."""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key = f"key/{pub['key']}"
    found = state.get(key)
    if found is None or found["revoked"]:
        raise EntryRefused("no good key of this name")
    if by not in (found["org"], state.get("founder")):
        raise EntryRefused(f"{by} revokes no key of {found['org']}")
    return {key: found | {"revoked": 1}}


KIND = Kind(name="key.revoked", log=RULE, writer=Writer.ANY, pub={"key": Shape.HEX32}, effect=effect)
