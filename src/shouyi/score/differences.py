"""What one document says otherwise than another: every leaf that differs, named by where it stands.

For guides the places have names: a dimension's weight, an indicator's half-life. What has none is named by its path,
so that nothing that a proposal changes can hide. Decay tables follow from half-lives, and are told only where they do
not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shouyi.canon.canonical import decode_canonical
from shouyi.score.tables import decay_weights

Leaf = int | str | bool | None
BY = ("name", "code", "half_life", "earlier")
"""What members of a list are known by, where they have it; else by their place."""
TABLE_DAYS_MAX = 1825
"""A longer half-life's table is not made anew for the comparison: it is told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`of`: whose it is, a dimension's or an indicator's, with `key` as what of it (`weight`); "" elsewhere,
    where `key` is the whole path. None stands where one side has nothing."""

    key: str
    of: str
    was: Leaf
    now: Leaf


def differences(old: bytes, new: bytes) -> tuple[Difference, ...]:
    """Between two canonical documents, in the order of the old one, what is new at the end. Raises CanonError."""
    before, after = _by_place(old), _by_place(new)
    places = dict.fromkeys((*before, *after))
    return tuple(
        Difference(*place, _side(before[place]), _side(after[place]))
        for place in places
        if before[place] != after[place]
    )


Place = tuple[str, str]


def _by_place(document: bytes) -> defaultdict[Place, list[Leaf]]:
    """Two leaves of one name are kept both: a document must not hide one behind the other."""
    found: defaultdict[Place, list[Leaf]] = defaultdict(list)
    for place, leaf in _leaves(decode_canonical(document)):
        found[place].append(leaf)
    return found


def _side(leaves: list[Leaf]) -> Leaf:
    return leaves[0] if len(leaves) == 1 else ", ".join(map(str, leaves)) or None


def _leaves(value: Any) -> Iterator[tuple[Place, Leaf]]:
    if not isinstance(value, dict):
        yield from _flat(value, "")
        return
    for name, member in value.items():
        if name == "dimensions" and _are_dimensions(member):
            yield from _of_dimensions(member)
        elif name == "decay" and _is_decay(member):
            yield from _of_decay(member)
        else:
            yield from _flat(member, name)


def _are_named(members: Any) -> bool:
    return isinstance(members, list) and all(isinstance(each, dict) and "name" in each for each in members)


def _are_dimensions(members: Any) -> bool:
    return _are_named(members) and all(_are_named(each.get("indicators")) for each in members)


def _is_decay(value: Any) -> bool:
    tables = value.get("tables") if isinstance(value, dict) else None
    return isinstance(tables, list) and all(
        isinstance(each, dict) and each.keys() == {"half_life", "weights"} and isinstance(each["weights"], list)
        and type(each["half_life"]) is int and each["half_life"] > 0 for each in tables
    )  # fmt: skip


def _of_dimensions(dimensions: list[dict[str, Any]]) -> Iterator[tuple[Place, Leaf]]:
    for dimension in dimensions:
        name = str(dimension["name"])
        yield from (((key, name), value) for key, value in _flat_items(dimension, but=("name", "indicators")))
        yield ("order", name), " ".join(str(each.get("name")) for each in dimension["indicators"])
        for indicator in dimension["indicators"]:
            yield from (
                ((key, str(indicator.get("name"))), leaf) for key, leaf in _flat_items(indicator, but=("name",))
            )


def _flat_items(value: Mapping[str, Any], but: tuple[str, ...]) -> Iterator[tuple[str, Leaf]]:
    for name, member in value.items():
        if name not in but:
            yield from ((path, leaf) for (path, _), leaf in _flat(member, name))


def _of_decay(decay: dict[str, Any]) -> Iterator[tuple[Place, Leaf]]:
    """Tables by what is odd about them: one that follows from its half-life is nothing to tell."""
    yield from _flat({name: member for name, member in decay.items() if name != "tables"}, "decay")
    for table in decay.get("tables", ()):
        days, weights = table["half_life"], tuple(table["weights"])
        if days > TABLE_DAYS_MAX or weights != _by_the_rule(days):
            yield ("decay_table", str(days)), " ".join(map(str, weights[:: max(1, days)]))


@lru_cache(maxsize=32)
def _by_the_rule(days: int) -> tuple[int, ...]:
    return decay_weights(days)


def _flat(value: Any, path: str) -> Iterator[tuple[Place, Leaf]]:
    if value in ({}, []):
        yield (path, ""), "{}" if value == {} else "[]"
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _flat(member, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for at, member in enumerate(value):
            yield from _flat(member, f"{path}.{_known_by(member, at)}")
    else:
        yield (path, ""), value


def _known_by(member: Any, at: int) -> str:
    found = next((member[name] for name in BY if name in member), at) if isinstance(member, dict) else at
    return str(found)
