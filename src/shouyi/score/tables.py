"""The tables that a guide ships, made from their rules in exact arithmetic. Only the guide's generator calls this:
whoever scores reads the tables from the guide."""

from __future__ import annotations

from decimal import Decimal, localcontext

ONE = 1 << 20
"""The weight of an event on its own day: weights are in 2^-20."""

STOCK_STEPS = 2000
NORMAL_STEPS = 400
_DIGITS = 60


def decay_weights(half_life: int) -> tuple[int, ...]:
    """w[age] = 2^20 · 2^(−age/half_life) rounded to the nearest, for ages 0 .. 21·half_life; later ones are 0.

    The rule in integers: the largest w with (2w − 1)^h · 2^age ≤ 2^(21h). A float only guesses where to look.
    """
    return tuple(_weight(age, half_life) for age in range(21 * half_life + 1))


def _weight(age: int, half_life: int) -> int:
    weight = max(1, round(ONE * 2 ** (-age / half_life)))
    while not _small_enough(weight, age, half_life):
        weight -= 1
    while _small_enough(weight + 1, age, half_life):
        weight += 1
    return weight


def _small_enough(weight: int, age: int, half_life: int) -> bool:
    return bool((2 * weight - 1) ** half_life <= 1 << (21 * half_life - age))


def saturation() -> tuple[int, ...]:
    """E[i] = ⌊10^9 · (1 − e^(−i/100))⌋ for i in 0..2000: how far a stock of i/100 · x0 has come."""
    with localcontext(prec=_DIGITS):
        return tuple(int(10**9 * (1 - (Decimal(-i) / 100).exp())) for i in range(STOCK_STEPS + 1))


def normal() -> tuple[int, ...]:
    """⌊1000 · Φ(z/100)⌋ for z in −400..400, the standard normal's share below z/100."""
    with localcontext(prec=_DIGITS):
        return tuple(int(1000 * _phi(Decimal(z) / 100)) for z in range(-NORMAL_STEPS, NORMAL_STEPS + 1))


def _phi(z: Decimal) -> Decimal:
    """Φ(z) = 1/2 + φ(z)·(z + z³/3 + z⁵/(3·5) + …), Abramowitz and Stegun 26.2.11, until a term is nothing."""
    term, total, odd = z, Decimal(0), 1
    while abs(term) > Decimal(10) ** -(_DIGITS - 10):
        total += term
        odd += 2
        term *= z * z / odd
    density = (-z * z / 2).exp() / (2 * _pi()).sqrt()
    return Decimal("0.5") + density * total


def _pi() -> Decimal:
    """Machin: π/4 = 4·arctan(1/5) − arctan(1/239)."""
    return 4 * (4 * _arctan_inverse(5) - _arctan_inverse(239))


def _arctan_inverse(n: int) -> Decimal:
    term, total, odd = Decimal(1) / n, Decimal(0), 1
    while abs(term) > Decimal(10) ** -_DIGITS:
        total += term / odd
        term, odd = -term / (n * n), odd + 2
    return total
