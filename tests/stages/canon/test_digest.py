"""Digests against the RFCs' own vectors; days in China."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.days import day_of, from_iso, month_of, to_iso
from shouyi.canon.digest import derive, digest, mac, u64, unhex
from shouyi.canon.errors import CanonError


def test_rfc_4231_case_2():
    assert mac(b"Jefe", b"what do ya want ", b"for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_rfc_5869_case_3_begins_with_our_32_bytes():
    """Its salt and info are empty, as our salt is."""
    assert derive(b"\x0b" * 22, b"").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


def test_fips_180_abc():
    assert digest(b"a", b"b", b"c").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_eight_bytes():
    assert u64(258) == b"\0\0\0\0\0\0\1\2"


@pytest.mark.parametrize("text", ["", "0", "00" * 3, "0G", "AB", " ab", None, 7, b"ab", "0a\n"])
def test_hex_of_another_form(text):
    with pytest.raises(CanonError):
        unhex(text, 1)


@given(st.binary(max_size=40))
def test_hex_of_our_form(data):
    assert unhex(data.hex(), len(data)) == data


def test_a_day_begins_at_midnight_in_china():
    midnight = 20_781 * 86_400 - 28_800
    assert (day_of(midnight - 1), day_of(midnight)) == (20_780, 20_781)
    assert to_iso(20_781) == "2026-11-24"


@given(st.integers(-700_000, 2_900_000))
def test_days_and_dates(day):
    assert from_iso(to_iso(day)) == day


def test_days_of_one_month_share_its_number():
    assert month_of(from_iso("2026-11-01")) == month_of(from_iso("2026-11-30")) == month_of(from_iso("2026-12-01")) - 1


@pytest.mark.parametrize("text", ["", "2026-02-30", "24.11.2026", "2026-11-24T00:00"])
def test_what_is_no_day(text):
    with pytest.raises(CanonError):
        from_iso(text)
