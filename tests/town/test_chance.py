"""Chance: whole numbers, the same everywhere."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shouyi.town.chance import chance, cumulated, draw, often, opaque, shares, weighted


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_shares_add_up_and_are_never_more_than_one_off(total: int, weights: list[int]) -> None:
    parts = shares(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))


@given(st.text(max_size=8), st.lists(st.integers(0, 9), min_size=1, max_size=9).filter(any))
def test_what_weighs_nothing_is_never_drawn(seed: str, weights: list[int]) -> None:
    rng, sums = chance(seed), cumulated(weights)
    assert all(weights[draw(rng, sums)] > 0 for _ in range(50))


def test_weights_are_kept_to() -> None:
    rng = chance("weights")
    seen = Counter(weighted(rng, (("a", 1), ("b", 3))) for _ in range(4_000))
    assert 2_800 < seen["b"] < 3_200
    assert 350 < sum(often(rng, 100) for _ in range(4_000)) < 450


def test_a_stream_is_fixed_for_good() -> None:
    """Pinned draws: whoever changes how streams are made changes every town ever shown."""
    assert opaque("demo", "a-", "0") == "a-10ba69d168"
    rng = chance("demo", "x")
    assert [rng.randrange(1000) for _ in range(3)] == [134, 324, 18]


def test_names_do_not_run_into_each_other() -> None:
    assert opaque("s", "a-", "1", "2") != opaque("s", "a-", "12")
    assert opaque("s", "a-", "1") != opaque("s1", "a-", "")
