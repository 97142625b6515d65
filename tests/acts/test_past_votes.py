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
from shouyi.acts.past_votes import DAY_SECONDS, live_votes, town_guide
from shouyi.acts.voted_documents import first_guide, guide_in_force
from shouyi.canon.days import day_of
from shouyi.gateways.chance import DEMONSTRATION_UNIX, SetClock
from shouyi.governance.counting import Outcome, Stage, ready_from
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.weigh import weighs_alike
from shouyi.town.organisations import organisations
from shouyi.town.votes import FOUNDED
from shouyi.wiring import House, open_house

STANDS = {
    ("guide", "2.3"): (Stage.VOTING, Outcome.QUORUM),
    ("guide", "2.2"): (Stage.ACTIVE, Outcome.PASSED),
    ("guide", "2.1"): (Stage.FAILED, Outcome.QUORUM),
    ("standard", "1"): (Stage.ACTIVE, Outcome.PASSED),
}
"""One takes ballots today, one missed its quorum, a guide and a standard passed and are in force."""


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
    require_voted_guide(again, today)
    live_votes(house, clock)
    assert open_house(house.settings).store.batch_count() == again.store.batch_count(), "it is lived through once"


def require_voted_guide(house: House, today: int) -> None:
    """Guide 2 until its notice had run out, then the one that was voted in, which is what the open one changes."""
    found = {each.proposal.version: each for each in voting.standings(house) if each.proposal.subject == "guide"}
    passed, open_one = found["2.2"], found["2.3"]
    assert house.guide_document == guide_in_force(house, today) == town_guide()
    assert house.guide.version == "2.2"
    since = passed.tally.activated_on + 1
    assert guide_in_force(house, since - 1) == guide_bytes("2")
    assert today - 30 < since < open_one.proposal.opened_on
    assert since > ready_from(passed.proposal), "thirty days of notice"
    assert {"seat-1", "seat-2", "seat-3"} <= {cast.voter for cast in HouseVotes(house).one(passed.digest).ballots}
    assert (found["2.1"].proposal.replaces, passed.proposal.replaces) == (first_guide(house), first_guide(house))
    assert open_one.proposal.replaces == passed.proposal.document
    coming = parse_guide(HouseVotes(house).document(open_one.digest))
    assert weighs_alike(coming, house.guide)


@pytest.mark.parametrize("step", [4, 20, 54])
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
