"""Exposure figures: against definitions written out, and the authors' own numbers of FA*IR."""

from __future__ import annotations

import numpy as np
import pytest

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.exposure import by_group, gini, least_share, lower_half, ndcg, spread
from shouyi.decision.fairness.prefix import corrected_counts, failing, least_counts, passes
from shouyi.decision.fairness.records import Groups, groups_of
from shouyi.decision.fairness.shown import Shown, deserved, exposure


def shown(*lists: list[tuple[int, float, int]]) -> Shown:
    """Lists of (position, relevance, merchant)."""
    rows = [(at, *row) for at, each in enumerate(lists) for row in each]
    listing, position, relevance, merchant = (np.array(column) for column in zip(*rows, strict=True))
    names = tuple(f"m{number}" for number in range(int(merchant.max()) + 1))
    return Shown(listing, position, relevance.astype(float), merchant, names, np.zeros(len(rows), dtype=np.int64))


def test_positions_weigh_by_the_curve_and_what_was_not_shown_weighs_nothing() -> None:
    log = shown([(1, 1, 0), (3, 1, 1), (0, 1, 2)])
    assert exposure(log, "log2").tolist() == [1.0, 0.5, 0.0]
    assert exposure(log, "inverse").tolist() == [1.0, pytest.approx(1 / 3), 0.0]


def test_what_is_deserved_is_the_places_in_the_order_of_relevance_and_ties_share() -> None:
    log = shown([(1, 2, 0), (3, 9, 1), (0, 2, 2)], [(1, 5, 0), (2, 1, 1)])
    assert deserved(log, exposure(log, "log2")).tolist() == [0.25, 1.0, 0.25, 1.0, pytest.approx(0.6309, abs=1e-4)]


def test_ndcg_is_that_of_its_definition() -> None:
    log = shown([(1, 1, 0), (2, 3, 1), (3, 2, 2)], [(1, 3, 0), (2, 2, 1), (3, 1, 2)], [(1, 0, 0), (2, 0, 1)])
    weights = 1 / np.log2(np.arange(2, 5))
    assert ndcg(log).tolist() == pytest.approx([(weights @ [1, 3, 2]) / (weights @ [3, 2, 1]), 1, 1])


def test_gini_and_its_neighbours_on_hand_made_shares() -> None:
    assert gini(np.array([1.0, 1, 1, 1])) == 0
    assert gini(np.array([0.0, 0, 0, 1])) == pytest.approx(0.75)
    pairs = np.abs(np.subtract.outer(x := np.array([1.0, 2, 4, 9]), x)).sum()
    assert gini(x) == pytest.approx(pairs / (2 * 16 * x.mean()))
    assert least_share(x) == 0.25
    assert lower_half(x) == 3 / 16


def test_each_group_gets_what_its_relevance_gives_in_an_order_by_relevance() -> None:
    log = shown(*[[(1, 3, at % 4), (2, 1, 4 + at % 4)] for at in range(8)])
    groups = groups_of(["a"] * 4 + ["b"] * 4)
    first, second = by_group(log, groups, "log2", Draws(1))
    assert (first.group, first.per_deserved.value, second.per_deserved.value) == ("a", 1, 1)
    assert first.share.value == pytest.approx(1 / 1.63093, abs=1e-5)
    assert first.share.value + second.share.value == pytest.approx(1)
    assert first.per_merit is not None
    assert first.per_merit.value == pytest.approx((1 / 1.63093) / 0.75, abs=1e-5)
    assert first.per_deserved.low == first.per_deserved.high == 1
    assert first.largest == pytest.approx(0.25)


def test_a_group_that_is_pushed_down_gets_less_than_it_deserves() -> None:
    log = shown(*[[(2, 3, at % 4), (1, 1, 4 + at % 4)] for at in range(8)])
    first, second = by_group(log, groups_of(["a"] * 4 + ["b"] * 4), "log2", Draws(1))
    assert first.per_deserved.value == pytest.approx(0.63093, abs=1e-5)
    assert second.per_deserved.value == pytest.approx(1.58496, abs=1e-5)


