"""What repayment tells of a person: one fact an instalment, once it is final, as evidence of the kind `outcome`.

`repayment` is 1000 where the whole instalment came by its due day and the days of grace, else 0, final on the day it
was paid, or thirty days after its due day where it was not. An instalment that was deferred or replaced before it was
final is measured by its new day. Paying off early is one fact for all that was left. `about` names the loan and the
instalment under the bank's own number of the loan.
"""

from __future__ import annotations

from shouyi.decision.lending.book import Book, Settled, position
from shouyi.evidence.outcome.records import Outcome

PREPAYMENT = 0
"""The number of a part that was prepaid: no instalment, so no fact, or small ones would buy evidence."""
FINAL_DAYS = 30
"""Days after which an instalment that has not come is late for good."""


def is_final(each: Settled, on: int) -> bool:
    """Whether nothing that happens later changes what is said of this instalment."""
    return each.paid_on is not None or on >= each.due.due_on + FINAL_DAYS


def final_on(each: Settled) -> int:
    """The day on which it became so."""
    late = each.due.due_on + FINAL_DAYS
    return late if each.paid_on is None else min(each.paid_on, late)


def in_time(each: Settled, grace_days: int) -> bool:
    """Whether the whole instalment came by its due day and the days of grace."""
    return each.paid_on is not None and each.paid_on <= each.due.due_on + grace_days


def repayment_facts(book: Book, on: int, person: str, loan: str) -> tuple[Outcome, ...]:
    """Every instalment of the loan that is final by this day, in the order of their numbers, each once: one that was
    late for good and deferred later stays so."""
    standing = [*book.history, *(each for each in position(book, on).dues if is_final(each, on))]
    first: dict[int, Settled] = {}
    for each in standing:
        first.setdefault(each.due.number, each)
    return tuple(
        Outcome(
            person=person,
            on=final_on(each),
            what="repayment",
            value=1000 if in_time(each, book.penalty.grace_days) else 0,
            about=f"{loan}-{number}",
        )
        for number, each in sorted(first.items())
        if number != PREPAYMENT
    )
