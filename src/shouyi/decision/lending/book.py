"""A loan's book: what falls due, what came, and where that leaves the loan on any day.

Nothing is kept that follows from something else: a position is worked out anew from dues and receipts in the order of
their days, so that the order in which files arrive, and how often somebody looks, change nothing. Rules:

- A receipt counts once by its reference; money that comes before anything is due waits as credit and is taken on the
due
  day, in time; it shortens nothing by itself (that is a prepayment, asked for: `changes`).
- It goes to what has fallen due, oldest first, of one due to what was carried over, then interest, then principal,
and to
  penalties last, so that what bears a penalty shrinks first (Civil Code, article 561, lets the parties agree the
  order).
- Too little leaves the rest of that due open. Too much beyond the last due is a surplus, to be returned.
- A penalty runs on principal that is late, from the day after the days of grace, by days, rounded once over all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shouyi.canon.money import rounded
from shouyi.decision.lending.daycount import DayCount, year_part
from shouyi.decision.lending.errors import LendingError
from shouyi.decision.lending.penalty import Penalty, penalty_fen, require_lawful
from shouyi.decision.lending.schedule import PRINCIPAL_MAX, Schedule, Terms, days_due, nominal_days

REFERENCE_MAX = 64


class ReceiptRefused(LendingError):
    """A receipt without an amount, one whose reference stands for another already, or one that cannot be taken back."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came, under the bank's own `reference`."""

    reference: str
    on: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due on `due_on`. Its interest is earned evenly from `from_on` to `to_on`; `carried_fen` was owed
    before a change and bears nothing. Numbers are never given twice in one loan."""

    number: int
    due_on: int
    principal_fen: int
    interest_fen: int
    from_on: int
    to_on: int
    carried_fen: int = 0

    @property
    def amount_fen(self) -> int:
        return self.principal_fen + self.interest_fen + self.carried_fen


@dataclass(frozen=True, slots=True)
class Settled:
    """How a due stands: what of it was paid, and the day on which the last fen came (None: not yet)."""

    due: Due
    principal_paid_fen: int = 0
    interest_paid_fen: int = 0
    carried_paid_fen: int = 0
    paid_on: int | None = None

    @property
    def principal_left_fen(self) -> int:
        return self.due.principal_fen - self.principal_paid_fen

    @property
    def left_fen(self) -> int:
        paid = self.principal_paid_fen + self.interest_paid_fen + self.carried_paid_fen
        return self.due.amount_fen - paid


@dataclass(frozen=True, slots=True)
class Book:
    """One schedule of a loan from `began_on` on. `history`: dues of earlier schedules that are paid or late for good;
    `earlier`: receipts that were used up by then; `taken_back`: those that the bank took back; `paid_before_fen`:
    what of them went to penalties and to parts of dues that a change replaced. `capitalises`: the agreement lets
    unpaid interest be added to principal."""

    day_count: DayCount
    rate_ppm: int
    terms: Terms
    dues: tuple[Due, ...]
    began_on: int
    penalty: Penalty
    receipts: tuple[Receipt, ...] = ()
    history: tuple[Settled, ...] = ()
    earlier: tuple[Receipt, ...] = ()
    taken_back: tuple[Receipt, ...] = ()
    credit_fen: int = 0
    paid_before_fen: int = 0
    capitalises: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where a book stands at the end of day `on`."""

    on: int
    dues: tuple[Settled, ...]
    penalty_fen: int
    penalty_paid_fen: int
    credit_fen: int

    @property
    def principal_left_fen(self) -> int:
        """Principal not yet paid back, whether due or not."""
        return sum(each.principal_left_fen for each in self.dues)

    @property
    def open_dues(self) -> tuple[Settled, ...]:
        """Dues that fell due by now and are not paid, oldest first."""
        return tuple(each for each in self.dues if each.due.due_on <= self.on and each.paid_on is None)

    @property
    def overdue_fen(self) -> int:
        """What should have come before today and did not, penalties included."""
        return sum(each.left_fen for each in self.open_dues if each.due.due_on < self.on) + self.penalty_left_fen

    @property
    def overdue_days(self) -> int:
        """How long the oldest of it has been late."""
        return max((self.on - each.due.due_on for each in self.open_dues), default=0)

    @property
    def penalty_left_fen(self) -> int:
        return self.penalty_fen - self.penalty_paid_fen

    @property
    def is_paid(self) -> bool:
        """Whether nothing is owed any more."""
        return all(each.paid_on is not None for each in self.dues) and not self.penalty_left_fen


def open_book(schedule: Schedule, penalty: Penalty, *, capitalises: bool = False) -> Book:
    """The book of a loan that is paid out. Raises BeyondTheLaw."""
    require_lawful(penalty)
    terms = schedule.terms
    return Book(
        terms.day_count, terms.rate_ppm, terms, dues_of(schedule), terms.drawn_on, penalty, capitalises=capitalises
    )


def dues_of(schedule: Schedule, after: int = 0) -> tuple[Due, ...]:
    """The dues of a schedule, numbered from `after` + 1."""
    terms = schedule.terms
    ends = days_due(terms) if terms.accrues_to_rolled else nominal_days(terms)
    spans = zip((terms.drawn_on, *ends[:-1]), ends, strict=True)
    return tuple(
        Due(after + each.number, each.due_on, each.principal_fen, each.interest_fen, start, end)
        for each, (start, end) in zip(schedule.instalments, spans, strict=True)
    )


