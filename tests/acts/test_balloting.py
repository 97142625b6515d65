"""Votes behind the pages: what is read is what the log says, each step is taken once, a guide is tried on everybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from acts.conftest import settings
from acts.river import flow, silent
from acts.test_voting import BANK, ELECTION, TERMS, Clock
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.balloting import HouseVotes
from shouyi.acts.documents import FOUNDER
from shouyi.acts.founding import REGISTRAR
from shouyi.acts.organising import HouseOrgs
from shouyi.acts.voting import accredit, lay_down_terms, seat_delegate
from shouyi.canon.canonical import decode, encode
from shouyi.canon.days import day_of
from shouyi.gateways.errors import GatewayError
from shouyi.governance.counting import Outcome, Stage
from shouyi.ledger.kind import RULE
from shouyi.people.ports.votes import VoteNotTaken
from shouyi.score.effect import effect_of
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.redraft import Changes, redraft
from shouyi.wiring import House, open_house

OTHER = redraft(guide_bytes(), "2.5", Changes({"fulfilment": 400, "skill": 150}, {"dispatch": {"half_life": 90}}))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("shouyi.wiring.system_clock", made)
    return made


@pytest.fixture
def house(tmp_path: Path, clock: Clock) -> House:
    opened = open_house(settings(tmp_path / "h"))
    opened.begin()
    HouseOrgs(opened).register(BANK, "bank", "测试银行", "Test bank", own_key=False)
    for subject in ("guide", "standard"):
        lay_down_terms(opened, subject, TERMS)
    for org in (FOUNDER, REGISTRAR, BANK):
        accredit(opened, org)
    return opened


@pytest.fixture
def votes(house: House) -> HouseVotes:
    """On a house of its own, as behind the pages."""
    return HouseVotes(open_house(house.settings))


def test_a_vote_from_its_opening_to_the_next_one(votes: HouseVotes, house: House, clock: Clock) -> None:
    first = votes.propose(BANK, "guide", OTHER)
    assert votes.propose(BANK, "guide", OTHER) == first, "asked again, it is the same proposal"
    for _ in range(2):
        votes.vote(BANK, first, "yes")
        votes.vote(FOUNDER, first, "yes")
    found = votes.one(first)
    assert (found.stage, found.tally.yes, len(found.ballots)) == (Stage.VOTING, 2, 2)
    entries = house.store.entries(RULE, 0, 10_000)
    for cast in found.ballots:
        entry = decode(entries[cast.index])
        assert (entry["kind"], entry["by"], entry["pub"]["choice"]) == ("ballot.cast", cast.voter, cast.choice)
    assert decode(entries[found.index])["kind"] == "proposal.opened"
    with pytest.raises(VoteNotTaken) as caught:
        votes.activate(BANK, first)
    assert caught.value.code == "still-open"
    clock.sleep(4)
    assert votes.one(first).stage is Stage.READY
    for _ in range(2):
        votes.activate(BANK, first)
    clock.sleep(1)
    found = votes.one(first)
    assert (found.stage, found.in_force.version, found.until) == (Stage.ACTIVE, "2.5", None)
    assert votes.guide().data == OTHER
    second = votes.propose(BANK, "guide", redraft(OTHER, "2.6", Changes({}, {"dispatch": {"nu": 9}})))
    assert votes.replaced(second) == OTHER
    votes.vote(BANK, second, "yes")
    votes.vote(FOUNDER, second, "yes")
    clock.sleep(4)
    votes.activate(FOUNDER, second)
    assert votes.one(first).until == votes.one(second).in_force.since - 1
    assert [each.digest for each in votes.all()] == [second, first]


def test_what_failed_says_why(votes: HouseVotes, clock: Clock) -> None:
    quorum, majority = (votes.propose(BANK, "standard", encode({"version": each})) for each in ("1", "2"))
    votes.vote(BANK, quorum, "yes")
    votes.vote(BANK, majority, "no")
    votes.vote(FOUNDER, majority, "abstain")
    clock.sleep(2)
    assert (votes.one(quorum).stage, votes.one(quorum).outcome) == (Stage.FAILED, Outcome.QUORUM)
    assert (votes.one(majority).stage, votes.one(majority).outcome) == (Stage.FAILED, Outcome.MAJORITY)
    again = votes.propose(BANK, "standard", encode({"version": "1"}))
    assert again != quorum, "what failed can be proposed anew"


def test_refusals_have_codes(votes: HouseVotes, house: House, clock: Clock) -> None:
    name = votes.propose(BANK, "guide", OTHER)
    orgs = HouseOrgs(house)
    orgs.register("org-late-test", "bank", "后来", "Late", own_key=False)
    orgs.register("org-own-test", "bank", "自管", "Own key", own_key=True)
    votes.vote(BANK, name, "no")
    refused = {
        "not-a-voter": lambda: votes.vote("org-late-test", name, "yes"),
        "cast-before": lambda: votes.vote(BANK, name, "yes"),
        "unable": lambda: votes.vote("org-own-test", name, "yes"),
        "unknown": lambda: votes.vote(FOUNDER, "0" * 64, "yes"),
        "choice": lambda: votes.vote(FOUNDER, name, "perhaps"),
        "no-terms": lambda: votes.propose(BANK, "membership", b'{"version":"1"}'),
        "no-change": lambda: votes.propose(BANK, "guide", votes.guide().data),
        "comment": lambda: votes.comment(BANK, name, " ", bytes(32)),
    }
    for code, step in refused.items():
        with pytest.raises(VoteNotTaken) as caught:
            step()
        assert caught.value.code == code
    orgs.suspend(BANK, "review")
    with pytest.raises(VoteNotTaken) as caught:
        votes.comment(BANK, name, "words", bytes(32))
    assert caught.value.code == "unable"
    clock.sleep(2)
    with pytest.raises(VoteNotTaken) as caught:
        votes.vote(FOUNDER, name, "yes")
    assert caught.value.code == "too-late"


def test_a_delegate_is_carried_and_a_forged_hand_is_not(votes: HouseVotes, house: House, clock: Clock) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    pen, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = pen.public_key().public_bytes_raw().hex()
    seat_delegate(house, REGISTRAR, "seat-1", public, day_of(clock()) + 300, ELECTION)
    name = votes.propose(BANK, "guide", OTHER)
    forged = other.sign(votes.ballot_text(name, "seat-1", "yes")).hex()
    with pytest.raises(VoteNotTaken) as caught:
        votes.carry_ballot(name, "seat-1", "yes", forged)
    assert caught.value.code == "signature"
    for _ in range(2):
        votes.carry_ballot(name, "seat-1", "yes", pen.sign(votes.ballot_text(name, "seat-1", "yes")).hex())
        veto = pen.sign(votes.veto_text(name, "seat-1", "indicator.repeat")).hex()
        votes.carry_veto(name, "seat-1", "indicator.repeat", veto)
    found = votes.one(name)
    assert [(each.voter, each.by, each.is_seat) for each in found.ballots] == [("seat-1", FOUNDER, True)]
    assert [(each.seat, each.of) for each in found.vetoes] == [("seat-1", "indicator.repeat")]
    assert found.seats == ("seat-1",)


def test_a_comment_is_here_taken_out_or_lost(votes: HouseVotes, house: House) -> None:
    name = votes.propose(BANK, "guide", OTHER)
    one, two = (votes.comment(BANK, name, words, bytes(32)) for words in ("one", "two"))
    assert [(said.text, said.words) for said in votes.one(name).comments] == [("one", "here"), ("two", "here")]
    votes.take_out(one)
    votes.take_out(one)
    (house.settings.home / "votes" / "comments" / two).unlink()
    assert [(said.text, said.words) for said in votes.one(name).comments] == [("", "taken_out"), ("", "lost")]


def test_a_guide_is_tried_on_everybody_and_leaves_nothing_behind(votes: HouseVotes, house: House, trade: Path) -> None:
    with pytest.raises(GatewayError, match="nobody has evidence"):
        votes.effect(OTHER, silent)
    flow(house, trade)
    before = house.store.batch_count()
    tried = votes.effect(OTHER, silent)
    people = len(house.vault.persons(by_kind="archive.opened"))
    assert people > 3
    assert [tried.people, *map(sum, (tried.before, tried.after, tried.moves))] == [people] * 4
    assert house.store.batch_count() == before, "no run is written"
    assert not list(house.settings.home.glob("trying-*"))
    by_old = assess_everybody(house)
    heavier = encode(decode(guide_bytes()) | {"version": "2.7"} | {"voices": decode(guide_bytes())["voices"] | {
        "stars": [0, 100, 200, 300, 400]}})  # fmt: skip
    anew = votes.effect(heavier, silent)
    assert anew.before == effect_of(by_old, by_old).before
    assert anew.mean_move < 0, "stars that are worth less lower somebody"
    assert not list(house.settings.home.glob("trying-*"))


def test_what_is_tried_is_what_would_be(votes: HouseVotes, house: House, trade: Path, clock: Clock) -> None:
    """Once it is in force, a run gives the distribution that the trial showed."""
    flow(house, trade)
    tried = votes.effect(OTHER, silent)
    name = votes.propose(BANK, "guide", OTHER)
    for org in (BANK, FOUNDER):
        votes.vote(org, name, "yes")
    clock.sleep(4)
    votes.activate(BANK, name)
    clock.sleep(1)
    after = assess_everybody(house, tried.day)
    assert {each.guide for each in after} == {"2.5"}
    assert effect_of(after, after).before == tried.after
    assert parse_guide(votes.guide().data).version == "2.5"
    assert votes.effect(OTHER, silent, guide_bytes()) == tried, "afterwards too, beside the one that it replaced"
    was = assess_everybody(house, tried.day, by=day_of(clock()) - 1)
    assert {each.guide for each in was} == {"2"}
    assert house.guide.version == "2.5", "one run by a former guide leaves the house with its own"
