"""The machine of an application and its loan: its path, what is refused, what happens twice; then anything at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shouyi.decision.errors import DecisionError, StepRefused
from shouyi.decision.lending.book import Receipt, position, settlement_fen
from shouyi.decision.lending.changes import Keep
from shouyi.decision.lending.cost.told import Fee
from shouyi.decision.lending.daycount import DayCount
from shouyi.decision.lending.deciding import why_override
from shouyi.decision.lending.happenings import (
    AnyEvent,
    AskHardship,
    Confirm,
    Consent,
    DeclineHardship,
    Failed,
    GrantHardship,
    Meet,
    Paid,
    Prepay,
    Propose,
    Receive,
    Release,
    SendBack,
    Sign,
    Submit,
    TakenBack,
    TakeUp,
    Tick,
    Withdraw,
)
from shouyi.decision.lending.loan import OVER, RUNNING, Decision, Loan, NewSchedule, State, WriteOff
from shouyi.decision.lending.offer import offer_digest, offer_of
from shouyi.decision.lending.penalty import NONE, Penalty
from shouyi.decision.lending.steps import begin, step, steps_now
from stages.decision.lending.lent import DRAWN, TERMS, due_on, in_total

DAY = DRAWN - 20
NOTE = "0" * 64
PENALTY = Penalty(60_000, above=300)
YES = Decision(True, 1_200_000, 60_000, ("account",))
NO = Decision(False, reasons=("dispatch_down",), note=NOTE)


def fresh(asked: int = 1_200_000, limit: int = 5_000_000, **more: object) -> Loan:
    return begin("p", DAY, asked, limit, 63_000, ("dispatch_down", "repeat_down"), **more)  # type: ignore[arg-type]


def after(loan: Loan, *events: AnyEvent) -> Loan:
    for event in events:
        loan = step(loan, event)
    return loan


def in_review(**more: object) -> Loan:
    return after(fresh(**more), Consent(DAY, NOTE), Submit(DAY), TakeUp(DAY + 1, "a"))  # type: ignore[arg-type]


def approved() -> Loan:
    return after(in_review(), Propose(DAY + 2, "a", YES), Confirm(DAY + 3, "b"), Meet(DAY + 3, "a", "account"))


def signing(loan: Loan, *fees: Fee, penalty: Penalty = PENALTY, **changes: object) -> tuple[Loan, Sign]:
    """The loan after consent to an offer, and its signature."""
    offer = offer_of(replace(TERMS, **changes), fees, penalty)  # type: ignore[arg-type]
    return step(loan, Consent(DAY + 4, offer_digest(offer))), Sign(DAY + 4, offer)


def signed() -> Loan:
    return step(*signing(approved()))


def repaying() -> Loan:
    return after(signed(), Release(DRAWN, "a", "k"), Paid(DRAWN, "k", DRAWN))


def why(loan: Loan, event: AnyEvent) -> str:
    with pytest.raises(DecisionError) as refused:
        step(loan, event)
    return str(refused.value).partition(":")[0]


def test_from_the_first_page_to_the_last_instalment() -> None:
    loan = repaying()
    for number, due in enumerate(loan.book.dues if loan.book else (), 1):
        assert loan.state is State.REPAYING
        loan = step(loan, Receive(due.due_on, Receipt(f"r{number}", due.due_on, due.amount_fen)))
    assert (loan.state, loan.decided_by) == (State.CLOSED, ("a", "b"))
    assert steps_now(loan) == ("TakenBack",)


def test_two_officers_decide_and_neither_is_the_applicant() -> None:
    proposed = step(in_review(), Propose(DAY + 2, "a", YES))
    assert why(proposed, Confirm(DAY + 2, "a")) == "same_officer"
    assert why(proposed, Confirm(DAY + 2, "p")) == "own_case"
    assert why(proposed, Propose(DAY + 2, "b", NO)) == "proposed_already"
    assert why(in_review(), Confirm(DAY + 2, "b")) == "nothing_proposed"
    back = step(proposed, SendBack(DAY + 2, "b"))
    assert (back.state, back.pending) == (State.IN_REVIEW, None)
    assert step(back, Propose(DAY + 2, "b", NO)).pending is not None


def test_two_who_press_at_once_grant_once() -> None:
    """Both saw the same page; who comes second is told that it changed."""
    proposed = step(in_review(), Propose(DAY + 2, "a", YES))
    first = step(proposed, Confirm(DAY + 2, "b"), seen=proposed.version)
    assert first.state is State.APPROVED
    with pytest.raises(StepRefused, match="changed_meanwhile"):
        step(first, Confirm(DAY + 2, "c"), seen=proposed.version)
    assert why(first, Confirm(DAY + 2, "c")) == "not_now"


def test_a_server_that_was_killed_in_mid_payment_pays_once() -> None:
    """Released, killed, released again under the same key; the bank's answer is read twice; no other key ever."""
    paying = step(signed(), Release(DRAWN, "a", "k"))
    assert step(paying, Release(DRAWN, "a", "k")) is paying
    assert why(paying, Release(DRAWN, "a", "other")) == "not_now"
    assert why(paying, Paid(DRAWN, "other", DRAWN)) == "other_key"
    back = step(paying, Failed(DRAWN, "k"))
    assert why(back, Release(DRAWN, "a", "other")) == "other_key"
    assert why(back, Withdraw(DRAWN)) == "payment_open"
    paid = step(back, Paid(DRAWN, "k", DRAWN))
    assert step(paid, Paid(DRAWN + 1, "k", DRAWN)) is paid
    assert why(signed(), Paid(DRAWN, "", DRAWN)) == "other_key"


