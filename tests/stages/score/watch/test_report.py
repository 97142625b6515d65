"""What a watch concludes, and what of it may leave the operator."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from shouyi.score.watch.bunching import Bunching
from shouyi.score.watch.campaigns import campaigns
from shouyi.score.watch.drift import Drift, Runs
from shouyi.score.watch.population import Population, spread_of
from shouyi.score.watch.report import Looked, Watch
from shouyi.score.watch.rings import Flag

CALM = Bunching(400, 20.0, 21.0, 1.05, 0.7, 1.5, 0.41, "none")
CIRCLE = Flag("circle", ("planted-name", "other-name"), 24, 24, 12, 1.2, 0.000012345678)


@pytest.fixture
def calm(guide_2) -> Watch:
    """Everything was looked at, and nothing is to be seen."""
    return Watch(
        guide="2",
        against=20_470,
        spread=spread_of(Population(20_500, (), 0), guide_2),
        drifts=[Drift("score", 0.02, 0.01, "stable"), Drift("panel", 0.2, 0.01, "watch")],
        priors=[],
        bunching=CALM,
        campaigns=campaigns([]),
        captures=[],
        looked=Looked(makers=300, voices=5_000, unknown_buyers=0),
        flags=[],
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "holds"),
        ({"drifts": [Drift("score", 0.3, 0.01, "act")]}, "broken"),
        ({"bunching": replace(CALM, verdict="look")}, "broken"),
        ({"flags": [CIRCLE]}, "broken"),
        ({"runs": Runs(1, 2, [Drift("skill", 0.4, 0.01, "act")])}, "broken"),
        ({"runs": Runs(1, 2, [Drift("skill", None, None, "unknown")])}, "holds"),
        ({"drifts": [Drift("score", None, None, "unknown")]}, "unknown"),
        ({"bunching": Bunching(50)}, "unknown"),
        ({"looked": Looked(300, 5_000, 5_000, circles=False)}, "unknown"),
        ({"bunching": Bunching(50), "flags": [CIRCLE]}, "broken"),
    ],
)
def test_a_sign_says_more_than_what_nobody_could_tell(calm, changes, expected) -> None:
    assert replace(calm, **changes).verdict == expected


def test_names_stand_in_the_private_list_alone(calm) -> None:
    found = replace(calm, flags=[CIRCLE])
    assert "-name" not in found.to_json() + found.told()
    assert json.loads(found.flagged())["makers"] == ["planted-name", "other-name"]
    assert found.signs()["circle"] is None
    assert found.signs()["burst"] == 0


def test_floats_are_short_and_small_ones_keep_their_digits(calm) -> None:
    listed = json.loads(replace(calm, flags=[replace(CIRCLE, expected=1.23456789)]).flagged())
    assert (listed["expected"], listed["p"]) == (1.2346, 0.00001235)


def test_a_line_at_the_floor_is_a_figure_of_few_people(calm) -> None:
    value = json.loads(calm.to_json())
    assert {"below", "above"} & value["bunching"].keys() == set()
    assert value["bunching"]["ratio"] == 1.05


def test_few_voices_of_nobody_are_not_told(calm) -> None:
    assert replace(calm, looked=Looked(300, 5_000, 4)).signs()["unknown_buyers"] is None
    assert replace(calm, looked=Looked(8, 50, 0)).signs()["voices"] is None
