"""Rounding to the fen, and how amounts and rates are written."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.money import per_cent, rounded, yuan
from shouyi.evidence.cells import minor_units


def test_a_half_goes_away_from_zero() -> None:
    halves = {Fraction(1, 2): 1, Fraction(3, 2): 2, Fraction(-1, 2): -1, Fraction(49, 100): 0, Fraction(-51, 100): -1}
    assert {value: rounded(value) for value in halves} == halves


def test_amounts_and_rates_are_written_with_two_digits() -> None:
    assert [yuan(0), yuan(5), yuan(-123450)] == ["0.00", "0.05", "-1234.50"]
    assert [per_cent(43_500), per_cent(31_415), per_cent(0)] == ["4.35", "3.14", "0.00"]


@given(st.integers(0, 10**14))
def test_a_written_amount_is_read_back(fen: int) -> None:
    assert minor_units(yuan(fen), "CNY") == fen
