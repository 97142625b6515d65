"""An organisation joins; `role` says what it is (platform, registrar, certifier, bank, …).

The first batch of all is the founder's, and carries its own `org.added` and `key.added`.
"""

from collections.abc import Mapping
from typing import Any

from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key = f"org/{pub['org']}"
    if state.get(key) is not None:
        raise EntryRefused(f"{pub['org']} was added before")
    return {key: {"role": pub["role"]}}


KIND = Kind(
    name="org.added", log=RULE, writer=Writer.FOUNDER, pub={"org": Shape.ORG, "role": Shape.WORD}, effect=effect
)
