"""Money: whole fen, a hundredth of a yuan, as an int. Rates are whole millionths a year (43,500: 4.35 %), shares ‰."""

from __future__ import annotations

from fractions import Fraction

FEN = 100
"""Fen of a yuan."""
PPM = 1_000_000
"""Millionths of one."""


def rounded(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero (四舍五入), as a bank counter rounds to the fen."""
    up = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return up if value >= 0 else -up


def yuan(fen: int) -> str:
    """1234.50 for 123450: how a file states an amount. No grouping, always two digits, a minus in front."""
    whole, part = divmod(abs(fen), FEN)
    return f"{'-' if fen < 0 else ''}{whole}.{part:02d}"


def per_cent(ppm: int) -> str:
    """4.35 for 43,500 millionths, rounded to a hundredth: how a rate is stated to people and in files."""
    return yuan(rounded(Fraction(ppm, 100)))