def test_interest_runs_from_the_day_the_money_came() -> None:
    paying = step(signed(), Release(DRAWN, "a", "k"))
    late = step(paying, Paid(DRAWN + 6, "k", DRAWN + 5))
    prompt = step(paying, Paid(DRAWN + 6, "k", DRAWN))
    assert late.book
    assert prompt.book
    assert late.book.dues[0].interest_fen < prompt.book.dues[0].interest_fen
    assert [due.due_on for due in late.book.dues] == [due.due_on for due in prompt.book.dues]
    assert why(paying, Paid(DRAWN + 1, "k", DRAWN + 2)) == "too_early"


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision(True, 1_200_001, 60_000), "amount"),
        (Decision(True, 1_200_000, 63_001), "above_cap"),
        (Decision(True, 1_100_000, 60_000), "note_missing"),
        (Decision(True, 1_200_000, 60_000, ("x", "x")), "conditions"),
        (Decision(False, reasons=("dispatch_down",)), "note_missing"),
        (Decision(False, reasons=(), note=NOTE), "reasons"),
        (Decision(False, reasons=("dispatch_down",) * 2, note=NOTE), "reasons"),
        (Decision(False, reasons=("looks",), note=NOTE), "reasons"),
        (Decision(False, reasons=(*"abcde",), note=NOTE), "reasons"),
        (Decision(False, reasons=("dispatch_down",), note="because"), "note_missing"),
    ],
)
def test_a_decision_that_may_not_be_proposed(decision: Decision, code: str) -> None:
    assert why(in_review(), Propose(DAY + 2, "a", decision)) == code


def test_the_ladder_may_be_left_with_a_note_and_its_rate_never() -> None:
    loan = in_review(asked=6_000_000)
    above = Decision(True, 6_000_000, 60_000)
    assert why_override(loan, above) == "above_limit"
    assert why(loan, Propose(DAY + 2, "a", above)) == "note_missing"
    assert step(loan, Propose(DAY + 2, "a", replace(above, note=NOTE))).pending
    assert why_override(loan, Decision(True, 5_000_000, 60_000)) is None
    assert why_override(loan, Decision(False)) is None
    assert why(loan, Propose(DAY + 2, "a", replace(above, rate_ppm=63_001, note=NOTE))) == "above_cap"