def booked(book: Book, receipt: Receipt) -> Book:
    """The book with this receipt; the same book where it stands there already. Raises ReceiptRefused."""
    if not 0 < receipt.amount_fen <= PRINCIPAL_MAX:
        raise ReceiptRefused("amount", receipt.reference)
    for known in (*book.receipts, *book.earlier, *book.taken_back):
        if known.reference == receipt.reference:
            if known != receipt:
                raise ReceiptRefused("reference_contradicts", receipt.reference)
            return book
    return replace(book, receipts=(*book.receipts, receipt))


def taken_back(book: Book, reference: str) -> Book:
    """The book without a receipt that the bank took back (冲正): as if it had never come, and never to be counted
    again. The same book where that was known. Raises ReceiptRefused for one that is not there ("unknown"), or that an
    earlier schedule used up already ("used_up"): that one needs a new schedule."""
    if any(each.reference == reference for each in book.taken_back):
        return book
    for each in book.receipts:
        if each.reference == reference:
            rest = tuple(other for other in book.receipts if other is not each)
            return replace(book, receipts=rest, taken_back=(*book.taken_back, each))
    known = any(each.reference == reference for each in book.earlier)
    raise ReceiptRefused("used_up" if known else "unknown", reference)


def position(book: Book, on: int) -> Position:
    """Where the book stands at the end of this day, counting what was received by then. A receipt of a day before the
    present schedule began counts on the day it began."""
    assert on >= book.began_on, "a day before the schedule began"
    ledger = _Running(book)
    came: dict[int, int] = {}
    for receipt in book.receipts:
        day = max(receipt.on, book.began_on)
        came[day] = came.get(day, 0) + receipt.amount_fen
    for day in sorted({*came, *(due.due_on for due in book.dues), book.began_on}):
        if day <= on:
            ledger.take(day, came.get(day, 0))
    ledger.accrue(on)
    return ledger.position(on)


def accrued_fen(position: Position, day_count: DayCount) -> int:
    """Interest earned by now on dues that have not fallen due, to the fen each."""
    return sum(_earned(each, position.on, day_count) for each in position.dues if each.due.due_on > position.on)


def settlement_fen(book: Book, on: int) -> int:
    """What pays the loan off on this day: principal, what fell due, interest earned by now, penalties, less the
    credit."""
    found = position(book, on)
    due = sum(each.left_fen - each.principal_left_fen for each in found.open_dues)
    carried = sum(each.due.carried_fen - each.carried_paid_fen for each in found.dues if each.due.due_on > on)
    owed = found.principal_left_fen + due + carried + accrued_fen(found, book.day_count) + found.penalty_left_fen
    return max(0, owed - found.credit_fen)


def _earned(settled: Settled, on: int, day_count: DayCount) -> int:
    due = settled.due
    if on <= due.from_on or settled.interest_paid_fen:
        return 0
    whole = year_part(due.from_on, due.to_on, day_count)
    part = year_part(due.from_on, min(on, due.to_on), day_count)
    return min(due.interest_fen, rounded(due.interest_fen * part / whole)) if whole else due.interest_fen


class _Running:
    """The replay of one book: mutable only here."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.dues = [Settled(due) for due in book.dues]
        self.to_come = sorted(range(len(book.dues)), key=lambda at: (book.dues[at].due_on, at), reverse=True)
        self.open: list[int] = []
        self.credit = book.credit_fen
        self.fen_days = 0
        self.penalty_paid = 0
        self.day = book.began_on

    def accrue(self, day: int) -> None:
        """Late principal × days since the last look, but not the days of grace."""
        for each in (self.dues[at] for at in self.open):
            begins = max(self.day, each.due.due_on + self.book.penalty.grace_days)
            self.fen_days += max(0, day - begins) * each.principal_left_fen
        self.day = day

    def take(self, day: int, came: int) -> None:
        """A day: time passes, money comes, and goes to what is due, oldest first."""
        self.accrue(day)
        self.credit += came
        while self.to_come and self.book.dues[self.to_come[-1]].due_on <= day:
            self.open.append(self.to_come.pop())
        for at in self.open:
            self.dues[at] = self._paid(self.dues[at], day)
        self.open = [at for at in self.open if self.dues[at].paid_on is None]
        penalty = min(self.credit, self._penalty() - self.penalty_paid)
        self.penalty_paid += penalty
        self.credit -= penalty

    def _paid(self, each: Settled, day: int) -> Settled:
        due = each.due
        carried = self._some(due.carried_fen - each.carried_paid_fen)
        interest = self._some(due.interest_fen - each.interest_paid_fen)
        principal = self._some(each.principal_left_fen)
        after = replace(
            each,
            carried_paid_fen=each.carried_paid_fen + carried,
            interest_paid_fen=each.interest_paid_fen + interest,
            principal_paid_fen=each.principal_paid_fen + principal,
        )
        return replace(after, paid_on=day) if after.left_fen == 0 else after

    def _some(self, wanted: int) -> int:
        taken = min(self.credit, wanted)
        self.credit -= taken
        return taken

    def _penalty(self) -> int:
        return penalty_fen(self.book.penalty, self.fen_days)

    def position(self, on: int) -> Position:
        return Position(on, tuple(self.dues), self._penalty(), self.penalty_paid, self.credit)


def spread(amount_fen: int, count: int) -> tuple[int, ...]:
    """An amount in `count` equal parts, the last one with the rest."""
    part = amount_fen // count
    return (*(part for _ in range(count - 1)), amount_fen - part * (count - 1))
