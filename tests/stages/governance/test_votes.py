"""Votes through the machine, each from its opening to its end, and every step that a vote's rules refuse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from shouyi.canon.canonical import encode
from shouyi.governance.counting import Outcome, Stage, deadline, outcome, ready_from, stage, votes_from
from shouyi.governance.texts import ballot_text, document_digest, veto_text
from shouyi.ledger import votes
from shouyi.ledger.entry import Entry
from shouyi.ledger.errors import BatchRefused, EntryRefused
from shouyi.ledger.machine import State, apply
from world.ledger import DAY, FOUNDER, NET, OTHER, PLATFORM, REGISTRAR, World, batch_key, plain, seed
from world.votes import (
    GUIDE_1,
    GUIDE_2,
    GUIDE_3,
    ORGS,
    SEATS,
    activated,
    assembled,
    ballot,
    carried,
    commented,
    found,
    guide_published,
    name_of,
    network,
    opened,
    restored,
    seat_key,
    seated,
    suspended,
    terms_set,
    unseated,
    vetoed,
    voter_added,
    voter_struck,
)

VOTING, LAST, READY = DAY + 1, DAY + 3, DAY + 6  # a day of comments, three of ballots, two of notice
P = name_of(opened())


def begun(**terms: int) -> World:
    """A world in which the guide's second version was proposed."""
    world = assembled(**terms)
    world.write(PLATFORM, [opened()])
    return world


def cast(world: World, choices: Sequence[tuple[str, str]], day: int = VOTING, proposal: str = P) -> None:
    """Each organisation's own ballot, and each seat's carried by another."""
    for voter, choice in choices:
        if voter in SEATS:
            world.write(OTHER, [carried(proposal, voter, choice, day=day)], day)
        else:
            world.write(voter, [ballot(proposal, voter, choice, day)], day)


def result(world: World, proposal: str = P) -> Outcome:
    return outcome(*found(world.state, proposal))


def in_force(world: World, day: int, subject: str = "guide") -> str | None:
    now = votes.in_force(world.state, subject, day)
    return now.document if now else None


def replayed(world: World) -> State:
    """The same batches through a fresh machine."""
    state = State(NET)
    for changes in world.taken:
        again = apply(state, changes.batch, changes.day)
        assert again.app_hash == changes.app_hash
        state.commit(again)
    return state


def same_again(world: World) -> None:
    state = replayed(world)
    assert (state.values, state.app_hash, state.sizes) == (world.state.values, world.state.app_hash, world.state.sizes)


ALL_YES = [(voter, "yes") for voter in (*ORGS[:4], *SEATS[:2])]


def test_a_vote_that_passes_is_in_force_from_the_day_after_its_activation() -> None:
    world = begun()
    world.write(OTHER, [commented(P)])
    cast(world, ALL_YES)
    assert result(world) is Outcome.PASSED
    world.write(OTHER, [activated(P, day=READY)], READY)
    assert [in_force(world, day) for day in (READY, READY + 1)] == [None, GUIDE_2]
    assert (world.state.get(f"guide/{GUIDE_2}"), world.state.get("guide-version/2")) == ("2", GUIDE_2)
    run = {"as_of": READY, "count": 0, "guide": GUIDE_2, "root": seed("none").hex(), "sizes": [0, 0, 0, 0]}
    world.write(OTHER, [plain("assessment.run", run, by=OTHER, day=READY)], READY)
    same_again(world)


def test_a_vote_that_misses_its_quorum_changes_nothing() -> None:
    world = begun()
    cast(world, ALL_YES[:4])  # four of ten, five are due
    assert result(world) is Outcome.QUORUM
    with pytest.raises(EntryRefused, match=r"not-passed: quorum-missed: 4 of 10 cast a ballot, 500 ‰ must"):
        world.write(OTHER, [activated(P, day=READY)], READY)
    assert in_force(world, READY + 1) is None
    same_again(world)


def test_a_suspended_organisation_casts_nothing_and_what_it_cast_before_stands() -> None:
    world = begun()
    cast(world, [(PLATFORM, "yes")])
    world.write(FOUNDER, [suspended(PLATFORM, VOTING), suspended("org-bank", VOTING)], VOTING)
    with pytest.raises(BatchRefused, match="org-bank is suspended"):
        cast(world, [("org-bank", "no")])
    proposal, tally = found(world.state, P)
    assert (tally.yes, tally.no, proposal.electorate) == (1, 0, 10)  # still counted in the electorate
    world.write(FOUNDER, [restored("org-bank", VOTING)], VOTING)
    cast(world, [("org-bank", "no")])
    assert found(world.state, P)[1].no == 1
    same_again(world)


