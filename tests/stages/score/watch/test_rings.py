"""Planted rings are found, honest crowds are rarely flagged, and the sums are those of the page."""

from __future__ import annotations

from math import comb, exp, factorial

import pytest

from shouyi.score.watch import rings
from shouyi.score.watch.rings import Voice, binomial_tail, bursts, circles, flags, mutual, poisson_tail
from stages.score.watch import worlds

RING = {"m0", "m1", "m2", "m3"}


def voice(maker: str, buyer: str | None, on: int = 20_000, cohort: str | None = None, first: bool = False) -> Voice:
    return Voice(maker, buyer, on, cohort, first)


def pairs(*crowds: tuple[str, str, int]) -> list[Voice]:
    """(one maker, another, so many buyers of both)."""
    return [
        voice(maker, f"{one}{other}{number}") for one, other, count in crowds for number in range(count)
        for maker in (one, other)
    ]  # fmt: skip


# by hand --------------------------------------------------------------------------------------------------------------


def test_the_page_s_circle() -> None:
    """60 buyers of two makers each: E = 120, Σ k(k − 1) = 120, λ = 12·12·120/120² = 1.2; six makers make 15 pairs."""
    (found,) = circles(pairs(("A", "B", 12), ("C", "D", 9), ("C", "E", 9), ("D", "F", 15 - 6), ("E", "F", 9), ("C", "F", 12)))  # fmt: skip # noqa: E501
    assert found.makers == ("A", "B")
    assert (found.voices, found.whole, found.buyers) == (24, 24, 12)
    assert found.expected == pytest.approx(1.2)
    tail = 1 - sum(exp(-1.2) * 1.2**k / factorial(k) for k in range(12))
    assert found.p == pytest.approx(15 * tail, rel=1e-3)


def test_the_page_s_burst() -> None:
    """n = 20, k = 15; elsewhere 4 of 46 fresh voices, of four cohorts: q = 5/50."""
    here = [voice("A", f"a{n}", cohort="x" if n < 15 else "y", first=True) for n in range(20)]
    there = [voice("B", f"b{n}", cohort="x" if n < 4 else "zw"[n % 2], first=True) for n in range(46)]
    (found,) = [flag for flag in bursts(here + there) if flag.makers == ("A",)]
    assert (found.voices, found.whole) == (15, 20)
    assert found.expected == pytest.approx(2)
    tail = sum(comb(20, k) * 0.1**k * 0.9 ** (20 - k) for k in range(15, 21))
    assert found.p == pytest.approx(5 * tail)


@pytest.mark.parametrize(("count", "mean"), [(0, 3.0), (1, 0.5), (3, 7.5), (12, 1.2), (40, 5.0), (480, 400.0)])
def test_the_poisson_tail_is_one_less_all_below(count, mean) -> None:
    below, term = 0.0, exp(-mean)
    for k in range(count):
        below += term
        term *= mean / (k + 1)
    assert poisson_tail(count, mean) == pytest.approx(1 - below, abs=1e-12)
    assert poisson_tail(5, 0.0) == 0


@pytest.mark.parametrize(("count", "trials", "share"), [(0, 5, 0.3), (1, 1, 0.2), (15, 20, 0.1), (3, 50, 0.5), (8, 8, 0.9)])  # fmt: skip # noqa: E501
def test_the_binomial_tail_is_the_sum_of_its_terms(count, trials, share) -> None:
    plain = sum(comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(count, trials + 1))
    assert binomial_tail(count, trials, share) == pytest.approx(plain)
    assert binomial_tail(9, 8, share) == 0


# rates over seeds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("loyal", "most"), [(0.6, 1), (0.8, 3), (0.95, 9)])
def test_honest_towns_are_rarely_flagged(loyal, most) -> None:
    """Sixty shops, crafts that share their buyers, cohorts in which a craft is known. The more buyers keep to one
    craft, the more its shops look like a circle."""
    hits, _, _ = worlds.rate(40, lambda seed: bool(flags(worlds.honest_town(seed, loyal=loyal), {})))
    assert hits <= most


def test_in_a_town_of_many_more_voices_too() -> None:
    assert [flags(worlds.honest_town(seed, buyers=7_000, voices=20_000), {}) for seed in range(4)] == [[]] * 4


@pytest.mark.parametrize(("buyers", "least"), [(12, 10), (25, 26), (40, 30)])
def test_planted_circles_are_found_and_nobody_else_with_them(buyers, least) -> None:
    """Of four shops, some of them large: buyers of a ring are easily missed among honest ones."""

    def found(seed: int) -> bool:
        flagged = circles(worlds.honest_town(seed) + worlds.circle(seed, buyers=buyers))
        assert all(set(flag.makers) <= RING for flag in flagged)
        return bool(flagged)

    hits, _, _ = worlds.rate(40, found)
    assert hits >= least


def test_planted_bursts_are_found() -> None:
    def found(seed: int) -> bool:
        return [flag.makers for flag in bursts(worlds.honest_town(seed) + worlds.burst(seed))] == [("m7",)]

    assert worlds.rate(40, found)[0] == 40


def test_makers_who_buy_from_each_other_are_found() -> None:
    same = {f"as-m{number}": f"m{number}" for number in range(60)}
    heard = worlds.honest_town(1) + worlds.mutual(1)
    (found,) = mutual(heard, same)
    assert found.makers == ("m3", "m4")
    assert (found.voices, found.p) == (8, None)
    assert mutual(worlds.honest_town(1) + worlds.mutual(1, times=2), same) == []
    assert mutual(heard, {}) == []


# edges ----------------------------------------------------------------------------------------------------------------


def test_order_says_nothing() -> None:
    heard = worlds.honest_town(2) + worlds.circle(2) + worlds.burst(2)
    assert flags(heard, {}) == flags(heard[::-1], {})


def test_who_has_no_name_any_more_is_nobody_s_link() -> None:
    heard = [voice(maker, None) for maker in "AB" for _ in range(50)]
    assert flags(heard, {}) == []
    assert flags([], {}) == []


def test_a_crowd_that_comes_every_month_is_no_burst() -> None:
    home = [voice("A", f"a{n}", 20_000 + 31 * (n % 8), "x", first=True) for n in range(160)]
    other = [voice("B", f"b{n}", 20_000 + n, "y", first=True) for n in range(200)]
    assert bursts(home + other) == []


def test_one_who_speaks_of_many_makes_no_circle() -> None:
    """Buyers who speak of more than six makers are left out: a known way round, which the page names."""
    heard = [voice(f"m{maker}", f"b{buyer}") for buyer in range(40) for maker in range(rings.FEW + 1)]
    assert circles(heard) == []
