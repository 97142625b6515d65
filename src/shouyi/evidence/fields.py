"""Reading committed fields strictly: they come from strangers' exports. Whatever is not what a kind's codec writes is
an `EvidenceError` that names the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from shouyi.canon.canonical import INT_MAX
from shouyi.canon.days import DAY_MAX
from shouyi.evidence.errors import EvidenceError

NAME_CHARACTERS_MAX = 200


def require_names(fields: Mapping[str, object], needed: set[str], passed_over: set[str]) -> None:
    """Raise EvidenceError unless the names are those needed and, at will, those passed over."""
    missing, strange = needed - fields.keys(), fields.keys() - needed - passed_over
    if missing:
        refuse("field_missing", min(missing))
    if strange:
        refuse("field_unknown", repr(min(map(str, strange))[:80]))


def name(value: object, field: str) -> str:
    """An identifier: 1 to 200 printable characters."""
    if not isinstance(value, str) or not 0 < len(value) <= NAME_CHARACTERS_MAX or not value.isprintable():
        refuse("field_value", field)
    return value


def word(value: object, field: str, words: Iterable[str]) -> str:
    """One of these words."""
    if not isinstance(value, str) or value not in words:
        refuse("field_value", field)
    return value


def whole(value: object, field: str, least: int = 0, most: int = INT_MAX) -> int:
    """A whole number in a range; a truth value is none."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        refuse("field_value", field)
    return value


def day(value: object, field: str) -> int:
    """Days since 1970-01-01."""
    return whole(value, field, 0, DAY_MAX)


def day_or_none(value: object, field: str) -> int | None:
    """The same, or None."""
    return None if value is None else day(value, field)


def refuse(code: str, field: str = "") -> NoReturn:
    """Raise the error of a field."""
    raise EvidenceError(code, detail=field)