def test_a_delegates_ballot_reaches_the_log_though_its_carrier_was_suspended() -> None:
    world, entry = begun(), carried(P, "seat-1", by=PLATFORM, day=VOTING)
    world.write(FOUNDER, [suspended(PLATFORM, VOTING)], VOTING)
    with pytest.raises(BatchRefused, match="suspended"):
        world.write(PLATFORM, [entry], VOTING)
    world.write(OTHER, [plain("ballot.carried", entry.pub, by=OTHER, day=VOTING)], VOTING)
    assert found(world.state, P)[1].yes == 1


def test_delegates_veto_an_input_however_many_vote_for_it() -> None:
    world = begun()
    cast(world, [(voter, "yes") for voter in (*ORGS, *SEATS)])
    world.write(OTHER, [vetoed(P, "seat-1", day=VOTING)], VOTING)
    assert result(world) is Outcome.PASSED  # one of three seats is 333 ‰, 334 are due
    world.write(OTHER, [vetoed(P, "seat-2", "repeat", day=VOTING)], VOTING)
    assert result(world) is Outcome.PASSED  # another input
    world.write(OTHER, [vetoed(P, "seat-3", day=LAST)], LAST)
    assert result(world) is Outcome.VETOED
    with pytest.raises(EntryRefused, match="not-passed: vetoed: delegates veto hours"):
        world.write(OTHER, [activated(P, day=READY)], READY)
    same_again(world)


def test_of_two_at_once_both_run_and_the_second_finds_its_base_gone() -> None:
    world = begun()
    rival = opened(OTHER, GUIDE_3, version="3")
    world.write(OTHER, [rival])
    for proposal in (P, name_of(rival)):
        cast(world, ALL_YES, proposal=proposal)
        assert result(world, proposal) is Outcome.PASSED
    world.write(OTHER, [activated(name_of(rival), day=READY)], READY)
    with pytest.raises(EntryRefused, match=f"stale-base: the proposal replaces {GUIDE_1}"):
        world.write(PLATFORM, [activated(P, PLATFORM, READY)], READY)
    anew = opened(PLATFORM, GUIDE_2, GUIDE_3, n=1, day=READY)
    world.write(PLATFORM, [anew], READY)
    assert in_force(world, READY + 1) == GUIDE_3
    same_again(world)


def test_a_chain_of_votes_answers_for_every_day() -> None:
    world = begun()
    cast(world, ALL_YES)
    world.write(OTHER, [activated(P, day=READY)], READY)
    back = opened(PLATFORM, GUIDE_1, GUIDE_2, version="1", n=1, day=READY)  # back to the first, as any other change
    world.write(PLATFORM, [back], READY)
    cast(world, ALL_YES, READY + 1, name_of(back))
    world.write(OTHER, [activated(name_of(back), day=READY + 6)], READY + 6)
    days = (READY, READY + 1, READY + 6, READY + 7)
    assert [in_force(world, day) for day in days] == [None, GUIDE_2, GUIDE_2, GUIDE_1]
    same_again(world)


def test_a_proposal_walks_through_its_stages() -> None:
    world = begun()
    cast(world, ALL_YES)
    proposal, tally = found(world.state, P)
    assert (votes_from(proposal), deadline(proposal), ready_from(proposal)) == (VOTING, LAST, READY)
    stages = [stage(proposal, tally, day) for day in (DAY, VOTING, LAST, LAST + 1, READY - 1, READY, READY + 364)]
    assert [each.value for each in stages] == ["comment", "voting", "voting", "notice", "notice", "ready", "ready"]
    assert stage(proposal, tally, READY + 365) is Stage.LAPSED
    assert stage(proposal, type(tally)(), LAST + 1) is Stage.FAILED


def test_who_joins_in_the_middle_of_a_vote_is_counted_in_the_next() -> None:
    world = assembled(ORGS[:5], SEATS[:1])
    world.write(PLATFORM, [opened()])
    world.write(FOUNDER, [voter_added("org-guild")])
    world.write(REGISTRAR, [seated("seat-2")])
    assert found(world.state, P)[0].electorate == 6
    for late in (ballot(P, "org-guild", day=VOTING), carried(P, "seat-2", by="org-guild", day=VOTING)):
        with pytest.raises(EntryRefused, match="not-a-voter"):
            world.write("org-guild", [late], VOTING)
    world.write(PLATFORM, [opened(document=GUIDE_3, version="3", n=1)])
    assert found(world.state, name_of(opened(document=GUIDE_3, version="3", n=1)))[0].electorate == 8


