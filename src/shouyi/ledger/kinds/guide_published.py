"""An assessment guide, by the digest of its canonical document."""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key, version = f"guide/{pub['digest']}", f"guide-version/{pub['version']}"
    if state.get(key) is not None or state.get(version) is not None:
        raise EntryRefused(f"guide {pub['version']} was published before")
    return {key: pub["version"], version: pub["digest"]}


KIND = Kind(
    name="guide.published",
    log=RULE,
    writer=Writer.FOUNDER,
    pub={"digest": Shape.HEX32, "version": Shape.WORD},
    effect=effect,
)
