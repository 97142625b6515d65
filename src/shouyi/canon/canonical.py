"""Canonical JSON: RFC 8785 without floats, so that equal values have equal bytes.

Two encoders give the same bytes: the `rfc8785` package for anything, and `orjson`, some sixty times faster, for values
whose keys are ASCII. `encode` looks first, `encode_plain` is told. A property test holds the two against each other.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, NoReturn

import orjson
import rfc8785

from shouyi.canon.errors import CanonError

INT_MAX = 2**53 - 1
_PLAIN = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def encode(value: Any) -> bytes:
    """The RFC 8785 bytes of `value`: None, bool, int, str, list, tuple, dict with string keys; no float anywhere.

    Raises CanonError for a float, an integer beyond ±(2^53 − 1), a lone surrogate, or another type.
    """
    try:
        if _is_plain(value):
            with suppress(CanonError):  # what cannot be said at all is refused below, in one voice
                return encode_plain(value)
        _require_no_float(value, "$")
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as problem:
        raise CanonError(f"no canonical form: {problem}") from None


def encode_plain(value: Any) -> bytes:
    """`encode` for values that a schema already judged: ASCII keys, no floats. Equal to `encode` for them."""
    try:
        return orjson.dumps(value, option=_PLAIN)
    except (orjson.JSONEncodeError, RecursionError) as problem:
        raise CanonError(f"no canonical form: {problem}") from None


def decode(data: bytes) -> Any:
    """The value of strict JSON: UTF-8, no duplicate key, no float, no integer beyond ±(2^53 − 1), no lone surrogate.

    Raises CanonError otherwise, for any bytes.
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_pairs,
            parse_float=_refuse_number,
            parse_int=_integer,
            parse_constant=_refuse_number,
        )
        _require_scalars(value)
    except CanonError:
        raise
    except (ValueError, RecursionError) as problem:
        raise CanonError(f"not strict JSON: {problem}") from None
    return value


def decode_canonical(data: bytes) -> Any:
    """`decode`, and the bytes must be the canonical ones. Raises CanonError."""
    value = decode(data)
    if encode(value) != data:
        raise CanonError("the bytes are JSON, but not its canonical form")
    return value


def _is_plain(value: Any) -> bool:
    """Whether both encoders take it and give the same bytes: no other types, and keys in ASCII, which sort alike."""
    kind = type(value)
    if kind is dict:
        return all(type(key) is str and key.isascii() for key in value) and all(map(_is_plain, value.values()))
    if kind is list or kind is tuple:
        return all(map(_is_plain, value))
    return value is None or kind is str or kind is int or kind is bool


def _require_no_float(value: Any, where: str) -> None:
    if isinstance(value, float):
        raise CanonError(f"{where} is a float")
    if isinstance(value, dict):
        for key, item in value.items():
            _require_no_float(item, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _require_no_float(item, f"{where}[{index}]")


def _require_scalars(value: Any) -> None:
    """Escapes such as \\ud800 pass JSON's grammar; UTF-8 cannot hold them."""
    try:
        orjson.dumps(value)
    except (orjson.JSONEncodeError, RecursionError) as problem:
        raise CanonError(f"not strict JSON: {problem}") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise CanonError(f"key {name[:40]!r} stands twice")
        found[name] = value
    return found


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > INT_MAX:
        raise CanonError(f"integer {digits[:20]} is beyond 2^53 − 1")
    return int(digits)


def _refuse_number(digits: str) -> NoReturn:
    raise CanonError(f"number {digits[:20]} is not an integer")
