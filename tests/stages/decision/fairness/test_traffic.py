"""The test for traffic discrimination: what is planted is found, what is not there is not, both with measured rates.

The commit tier looks at few logs, of fixed seeds; `--soak` at as many as docs/algorithms/fairness.md quotes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.intervals import wilson
from shouyi.decision.fairness.invented import GROUP, REST, Plan, invent_log
from shouyi.decision.fairness.records import Groups, Measured
from shouyi.decision.fairness.shown import CURVES, Curve, Shown
from shouyi.decision.fairness.traffic import (
    Effect,
    _centred,
    _design,
    _scores,
    _without,
    compared,
    effects,
    expected_place,
)

CLEAN = {
    "as it comes": Plan(),
    "the group is much less relevant": Plan(gap=1.0),
    "the group is more relevant, the order very noisy": Plan(gap=-1.0, noise=1.5),
    "merchants' own fates weigh much": Plan(fate=0.5),
    "few in the sample": Plan(of_group=12, of_rest=20, listings=100),
    "everybody shown": Plan(shown=12),
}


def looked(plan: Plan, seed: int, flips: int = 199, curve: Curve = "log2") -> Effect:
    shown, groups = invent_log(plan, Draws(seed))
    (found,) = effects(shown, groups, REST, curve, Draws(0), flips)
    return found


def found_in(plan: Plan, runs: int, first_seed: int, flips: int = 199) -> Measured:
    """The rate of logs in which a difference is found."""
    return wilson(sum(looked(plan, first_seed + run, flips).is_found for run in range(runs)), runs)


@pytest.mark.parametrize("plan", CLEAN.values(), ids=CLEAN.keys())
def test_on_clean_logs_a_difference_is_found_about_five_times_in_a_hundred(plan: Plan, soak: bool) -> None:
    runs, flips = (2_000, 999) if soak else (25, 199)
    rate = found_in(plan, runs, 10_000, flips)
    assert rate.low <= 0.05, f"false findings: {rate}"
    assert not soak or rate.value < 0.07


@pytest.mark.parametrize(("penalty", "least"), [(0.2, 0.6), (0.3, 0.9)])
def test_a_planted_difference_is_found_with_the_stated_power(penalty: float, least: float, soak: bool) -> None:
    runs, flips = (1_000, 999) if soak else (15, 199)
    rate = found_in(Plan(penalty=penalty), runs, 50_000, flips)
    assert rate.high >= least
    assert not soak or rate.low > least


def test_a_planted_difference_has_its_sign_and_its_size() -> None:
    found = looked(Plan(penalty=0.5), 1)
    assert found.is_found
    assert found.group == GROUP
    assert found.looks.low < found.looks.high < 0
    assert -0.35 < found.relative.value < -0.08
    assert looked(replace(Plan(), penalty=-0.5), 1).looks.low > 0


def test_the_interval_leaves_out_no_effect_exactly_where_the_p_says_so() -> None:
    for seed in range(12):
        found = looked(Plan(listings=60, penalty=0.15), seed)
        assert (found.looks.low <= 0 <= found.looks.high) == (found.p >= 0.05)


def test_what_the_test_says_it_could_find_it_does_find() -> None:
    """The stated effect of 80 % power lies near the one that is found four times in five (penalty .2: −7.9 %)."""
    assert np.mean([looked(Plan(), seed).detectable for seed in range(8)]) == pytest.approx(0.079, abs=0.012)


@pytest.mark.parametrize("curve", CURVES)
def test_the_same_seed_gives_the_same_figures(curve: Curve) -> None:
    assert looked(Plan(listings=50), 3, curve=curve) == looked(Plan(listings=50), 3, curve=curve)


def test_three_groups_are_compared_with_one_and_corrected_together() -> None:
    shown, groups = invent_log(Plan(of_group=60, of_rest=60), Draws(4))
    codes = np.where((groups.codes == 0) & (np.arange(150) % 2 == 0), 2, groups.codes)
    three = Groups(("a", "b", "c"), codes)
    found = effects(shown, three, "b", "log2", Draws(0), 199)
    assert [each.group for each in found] == ["a", "c"]
    assert all(each.p_corrected >= each.p for each in found)
    smaller = min(found, key=lambda each: each.p)
    assert smaller.p_corrected == pytest.approx(min(1.0, 2 * smaller.p))


def test_position_alone_without_relevance_is_no_finding() -> None:
    """A group that stands lower because it is less relevant: exposure differs, the effect does not."""
    shown, groups = invent_log(Plan(gap=1.5, noise=0.0, fate=0.0), Draws(2))
    (found,) = effects(shown, groups, REST, "log2", Draws(0), 199)
    in_group = groups.codes[shown.merchant] == 0
    assert (
        shown.position[in_group & (shown.position > 0)].mean() > shown.position[~in_group & (shown.position > 0)].mean()
    )
    assert abs(found.relative.value) < 0.02


@pytest.mark.parametrize("noise", [0.3, 0.8, 1.5])
def test_what_relevance_gives_under_any_noise_is_explained(noise: float) -> None:
    """The mean exposure of the same candidates over many noisy orders: what is left of it would look like an effect."""
    shown, groups = invent_log(Plan(listings=60, fate=0), Draws(1))
    relevance, draws, mean = shown.relevance.reshape(60, 12), Draws(9), np.zeros((60, 12))
    for _ in range(400):
        place = np.argsort(np.argsort(-(relevance + noise * draws.normal((60, 12))), axis=1), axis=1) + 1
        mean += np.where(place <= 10, 1 / np.log2(1 + place), 0) / 400
    design = _design(shown, groups, "log2")
    given = _centred(design, mean.reshape(-1, 1))
    left = _without(_centred(design, design.explained), given)
    assert 1 - (left @ left) / (given[:, 0] @ given[:, 0]) > 0.99


@pytest.mark.parametrize(("fate", "least", "most"), [("rows", 0.97, 1.10), ("merchants", 0.86, 1.05)])
def test_scores_spread_as_much_as_their_sum_does(fate: str, least: float, most: float) -> None:
    """With few merchants in short lists, and noise of rows or of whole merchants: what is flipped has the size of what
    it stands for. Uncorrected it would have .82 and .70 of it."""
    shown, groups = invent_log(
        Plan(of_group=12, of_rest=20, listings=100, candidates=6, shown=6, merchants=60), Draws(3)
    )
    design = _design(compared(shown), groups, "log2")
    nuisance = _centred(design, np.column_stack([design.explained, design.group == -1]))
    target = _without(nuisance, _centred(design, (design.group == 0)[:, None]))
    sums, scores = [], []
    for seed in range(400):
        draws = Draws(100 + seed)
        noise = draws.normal((600,)) if fate == "rows" else draws.normal((60,))[shown.merchant]
        null = _without(nuisance, _centred(design, noise[:, None]))
        sums.append((target @ null) ** 2)
        scores.append((_scores(design, nuisance, target, null)[0] ** 2).sum())
    assert least < np.mean(scores) / np.mean(sums) < most


def test_merchants_outside_the_sample_are_not_compared() -> None:
    """They stand much higher than all of the sample: the two groups still get the same."""
    shown, groups = invent_log(Plan(fate=0.0, noise=0.1, gap=1.0, of_group=20, of_rest=90), Draws(1))
    lifted = np.where(groups.codes[shown.merchant] < 0, shown.relevance + 6, shown.relevance)
    order = np.lexsort((-lifted, shown.listing))
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order)) % 12 + 1
    (found,) = effects(replace(shown, position=position), groups, REST, "log2", Draws(0), 199)
    (pooled,) = effects(replace(shown, position=position), Groups(groups.names, np.abs(groups.codes)), REST, "log2",
                        Draws(0), 199)  # fmt: skip
    assert abs(found.relative.value) < 0.08
    assert pooled.relative.value < -0.15


def test_a_place_under_noise_lies_between_the_rank_and_the_middle() -> None:
    shown, _ = invent_log(Plan(listings=20), Draws(1))
    rank = np.argsort(np.argsort(-shown.relevance.reshape(20, 12), axis=1), axis=1).reshape(-1) + 1
    assert expected_place(shown, 1e-9) == pytest.approx(rank)
    assert expected_place(shown, 1e9) == pytest.approx(np.full(240, 6.5))
    some = expected_place(shown, 1.0)
    assert (np.abs(some - 6.5) <= np.abs(rank - 6.5) + 1e-9).mean() > 0.8
    assert some.reshape(20, 12).sum(axis=1) == pytest.approx(np.full(20, 78.0))


def test_long_lists_are_ranked_without_noise_and_ties_share() -> None:
    n = 300
    shown = Shown(np.zeros(n, dtype=np.int64), np.arange(1, n + 1), np.repeat(np.arange(n / 2), 2), np.arange(n),
                  tuple(f"m{at}" for at in range(n)), np.zeros(n, dtype=np.int64))  # fmt: skip
    assert expected_place(shown, 1.0)[:4].tolist() == [299.5, 299.5, 297.5, 297.5]


def test_lists_of_one_compare_nobody() -> None:
    lonely = Shown(np.array([0, 1, 1]), np.array([1, 1, 2]), np.array([1.0, 2, 1]), np.array([0, 0, 1]), ("a", "b"),
                   np.zeros(3, dtype=np.int64))  # fmt: skip
    assert compared(lonely).listing.tolist() == [0, 0]
    apart = replace(lonely, listing=np.array([0, 1, 2]))
    assert effects(apart, Groups(("x", "y"), np.array([0, 1])), "y", "log2", Draws(0), 99) == []
