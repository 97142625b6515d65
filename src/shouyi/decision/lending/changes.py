"""What may change on the way: paying back early, waiting for a while, a new schedule.

Each change closes one book and opens the next; dues that are paid, or late for good, stay in its history. Interest is
never added to principal unless the agreement says so (`Book.capitalises`): what was owed before a change is carried
over, bears nothing, and is paid with later dues. Whoever prepays owes interest for the days they had the money, and
no more (Civil Code, article 677).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from shouyi.canon.money import PPM, rounded
from shouyi.decision.lending.book import Book, Due, Position, Settled, accrued_fen, dues_of, position, spread
from shouyi.decision.lending.dates import as_date, months_after, rolled
from shouyi.decision.lending.daycount import year_part
from shouyi.decision.lending.errors import ChangeRefused
from shouyi.decision.lending.facts import PREPAYMENT, is_final
from shouyi.decision.lending.schedule import Method, Terms, schedule_of

MONTHS_MAX = 12
"""Months that one deferral may last."""


class Keep(StrEnum):
    """What stays as it was after part of a loan is paid early: the term (smaller instalments) or the instalment (fewer
    of them)."""

    TERM = "term"
    INSTALMENT = "instalment"


@dataclass(frozen=True, slots=True)
class Prepaid:
    """How a prepayment was used: interest earned by then, principal, and at last what was carried over; `left_fen` of
    principal remain."""

    book: Book
    interest_fen: int
    principal_fen: int
    carried_fen: int
    left_fen: int


def prepay(book: Book, on: int, amount_fen: int, keep: Keep = Keep.TERM) -> Prepaid:
    """Uses `amount_fen` of the credit to pay interest earned by now, then principal, on a day with nothing open. Raises
    ChangeRefused: "due_first" while something is due, "not_received" for more than the credit, "too_little" where
    nothing would reach the principal."""
    found = position(book, on)
    _require(not found.open_dues and not found.penalty_left_fen, "due_first")
    _require(0 < amount_fen <= found.credit_fen, "not_received")
    rest = [each for each in found.dues if each.paid_on is None]
    _require(bool(rest), "nothing_owed")
    earned, left = accrued_fen(found, book.day_count), found.principal_left_fen
    carried = sum(each.due.carried_fen for each in rest)
    principal = min(amount_fen - earned, left)
    _require(principal > 0, "too_little")
    old = min(amount_fen - earned - principal, carried)
    last, is_all = _last_number(book, found), principal == left
    event = _paid_now(last + 1 if is_all else PREPAYMENT, on, principal, earned, old)
    after = _reopened(book, found, on, found.credit_fen - earned - principal - old, (event,))
    if is_all:
        dues = _only_carried(rest[0].due, last + 2, carried - old)
        return Prepaid(replace(after, dues=dues), earned, principal, old, 0)
    terms = _shortened(_rest_terms(book, rest, on, left - principal), rest[0].due, keep)
    dues = _carrying(dues_of(schedule_of(terms), last), carried)
    return Prepaid(replace(after, terms=terms, dues=dues), earned, principal, 0, left - principal)


def _only_carried(first: Due, number: int, left: int) -> tuple[Due, ...]:
    """What is still owed from before where all principal is paid: due when the next instalment would have been."""
    return (replace(first, number=number, principal_fen=0, interest_fen=0, carried_fen=left),) if left else ()


def defer(book: Book, on: int, months: int, *, bears_interest: bool) -> Book:
    """Every due that is not paid moves by whole months; what was late becomes due with the first of them and is late no
    more. Where the time bears interest, it is due by itself on the last day, simple, and bears nothing. Penalties
    so far are carried to the last due. Raises ChangeRefused."""
    _require(1 <= months <= MONTHS_MAX, "months")
    found = position(book, on)
    waiting = [each for each in found.dues if each.paid_on is None]
    _require(bool(waiting), "nothing_owed")
    first = next((each.due for each in waiting if each.due.due_on > on), waiting[-1].due)
    shifted = _Shift(book, months)
    moved = [_moved(each, first, shifted, on) for each in waiting]
    _require(moved[0].due_on > on, "too_short")
    extra = _waiting_interest(book, waiting, moved, shifted, on) if bears_interest else []
    last = moved[-1]
    moved[-1] = replace(last, carried_fen=last.carried_fen + found.penalty_left_fen)
    moved += [replace(due, number=last.number + at, due_on=last.due_on) for at, due in enumerate(extra, 1)]
    return replace(_reopened(book, found, on, found.credit_fen, ()), dues=tuple(moved))


@dataclass(frozen=True, slots=True)
class Restructured:
    """The new book, what was carried over without interest, and what the bank gave up."""

    book: Book
    carried_fen: int
    waived_fen: int
    capitalised_fen: int


def restructure(book: Book, on: int, terms: Terms, *, waived_fen: int = 0, capitalise: bool = False) -> Restructured:
    """A new schedule for all principal that is left, at no higher rate; interest and penalties owed by now are
    carried in equal parts, less what is waived, or become principal where the agreement says so. The principal of
    `terms` and its first day are set here. Raises ChangeRefused, TermsUnsound."""
    _require(terms.rate_ppm <= book.rate_ppm, "rate_higher")
    _require(book.capitalises or not capitalise, "capitalisation_forbidden")
    found = position(book, on)
    _require(found.principal_left_fen > 0, "nothing_owed")
    owed = _owed_besides(book, found)
    _require(0 <= waived_fen <= owed, "waived")
    rest = owed - waived_fen
    principal = found.principal_left_fen + (rest if capitalise else 0)
    made = replace(terms, principal_fen=principal, drawn_on=on)
    dues = dues_of(schedule_of(made), _last_number(book, found))
    carried = 0 if capitalise else rest
    after = replace(
        _reopened(book, found, on, found.credit_fen, ()),
        terms=made,
        rate_ppm=made.rate_ppm,
        day_count=made.day_count,
        penalty=replace(book.penalty, rate_ppm=min(book.penalty.rate_ppm, made.rate_ppm)),
        dues=_carrying(dues, carried),
    )
    return Restructured(after, carried, waived_fen, rest if capitalise else 0)


def _owed_besides(book: Book, found: Position) -> int:
    """Everything but principal that is owed by now."""
    interest = sum(each.left_fen - each.principal_left_fen for each in found.open_dues)
    carried = sum(each.due.carried_fen for each in found.dues if each.due.due_on > found.on)
    return interest + carried + accrued_fen(found, book.day_count) + found.penalty_left_fen


def _reopened(book: Book, found: Position, on: int, credit_fen: int, paid: tuple[Settled, ...]) -> Book:
    """The next book without dues yet: paid dues and those late for good go into history, receipts into the past."""
    over = tuple(each for each in found.dues if each.paid_on is not None or is_final(each, on))
    parts = sum(each.due.amount_fen - each.left_fen for each in found.dues if each not in over)
    return replace(
        book,
        began_on=on,
        dues=(),
        receipts=tuple(each for each in book.receipts if each.on > on),
        earlier=(*book.earlier, *(each for each in book.receipts if each.on <= on)),
        history=(*book.history, *over, *paid),
        credit_fen=credit_fen,
        paid_before_fen=book.paid_before_fen + parts + found.penalty_paid_fen,
    )


def _paid_now(number: int, on: int, principal: int, interest: int, carried: int) -> Settled:
    due = Due(number, on, principal, interest, on, on, carried)
    return Settled(due, principal, interest, carried, on)


def _rest_terms(book: Book, rest: list[Settled], on: int, left: int) -> Terms:
    """Terms of what is left, over the same days; time that was granted without interest stays free."""
    terms = book.terms
    first = min((each.due for each in rest), key=lambda due: (due.due_on, _is_apart(due, terms), due.number))
    return replace(
        terms,
        principal_fen=left,
        drawn_on=max(on, min(each.due.from_on for each in rest)),
        first_due_on=first.due_on if _is_apart(first, terms) else first.to_on,
        count=len({each.due.due_on for each in rest}),
        due_day=None if terms.accrues_to_rolled else _anchor(terms),
    )


def _anchor(terms: Terms) -> int:
    return terms.due_day or as_date(terms.first_due_on).day


def _shortened(terms: Terms, first: Due, keep: Keep) -> Terms:
    """The same, or the fewest instalments none of which is larger than the ones before were."""
    if keep is Keep.TERM or terms.method is Method.INTEREST_FIRST:
        return terms
    most, low, high = first.principal_fen + first.interest_fen, 1, terms.count
    while low < high:
        middle = (low + high) // 2
        fits = schedule_of(replace(terms, count=middle)).largest_fen <= most
        low, high = (low, middle) if fits else (middle + 1, high)
    return replace(terms, count=low)


def _is_apart(due: Due, terms: Terms) -> bool:
    """Whether it falls due on another day than the one until which its interest ran: it was moved before."""
    return rolled(due.to_on, terms.roll) != due.due_on


class _Shift:
    """Days so many months later: due days on the day of the month that was agreed, others on their own."""

    def __init__(self, book: Book, months: int) -> None:
        self.months, self.terms = months, book.terms
        self.anchor = None if book.terms.accrues_to_rolled else _anchor(book.terms)
        self.ends = {day for due in book.dues for day in (due.to_on, due.due_on)}

    def __call__(self, day: int) -> int:
        return months_after(day, self.months, self.anchor if day in self.ends else None)

    def due_on(self, due: Due) -> int:
        """Its new day, worked out from the day before rolling."""
        return rolled(self(due.due_on if _is_apart(due, self.terms) else due.to_on), self.terms.roll)


def _moved(each: Settled, first: Due, shifted: _Shift, on: int) -> Due:
    """What is left of a due, so many months later; a late one moves to where the first one to come moves. Interest that
    was earned already stays earned: its days do not move."""
    due = each.due
    stays = not _is_regular(due, shifted.terms, on)
    return replace(
        due,
        due_on=shifted.due_on(first if due.due_on <= on else due),
        from_on=due.from_on if stays else shifted(due.from_on),
        to_on=due.to_on if stays else shifted(due.to_on),
        principal_fen=each.principal_left_fen,
        interest_fen=due.interest_fen - each.interest_paid_fen,
        carried_fen=due.carried_fen - each.carried_paid_fen,
    )


def _waiting_interest(book: Book, waiting: list[Settled], moved: list[Due], shifted: _Shift, on: int) -> list[Due]:
    """Simple interest for the time of waiting, each part earned in its own days: on late principal from today, since
    until today it bore a penalty; on principal that was moved before from the day it was moved to; on the rest, whose
    periods move as they are, for the months between."""
    spans: dict[tuple[int, int], int] = {}
    begins = min((each.due.from_on for each in waiting if _is_regular(each.due, shifted.terms, on)), default=0)
    for each, after in zip(waiting, moved, strict=True):
        if _is_regular(each.due, shifted.terms, on):
            span = begins, shifted(begins)
        else:
            span = max(on, each.due.due_on), after.due_on
        spans[span] = spans.get(span, 0) + each.principal_left_fen
    earned = (
        Due(0, 0, 0, rounded(fen * year_part(*span, book.day_count) * book.rate_ppm / PPM), *span)
        for span, fen in sorted(spans.items())
    )
    return [due for due in earned if due.interest_fen]


def _is_regular(due: Due, terms: Terms, on: int) -> bool:
    """Whether it is still to come, on the day until which its interest runs."""
    return due.due_on > on and not _is_apart(due, terms)


def _carrying(dues: tuple[Due, ...], carried: int) -> tuple[Due, ...]:
    parts = spread(carried, len(dues))
    return tuple(replace(due, carried_fen=part) for due, part in zip(dues, parts, strict=True))


def _last_number(book: Book, found: Position) -> int:
    """The last number of anything that fell due or was told of by now: what comes anew begins after it."""
    over = (each.due.number for each in found.dues if each.due.due_on <= found.on or each.paid_on is not None)
    return max([*over, *(each.due.number for each in book.history)], default=0)


def _require(holds: bool, code: str) -> None:
    if not holds:
        raise ChangeRefused(code)
