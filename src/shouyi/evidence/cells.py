"""Cells: the texts of one row, read strictly. Each reader raises `CellRefused`, which refuses that one row.

Instants are whole seconds since 1970-01-01T00:00:00 on the source's own clock on the wall; nothing is converted between
zones, since an instant only orders what happened within one of the source's local days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from shouyi.canon.canonical import INT_MAX
from shouyi.evidence.currencies import MINOR_DIGITS

T = TypeVar("T")

SECONDS = 86_400
NAME_CHARACTERS_MAX = 200
TEXT_CHARACTERS_MAX = 20_000
_EPOCH = date(1970, 1, 1).toordinal()
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")
_AMERICAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
_DECIMAL = re.compile(r"([0-9]{1,13})(?:\.([0-9]+))?")
_WHOLE = re.compile(r"[0-9]{1,16}")


class CellRefused(ValueError):
    """One cell cannot be read: `code` says how, `detail` which column. It never leaves the readers of tables."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def iso_instant(text: str) -> int:
    """Seconds of `2018-07-24`, `2018-07-24 20:41` or `2018-07-24T20:41:37`."""
    match = _ISO.fullmatch(text)
    if match is None:
        raise CellRefused("date_form")
    year, month, day, *clock = match.groups()
    return _instant(year, month, day, clock)


def either_instant(text: str) -> int:
    """`iso_instant`, or seconds of `7/24/2018 20:41` (month first)."""
    match = _AMERICAN.fullmatch(text)
    if match is None:
        return iso_instant(text)
    month, day, year, *clock = match.groups()
    return _instant(year, month, day, clock)


def iso_day(text: str) -> int:
    """Days since 1970-01-01 of `2018-07-24`, without a time."""
    if len(text) != len("2018-07-24"):
        raise CellRefused("date_form")
    return iso_instant(text) // SECONDS


def name(text: str) -> str:
    """An identifier as the source writes it: 1 to 200 printable characters, no space at either end."""
    if not text or len(text) > NAME_CHARACTERS_MAX or not text.isprintable() or text != text.strip():
        raise CellRefused("name_form")
    return text


def words(text: str) -> str | None:
    """A buyer's own words, None when there are none. Line breaks stay; what UTF-8 cannot hold is refused."""
    if len(text) > TEXT_CHARACTERS_MAX:
        raise CellRefused("text_too_long")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise CellRefused("text_form")
    return text.strip() or None


def whole(text: str) -> int:
    """A whole number from 0 to 2^53 − 1, written in digits alone."""
    if not _WHOLE.fullmatch(text) or int(text) > INT_MAX:
        raise CellRefused("number_form")
    return int(text)


def stars(text: str) -> int:
    """One to five."""
    if text not in ("1", "2", "3", "4", "5"):
        raise CellRefused("stars_form")
    return int(text)


def currency(text: str) -> str:
    """An ISO 4217 code that has minor units."""
    if text not in MINOR_DIGITS:
        raise CellRefused("currency_unknown")
    return text


def minor_units(text: str, code: str) -> int:
    """Minor units of a decimal such as `109.9`, exactly: 10990 for BRL, since ISO 4217 gives it two digits.

    More digits than the currency has are refused rather than rounded: a source that means a third of a centavo means
    something else than money.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise CellRefused("amount_form")
    major, fraction = match[1], match[2] or ""
    if len(fraction) > MINOR_DIGITS[code]:
        raise CellRefused("amount_too_fine")
    minor = int(major + fraction.ljust(MINOR_DIGITS[code], "0"))
    if minor > INT_MAX:
        raise CellRefused("amount_form")
    return minor


def _instant(year: str, month: str, day: str, clock: list[str | None]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in clock)
    try:
        days = date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        raise CellRefused("date_impossible") from None
    if days < 0 or hours > 23 or minutes > 59 or seconds > 59:
        raise CellRefused("date_impossible")
    return days * SECONDS + hours * 3_600 + minutes * 60 + seconds


def read(reader: Callable[[str], T], cell: Mapping[str, str], column: str) -> T:
    """The value of a column that must have one; a refusal names the column."""
    text = cell.get(column, "")
    if not text:
        raise CellRefused("cell_missing", column)
    return _read(reader, text, column)


def perhaps(reader: Callable[[str], T], cell: Mapping[str, str], column: str) -> T | None:
    """The value of a column that may be empty or absent."""
    text = cell.get(column, "")
    return _read(reader, text, column) if text else None


def _read(reader: Callable[[str], T], text: str, column: str) -> T:
    try:
        return reader(text)
    except CellRefused as refused:
        raise CellRefused(refused.code, column) from None
