"""Any order of steps of any votes: the machine takes what a plain model takes, decides what it decides, and replays.

Each step is tried whether it is allowed or not. At the end every batch goes through a fresh machine, to the same hash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shouyi.governance.counting import outcome
from shouyi.governance.records import NOTHING, Choice
from shouyi.governance.rolls import voices
from shouyi.ledger import votes
from shouyi.ledger.entry import Entry
from shouyi.ledger.errors import BatchRefused, EntryRefused
from shouyi.ledger.machine import State, apply
from stages.governance.plain_model import Parliament, Person
from stages.governance.test_rolls import about_the_roll
from world.ledger import DAY, FOUNDER, NET, REGISTRAR, World, seed
from world.votes import (
    GUIDE_1,
    ORGS,
    SEATS,
    TERMS,
    activated,
    ballot,
    carried,
    commented,
    found,
    name_of,
    network,
    opened,
    restored,
    seated,
    suspended,
    terms_set,
    unseated,
    vetoed,
    voter_added,
    voter_struck,
)

FIRST = {"guide": GUIDE_1, "standard": NOTHING}
WORDS = ("dispatch", "hours", "repeat")
orgs, seats, choices = st.sampled_from(ORGS), st.sampled_from(SEATS), st.sampled_from([*Choice, "perhaps"])
picks = st.integers(0, 3)
SAID = st.sampled_from(["yes", "yes", "yes", "no", "abstain", "", ""])
SEEN: Counter[str] = Counter()


class Votes(RuleBasedStateMachine):
    """Both sides of every step."""

    world: World
    model: Parliament

    @initialize(
        comment=st.integers(0, 1), voting=st.integers(1, 3), notice=st.integers(0, 2),
        quorum=st.sampled_from([1, 500, 600, 800]), majority=st.sampled_from([501, 667, 750]),
        veto=st.sampled_from([334, 1000, 1]), off=st.sets(orgs, max_size=2), empty=st.sets(seats, max_size=2),
    )  # fmt: skip
    def begin(self, off: set[str], empty: set[str], **terms: int) -> None:
        self.world, self.model = network(), Parliament({**TERMS, **terms}, DAY)
        self.proposed: Counter[str] = Counter()
        self.terms_served: Counter[str] = Counter()
        self.world.write(FOUNDER, [terms_set(subject, **terms) for subject in FIRST])
        for org in sorted({*ORGS} - off):
            self.accredit(org)
        for seat in sorted({*SEATS} - empty):
            self.elect(seat, 900)

    def step(self, by: str, entry: Entry, allowed: bool, then: Callable[[], object] = lambda: None) -> None:
        """Tries it: taken if and only if the model allows it, and then the model does the same."""
        name = entry.kind.name
        SEEN[f"{name} {'taken' if allowed else 'refused'}"] += 1
        if allowed:
            self.world.write(by, [entry], self.model.day)
            then()
            return
        before = self.world.state.app_hash
        with pytest.raises((EntryRefused, BatchRefused)):
            self.world.write(by, [entry], self.model.day)
        assert self.world.state.app_hash == before

    def pick(self, which: int) -> str:
        names = list(self.model.motions)
        return names[-1 - which % len(names)]

    @rule(days=st.integers(1, 3), long=st.integers(0, 15))
    def sleep(self, days: int, long: int) -> None:
        """Some days, now and then a year, after which what had passed has lapsed and terms are over."""
        self.model.day += days if long else 370

    @rule(org=orgs)
    def accredit(self, org: str) -> None:
        entry = voter_added(org, self.model.day)
        self.step(FOUNDER, entry, org not in self.model.people, lambda: self.model.people.add(org))

    @rule(org=orgs)
    def strike(self, org: str) -> None:
        entry = voter_struck(org, self.model.day)
        self.step(FOUNDER, entry, org in self.model.people, lambda: self.model.people.discard(org))

    @rule(org=orgs)
    def suspend(self, org: str) -> None:
        allowed = org != FOUNDER and org not in self.model.silenced
        self.step(FOUNDER, suspended(org, self.model.day), allowed, lambda: self.model.silenced.add(org))

    @rule(org=orgs)
    def restore(self, org: str) -> None:
        allowed = org in self.model.silenced
        self.step(FOUNDER, restored(org, self.model.day), allowed, lambda: self.model.silenced.discard(org))

    @rule(seat=seats, days=st.sampled_from([-1, 0, 2, 60, 300]))
    def elect(self, seat: str, days: int) -> None:
        term, until = self.terms_served[seat] + 1, self.model.day + days
        allowed = self.model.may_write(REGISTRAR) and self.model.sitting(seat) is None and days >= 0
        entry = seated(seat, term=term, until=until, day=self.model.day)
        self.step(REGISTRAR, entry, allowed, lambda: self.sit(Person(seat, term, until)))

    def sit(self, person: Person) -> None:
        self.model.seats[person.seat], self.terms_served[person.seat] = person, person.term

    @rule(seat=seats)
    def recall(self, seat: str) -> None:
        allowed = self.model.may_write(REGISTRAR) and self.model.sitting(seat) is not None
        self.step(REGISTRAR, unseated(seat, day=self.model.day), allowed, lambda: self.model.seats.pop(seat))

    @rule(org=orgs, subject=st.sampled_from(["guide", "guide", "standard"]), stale=st.integers(0, 4), pick=picks)
    def propose(self, org: str, subject: str, stale: int, pick: int) -> None:
        day, n, first = self.model.day, self.proposed[org], FIRST[subject]
        wants = seed("document", len(self.model.motions)).hex()
        newest = self.model.newest(subject, first)
        instead_of = self.model.motions[self.pick(pick)].wants if stale == 4 and self.model.motions else newest
        entry = opened(org, wants, instead_of, subject=subject, version=f"v{len(self.model.motions)}", n=n, day=day)
        allowed = self.model.may_open(org, subject, wants, instead_of, first)

        def follow() -> None:
            self.proposed[org] += 1
            self.model.open(name_of(entry), org, subject, wants, instead_of, frozenset(WORDS))

        self.step(org, entry, allowed, follow)

    @precondition(lambda self: self.model.motions)
    @rule(org=orgs, pick=picks, choice=choices)
    def vote(self, org: str, pick: int, choice: str) -> None:
        name = self.pick(pick)
        allowed = self.model.may_vote(name, org) and choice in tuple(Choice)
        said = self.model.motions[name].said
        self.step(org, ballot(name, org, choice, self.model.day), allowed, lambda: said.update({org: choice}))

    @rule(
        org=orgs, at_once=st.integers(1, 2), ballots=st.lists(SAID, min_size=10, max_size=10), against=st.sets(seats),
        meddled=st.sets(orgs, max_size=2), vacated=st.sets(seats, max_size=1), elected=st.booleans(),
        late=st.sampled_from([0, 0, 0, 364, 365]),
    )  # fmt: skip
    def season(self, org: str, at_once: int, ballots: list[str], against: set[str], meddled: set[str],
               vacated: set[str], elected: bool, late: int) -> None:  # fmt: skip
        """One or two proposals at once; the roll changes; most speak on one day; somebody tries to activate both.

        So that votes come to every end, and not only to want of a quorum.
        """
        before = len(self.model.motions)
        for _ in range(at_once):
            self.propose(org, "guide", 0, 0)
        for each in sorted(meddled):
            (self.strike if each in self.model.people else self.accredit)(each)
        for seat in sorted(vacated):
            self.recall(seat)
            if elected:
                self.elect(seat, 60)
        for pick in range(len(self.model.motions) - before):
            self.model.day = max(self.model.day, self.model.motions[self.pick(pick)].window()[0])
            self.assemble(pick, ballots, against)
            self.vote(org, pick, "no")  # a second time, where it has spoken
        for pick in range(len(self.model.motions) - before):
            self.activate(org, pick, 1 + late)

    def assemble(self, pick: int, ballots: list[str], against: set[str]) -> None:
        for org, choice in zip(ORGS, ballots, strict=False):
            if choice:
                self.vote(org, pick, choice)
        for seat, choice in zip(SEATS, ballots[len(ORGS) :], strict=True):
            if choice:
                self.carry(FOUNDER, seat, pick, choice, 0)
        for seat in sorted(against):
            self.veto(FOUNDER, seat, pick, "hours")

    @precondition(lambda self: self.model.motions)
    @rule(carrier=orgs, seat=seats, pick=picks, choice=choices, late_pen=st.integers(0, 4))
    def carry(self, carrier: str, seat: str, pick: int, choice: str, late_pen: int) -> None:
        """Signed by whoever sits there, now and then by whoever did, or by nobody yet."""
        name, term = self.pick(pick), max(1, self.terms_served[seat] - late_pen // 4)
        allowed = self.model.may_carry(name, carrier, seat, term) and choice in tuple(Choice)
        entry = carried(name, seat, choice, by=carrier, day=self.model.day, term=term)
        self.step(carrier, entry, allowed, lambda: self.model.motions[name].said.update({seat: choice}))

    @precondition(lambda self: self.model.motions)
    @rule(carrier=orgs, seat=seats, pick=picks)
    def forge(self, carrier: str, seat: str, pick: int) -> None:
        """What a delegate signed for one thing does not pass for another."""
        name, term = self.pick(pick), max(1, self.terms_served[seat])
        for entry in (
            carried(name, seat, by=carrier, day=self.model.day, term=term, signed=b"something else"),
            vetoed(name, seat, by=carrier, day=self.model.day, term=term, signed=b"something else"),
        ):
            self.step(carrier, entry, False)

    @precondition(lambda self: self.model.motions)
    @rule(carrier=orgs, seat=seats, pick=picks, word=st.sampled_from([*WORDS, "finance"]))
    def veto(self, carrier: str, seat: str, pick: int, word: str) -> None:
        name, term = self.pick(pick), max(1, self.terms_served[seat])
        allowed = self.model.may_veto(name, carrier, seat, term, word)
        entry = vetoed(name, seat, word, by=carrier, day=self.model.day, term=term)
        self.step(carrier, entry, allowed, lambda: self.model.motions[name].against.add((seat, word)))

    @precondition(lambda self: self.model.motions)
    @rule(org=orgs, pick=picks)
    def comment(self, org: str, pick: int) -> None:
        name, day = self.pick(pick), self.model.day
        allowed = self.model.may_write(org) and day <= self.model.motions[name].window()[1]
        text = str(sum(self.world.state.sizes))
        self.step(org, commented(name, text, by=org, day=day), allowed)

    @precondition(lambda self: self.model.motions)
    @rule(org=orgs, pick=picks, wait=st.integers(0, 1))
    def activate(self, org: str, pick: int, wait: int) -> None:
        name = self.pick(pick)
        motion = self.model.motions[name]
        if wait:  # until the first day on which it could be, or some days more
            self.model.day = max(self.model.day, motion.window()[1] + motion.rules["notice"] + wait)
        allowed = self.model.may_activate(name, org, FIRST[motion.subject])
        entry = activated(name, org, self.model.day)
        self.step(org, entry, allowed, lambda: self.model.activate(name))

    @invariant()
    def every_outcome_is_the_models(self) -> None:
        for name, motion in self.model.motions.items():
            proposal, tally = found(self.world.state, name)
            verdict = outcome(proposal, tally).value
            assert verdict == motion.verdict()
            assert (tally.activated_on or None) == motion.done
            assert tally.cast == len(motion.said)
            if motion.window()[1] < self.model.day:
                SEEN[verdict] += 1

    @invariant()
    def what_is_in_force_is_the_models(self) -> None:
        for subject in FIRST:
            for day in (self.model.day, self.model.day + 1):
                now = votes.in_force(self.world.state, subject, day)
                assert (now.document if now else None) == self.model.law_on(subject, day)

    def teardown(self) -> None:
        """The same batches, on the same days, through a machine that knows nothing."""
        state = State(NET)
        for changes in self.world.taken:
            again = apply(state, changes.batch, changes.day)
            assert again.app_hash == changes.app_hash
            state.commit(again)
        assert state.values == self.world.state.values
        for name, motion in self.model.motions.items():
            assert outcome(*found(state, name)).value == motion.verdict()
        roll, day = votes.roll(state), self.model.day
        told = {each.name for each in voices(about_the_roll(self.world)) if each.stands(day)}
        assert told == {*roll.orgs, *(seat.name for seat in roll.seats if day <= seat.until)}


def test_outcomes_are_a_plain_models_and_the_log_replays(soak: bool) -> None:
    SEEN.clear()
    many = settings(max_examples=1500 if soak else 120, stateful_step_count=30, deadline=None,
                    suppress_health_check=list(HealthCheck))  # fmt: skip
    run_state_machine_as_test(Votes, settings=many)  # type: ignore[no-untyped-call]
    ends = {"passed", "quorum-missed", "majority-missed", "vetoed", "proposal.activated taken"}
    tried = {f"{kind} {end}" for kind in ("ballot.cast", "ballot.carried", "input.vetoed", "proposal.activated")
             for end in ("taken", "refused")}  # fmt: skip
    assert ends | tried <= SEEN.keys(), SEEN
