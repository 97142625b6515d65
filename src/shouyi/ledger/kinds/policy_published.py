"""What verifiers pin (policy, registry, names), by digest, with its number and its predecessor's digest."""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    last = state.get("policy") or {"digest": "none", "number": 0}
    if (pub["number"], pub["previous"]) != (last["number"] + 1, last["digest"]):
        raise EntryRefused(f"policy {pub['number']} does not follow policy {last['number']}")
    return {"policy": {"digest": pub["digest"], "number": pub["number"]}}


KIND = Kind(
    name="policy.published",
    log=RULE,
    writer=Writer.FOUNDER,
    pub={"digest": Shape.HEX32, "number": Shape.COUNT, "previous": Shape.WORD},
    effect=effect,
)
