"""Canonical JSON against RFC 8785's own examples, and what is refused."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.canonical import INT_MAX, _pairs, decode, decode_canonical, encode, encode_plain
from shouyi.canon.errors import CanonError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-INT_MAX, INT_MAX) | TEXTS
VALUES = st.recursive(SCALARS, lambda v: st.lists(v, max_size=4) | st.dictionaries(TEXTS, v, max_size=4), max_leaves=12)
ASCII_KEYS = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=8)
PLAIN = st.recursive(
    SCALARS, lambda v: st.lists(v, max_size=4) | st.dictionaries(ASCII_KEYS, v, max_size=4), max_leaves=12
)


def test_the_strings_and_literals_of_section_3_2_2():
    value = json.loads(
        r'{"string": "\u20ac$\u000F\u000aA\u0027\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}'
    )
    expected = r'{"literals":[null,true,false],"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}'
    assert encode(value).decode() == expected
    assert encode_plain(value).decode() == expected


def test_the_order_of_keys_of_section_3_2_3():
    value = json.loads(
        r'{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",'
        r' "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",'
        r' "\u00f6": "Latin Small Letter O With Diaeresis"}'
    )
    assert list(json.loads(encode(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",  # by UTF-16 units its surrogates stand before U+FB33
        "Hebrew Letter Dalet With Dagesh",
    ]


@given(PLAIN)
def test_the_fast_encoder_equals_the_careful_one_for_ascii_keys(value):
    assert encode_plain(value) == encode(value) == rfc8785.dumps(value)


@given(VALUES)
def test_whatever_the_keys_the_bytes_are_the_packages(value):
    assert encode(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_encoded_decodes_to_itself(value):
    assert decode_canonical(encode(value)) == value


@pytest.mark.parametrize(
    "value", [1.0, [0.5], {"a": float("nan")}, INT_MAX + 1, -INT_MAX - 1, "\ud800", {1: 2}, b"", {1}]
)
def test_values_without_a_canonical_form(value):
    with pytest.raises(CanonError):
        encode(value)


def test_a_value_that_holds_itself():
    value: list[object] = []
    value.append(value)
    with pytest.raises(CanonError):
        encode(value)
    with pytest.raises(CanonError):
        encode_plain(value)


@pytest.mark.parametrize("value", [INT_MAX + 1, "\ud800", b"", {1}, {"a": object()}])
def test_values_that_the_fast_encoder_refuses_too(value):
    with pytest.raises(CanonError):
        encode_plain(value)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"nul", b"[1,]", b"1 2", b'{"a":1,"a":1}', b"1.0", b"1e3", b"-0.0", b"NaN", b"Infinity",
        b"-Infinity",
        b"9007199254740992", b"-9007199254740992", b"1" * 400, b'"\\ud800"', b'{"\\udc00":1}', b'"\xff"', b'"\x01"',
        b"\xef\xbb\xbf1", b"[" * 100_000,
    ],
    ids=lambda data: data[:24].decode("latin-1").replace("\x01", "control"),
)  # fmt: skip
def test_bytes_that_are_not_strict_json(data):
    with pytest.raises(CanonError):
        decode(data)


class Counted(str):
    """A key that counts how often it is compared, and gives up far above one pass."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        assert Counted.compared <= 1_000_000, "more than one pass over the keys"
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_key_twice_among_200_000_is_found_in_one_pass():
    names = [f"{n:06}" for n in range(200_000)] + ["199999"]
    with pytest.raises(CanonError, match="'199999' stands twice"):
        _pairs([(Counted(name), 0) for name in names])
    with pytest.raises(CanonError, match="'199999' stands twice"):
        decode(("{" + ",".join(f'"{name}":0' for name in names) + "}").encode())


@pytest.mark.parametrize("data", [b" 1", b'{"b":1,"a":2}', b'"\\u0041"', b'{"a": 1}', b"[1]\n", b'"\\/"', b"-0"])
def test_json_that_is_not_canonical(data):
    decode(data)
    with pytest.raises(CanonError):
        decode_canonical(data)


@given(st.binary(max_size=60) | TEXTS.map(str.encode) | VALUES.map(encode).map(lambda d: d[:-1]))
def test_any_bytes_give_a_value_or_our_error(data):
    with suppress(CanonError):
        assert isinstance(encode(decode(data)), bytes)
