"""What lies between two lives on the seeded town, and which indicator makes it: docs/algorithms/gap.md."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from click.testing import CliRunner

from shouyi.acts.comparing import Comparison, Lives, compare, live, with_numbers
from shouyi.acts.past_votes import town_guide
from shouyi.cli import main
from shouyi.score.errors import GuideMalformed
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.weigh import weighs_alike
from shouyi.wiring import open_house

SEED, PEOPLE, ORDERS = "demo", 64, 312
"""The demonstration town's own size."""
VOTED = {"dispatch.hi": 900, "satisfied.hi": 850, "satisfied.kappa": 1000}
"""What the town voted in: decision 0037."""


@pytest.fixture(scope="module")
def lives() -> Lives:
    return live(SEED, PEOPLE, ORDERS, parse_guide(guide_bytes("2")))


def under(lives: Lives, numbers: Mapping[str, int]) -> Comparison:
    guide = with_numbers(guide_bytes("2"), numbers)
    assert weighs_alike(guide, parse_guide(guide_bytes("2")))
    return compare(lives, guide, seed=SEED, changed=numbers)


def test_under_guide_2_the_gap_is_beyond_a_point_and_dispatch_makes_most_of_it(lives: Lives) -> None:
    """Not what is wanted, and so it is said: promises and voices make it, craft and honesty nothing."""
    found = under(lives, {}).gap
    assert found.verdict == "broken"
    assert -4_500 < found.whole.low < found.whole.points < found.whole.high < -2_500
    assert found.largest.indicator == "dispatch"
    parts = {part.indicator: part.points for part in found.parts}
    assert parts["dispatch"] + parts["satisfied"] < 0.8 * found.whole.points
    assert {parts["qualification"], parts["panel"]} == {0}


def test_under_the_towns_guide_it_is_within_a_point(lives: Lives) -> None:
    guide = parse_guide(town_guide())
    assert weighs_alike(guide, parse_guide(guide_bytes("2")))
    found, before = compare(lives, guide, seed=SEED).gap, under(lives, {}).gap
    assert abs(found.whole.points) <= 1_000
    assert found.whole.low > before.whole.high
    assert found.bands < before.bands
    assert found == under(lives, VOTED).gap, "the editor's numbers and the voted document say the same"


def test_what_is_printed_adds_up_and_names_nobody(lives: Lives) -> None:
    found = under(lives, {})
    value = json.loads(found.to_json())
    assert sum(part["exact"] for part in value["parts"]) == value["whole"]["exact"]
    told = found.told()
    assert all(each.name in told for each in parse_guide(guide_bytes("2")).indicators)
    assert "within a point: broken" in told
    for person in lives.without:
        assert person not in told + found.to_json()


def test_the_command_measures_the_guide_in_force(tmp_path, monkeypatch) -> None:
    """Of the home, where there is one, else of the town; and leaves a folder without a home as it was."""

    def guide() -> str:
        found = CliRunner().invoke(main, ["gap", "--pairs", "2", "--orders", "4", "--json"], catch_exceptions=False)
        return str(json.loads(found.output)["guide"])

    monkeypatch.setenv("SHOUYI_HOME", str(tmp_path / "home"))
    assert guide() == "2.2"
    assert not (tmp_path / "home").exists()
    open_house().begin()
    assert guide() == "2"


@pytest.mark.soak
def test_by_default_the_command_says_that_the_towns_guide_holds(tmp_path, monkeypatch) -> None:
    """With enough pairs to be sure of it: sixty-four are too few."""
    monkeypatch.setenv("SHOUYI_HOME", str(tmp_path / "home"))
    found = CliRunner().invoke(main, ["gap"], catch_exceptions=False)
    assert (found.exit_code, "within a point: holds" in found.output) == (0, True)


def test_the_command_ends_with_its_verdict() -> None:
    asked = ["gap", "--pairs", "6", "--orders", "40", "--json"]
    found = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert found.exit_code == {"holds": 0, "broken": 1, "unknown": 2}[json.loads(found.output)["verdict"]]
    alike = CliRunner().invoke(main, [*asked, "--effect", "waiting", "--set", "dispatch.hi=900"])
    assert json.loads(alike.output)["effects"] == ["waiting"]


@pytest.mark.parametrize("numbers", [{"dispatch.none": 1}, {"dispatch": 1}, {"nothing.hi": 1}, {"dispatch.name": 1},
                                     {"dispatch.hi": 100}, {"qualification.prior": 1}])  # fmt: skip
def test_a_number_that_is_none_is_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(GuideMalformed):
        with_numbers(guide_bytes("2"), numbers)


@pytest.mark.parametrize("asked", [["--effect", "height"], ["--set", "dispatch.hi"], ["--set", "dispatch.hi=-1"]])
def test_the_command_says_what_it_does_not_know(asked: list[str]) -> None:
    found = CliRunner().invoke(main, ["gap", *asked])
    assert found.exit_code == 2
    assert "Invalid value" in found.output
