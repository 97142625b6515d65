"""The fit of today's evidence finds what it was drawn from, and says nothing of few."""

from __future__ import annotations

from math import comb, lgamma, log
from random import Random

import pytest

from shouyi.score.finish import ONE_EVENT
from shouyi.score.guide import Guide
from shouyi.score.records import Totals
from shouyi.score.watch.population import Population, Seen
from shouyi.score.watch.priors import Prior, prior_of, priors


def fitted(guide: Guide, name: str, sums: list[Totals]) -> Prior:
    indicator = guide.by_name[name]
    return prior_of(indicator, indicator.form, sums)


def counts(good: int, bad: int) -> Totals:
    return Totals(good * ONE_EVENT, bad * ONE_EVENT)


def drawn(seed: int, mean: float, nu: float, people: int, trials: int, kappa: float = 1) -> list[Totals]:
    """Sums of which the guide's κ leaves `trials` events, from a beta-binomial."""
    draw = Random(seed)
    found = []
    for _ in range(people):
        rate = draw.betavariate(mean * nu, (1 - mean) * nu)
        good = sum(draw.random() < rate for _ in range(trials))
        found.append(counts(round(good / kappa), round((trials - good) / kappa)))
    return found


def test_the_page_s_example_by_hand(guide_2) -> None:
    """Half had ten of ten, half six of ten: mean .8, ν = .16/.02689 − 1; the likeliest of the grid is .82 and 3."""
    found = fitted(guide_2, "dispatch", [counts(10, 0)] * 100 + [counts(6, 4)] * 100).fitted
    between = (0.04 * 200 / 199 - 0.16 * 0.1) / 0.9
    assert found.mean_by_moments == pytest.approx(800)
    assert found.nu_by_moments == pytest.approx(0.16 / between - 1)
    assert found.nu_by_moments == pytest.approx(4.95, abs=0.005)
    assert (found.mean, found.nu) == (820, 3)
    alpha, beta = 3 * 0.18, 3 * 0.82
    said = [
        log(comb(10, bad)) + lgamma(bad + alpha) + lgamma(10 - bad + beta) - lgamma(10 + 3) - lgamma(alpha)
        - lgamma(beta) + lgamma(3) for bad in (0, 4)
    ]  # fmt: skip
    assert said == [pytest.approx(-0.9160, abs=5e-5), pytest.approx(-2.7259, abs=5e-5)]
    assert found.points == pytest.approx(13.5 * ((820 - 800) / 200 - 0.5))


@pytest.mark.parametrize(
    ("name", "mean", "nu"),
    [("dispatch", 0.9, 6), ("not_cancelled", 0.95, 12), ("satisfied", 0.8, 4), ("repeat", 0.05, 12)],
)
def test_what_the_people_were_drawn_from_is_found(guide_2, name, mean, nu) -> None:
    kappa = guide_2.by_name[name].form.kappa / 1000
    found = fitted(guide_2, name, drawn(1, mean, nu, 1_500, 20, kappa)).fitted
    assert found.mean == pytest.approx(1000 * mean, abs=20)
    assert nu / 2 <= found.nu <= 2 * nu
    assert found.mean_by_moments == pytest.approx(1000 * mean, abs=20)
    assert nu / 1.6 <= found.nu_by_moments <= 1.6 * nu


def test_fewer_than_200_people_say_nothing(guide_2) -> None:
    assert fitted(guide_2, "dispatch", [counts(9, 1)] * 199).fitted is None
    assert fitted(guide_2, "dispatch", [counts(9, 1)] * 199 + [Totals(1, 0)] * 50).fitted is None
    assert fitted(guide_2, "dispatch", [counts(9, 1)] * 200).fitted is not None


def test_people_who_do_not_differ_have_no_moments(guide_2) -> None:
    found = fitted(guide_2, "dispatch", [counts(9, 1)] * 300).fitted
    assert (found.mean, found.nu) == (900, 160)
    assert found.mean_by_moments is None
    assert found.points == pytest.approx(0)


def test_half_good_half_bad_has_no_place_on_the_grid(guide_2) -> None:
    found = fitted(guide_2, "dispatch", drawn(2, 0.5, 4, 400, 10)).fitted
    assert (found.mean, found.nu) == (None, None)
    assert found.mean_by_moments == pytest.approx(500, abs=40)


def test_every_rate_of_the_guide_is_listed(guide_2) -> None:
    one = Seen(700, 600, 800, "B", (None,) * 13, {"dispatch": counts(9, 1)})
    found = priors(Population(0, (one,) * 250, 4), guide_2)
    assert [each.indicator for each in found] == [indicator.name for indicator, _ in guide_2.rates]
    assert {each.indicator for each in found if each.fitted} == {"dispatch"}
    assert found[1].mean == 900
