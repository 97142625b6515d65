"""PSI by hand, its bounds, and a planted shift."""

from __future__ import annotations

from math import log
from random import Random

import hypothesis
import pytest
from hypothesis import strategies as st

from shouyi.score.guide import Guide
from shouyi.score.watch.drift import between_runs, drifts, psi, verdict_of
from shouyi.score.watch.population import Population, Seen

lists = st.integers(1, 12).flatmap(
    lambda bins: st.tuples(*[st.lists(st.integers(0, 500), min_size=bins, max_size=bins)] * 2)
)


def seen(guide: Guide, score: int, u: int | None) -> Seen:
    return Seen(score, score, score, "B", (u,) * len(guide.indicators), {})


def crowd(guide: Guide, seed: int, count: int, shift: int = 0, without: float = 0.3) -> Population:
    draw = Random(seed)
    people = [
        seen(
            guide,
            min(1000, max(0, round(draw.gauss(700 + shift, 80)))),
            None if draw.random() < without else draw.randrange(10**9),
        )
        for _ in range(count)
    ]
    return Population(0, tuple(people), 0)


def test_the_page_s_example_by_hand() -> None:
    assert psi([20, 50, 30], [30, 50, 20]) == pytest.approx(2 * (20 / 203) * log(61 / 41), abs=1e-15)
    assert psi([20, 50, 30], [30, 50, 20]) == pytest.approx(0.0783, abs=5e-5)


def test_an_empty_bin_has_half_a_person() -> None:
    assert psi([10, 0], [0, 10]) == pytest.approx(2 * (20 / 22) * log(21), abs=1e-15)


@hypothesis.given(lists)
def test_it_is_nothing_for_equal_counts_and_never_negative(two: tuple[list[int], list[int]]) -> None:
    one, other = two
    assert psi(one, one) == 0
    assert psi(one, other) >= 0
    assert psi(one, other) == pytest.approx(psi(other, one), abs=1e-12)
    assert (psi(one, other) == 0) == (one == other) or sum(one) != sum(other)


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, "stable"), (0.0999, "stable"), (0.1, "watch"), (0.25, "watch"), (0.2501, "act")]
)
def test_the_rule_of_thumb(value, expected) -> None:
    assert verdict_of(value) == expected


def test_the_same_people_twice_drift_nowhere(guide_2) -> None:
    same = crowd(guide_2, 1, 400)
    assert {(each.psi, each.verdict) for each in drifts(same, same, guide_2)} == {(0.0, "stable")}


def test_two_samples_of_one_population_show_what_chance_shows(guide_2) -> None:
    """Mean PSI of the score over 200 pairs of samples beside (bins − 1)·(1/n + 1/m)."""
    found = [drifts(crowd(guide_2, seed, 500), crowd(guide_2, 10_000 + seed, 500), guide_2)[0] for seed in range(200)]
    values = [each.psi for each in found if each.psi is not None]
    assert sum(values) / 200 == pytest.approx(found[0].by_chance, rel=0.15)
    assert {each.verdict for each in found} <= {"stable"}


def test_a_planted_shift_is_found_where_it_was_planted(guide_2) -> None:
    before = crowd(guide_2, 1, 1_000)
    score, *indicators = drifts(before, crowd(guide_2, 2, 1_000, shift=60), guide_2)
    assert (score.name, score.verdict) == ("score", "act")
    assert {each.verdict for each in indicators} == {"stable"}
    score, *indicators = drifts(before, crowd(guide_2, 2, 1_000, without=0.7), guide_2)
    assert score.verdict == "stable"
    assert {each.verdict for each in indicators} == {"act"}


def test_few_people_say_nothing(guide_2) -> None:
    few, many = crowd(guide_2, 1, 199), crowd(guide_2, 1, 400, shift=200)
    for before, after in ((few, many), (many, few), (few, Population(0, (), 9))):
        assert {(each.psi, each.verdict) for each in drifts(before, after, guide_2)} == {(None, "unknown")}


def test_runs_are_compared_by_score_and_dimensions() -> None:
    names = ("score", "skill", "fulfilment", "word_of_mouth", "social", "finance")
    before = [dict.fromkeys(names, 300 + number) for number in range(400)]
    after = [each | {"skill": each["skill"] + 300} for each in before]
    found = {each.name: each.verdict for each in between_runs(before, after)}
    assert found == {**dict.fromkeys(names, "stable"), "skill": "act"}
    assert {each.psi for each in between_runs(before, before)} == {0.0}
    assert {each.verdict for each in between_runs(before[:100], after)} == {"unknown"}
