"""What may stand in a job's row: ids, uids, days. Never a name, a telephone number or a one-time code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shouyi.people.jobs.errors import NotAnId

if TYPE_CHECKING:
    from collections.abc import Iterable

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_HEX = r"[0-9a-f]{32}|[0-9a-f]{64}"
_NUMBER = r"0|[1-9][0-9]{0,4}"  # a day number, a page: six digits could be a one-time code
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{4})?"
_ORG = r"org-[a-z0-9][a-z0-9-]{0,60}"
_WORK = r"SY[0-9A-Z]{8}"
_ID = re.compile("|".join((_UUID, _HEX, _NUMBER, _DAY, _ORG, _WORK)))
_NAME = re.compile(r"[a-z][a-z_]{0,30}(?:\.[a-z][a-z_]{0,30})*")
KEY_CHARS_MAX = 200


def require_ids(values: Iterable[object], where: str) -> list[str]:
    """The values as texts, each a UUID, 32 or 64 hex digits, a number below 100,000, a day, or the public id of an
    organisation or a work. Raises `NotAnId`, which says where and which, never what."""
    texts = [str(value) for value in values]
    for place, text in enumerate(texts):
        if not _ID.fullmatch(text):
            raise NotAnId(f"{where} {place + 1} is not an id")
    return texts


def require_name(name: str) -> str:
    """A dotted name of small letters, as `cases.remind`. Raises `NotAnId`."""
    if len(name) > 64 or not _NAME.fullmatch(name):
        raise NotAnId("the name of a job is dotted small letters")
    return name


def require_key(key: str) -> str:
    """An idempotency key: names and ids joined by `/`, or nothing. Raises `NotAnId`."""
    parts = key.split("/") if key else []
    if len(key) > KEY_CHARS_MAX or not all(_NAME.fullmatch(part) or _ID.fullmatch(part) for part in parts):
        raise NotAnId("the key of a job is names and ids joined by /")
    return key
