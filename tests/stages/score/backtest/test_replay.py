"""The rate of a past day, by the score's own integers; and nobody looks ahead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.score.backtest.features import NAMES, features
from shouyi.score.backtest.records import Happening, Tuned
from shouyi.score.backtest.replay import (
    History,
    cases_after,
    chance_of_bad,
    counts_after,
    next_ones,
    rate_of,
    totals_of_cases,
    trial_guide,
)
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Event, Totals
from shouyi.score.totals import day_totals, totals

TUNED = Tuned(half_life=30, nu=2, kappa=500, mean=880)
GUIDE = trial_guide(guide_bytes(), "satisfied", TUNED)
happenings = st.lists(
    st.builds(Happening, st.sampled_from("ab"), st.integers(10_000, 10_060), st.booleans()), max_size=30
).map(lambda found: sorted(found, key=lambda each: each.on))


def events(found) -> list[Event]:
    return [Event(each.person, "satisfied", each.on, 0 if each.bad else 1000, 1000) for each in found]


def test_a_trial_guide_differs_in_that_rate_alone() -> None:
    own = parse_guide(guide_bytes())
    rate = rate_of(GUIDE, "satisfied")
    assert (rate.half_life, rate.nu, rate.kappa, rate.lo + rate.hi) == (30, 2, 500, 1760)
    others = [found for found in own.indicators if found.name != "satisfied"]
    assert others == [found for found in GUIDE.indicators if found.name != "satisfied"]
    assert GUIDE.weights[30][30] == 1 << 19
    assert GUIDE.digest != own.digest


@pytest.mark.parametrize("mean", [60, 500, 880, 995])
def test_without_evidence_the_prior_s_mean_is_said(mean: int) -> None:
    rate = rate_of(trial_guide(guide_bytes(), "satisfied", replace(TUNED, mean=mean)), "satisfied")
    assert chance_of_bad(rate, Totals()) == pytest.approx(1 - mean / 1000)


@given(happenings, st.integers(0, 90))
def test_a_history_sums_as_the_score_does(found, later: int) -> None:
    mine = [each for each in found if each.person == "a"]
    history = History(GUIDE, "satisfied")
    for each in mine:
        history.add(each)
    expected = totals(day_totals(events(mine), GUIDE), GUIDE, 10_060 + later)["satisfied"]
    assert history.totals(10_060 + later) == expected


@given(happenings)
def test_each_question_is_put_to_what_came_before_it(found) -> None:
    for place, (case, of) in enumerate(
        zip(next_ones(found), totals_of_cases(next_ones(found), GUIDE, "satisfied"), strict=True)
    ):
        before = [each for each in found[:place] if each.person == case.person]
        assert list(case.history) == before
        assert of == totals(day_totals(events(before), GUIDE), GUIDE, case.on)["satisfied"]


@given(happenings, st.integers(10_000, 10_060))
def test_what_happens_from_the_origin_on_changes_nothing_that_was_known(found, origin: int) -> None:
    """Outcomes from the origin on turned round: the questions' outcomes turn with them, what is known does not."""
    turned = [replace(each, bad=each.bad ^ (each.on >= origin)) for each in found]
    there, here = cases_after(found, origin, 20), cases_after(turned, origin, 20)
    assert [case.history for case in there] == [case.history for case in here]
    assert [case.bad for case in there] == [not case.bad for case in here]
    assert all(each.on < origin for case in there for each in case.history)
    counts = [counts_after(which, origin, 20, GUIDE, "satisfied") for which in (found, turned)]
    assert [(each.person, each.n, each.totals) for each in counts[0]] == [
        (each.person, each.n, each.totals) for each in counts[1]
    ]
    assert [each.bad for each in counts[0]] == [each.trials - each.bad for each in counts[1]]


def test_features_tell_sums_and_order() -> None:
    first, last = Happening("a", 70, True), Happening("a", 100, False)
    rows = features(cases_after([first, last, Happening("a", 130, True), Happening("b", 131, False)], 130, 5))
    known = dict(zip(NAMES, rows[0], strict=True))
    assert (known["n"], known["bad"], known["share"], known["last_bad"]) == (2, 1, 0.5, 0)
    assert (known["days_since_last"], known["days_since_first"], known["days_since_bad"]) == (30, 60, 60)
    assert (known["bad_30"], known["all_30"]) == (0.25, 0.75)
    assert rows[1][:2].tolist() == [0, 0]
    assert all(value != value for value in rows[1][2:])
