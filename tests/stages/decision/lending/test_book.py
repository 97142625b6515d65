"""What came and where it went: order, credit, shortage, surplus, penalties; every fen is somewhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.decision.lending.book import (
    Book,
    Receipt,
    ReceiptRefused,
    accrued_fen,
    booked,
    position,
    settlement_fen,
    taken_back,
)
from shouyi.decision.lending.errors import BeyondTheLaw
from shouyi.decision.lending.penalty import NONE, Penalty, require_lawful
from stages.decision.lending.lent import DRAWN, book, due_on, in_total, kept, paid

RECEIPTS = st.lists(st.tuples(st.integers(DRAWN, DRAWN + 500), st.integers(1, 300_000)), max_size=20)
DAYS = st.integers(DRAWN, DRAWN + 600)


def test_a_payment_goes_to_interest_then_principal_of_what_is_due() -> None:
    """The first instalment is 1,032.80: 60.00 of interest, 972.80 of principal."""
    found = position(paid(book(), (due_on(1), 7_000)), due_on(1)).dues[0]
    assert (found.interest_paid_fen, found.principal_paid_fen, found.paid_on) == (6_000, 1_000, None)
    found = position(paid(book(), (due_on(1), 103_280)), due_on(1)).dues[0]
    assert (found.interest_paid_fen, found.principal_paid_fen, found.paid_on) == (6_000, 97_280, due_on(1))


def test_money_that_comes_early_waits_and_is_taken_in_time() -> None:
    early = paid(book(), (DRAWN + 1, 200_000))
    assert position(early, due_on(1) - 1).credit_fen == 200_000
    found = position(early, due_on(1))
    assert (found.credit_fen, found.dues[0].paid_on) == (200_000 - 103_280, due_on(1))


def test_the_oldest_is_paid_first_and_penalties_last() -> None:
    late = due_on(2) + 10
    found = position(paid(book(), (late, 110_000)), late)
    assert (found.dues[0].paid_on, found.dues[1].interest_paid_fen) == (late, 5_514)
    assert found.penalty_paid_fen == 0 < found.penalty_left_fen


def test_a_penalty_runs_on_late_principal_after_the_days_of_grace() -> None:
    """972.80 late from 10 February: 25 days beyond three of grace until 10 March, at 9 %: 0.5997 yuan."""
    assert position(book(), due_on(1) + 3).penalty_fen == 0
    assert position(book(), due_on(2)).penalty_fen == 600
    assert position(book(NONE), due_on(12)).penalty_fen == 0


@given(st.lists(st.integers(1, 400), max_size=6))
def test_receipts_that_pay_nothing_yet_change_no_penalty(days: list[int]) -> None:
    """One fen a day makes the replay stop there; the penalty is rounded over the whole stretch all the same."""
    often = paid(book(), *((due_on(1) + day, 1) for day in days))
    once = position(book(), due_on(1) + 400).penalty_fen
    assert position(often, due_on(1) + 400).penalty_fen == once


def test_too_much_is_a_surplus_and_too_little_stays_open() -> None:
    found = book()
    every = tuple((due.due_on, due.amount_fen) for due in found.dues)
    done = position(paid(found, *every, (due_on(12), 500)), due_on(12))
    assert (done.is_paid, done.credit_fen, done.principal_left_fen) == (True, 500, 0)
    short = position(paid(found, *every[:-1], (due_on(12), every[-1][1] - 1)), due_on(12))
    assert (short.is_paid, short.principal_left_fen, short.open_dues[0].left_fen) == (False, 1, 1)


@given(RECEIPTS, DAYS)
def test_every_fen_is_somewhere_and_nothing_is_negative(receipts: list[tuple[int, int]], day: int) -> None:
    found = paid(book(), *receipts)
    now = position(found, day)
    assert in_total(found, day) == sum(fen for on, fen in receipts if on <= day)
    assert 0 <= now.principal_left_fen <= 1_200_000
    assert min(now.credit_fen, now.penalty_left_fen, now.overdue_fen, settlement_fen(found, day)) >= 0
    for each in now.dues:
        assert 0 <= each.principal_left_fen <= each.due.principal_fen
        assert 0 <= each.left_fen <= each.due.amount_fen
        assert (each.paid_on is not None) == (each.left_fen == 0)


def day_by_day(found: Book, on: int) -> tuple[int, int, int, int, list[int | None]]:
    """The plain model: every single day, a purse, dues as lists. Principal left, purse, penalty, paid of it, days."""
    purse, late, paid_penalty = 0, Fraction(0), 0
    left = [[due.carried_fen, due.interest_fen, due.principal_fen] for due in found.dues]
    days: list[int | None] = [None] * len(left)
    a_day = Fraction(found.penalty.rate_ppm * (1000 + found.penalty.above), 1000 * 10**6 * 365)
    for day in range(found.began_on, on + 1):
        late += sum(
            parts[2] * a_day
            for due, parts in zip(found.dues, left, strict=True)
            if day > due.due_on + found.penalty.grace_days
        )
        purse += sum(receipt.amount_fen for receipt in found.receipts if receipt.on == day)
        for number in (each for each, due in enumerate(found.dues) if due.due_on <= day and days[each] is None):
            for part in range(3):
                taken = min(purse, left[number][part])
                left[number][part] -= taken
                purse -= taken
            days[number] = None if any(left[number]) else day
        taken = min(purse, floor(late + Fraction(1, 2)) - paid_penalty)
        paid_penalty += taken
        purse -= taken
    return sum(parts[2] for parts in left), purse, floor(late + Fraction(1, 2)), paid_penalty, days


@settings(max_examples=20)
@given(RECEIPTS, st.integers(DRAWN, DRAWN + 250))
def test_a_plain_model_that_lives_every_day_agrees(receipts: list[tuple[int, int]], day: int) -> None:
    found = paid(book(count=4), *receipts)
    now = position(found, day)
    told = now.principal_left_fen, now.credit_fen, now.penalty_fen, now.penalty_paid_fen
    assert (*told, [each.paid_on for each in now.dues]) == day_by_day(found, day)


@given(RECEIPTS, DAYS, st.randoms(use_true_random=False))
def test_the_order_in_which_receipts_become_known_does_not_matter(
    receipts: list[tuple[int, int]], day: int, chance: object
) -> None:
    found = paid(book(), *receipts)
    shuffled = list(found.receipts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert position(replace(found, receipts=tuple(shuffled)), day) == position(found, day)


def test_a_reference_counts_once_and_may_not_contradict_itself() -> None:
    receipt = Receipt("x", due_on(1), 5)
    once = booked(book(), receipt)
    assert booked(once, receipt) is once
    for other in (replace(receipt, amount_fen=6), replace(receipt, on=due_on(1) + 1)):
        with pytest.raises(ReceiptRefused, match="reference_contradicts"):
            booked(once, other)
    for fen in (0, -1, 10**13 + 1):
        with pytest.raises(ReceiptRefused, match="amount"):
            booked(once, replace(receipt, reference="y", amount_fen=fen))


def test_a_receipt_that_was_taken_back_is_as_if_it_had_never_come() -> None:
    receipt = Receipt("x", due_on(1), 103_280)
    back = taken_back(booked(book(), receipt), "x")
    assert position(back, due_on(1) + 40) == position(book(), due_on(1) + 40)
    assert taken_back(back, "x") is back
    assert booked(back, receipt) is back
    with pytest.raises(ReceiptRefused, match="unknown"):
        taken_back(back, "y")


def test_paying_off_costs_principal_and_the_interest_of_the_days() -> None:
    """On 25 February: 15 of 30 days of the second month's 55.14."""
    found = kept(book(), 1)
    now = position(found, due_on(1) + 15)
    assert accrued_fen(now, found.day_count) == 2_757
    assert settlement_fen(found, due_on(1) + 15) == 1_200_000 - 97_280 + 2_757
    assert settlement_fen(found, due_on(1)) == 1_200_000 - 97_280


@pytest.mark.parametrize(
    "penalty",
    [Penalty(60_000, above=501), Penalty(60_000, above=-1), Penalty(160_001, above=500), Penalty(1, grace_days=-1),
     Penalty(1, basis=100)],
)  # fmt: skip
def test_a_penalty_beyond_the_law_is_refused_before_anything_is_signed(penalty: Penalty) -> None:
    with pytest.raises(BeyondTheLaw):
        book(penalty)


def test_the_largest_lawful_penalties() -> None:
    for penalty in (Penalty(160_000, above=500), Penalty(240_000), NONE):
        require_lawful(penalty)
