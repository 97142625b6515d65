"""A person's file begins: the organisation that checked the identity says so. One file a person and registrar.

`once` is unique; whoever erased can come back under the next generation, whose `after` names the erased one.
"""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key, before = f"once/{pub['once']}", state.get(f"once/{pub['after']}")
    if state.get(key) is not None:
        raise EntryRefused("a file with this `once` was opened before")
    if pub["after"] != "none" and (before is None or before["by"] != by or not before["erased"]):
        raise EntryRefused("`after` names no file that this registrar erased")
    return {key: {"by": by, "erased": 0}}


KIND = Kind(
    name="archive.opened",
    log=RULE,
    writer=Writer.REGISTRAR,
    fields=("holder", "next", "on"),  # holder: SHA-256 of the key with which the person proves that the file is theirs
    pub={"after": Shape.WORD, "once": Shape.HEX32},
    effect=effect,
)