def test_who_leaves_in_the_middle_of_a_vote_casts_nothing_more_and_is_still_counted() -> None:
    world = begun()
    cast(world, [("org-bank", "yes"), ("seat-1", "yes")])
    world.write(FOUNDER, [voter_struck("org-bank", VOTING), voter_struck("org-guild", VOTING)], VOTING)
    world.write(REGISTRAR, [unseated("seat-1", day=VOTING), unseated("seat-2", "left", day=VOTING)], VOTING)
    for voter in ("org-guild", "seat-2"):
        with pytest.raises(EntryRefused, match="not-a-voter"):
            cast(world, [(voter, "no")])
    proposal, tally = found(world.state, P)
    assert (proposal.electorate, tally.yes, tally.cast) == (10, 2, 2)


def test_an_election_in_the_middle_of_a_vote_changes_nothing_of_it() -> None:
    world = begun()
    world.write(REGISTRAR, [unseated("seat-1", "key")])
    world.write(REGISTRAR, [seated("seat-1", term=2)])
    for term in (1, 2):
        with pytest.raises(EntryRefused, match="not-a-voter"):
            world.write(OTHER, [carried(P, "seat-1", day=VOTING, term=term)], VOTING)


def test_a_term_that_ends_in_the_middle_of_a_vote_ends_the_casting() -> None:
    world = assembled(seats=())
    world.write(REGISTRAR, [seated("seat-1", until=VOTING), seated("seat-2", until=DAY)])
    world.write(PLATFORM, [opened()])
    assert found(world.state, P)[0].seats == 2
    with pytest.raises(EntryRefused, match="not-a-voter"):
        world.write(OTHER, [carried(P, "seat-2", day=VOTING)], VOTING)
    with pytest.raises(EntryRefused, match="not-a-voter"):
        world.write(OTHER, [carried(P, "seat-1", day=LAST)], LAST)


def test_a_term_that_was_over_at_the_opening_is_not_counted() -> None:
    world = assembled(seats=())
    world.write(REGISTRAR, [seated("seat-1", until=DAY), seated("seat-2", until=DAY + 1)])
    world.write(PLATFORM, [opened(day=DAY + 1)], DAY + 1)
    assert found(world.state, name_of(opened()))[0].seats == 1


def test_terms_change_by_a_vote_and_bind_what_is_opened_after() -> None:
    world = assembled()
    world.write(FOUNDER, [terms_set("terms")])
    world.write(PLATFORM, [opened()])
    new = terms_set("guide", quorum=900, day=READY + 1)
    with pytest.raises(EntryRefused, match="not-voted"):
        world.write(FOUNDER, [terms_set("guide", quorum=900)])
    change = opened(OTHER, document_digest(encode(new.pub)), "none", subject="terms", inputs=())
    world.write(OTHER, [change])
    cast(world, ALL_YES, proposal=name_of(change))
    world.write(OTHER, [activated(name_of(change), day=READY)], READY)
    with pytest.raises(EntryRefused, match="not-voted"):
        world.write(FOUNDER, [terms_set("guide", quorum=901, day=READY + 1)], READY + 1)
    world.write(FOUNDER, [new], READY + 1)
    assert votes.terms(world.state, "guide").quorum == 900
    assert found(world.state, P)[0].terms.quorum == 500
    same_again(world)


def test_only_abstentions_pass_nothing() -> None:
    world = begun()
    cast(world, [(voter, "abstain") for voter in (*ORGS, *SEATS)])
    assert result(world) is Outcome.MAJORITY


def test_the_majority_is_of_yes_and_no_and_a_tie_is_none() -> None:
    world = begun()
    cast(world, [(ORGS[0], "yes"), (ORGS[1], "no"), *((voter, "abstain") for voter in SEATS)])
    assert result(world) is Outcome.MAJORITY
    cast(world, [(ORGS[2], "yes")])
    assert result(world) is Outcome.PASSED


