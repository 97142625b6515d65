"""The self-contained verifier file, by digest, so that a copy saved earlier can be told from a swapped one."""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    return {f"verifier/{pub['digest']}": 1}


KIND = Kind(name="verifier.published", log=RULE, writer=Writer.FOUNDER, pub={"digest": Shape.HEX32}, effect=effect)