def test_who_stands_on_no_rung_yet_may_begin_with_what_others_stand_for_in_full() -> None:
    first_step = Decision(True, 1_200_000, 60_000, note=NOTE)
    assert why(in_review(limit=0), Propose(DAY + 2, "a", first_step)) == "first_step_unguaranteed"
    assert step(in_review(limit=0, guaranteed=1000), Propose(DAY + 2, "a", first_step)).pending


def test_what_is_signed_is_what_was_approved_computed_and_consented_to() -> None:
    assert why(*signing(approved(), principal_fen=1_300_000)) == "not_as_approved"
    assert why(*signing(approved(), rate_ppm=60_001, penalty=NONE)) == "not_as_approved"
    unmet = after(in_review(), Propose(DAY + 2, "a", YES), Confirm(DAY + 3, "b"))
    assert why(*signing(unmet)) == "condition"
    assert why(unmet, Meet(DAY + 3, "a", "other")) == "condition"
    consented, signature = signing(approved())
    made = signature.offer.schedule
    forged = replace(made, instalments=(replace(made.instalments[0], interest_fen=6_001), *made.instalments[1:]))
    assert why(consented, Sign(DAY + 4, replace(signature.offer, schedule=forged))) == "not_as_computed"
    dear = replace(signature.offer, penalty=Penalty(60_000, above=900))
    assert why(consented, Sign(DAY + 4, dear)) == "out_of_range"
    other = signing(approved(), count=11)[1]
    assert why(consented, other) == "not_as_consented"
    assert why(approved(), signature) == "not_as_consented"


def test_no_fee_and_no_day_count_lifts_a_loan_over_the_ladders_rate() -> None:
    """The cap is 6.3 %: at 6 % there is room for a little, and a year of 360 days costs 6.08 %."""
    fee = Fee("valuation", DRAWN, 1_500)
    assert step(*signing(approved(), fee)).state is State.SIGNED
    assert why(*signing(approved(), replace(fee, amount_fen=10_000))) == "cost_above_cap"
    at_cap = Decision(True, 1_200_000, 63_000)
    loan = after(in_review(), Propose(DAY + 2, "a", at_cap), Confirm(DAY + 3, "b"))
    assert step(*signing(loan, rate_ppm=63_000, penalty=NONE)).state is State.SIGNED
    dear = signing(loan, rate_ppm=63_000, penalty=NONE, day_count=DayCount.ACTUAL_360)
    assert why(*dear) == "cost_above_cap"


def test_late_hardship_and_back() -> None:
    late = step(repaying(), Tick(due_on(1) + 1))
    assert late.state is State.OVERDUE
    assert why(late, GrantHardship(due_on(1) + 2, "a", 3, False)) == "not_asked"
    asked = step(late, AskHardship(due_on(1) + 2))
    assert why(asked, AskHardship(due_on(1) + 2)) == "asked_already"
    assert step(asked, DeclineHardship(due_on(1) + 2, "a")).state is State.OVERDUE
    eased = step(asked, GrantHardship(due_on(1) + 3, "a", 3, False))
    assert step(eased, Tick(due_on(4))).state is State.HARDSHIP
    assert step(eased, Tick(due_on(5))).state is State.REPAYING
    assert step(eased, Tick(due_on(5) + 1)).state is State.OVERDUE


def test_a_new_schedule_and_a_write_off_need_two() -> None:
    late = step(repaying(), Tick(due_on(3)))
    made = NewSchedule(replace(TERMS, count=24, first_due_on=due_on(5)))
    proposed = step(late, Propose(due_on(3), "a", made))
    assert why(proposed, Confirm(due_on(3), "a")) == "same_officer"
    new = step(proposed, Confirm(due_on(3), "b"))
    assert (new.state, step(new, Tick(due_on(5))).state) == (State.RESTRUCTURED, State.REPAYING)
    assert why(late, Propose(due_on(3), "a", WriteOff(""))) == "note_missing"
    gone = after(late, Propose(due_on(3), "a", WriteOff(NOTE)), Confirm(due_on(3), "b"))
    assert (gone.state, gone.written_off_fen) == (State.WRITTEN_OFF, 1_200_000)
    some = step(gone, Receive(due_on(4), Receipt("late", due_on(4), 5)))
    assert some.state is State.WRITTEN_OFF