REFUSED: dict[str, tuple[str, str, Entry, int]] = {
    "a proposal without terms": ("no-terms", PLATFORM, opened(subject="standard", replaces="none", n=1), DAY),
    "a proposal by a stranger to the roll": ("not-a-voter", "org-school", opened("org-school"), DAY),
    "a proposal out of count": ("n: proposal 3", PLATFORM, opened(n=3), DAY),
    "a proposal of what is there": ("no-change", PLATFORM, opened(document=GUIDE_1, version="1", n=1), DAY),
    "a proposal over a guide that nobody published": ("stale-base", PLATFORM, opened(replaces=GUIDE_3, n=1), DAY),
    "a proposal over no guide": ("stale-base", PLATFORM, opened(replaces="none", n=1), DAY),
    "a version that means another guide": ("version", PLATFORM, opened(version="1", n=1), DAY),
    "a comment on nothing": ("unknown", OTHER, commented(GUIDE_1), DAY),
    "a comment after the deadline": ("too-late", OTHER, commented(P, day=LAST + 1), LAST + 1),
    "the same comment again": ("made-before", OTHER, commented(P, "first"), DAY),
    "a ballot among the comments": ("too-early", PLATFORM, ballot(P, PLATFORM), DAY),
    "a ballot after the deadline": ("too-late", PLATFORM, ballot(P, PLATFORM, day=LAST + 1), LAST + 1),
    "a ballot signed in time that came late": ("too-late", PLATFORM, ballot(P, PLATFORM, day=LAST), LAST + 1),
    "a ballot of another word": ("choice", PLATFORM, ballot(P, PLATFORM, "perhaps", VOTING), VOTING),
    "a second ballot": ("cast-before", "org-guild", ballot(P, "org-guild", "no", VOTING), VOTING),
    "a ballot by a stranger to the roll": ("not-a-voter", "org-school", ballot(P, "org-school", day=VOTING), VOTING),
    "a ballot on nothing": ("unknown", PLATFORM, ballot(GUIDE_1, PLATFORM, day=VOTING), VOTING),
    "a delegate's second ballot": ("cast-before", OTHER, carried(P, "seat-3", "no", day=VOTING), VOTING),
    "a seat that nobody has": ("not-a-voter", OTHER, carried(P, "seat-9", day=VOTING), VOTING),
    "a ballot signed for another choice": ("signature", OTHER, carried(
        P, "seat-1", "no", day=VOTING, signed=ballot_text(NET, P, "seat-1", "yes")), VOTING),
    "a ballot signed for another proposal": ("signature", OTHER, carried(
        P, "seat-1", day=VOTING, signed=ballot_text(NET, GUIDE_1, "seat-1", "yes")), VOTING),
    "a ballot signed for another network": ("signature", OTHER, carried(
        P, "seat-1", day=VOTING, signed=ballot_text("else.test/1", P, "seat-1", "yes")), VOTING),
    "a ballot under another's key": ("signature", OTHER, carried(P, "seat-1", day=VOTING, term=2), VOTING),
    "a ballot that is a veto's signature": ("signature", OTHER, carried(
        P, "seat-1", day=VOTING, signed=veto_text(NET, P, "seat-1", "yes")), VOTING),
    "a veto that is a ballot's signature": ("signature", OTHER, vetoed(
        P, "seat-1", day=VOTING, signed=ballot_text(NET, P, "seat-1", "hours")), VOTING),
    "a veto of what is no input": ("no-input", OTHER, vetoed(P, "seat-1", "finance"), DAY),
    "a veto twice": ("cast-before", OTHER, vetoed(P, "seat-3"), DAY),
    "a veto after the deadline": ("too-late", OTHER, vetoed(P, "seat-1", day=LAST + 1), LAST + 1),
    "a veto by nobody": ("not-a-voter", OTHER, vetoed(P, "seat-9"), DAY),
    "activating what is open": ("still-open", OTHER, activated(P, day=LAST), LAST),
    "activating in the notice": ("not-passed", OTHER, activated(P, day=LAST + 1), LAST + 1),
    "activating nothing": ("unknown", OTHER, activated(GUIDE_2), DAY),
    "activating as a stranger to the roll": ("not-a-voter", "org-school", activated(P, "org-school", READY), READY),
    "a voter twice": ("on-the-roll", FOUNDER, voter_added(PLATFORM), DAY),
    "a voter who is no organisation": ("unknown", FOUNDER, voter_added("org-nobody"), DAY),
    "striking whoever is not there": ("not-a-voter", FOUNDER, voter_struck("org-school"), DAY),
    "a seat that is taken": ("taken", REGISTRAR, seated("seat-1", term=2), DAY),
    "a term that is over": ("term", REGISTRAR, seated("seat-4", until=DAY - 1), DAY),
    "a term for ever": ("term", REGISTRAR, seated("seat-4", until=DAY + 1_097), DAY),
    "a delegate's key on another seat": ("key-used", REGISTRAR, seated("seat-4", key=seat_key("seat-1")), DAY),
    "an organisation's key on a seat": ("key-used", REGISTRAR, seated("seat-4", key=batch_key(OTHER)), DAY),
    "leaving for no reason": ("reason", REGISTRAR, unseated("seat-1", "dislike"), DAY),
    "leaving an empty seat": ("not-seated", REGISTRAR, unseated("seat-4"), DAY),
    "a minority's majority": ("terms: `majority`", FOUNDER, terms_set("standard", majority=500), DAY),
    "no quorum": ("terms: `quorum`", FOUNDER, terms_set("standard", quorum=0), DAY),
    "no day to vote on": ("terms: `voting`", FOUNDER, terms_set("standard", voting=0), DAY),
    "a veto by nobody at all": ("terms: `veto`", FOUNDER, terms_set("standard", veto=0), DAY),
    "other terms without a vote": ("not-voted", FOUNDER, terms_set(quorum=1), DAY),
}  # fmt: skip


