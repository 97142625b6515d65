"""One run over everybody: guide, day, tree sizes, and the root over the results. Each result is a root of fields."""

from collections.abc import Mapping
from typing import Any

from shouyi.canon.canonical import encode_plain
from shouyi.canon.digest import digest
from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer


def run_digest(by: str, pub: Mapping[str, Any]) -> bytes:
    """SHA-256("shouyi/run/1" ‖ canonical({by, …pub without root and count})).

    32 bytes. docs/algorithms/bytes.md, 12.
    """
    plain = {"by": by} | {name: value for name, value in pub.items() if name not in ("root", "count")}
    return digest(b"shouyi/run/1", encode_plain(plain))


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key = f"run/{run_digest(by, pub).hex()}"
    if state.get(f"guide/{pub['guide']}") is None:
        raise EntryRefused("the run names a guide that was never published")
    if state.get(key) is not None:
        raise EntryRefused("this run was written before")
    return {key: 1}


KIND = Kind(
    name="assessment.run",
    log=RULE,
    writer=Writer.ANY,
    pub={"as_of": Shape.COUNT, "count": Shape.COUNT, "guide": Shape.HEX32, "root": Shape.HEX32, "sizes": Shape.SIZES},
    effect=effect,
)
