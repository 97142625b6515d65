"""A key of one purpose (batch, issue, log, cosign, client) becomes an organisation's, by itself or by the founder."""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer

PURPOSES = frozenset({"batch", "client", "cosign", "issue", "log"})


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key = f"key/{pub['key']}"
    if pub["purpose"] not in PURPOSES:
        raise EntryRefused(f"{pub['purpose']} is no purpose of a key")
    if state.get(key) is not None:
        raise EntryRefused("this key was added before: one key, one purpose, one organisation")
    if state.get(f"org/{pub['org']}") is None:
        raise EntryRefused(f"{pub['org']} is not an organisation here")
    if by not in (pub["org"], state.get("founder")):
        raise EntryRefused(f"{by} adds no key for {pub['org']}")
    return {key: {"org": pub["org"], "purpose": pub["purpose"], "revoked": 0}}


KIND = Kind(
    name="key.added",
    log=RULE,
    writer=Writer.ANY,
    pub={"key": Shape.HEX32, "org": Shape.ORG, "purpose": Shape.WORD},
    effect=effect,
)
