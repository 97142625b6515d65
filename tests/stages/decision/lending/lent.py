"""A loan to try things on: 12,000 yuan at 6 %, twelve equal instalments from 10 February 2027."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shouyi.canon.days import from_iso
from shouyi.decision.lending.book import Book, Receipt, booked, open_book, position
from shouyi.decision.lending.dates import months_after
from shouyi.decision.lending.daycount import DayCount
from shouyi.decision.lending.penalty import Penalty
from shouyi.decision.lending.schedule import Method, Terms, schedule_of

DRAWN = from_iso("2027-01-10")
FIRST = from_iso("2027-02-10")
TERMS = Terms(1_200_000, 60_000, 12, Method.EQUAL_INSTALMENTS, DayCount.MONTHLY, DRAWN, FIRST)
PENALTY = Penalty(60_000, above=500, grace_days=3)


def book(penalty: Penalty = PENALTY, *, capitalises: bool = False, **changes: Any) -> Book:
    return open_book(schedule_of(replace(TERMS, **changes)), penalty, capitalises=capitalises)


def due_on(number: int) -> int:
    return months_after(FIRST, number - 1)


def paid(found: Book, *receipts: tuple[int, int]) -> Book:
    """With receipts (day, fen), each under a reference of its own."""
    for number, (on, fen) in enumerate(receipts, len(found.receipts) + len(found.earlier) + 1):
        found = booked(found, Receipt(f"r{number}", on, fen))
    return found


def kept(found: Book, count: int) -> Book:
    """With its first instalments paid on their days."""
    dues = [due for due in found.dues if due.number <= count]
    return paid(found, *((due.due_on, due.amount_fen) for due in dues))


def in_total(found: Book, on: int) -> int:
    """Everything that is known to have been done with money that came by this day."""
    now = position(found, on)
    dues = [*found.history, *now.dues]
    placed = sum(each.due.amount_fen - each.left_fen for each in dues)
    return placed + now.penalty_paid_fen + now.credit_fen + found.paid_before_fen