def test_a_payment_that_is_taken_back_never_came_and_opens_a_closed_loan_again() -> None:
    loan = repaying()
    assert loan.book
    receipts = [Receipt(f"r{due.number}", due.due_on, due.amount_fen) for due in loan.book.dues]
    closed = after(loan, *(Receive(receipt.on, receipt) for receipt in receipts))
    late = step(closed, TakenBack(due_on(12) + 1, "r3"))
    assert late.state is State.OVERDUE
    assert late.book
    assert position(late.book, due_on(12) + 1).principal_left_fen > 0
    assert step(late, TakenBack(due_on(12) + 1, "r3")) == late
    assert step(late, Receive(due_on(12) + 1, receipts[2])) is late
    assert why(late, TakenBack(due_on(12) + 1, "x")) == "unknown"
    again = step(late, Receive(due_on(12) + 2, Receipt("new", due_on(12) + 2, 200_000)))
    assert again.state is State.CLOSED


def test_days_do_not_run_backwards() -> None:
    assert why(step(fresh(), Consent(DAY + 5, NOTE)), Submit(DAY + 4)) == "earlier_day"


PATHS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.CONSENTED, State.WITHDRAWN}),
    State.CONSENTED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    State.IN_REVIEW: frozenset({State.APPROVED, State.REFUSED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.SIGNED, State.WITHDRAWN}),
    State.SIGNED: frozenset({State.PAYING, State.WITHDRAWN, *RUNNING}),
    State.PAYING: frozenset({State.SIGNED, *RUNNING}),
    **{state: frozenset({*RUNNING, State.CLOSED, State.WRITTEN_OFF}) for state in RUNNING},
    State.WRITTEN_OFF: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.CLOSED: RUNNING,
}
"""The plain model: where a loan may go, whatever anybody does. To stay is always possible."""
OFFICERS = st.sampled_from(["a", "b", "b", "a", "p"])
DECISIONS = st.sampled_from([YES, NO, replace(YES, conditions=()), replace(YES, amount_fen=1_199_999)])
DECIDING = DECISIONS | DECISIONS | st.just(WriteOff(NOTE)) | st.builds(
    lambda months, first, waived, capital: NewSchedule(
        replace(TERMS, count=months, first_due_on=due_on(first)), waived, capital),
    st.integers(1, 30), st.integers(1, 30), st.sampled_from([0, 0, 100]), st.booleans(),
)  # fmt: skip