def test_unlabelled_merchants_are_in_no_group_and_negative_relevance_has_no_merit() -> None:
    log = shown([(1, -3, 0), (2, -4, 1), (3, -5, 2)])
    first, second = by_group(log, Groups(("a", "b"), np.array([0, 1, -1])), "log2", Draws(1))
    assert first.per_merit is None
    assert first.share.value + second.share.value == pytest.approx(1)
    whole = spread(log, "log2", Draws(1))
    assert whole.ndcg_cost is None
    assert whole.attention_gap is None
    assert whole.gini.count == 3


def test_attention_that_follows_relevance_over_time_has_no_gap() -> None:
    """Two merchants of equal relevance, each first in every second list: amortised, attention is as relevance."""
    alternating = shown(*[[(1, 1, at % 2), (2, 1, 1 - at % 2)] for at in range(10)])
    always = shown(*[[(1, 1, 0), (2, 1, 1)] for _ in range(10)])
    found = [spread(log, "log2", Draws(1)).attention_gap for log in (alternating, always)]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].value == pytest.approx(0)
    assert found[1].value == pytest.approx(2 * (1 / 1.63093 - 0.5), abs=1e-4)


# FA*IR ----------------------------------------------------------------------------------------------------------------

PUBLISHED = {
    (10, 0.2, 0.15): ([(8, 0), (2, 1)], [(8, 0), (2, 1)], 0.13421772800000065),
    (20, 0.25, 0.1): ([(8, 0), (6, 1), (5, 2), (1, 3)], [(8, 0), (7, 1), (5, 2)], 0.10515247355215251),
    (30, 0.3, 0.05): (
        [(8, 0), (5, 1), (5, 2), (5, 3), (4, 4), (3, 5)],
        [(10, 0), (6, 1), (5, 2), (4, 3), (5, 4)],
        0.04877730797178359,
    ),
}
"""Of k, p, α, by fairsearchcore (its authors' library, tests/test_fair.py): the table, the corrected one, and how often
chance fails the latter."""


def spelled(runs: list[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(least for length, least in runs for _ in range(length))


@pytest.mark.parametrize(("asked", "found"), PUBLISHED.items())
def test_the_prefix_tables_are_those_its_authors_publish(
    asked: tuple[int, float, float], found: tuple[list[tuple[int, int]], list[tuple[int, int]], float]
) -> None:
    plain, corrected, chance = spelled(found[0]), spelled(found[1]), found[2]
    assert least_counts(*asked) == plain
    assert failing(corrected, asked[1]) == pytest.approx(chance, abs=1e-12)
    if chance <= asked[2]:  # theirs may go a little above what was asked, ours never does
        assert corrected_counts(*asked) == corrected
    else:
        assert failing(corrected_counts(*asked), asked[1]) < chance


def test_a_long_list_costs_no_more_than_its_square() -> None:
    """Where comb(k, m) would leave the floats."""
    assert failing(corrected_counts(1_100, 0.5), 0.5) <= 0.05


@pytest.mark.parametrize(("k", "p", "a"), [(20, 0.25, 0.1), (10, 0.5, 0.05), (40, 0.3, 0.05), (100, 0.1, 0.1)])
def test_the_corrected_table_fails_chance_no_more_often_than_it_says(k: int, p: float, a: float) -> None:
    counts = corrected_counts(k, p, a)
    assert failing(counts, p) <= a
    lists = Draws(1).uniform((4_000, k)) < p
    failed = np.mean([not passes(each, counts) for each in lists])
    assert failed == pytest.approx(failing(counts, p), abs=0.016)


def test_a_list_that_puts_a_group_last_fails() -> None:
    counts = corrected_counts(10, 0.5)
    assert not passes([False] * 5 + [True] * 5, counts)
    assert passes([False, True] * 5, counts)
