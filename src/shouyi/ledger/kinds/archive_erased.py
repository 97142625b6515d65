"""A person's key was destroyed on their wish. About nobody any more, it carries the `once` that is now free."""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key = f"once/{pub['once']}"
    opened = state.get(key)
    if opened is None or opened["by"] != by or opened["erased"]:
        raise EntryRefused("no open file of this registrar has this `once`")
    return {key: {"by": by, "erased": 1}}


KIND = Kind(name="archive.erased", log=RULE, writer=Writer.REGISTRAR, pub={"once": Shape.HEX32}, effect=effect)
