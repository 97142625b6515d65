"""The town's votes: lived through under a clock that is set back, once, however often the building is cut short."""

from __future__ import annotations

import pytest

from acts.conftest import seeded
from acts.river import silent
from shouyi.acts import voting
from shouyi.acts.balloting import HouseVotes
from shouyi.acts.checking import check_house
from shouyi.acts.demonstrating import _joinings
from shouyi.acts.founding import join
from shouyi.acts.past_votes import DAY_SECONDS, live_votes
from shouyi.canon.days import day_of
from shouyi.gateways.chance import DEMONSTRATION_UNIX, SetClock
from shouyi.governance.counting import Outcome, Stage
from shouyi.town.organisations import organisations
from shouyi.town.votes import FOUNDED
from shouyi.wiring import House, open_house

STANDS = {
    ("guide", "2.2"): (Stage.VOTING, Outcome.QUORUM),
    ("guide", "2.1"): (Stage.FAILED, Outcome.QUORUM),
    ("standard", "1"): (Stage.ACTIVE, Outcome.PASSED),
}
"""One takes ballots today, one missed its quorum, one passed and is in force."""


def begun(home) -> tuple[House, SetClock]:
    """A house founded in the past, as the demonstration's is."""
    clock = SetClock(DEMONSTRATION_UNIX - FOUNDED * DAY_SECONDS)
    house = open_house(seeded(home), past=clock)
    house.begin()
    with house.ledger.writing():
        join(house, _joinings(organisations()))
    return house, clock


def stands(house: House) -> dict[tuple[str, str], tuple[Stage, Outcome]]:
    return {(found.proposal.subject, found.proposal.version): (found.stage, found.outcome)
            for found in voting.standings(house)}  # fmt: skip


def test_each_story_ended_as_the_rules_say(tmp_path) -> None:
    house, clock = begun(tmp_path / "one")
    live_votes(house, clock)
    assert clock.unix == DEMONSTRATION_UNIX
    assert stands(house) == STANDS
    again = open_house(house.settings)
    assert stands(again) == STANDS, "under the clock that stands still too"
    assert not check_house(again, silent).findings
    found = HouseVotes(again)
    today = day_of(DEMONSTRATION_UNIX)
    (standard,) = [each for each in found.all() if each.proposal.subject == "standard"]
    assert standard.in_force.since < today
    assert standard.activated > standard.index
    assert [said.words for said in found.one(standard.digest).comments] == ["here", "here"]
    live_votes(house, clock)
    assert open_house(house.settings).store.batch_count() == again.store.batch_count(), "it is lived through once"


@pytest.mark.parametrize("step", [4, 20, 34])
def test_cut_short_it_begins_again_and_comes_to_the_same(tmp_path, monkeypatch, step: int) -> None:
    house, clock = begun(tmp_path / "cut")
    write, seen = voting._write, [0]

    def dying(*told) -> None:
        seen[0] += 1
        if seen[0] == step:
            raise KeyboardInterrupt
        write(*told)

    with monkeypatch.context() as patch:
        patch.setattr(voting, "_write", dying)
        with pytest.raises(KeyboardInterrupt):
            live_votes(house, clock)
    house, clock = begun(tmp_path / "cut")
    live_votes(house, clock)
    assert stands(house) == STANDS
    whole, its = begun(tmp_path / "whole")
    live_votes(whole, its)
    assert {each.digest for each in voting.standings(house)} == {each.digest for each in voting.standings(whole)}
    assert house.ledger.state.edges[3] == whole.ledger.state.edges[3], "the same entries, in the same order"


def test_no_real_house_is_founded_in_the_past(tmp_path) -> None:
    from acts.conftest import settings

    with pytest.raises(AssertionError):
        open_house(settings(tmp_path), past=SetClock())
