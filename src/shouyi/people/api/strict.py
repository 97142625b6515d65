"""Bodies before they are parsed: how long, of which type, how deep; and JSON without ambiguity.

I-JSON (RFC 7493) in the narrowest reading: UTF-8, each name once, integers within ±(2^53 − 1), no fractions that a
double cannot hold, no NaN; 16 levels. The depth is counted before any parser runs, so that no stack is spent on it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from ninja.parser import Parser

from shouyi.people.api.problems import Problem

if TYPE_CHECKING:
    from django.http import HttpRequest

BODY_BYTES_MAX = 1024 * 1024
DEPTH_MAX = 16
NUMBER_CHARS_MAX = 24
INT_MAX = 2**53 - 1
CHUNK_BYTES = 64 * 1024
LENGTH = re.compile(r"0|[1-9][0-9]{0,11}", re.ASCII)


def announced(request: HttpRequest, bytes_max: int) -> int:
    """How many bytes the body is said to have. Raises Problem for what is too long, compressed or without a length."""
    meta = request.META
    if meta.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise Problem("media_type")
    if "HTTP_TRANSFER_ENCODING" in meta:
        raise Problem("length_required")
    length = _length(meta.get("CONTENT_LENGTH") or "0")
    if length > bytes_max:
        raise Problem("too_large")
    return length


def read_body(request: HttpRequest, length: int) -> bytes:
    """The whole body, read once and kept for everybody after. Raises Problem where less arrives."""
    body = _read(request, length)
    if len(body) != length:
        raise Problem("body_cut_short")
    request._body = body  # as Django's own `request.body` keeps it
    return body


def _length(unverified_text: str) -> int:
    if not LENGTH.fullmatch(unverified_text):
        raise Problem("malformed")
    return int(unverified_text)


def _read(request: HttpRequest, length: int) -> bytes:
    parts, held = [], 0
    while held < length:
        try:
            part = request.read(min(CHUNK_BYTES, length - held))
        except OSError:  # the other side went away
            raise Problem("body_cut_short") from None
        if not part:
            break
        parts.append(part)
        held += len(part)
    return b"".join(parts)


def parse_json(unverified: bytes) -> Any:
    """What the bytes say. Raises Problem and nothing else."""
    try:
        text = unverified.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("json_invalid") from None
    _require_shallow(text)
    try:
        found = json.loads(
            text,
            object_pairs_hook=_each_once,
            parse_int=_integer,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
        )
        _require_text(found)
    except Problem:
        raise
    except (ValueError, RecursionError):
        raise Problem("json_invalid") from None
    return found


def _require_shallow(text: str) -> None:
    depth, quoted, skip = 0, False, False
    for sign in text:
        if quoted:
            quoted, skip = (True, False) if skip else (sign != '"', sign == "\\")
        elif sign == '"':
            quoted = True
        elif sign in "[{":
            depth += 1
            if depth > DEPTH_MAX:
                raise Problem("json_too_deep")
        elif sign in "]}":
            depth -= 1


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Problem("json_invalid")
    return found


def _integer(digits: str) -> int:
    if len(digits) > NUMBER_CHARS_MAX or abs(int(digits)) > INT_MAX:
        raise Problem("json_number")
    return int(digits)


def _no_fraction(text: str) -> NoReturn:
    """No field of ours has a fraction: amounts are minor units."""
    raise Problem("json_number")


def _require_text(found: Any) -> None:
    """No lone surrogates and no NUL: no database and no UTF-8 holds the first, PostgreSQL not the second."""
    if isinstance(found, str):
        if "\0" in found or any("\ud800" <= sign <= "\udfff" for sign in found):
            raise Problem("json_invalid")
    elif isinstance(found, dict):
        for name, value in found.items():
            _require_text(name)
            _require_text(value)
    elif isinstance(found, list):
        for value in found:
            _require_text(value)


class StrictParser(Parser):
    """What django-ninja takes bodies from: the gate has parsed them before, for what is raised here would be lost."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.parsed  # type: ignore[attr-defined]