class AnythingAtAll(RuleBasedStateMachine):
    """Every event in every state, on days that stand still, run on or run back; then a loan or a named error."""

    @initialize(start=st.sampled_from([fresh, in_review, approved, signed, repaying, repaying]))
    def begins(self, start: Callable[[], Loan]) -> None:
        self.loan = start()
        self.day = self.loan.on
        self.grants = int(self.loan.decision is not None)
        self.payments = int(self.loan.book is not None)
        self.came: dict[str, int] = {}
        self.reached = {self.loan.state}
        self.keys: set[str] = {self.loan.payment_key} - {""}

    def happens(self, event: AnyEvent) -> None:
        before = self.loan
        try:
            found = step(before, event)
        except DecisionError:
            return
        assert found == step(before, event)
        assert found.state is before.state or found.state in PATHS[before.state]
        assert found.version == before.version + (found != before)
        self.grants += found.state is State.APPROVED and before.state is not State.APPROVED
        self.payments += before.book is None and found.book is not None
        self.keys |= {found.payment_key} - {""}
        if isinstance(event, TakenBack):
            self.came.pop(event.reference, None)
        if isinstance(event, Receive) and found is not before:
            self.came.setdefault(event.receipt.reference, event.receipt.amount_fen)
        self.loan = found
        self.reached.add(found.state)

    @rule(days=st.sampled_from([0, 0, 1, 5, 30, 31, 61]))
    def time_passes(self, days: int) -> None:
        self.day += days

    @rule()
    def the_person_goes_on(self) -> None:
        self.happens(Consent(self.day, NOTE))
        self.happens(Submit(self.day))
        self.happens(TakeUp(self.day, "a"))

    @rule(officer=OFFICERS, what=DECIDING, second=OFFICERS)
    def two_decide(self, officer: str, what: Decision | NewSchedule | WriteOff, second: str) -> None:
        self.happens(Propose(self.day, officer, what))
        self.happens(Confirm(self.day, second))

    @rule(officer=OFFICERS)
    def sent_back(self, officer: str) -> None:
        self.happens(SendBack(self.day, officer))

    @rule(officer=OFFICERS, wait=st.integers(0, 20))
    def signed(self, officer: str, wait: int) -> None:
        self.happens(Meet(self.day, officer, "account"))
        if self.loan.state is State.APPROVED:
            made = replace(TERMS, drawn_on=self.day + wait, first_due_on=self.day + wait + 30)
            offer = offer_of(made, (), PENALTY, capitalises=wait % 2 == 0)
            self.happens(Consent(self.day, offer_digest(offer)))
            self.happens(Sign(self.day, offer))

    @rule(officer=OFFICERS, key=st.sampled_from(["k", "k", "l"]), back=st.integers(0, 3), fails=st.booleans())
    def paid_out(self, officer: str, key: str, back: int, fails: bool) -> None:
        self.happens(Release(self.day, officer, key))
        if fails:
            self.happens(Failed(self.day, key))
        self.happens(Paid(self.day, key, self.day - back))

    @rule(name=st.sampled_from("uvwxyz"), fen=st.integers(1, 400_000), back=st.integers(0, 40))
    def money_comes(self, name: str, fen: int, back: int) -> None:
        self.happens(Receive(self.day, Receipt(name, self.day - back, fen)))

    @rule(name=st.sampled_from("uvwxyz"))
    def money_goes_back(self, name: str) -> None:
        self.happens(TakenBack(self.day, name))

    @precondition(lambda self: self.loan.book is not None)
    @rule(count=st.integers(1, 12))
    def instalments_come(self, count: int) -> None:
        for each in position(self.loan.book, max(self.day, self.loan.book.began_on)).dues[:count]:  # type: ignore[arg-type, union-attr]
            if each.left_fen:
                reference = f"due-{len(self.came)}"
                self.happens(Receive(self.day, Receipt(reference, self.day, each.left_fen)))

    @precondition(lambda self: self.loan.book is not None)
    @rule()
    def paid_off(self) -> None:
        day = max(self.day, self.loan.book.began_on)  # type: ignore[union-attr]
        fen = settlement_fen(self.loan.book, day)  # type: ignore[arg-type]
        self.happens(Receive(self.day, Receipt(f"off-{len(self.came)}", self.day, fen)))
        self.happens(Prepay(self.day, position(self.loan.book, day).credit_fen))  # type: ignore[arg-type]

    @rule(fen=st.integers(1, 1_500_000), keep=st.sampled_from(Keep))
    def prepaid(self, fen: int, keep: Keep) -> None:
        self.happens(Prepay(self.day, fen, keep))

    @rule(officer=OFFICERS, months=st.integers(0, 13), bears=st.booleans(), grants=st.booleans())
    def hardship(self, officer: str, months: int, bears: bool, grants: bool) -> None:
        self.happens(AskHardship(self.day))
        granted = GrantHardship(self.day, officer, months, bears)
        self.happens(granted if grants else DeclineHardship(self.day, officer))

    @rule(back=st.integers(0, 2))
    def clock(self, back: int) -> None:
        self.happens(Tick(self.day - back))

    @rule(meant=st.integers(0, 19))
    def withdrawn(self, meant: int) -> None:
        """Seldom, or nothing else would ever be tried."""
        if meant == 19:
            self.happens(Withdraw(self.day))

    @invariant()
    def granted_once_paid_once_by_two(self) -> None:
        assert self.grants <= 1
        assert self.payments <= 1
        assert len(self.keys) <= 1
        assert self.loan.decided_by is None or len({*self.loan.decided_by, "p"}) == 3
        assert (self.loan.book is not None) == (self.loan.state in {*RUNNING, State.CLOSED, State.WRITTEN_OFF})
        assert self.loan.state in State
        assert set(steps_now(self.loan)) <= {"TakenBack"} or self.loan.state not in OVER

    @invariant()
    def every_fen_is_somewhere(self) -> None:
        book = self.loan.book
        if book is None:
            return
        day = max(self.day, book.began_on)
        now = position(book, day)
        assert in_total(book, day) == sum(self.came.values())
        assert now.principal_left_fen >= 0
        assert min((each.left_fen for each in now.dues), default=0) >= 0
        assert now.credit_fen >= 0 <= now.penalty_left_fen
        assert self.loan.state is not State.CLOSED or now.principal_left_fen == 0


