"""A guide with other numbers: what the editor of the guide makes of the one in force. Integers in, canonical bytes out.

What can be set: a dimension's weight; an indicator's share and half-life; a rate's two ends, how much its starting
value weighs, and how much one event. Everything else of the document stays to the letter; the decay tables follow from
the half-lives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shouyi.canon.canonical import decode_canonical, encode
from shouyi.score.errors import GuideMalformed
from shouyi.score.guide import parse_guide
from shouyi.score.tables import decay_weights

HALF_LIFE_MIN, HALF_LIFE_MAX = 7, 1825
"""Days that the editor offers: a table for five years takes seconds to make, one for ten a minute."""
NU_MIN, NU_MAX = 1, 1000
KEYS = ("share", "half_life", "nu", "lo", "hi", "kappa")


@dataclass(frozen=True, slots=True)
class Changes:
    """`weights`: dimension → ‰; `numbers`: indicator → what is set of `share`, `lo`, `hi`, `kappa` (‰), `half_life`
    (days) and `nu` (events).

    What is not named stays. A number that an indicator does not have is not set.
    """

    weights: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        return {"weights": dict(self.weights), "numbers": {name: dict(found) for name, found in self.numbers.items()}}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Changes:
        return cls(plain["weights"], plain["numbers"])


def redraft(document: bytes, version: str, changes: Changes) -> bytes:
    """The guide in `document` (canonical bytes) under another version and with these numbers, in canonical form.

    Raises GuideMalformed where sums do not add up or a number lies outside its bounds, saying where and what.
    """
    value = decode_canonical(document)
    value["version"] = version
    for dimension in value["dimensions"]:
        dimension["weight"] = changes.weights.get(dimension["name"], dimension["weight"])
        for indicator in dimension["indicators"]:
            told = changes.numbers.get(indicator["name"], {})
            indicator.update({key: told[key] for key in KEYS if key in told and key in indicator})
    value["decay"]["tables"] = _tables(value)
    made = encode(value)
    parse_guide(made)
    return made


def _tables(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One table for each half-life in use; those that the guide had are kept as they are."""
    known = {table["half_life"]: table for table in value["decay"]["tables"]}
    indicators = (each for dimension in value["dimensions"] for each in dimension["indicators"])
    wanted = sorted({each["half_life"] for each in indicators if "half_life" in each})
    return [known.get(days) or _table(days) for days in wanted]


def _table(days: int) -> dict[str, Any]:
    if not HALF_LIFE_MIN <= days <= HALF_LIFE_MAX:
        raise GuideMalformed("$.decay.tables", f"a half-life lies between {HALF_LIFE_MIN} and {HALF_LIFE_MAX} days")
    return {"half_life": days, "weights": list(decay_weights(days))}


def next_version(version: str) -> str:
    """A number for the draft after this one: "2" → "2.1", "2.1" → "2.2"; any other word gets ".1"."""
    head, dot, tail = version.rpartition(".")
    return f"{head}.{int(tail) + 1}" if dot and tail.isascii() and tail.isdigit() else f"{version}.1"