@pytest.fixture
def stood() -> World:
    """A vote under way: one organisation, one delegate and one comment have spoken, one organisation never joined."""
    world = assembled(ORGS[:-1])
    world.write(PLATFORM, [opened()])
    world.write(OTHER, [commented(P, "first"), vetoed(P, "seat-3")])
    return world


@pytest.mark.parametrize("case", REFUSED, ids=lambda name: name.replace(" ", "-"))
def test_what_a_votes_rules_refuse(stood: World, case: str) -> None:
    says, by, entry, day = REFUSED[case]
    if day >= VOTING:
        cast(stood, [("org-guild", "yes"), ("seat-3", "yes")])
    before = dict(stood.state.values)
    with pytest.raises(EntryRefused, match=says):
        stood.write(by, [entry], day)
    assert stood.state.values == before


def passed(world: World) -> None:
    cast(world, ALL_YES)


ENDS: dict[str, tuple[str, Callable[[World], None], int]] = {
    "in its notice": ("in-notice", passed, READY - 1),
    "after a year": ("lapsed", passed, READY + 365),
    "twice": ("active", lambda world: (passed(world), world.write(OTHER, [activated(P, day=READY)], READY)), READY + 1),
}  # fmt: skip


@pytest.mark.parametrize("case", ENDS, ids=lambda name: name.replace(" ", "-"))
def test_what_passed_is_not_activated(case: str) -> None:
    says, before, day = ENDS[case]
    world = begun()
    before(world)
    with pytest.raises(EntryRefused, match=says):
        world.write(OTHER, [activated(P, day=day)], day)


def test_another_registrar_unseats_nobody() -> None:
    world, second = begun(), "org-second"
    world.write(FOUNDER, [plain("org.added", {"org": second, "role": "registrar"}), plain("key.added", {
        "key": batch_key(second).public.hex(), "org": second, "purpose": "batch"})])  # fmt: skip
    with pytest.raises(EntryRefused, match="not-seated"):
        world.write(second, [unseated("seat-1", by=second)])


def test_a_seat_is_free_once_its_term_is_over() -> None:
    world = assembled(seats=())
    world.write(REGISTRAR, [seated("seat-1", until=DAY)])
    world.write(REGISTRAR, [seated("seat-1", until=DAY + 9, term=2, day=DAY + 1)], DAY + 1)
    assert [seat.key for seat in votes.roll(world.state).seats] == [seat_key("seat-1", 2).public.hex()]


def test_a_house_without_votes_goes_on_as_it_was() -> None:
    """The founder publishes guides, runs are written, and no vote is asked."""
    world = network()
    world.write(FOUNDER, [guide_published(GUIDE_2, "2")])
    assert in_force(world, DAY) is None
    assert not [key for key in world.state.values if key.startswith(("force", "roll", "terms", "proposal"))]


def test_a_published_challenger_can_be_voted_in() -> None:
    world = begun()
    world.write(FOUNDER, [guide_published(GUIDE_2, "2")])
    cast(world, ALL_YES)
    world.write(OTHER, [activated(P, day=READY)], READY)
    assert in_force(world, READY + 1) == GUIDE_2


def test_a_version_taken_in_the_meantime_holds_the_activation() -> None:
    world = begun()
    cast(world, ALL_YES)
    world.write(FOUNDER, [guide_published(GUIDE_3, "2", VOTING)], VOTING)
    with pytest.raises(EntryRefused, match="version"):
        world.write(OTHER, [activated(P, day=READY)], READY)


def test_every_subject_has_its_own_terms_and_its_own_rule_in_force() -> None:
    world = begun()
    world.write(FOUNDER, [terms_set("standard", comment=0, voting=1, notice=0)])
    change = opened(OTHER, GUIDE_3, "none", subject="standard", inputs=())
    world.write(OTHER, [change])
    cast(world, ALL_YES, DAY, name_of(change))
    world.write(OTHER, [activated(name_of(change), day=DAY + 1)], DAY + 1)
    assert (in_force(world, DAY + 2, "standard"), in_force(world, DAY + 2)) == (GUIDE_3, None)