TestAnythingAtAll = AnythingAtAll.TestCase
TestAnythingAtAll.settings = settings(stateful_step_count=25)


AGAIN = NewSchedule(replace(TERMS, count=9, first_due_on=due_on(20)))
WALK: dict[str, Callable[[Random], dict[str, object]]] = {
    "time_passes": lambda r: {"days": r.choice([0, 1, 5, 30, 31])},
    "the_person_goes_on": lambda r: {},
    "two_decide": lambda r: {
        "officer": r.choice("ab"),
        "second": r.choice("ab"),
        "what": r.choice([YES, NO, WriteOff(NOTE), *[AGAIN] * 3]),
    },
    "sent_back": lambda r: {"officer": r.choice("ab")},
    "signed": lambda r: {"officer": "a", "wait": r.randrange(20)},
    "paid_out": lambda r: {"officer": "a", "key": r.choice("kkl"), "back": r.choice([0, 3]), "fails": r.random() < 0.3},
    "money_comes": lambda r: {"name": r.choice("uvwxyz"), "fen": r.randrange(1, 400_000), "back": r.choice([0, 0, 40])},
    "money_goes_back": lambda r: {"name": r.choice("uvwxyz")},
    "instalments_come": lambda r: {"count": r.choice([1, 2, 12])},
    "prepaid": lambda r: {"fen": r.randrange(1, 300_000), "keep": r.choice([*Keep])},
    "hardship": lambda r: {
        "officer": "a", "months": r.randrange(0, 14), "bears": r.random() < 0.5, "grants": r.random() < 0.7},
    "clock": lambda r: {"back": r.choice([0, 0, 1])},
    "paid_off": lambda r: {},
    "withdrawn": lambda r: {"meant": r.randrange(20)},
}  # fmt: skip
"""The same rules by plain chance, since Hypothesis leaves whole rules out of a run."""


def test_walks_by_plain_chance_reach_every_state(soak: bool) -> None:
    reached: set[State] = set()
    starts = (fresh, in_review, approved, signed, repaying)
    for seed in range(300 if soak else 30):
        chance, machine = Random(seed), AnythingAtAll()
        machine.begins(start=starts[seed % len(starts)])
        for _ in range(60):
            name = chance.choice([*WALK, "clock", "time_passes"])
            if machine.loan.book is not None or name not in ("instalments_come", "paid_off"):
                getattr(machine, name)(**WALK[name](chance))
            machine.granted_once_paid_once_by_two()
            machine.every_fen_is_somewhere()
        reached |= machine.reached
    assert reached == set(State)
