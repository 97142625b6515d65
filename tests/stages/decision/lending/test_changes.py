"""Prepayment, deferral, a new schedule; and what repayment tells as evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.days import from_iso, to_iso
from shouyi.decision.lending.book import position, settlement_fen
from shouyi.decision.lending.changes import Keep, defer, prepay, restructure
from shouyi.decision.lending.dates import Roll, rolled
from shouyi.decision.lending.errors import ChangeRefused
from shouyi.decision.lending.facts import repayment_facts
from shouyi.decision.lending.penalty import NONE
from shouyi.decision.lending.schedule import Method
from shouyi.evidence.outcome.entry import contradicted
from stages.decision.lending.lent import DRAWN, TERMS, book, due_on, in_total, kept, paid

Made = TypeVar("Made")


def made_or_why(make: Callable[[], Made]) -> tuple[Made | None, str]:
    try:
        return make(), ""
    except ChangeRefused as refused:
        return None, refused.code


def test_part_of_it_early_makes_instalments_smaller_over_the_same_days() -> None:
    """After the first, 11,027.20 are left; 5,000 on the next due day leave 5,049.54 after it, over ten months."""
    found = paid(kept(book(), 2), (due_on(2), 500_000))
    done = prepay(found, due_on(2), 500_000)
    assert (done.interest_fen, done.principal_fen) == (0, 500_000)
    assert done.left_fen == 1_200_000 - 97_280 - 97_766 - 500_000
    assert [due.number for due in done.book.dues] == list(range(3, 13))
    assert [due.due_on for due in done.book.dues] == [due_on(number) for number in range(3, 13)]
    assert {due.amount_fen for due in done.book.dues[:-1]} == {round(done.left_fen * 0.005 / (1 - 1.005**-10))}


def test_or_fewer_of_the_same_size() -> None:
    found = paid(kept(book(), 2), (due_on(2), 500_000))
    done = prepay(found, due_on(2), 500_000, Keep.INSTALMENT)
    assert len(done.book.dues) == 5
    assert all(due.amount_fen <= 103_280 for due in done.book.dues)


def test_in_the_middle_of_a_month_interest_of_the_days_goes_first() -> None:
    found = paid(kept(book(), 1), (due_on(1) + 15, 500_000))
    done = prepay(found, due_on(1) + 15, 500_000)
    assert (done.interest_fen, done.principal_fen) == (2_757, 497_243)
    # the rest of the month: 13 of the 28 days by 30E/360 of what is left
    assert done.book.dues[0].interest_fen == round((1_102_720 - 497_243) * 0.06 * 15 / 360)


def test_paying_off_ends_the_loan_and_what_is_too_much_comes_back() -> None:
    day = due_on(1) + 15
    found = paid(kept(book(), 1), (day, 2_000_000))
    owed = 1_102_720 + 2_757
    done = prepay(found, day, 2_000_000)
    assert (done.left_fen, done.interest_fen + done.principal_fen) == (0, owed)
    now = position(done.book, day)
    assert (now.is_paid, now.principal_left_fen, now.credit_fen) == (True, 0, 2_000_000 - owed)


def test_what_was_carried_is_paid_after_principal_and_never_lost() -> None:
    """A new schedule carries 300.00 or so; all principal and part of that is paid early: the rest stays due."""
    made = replace(TERMS, count=24, first_due_on=due_on(7))
    new = restructure(kept(book(), 1), due_on(6), made)
    assert new.carried_fen > 20_000
    day = due_on(6) + 10
    owed = settlement_fen(new.book, day)
    for short in (0, 1, new.carried_fen):
        done = prepay(paid(new.book, (day, owed - short)), day, owed - short)
        assert (done.left_fen, done.carried_fen) == (0, new.carried_fen - short)
        assert settlement_fen(done.book, day) == short
        assert [due.amount_fen for due in done.book.dues] == [short] * (short > 0)
        assert in_total(done.book, day) == 103_280 + owed - short


@pytest.mark.parametrize(
    ("day", "receipt", "amount", "code"),
    [
        (due_on(1), 500_000, 500_000, "due_first"),
        (due_on(1) - 5, 500_000, 500_001, "not_received"),
        (due_on(1) - 5, 500_000, 0, "not_received"),
        (due_on(1) - 5, 500_000, 100, "too_little"),
    ],
)
def test_a_prepayment_that_may_not_be_made(day: int, receipt: int, amount: int, code: str) -> None:
    found = book() if code == "due_first" else paid(book(), (DRAWN + 1, receipt))
    with pytest.raises(ChangeRefused, match=code):
        prepay(found, day, amount)


@given(st.integers(DRAWN + 1, DRAWN + 330), st.integers(1, 1_500_000), st.sampled_from(Keep), st.sampled_from(Method))
def test_whatever_is_prepaid_every_fen_is_somewhere(day: int, fen: int, keep: Keep, method: Method) -> None:
    found = book(method=method)
    found = paid(found, *((due.due_on, due.amount_fen) for due in found.dues if due.due_on <= day), (day, fen))
    done, code = made_or_why(lambda: prepay(found, day, fen, keep))
    if done is None:
        assert code == "too_little"
        return
    assert done.left_fen == position(done.book, day).principal_left_fen
    assert in_total(done.book, day) == sum(receipt.amount_fen for receipt in found.receipts)
    assert abs(settlement_fen(done.book, day) - settlement_fen(found, day)) <= 1
    assert len(done.book.dues) <= sum(due.due_on > day for due in found.dues)
    end = position(done.book, DRAWN + 800)
    assert end.principal_left_fen == 0 or end.overdue_fen > 0


def test_a_deferral_moves_every_day_and_adds_simple_interest_at_the_end_or_none() -> None:
    found = kept(book(), 2)
    free = defer(found, due_on(2) + 5, 3, bears_interest=False)
    assert [due.due_on for due in free.dues] == [due_on(number + 3) for number in range(3, 13)]
    assert sum(due.amount_fen for due in free.dues) == sum(due.amount_fen for due in found.dues[2:])
    bears = defer(found, due_on(2) + 5, 3, bears_interest=True)
    left = 1_200_000 - 97_280 - 97_766
    assert bears.dues[-1].interest_fen == round(left * 0.06 * 3 / 12)
    assert (bears.dues[-1].due_on, bears.dues[-1].principal_fen) == (due_on(15), 0)
    assert bears.dues[:-1] == free.dues


def test_a_second_deferral_leaves_the_interest_of_the_first_on_the_last_day() -> None:
    once = defer(kept(book(), 2), due_on(2), 3, bears_interest=True)
    twice = defer(once, due_on(4), 2, bears_interest=True)
    last = due_on(12 + 3 + 2)
    interest = [due for due in twice.dues if not due.principal_fen]
    assert [due.due_on for due in interest] == [last, last]
    assert max(due.due_on for due in twice.dues) == last
    left = 1_200_000 - 97_280 - 97_766
    assert [due.interest_fen for due in interest] == [round(left * 0.005 * 3), round(left * 0.005 * 2)]
    assert (interest[0].from_on, interest[0].to_on) == (due_on(2), due_on(5))
    assert [due.number for due in twice.dues] == list(range(3, 15))


def test_who_pays_off_within_a_free_deferral_pays_nothing_for_it() -> None:
    free = defer(kept(book(), 2), due_on(2), 3, bears_interest=False)
    left = 1_200_000 - 97_280 - 97_766
    assert settlement_fen(free, due_on(2) + 60) == left
    bears = defer(kept(book(), 2), due_on(2), 3, bears_interest=True)
    assert abs(settlement_fen(bears, due_on(4)) - left - left * 0.06 * 2 / 12) < 1
    part = prepay(paid(free, (due_on(2) + 60, 300_000)), due_on(2) + 60, 300_000)
    assert part.interest_fen == 0
    assert part.book.dues[0].interest_fen == round((left - 300_000) * 0.06 / 12)


def test_what_was_late_is_late_no_more_and_the_penalty_stops_and_is_kept() -> None:
    day = due_on(2) + 13
    found = kept(book(), 1)
    before = position(found, day)
    assert (before.overdue_days, before.penalty_fen) == (13, 241)
    after = defer(found, day, 2, bears_interest=False)
    assert after.dues[0].due_on == after.dues[1].due_on == due_on(5)
    assert after.dues[-1].carried_fen == 241
    assert position(after, due_on(5)).penalty_fen == 0
    with pytest.raises(ChangeRefused, match="too_short"):
        defer(book(), due_on(12) + 90, 1, bears_interest=True)
    for months in (0, 13):
        with pytest.raises(ChangeRefused, match="months"):
            defer(found, day, months, bears_interest=False)


def test_late_principal_bears_interest_while_it_waits_but_not_twice() -> None:
    """13 days late, then moved two months: a penalty for ten days, then 6 % from that day to the new one."""
    day = due_on(2) + 13
    found = kept(book(), 1)
    to_come, waiting = defer(found, day, 2, bears_interest=True).dues[-2:]
    late = 97_766
    assert to_come.interest_fen == round((1_102_720 - late) * 0.06 * 2 / 12)
    assert waiting.interest_fen == pytest.approx(late * 0.06 * (due_on(5) - day) / 360, abs=40)
    assert (to_come.due_on, waiting.due_on, waiting.from_on) == (due_on(14), due_on(14), day)


def test_interest_that_was_earned_stays_earned_and_what_was_moved_moves_again() -> None:
    """Late in March, moved to June, then to July with the rest; paying off in between costs the earned interest too."""
    found = kept(book(NONE), 1)
    once = defer(found, due_on(2) + 13, 2, bears_interest=False)
    earned = found.dues[1].interest_fen
    assert settlement_fen(once, due_on(2) + 20) == 1_102_720 + earned
    twice = defer(once, due_on(4), 1, bears_interest=False)
    assert [due.due_on for due in twice.dues[:2]] == [due_on(6), due_on(6)]
    assert settlement_fen(twice, due_on(4)) == 1_102_720 + earned


def test_late_principal_that_is_moved_twice_bears_interest_for_each_day_once() -> None:
    """From 23 March to 10 June, then to 10 July: the second deferral begins where the first one ended."""
    day = due_on(2) + 13
    once = defer(kept(book(NONE), 1), day, 2, bears_interest=True)
    twice = defer(once, due_on(3), 1, bears_interest=True)
    spans = [(due.from_on, due.to_on) for due in twice.dues if not due.principal_fen]
    assert spans == [(due_on(2), due_on(4)), (day, due_on(5)), (due_on(4), due_on(5)), (due_on(5), due_on(6))]
    assert twice.dues[-1].interest_fen == round(97_766 * 0.06 / 12)


def test_a_number_that_was_told_of_is_never_given_again() -> None:
    """The second instalment was late for good, then everything was deferred, then scheduled anew: fourteen facts."""
    late = defer(kept(book(NONE), 1), due_on(2) + 30, 2, bears_interest=False)
    anew = restructure(late, due_on(4), replace(TERMS, first_due_on=due_on(6))).book
    assert [due.number for due in anew.dues] == list(range(3, 15))
    done = paid(anew, *((due.due_on, due.amount_fen) for due in anew.dues))
    told = repayment_facts(done, due_on(30), "p", "L")
    assert [(fact.about, fact.value) for fact in told] == [
        ("L-1", 1000), ("L-2", 0), *((f"L-{number}", 1000) for number in range(3, 15)),
    ]  # fmt: skip


def test_part_of_a_deferred_loan_may_be_paid_early_over_its_new_days() -> None:
    for waits in (False, True):
        found = defer(kept(book(NONE), 1), due_on(2) + 13, 2, bears_interest=waits)
        day = due_on(3) + 20
        done = prepay(paid(found, (day, 400_000)), day, 400_000)
        assert [due.due_on for due in done.book.dues] == [due_on(number) for number in range(5, 15)]
        assert done.left_fen == sum(due.principal_fen for due in done.book.dues) == 1_102_720 - done.principal_fen
        only = defer(book(NONE, count=1), due_on(1) + 5, 2, bears_interest=waits)
        part = prepay(paid(only, (day - 30, 400_000)), day - 30, 400_000)
        assert [due.due_on for due in part.book.dues] == [due_on(3)]


@pytest.mark.parametrize("method", Method)
def test_rolled_days_move_by_whole_months_whatever_the_method(method: Method) -> None:
    found = book(method=method, roll=Roll.FOLLOWING)
    moved = defer(found, DRAWN + 1, 3, bears_interest=False)
    assert [due.to_on for due in moved.dues] == [due_on(number + 3) for number in range(1, 13)]
    assert [due.due_on for due in moved.dues] == [rolled(due_on(number + 3), Roll.FOLLOWING) for number in range(1, 13)]


def test_deferred_days_keep_the_day_of_the_month() -> None:
    """On the 31st, then the last of shorter months: February brings no loan to the 28th for good."""
    found = kept(book(drawn_on=from_iso("2026-12-31"), first_due_on=from_iso("2027-01-31")), 1)
    moved = defer(found, from_iso("2027-02-01"), 1, bears_interest=False)
    assert [to_iso(due.due_on) for due in moved.dues[:3]] == ["2027-03-31", "2027-04-30", "2027-05-31"]


def test_a_new_schedule_carries_what_was_owed_and_takes_no_interest_on_it() -> None:
    day = due_on(4)
    found = kept(book(), 1)
    before = position(found, day)
    made = replace(TERMS, rate_ppm=40_000, count=24, first_due_on=due_on(5))
    done = restructure(found, day, made, waived_fen=100)
    owed = sum(each.left_fen - each.principal_left_fen for each in before.open_dues) + before.penalty_fen
    assert (done.carried_fen, done.waived_fen, done.capitalised_fen) == (owed - 100, 100, 0)
    assert sum(due.principal_fen for due in done.book.dues) == before.principal_left_fen
    assert sum(due.carried_fen for due in done.book.dues) == owed - 100
    assert [due.number for due in done.book.dues] == list(range(5, 29))
    assert in_total(done.book, day) == 103_280


def test_interest_becomes_principal_only_where_the_agreement_says_so() -> None:
    made, day = replace(TERMS, count=24, first_due_on=due_on(5)), due_on(4)
    with pytest.raises(ChangeRefused, match="capitalisation_forbidden"):
        restructure(kept(book(), 1), day, made, capitalise=True)
    done = restructure(kept(book(capitalises=True), 1), day, made, capitalise=True)
    assert done.capitalised_fen > 0 == done.carried_fen
    assert sum(due.principal_fen for due in done.book.dues) == 1_102_720 + done.capitalised_fen


def test_a_new_schedule_is_never_dearer_and_never_for_nothing() -> None:
    with pytest.raises(ChangeRefused, match="rate_higher"):
        restructure(book(), due_on(1), replace(TERMS, rate_ppm=60_001, first_due_on=due_on(5)))
    with pytest.raises(ChangeRefused, match="waived"):
        restructure(book(), due_on(1), replace(TERMS, first_due_on=due_on(5)), waived_fen=10**6)
    with pytest.raises(ChangeRefused, match="nothing_owed"):
        restructure(kept(book(), 12), due_on(12), replace(TERMS, first_due_on=due_on(15)))


@given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 500), st.booleans(), st.booleans())
def test_whatever_is_changed_principal_stays_and_every_fen_is_somewhere(
    kept_count: int, months: int, days: int, bears: bool, twice: bool
) -> None:
    found = paid(kept(book(), kept_count), (due_on(2), 12_345))
    day = DRAWN + 1 + days
    before = position(found, day).principal_left_fen
    came = sum(receipt.amount_fen for receipt in found.receipts if receipt.on <= day)
    after, code = made_or_why(lambda: defer(found, day, months, bears_interest=bears))
    if after is not None and twice:
        after, code = made_or_why(lambda: defer(after, day, 1, bears_interest=bears))
    if after is None:
        assert code in ("nothing_owed", "too_short")
        return
    assert position(after, day).principal_left_fen == before
    assert in_total(after, day) == came
    assert min(due.due_on for due in after.dues) > day
    assert all(min(due.principal_fen, due.interest_fen, due.carried_fen) >= 0 for due in after.dues)
    assert abs(settlement_fen(after, day) - settlement_fen(found, day)) <= 3 or not bears
    assert settlement_fen(after, day) <= settlement_fen(found, day) + 3
    later = day + 11
    early, code = made_or_why(lambda: prepay(paid(after, (later, 300_000)), later, 300_000))
    assert early is not None or code in ("due_first", "too_little", "nothing_owed", "not_received")
    if early is not None:
        assert position(early.book, later).principal_left_fen == early.left_fen == before - early.principal_fen
        assert abs(settlement_fen(early.book, later) - settlement_fen(paid(after, (later, 300_000)), later)) <= 1
        made, why = made_or_why(lambda: restructure(early.book, later, replace(TERMS, first_due_on=later + 40)))
        assert made is not None or why == "nothing_owed"
        if made is not None:
            assert settlement_fen(made.book, later) == settlement_fen(early.book, later)
    made, why = made_or_why(lambda: restructure(found, day, replace(TERMS, first_due_on=day + 40)))
    assert made is None or settlement_fen(made.book, day) == settlement_fen(found, day)


def test_each_instalment_is_one_fact_once_it_is_final() -> None:
    found = paid(kept(book(NONE), 2), (due_on(3) + 2, 103_280), (due_on(4) + 29, 103_280))
    facts = repayment_facts(found, due_on(5) + 30, "p", "L7")
    told = [(fact.about, fact.value, fact.on) for fact in facts]
    assert told == [
        ("L7-1", 1000, due_on(1)),
        ("L7-2", 1000, due_on(2)),
        ("L7-3", 0, due_on(3) + 2),
        ("L7-4", 0, due_on(4) + 29),
        ("L7-5", 0, due_on(5) + 30),
    ]
    assert {fact.what for fact in facts} == {"repayment"}
    assert not any(contradicted(fact) for fact in facts)


def test_days_of_grace_are_in_time_and_thirty_days_must_pass_before_late_is_said() -> None:
    facts = repayment_facts(paid(kept(book(), 1), (due_on(2) + 3, 103_280)), due_on(3) + 29, "p", "L")
    assert [(fact.about, fact.value) for fact in facts] == [("L-1", 1000), ("L-2", 1000)]


def test_a_deferred_instalment_is_measured_by_its_new_day_unless_it_was_late_for_good() -> None:
    soon = defer(kept(book(), 1), due_on(2) + 10, 2, bears_interest=False)
    assert [fact.about for fact in repayment_facts(soon, due_on(4), "p", "L")] == ["L-1"]
    late = defer(kept(book(), 1), due_on(2) + 30, 2, bears_interest=False)
    told = repayment_facts(paid(late, (due_on(5), 10**6)), due_on(5), "p", "L")
    assert [(fact.about, fact.value) for fact in told][:2] == [("L-1", 1000), ("L-2", 0)]
    assert len({fact.about for fact in told}) == len(told)


def test_prepayments_buy_no_evidence_but_paying_off_is_one_fact() -> None:
    found = paid(book(), (DRAWN + 1, 2_000_000))
    for each in range(1, 10):
        found = prepay(found, DRAWN + 1 + each, 10_000).book
    assert repayment_facts(found, DRAWN + 20, "p", "L") == ()
    done = prepay(found, DRAWN + 20, 1_500_000).book
    assert [(fact.about, fact.value) for fact in repayment_facts(done, due_on(12), "p", "L")] == [("L-1", 1000)]
