"""What a decision letter says, as codes: pages make it words, in the person's language.

A person who is told "not now" hears why, in up to four specific reasons, what comes next, how to have a human look
again, and by when that is answered. Who is told yes hears what is left to do before signing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shouyi.decision.cases import KINDS
from shouyi.decision.errors import StepRefused
from shouyi.decision.lending.loan import Loan, State

APPEAL = "objection"
"""The kind of case by which a decision is looked at again, with its terms."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`reasons` of a refusal, `conditions` that are still open; `next` is the one step that the page leads to. An
    appeal can be begun on `decided_on` or later, and is answered by `answer_by` if it is begun that day."""

    approved: bool
    decided_on: int
    amount_fen: int
    rate_ppm: int
    limit_fen: int
    reasons: tuple[str, ...]
    conditions: tuple[str, ...]
    beside_ladder: bool
    next: Literal["sign", "meet_conditions", "assistance", "apply_again"]
    appeal: str
    answer_by: int


def letter(loan: Loan) -> Letter:
    """The letter of a loan that is decided and not signed. Raises StepRefused for any other. It does not name the
    officers, but that a person decided is always true: two did."""
    decision = loan.decision
    if decision is None or loan.state not in (State.APPROVED, State.REFUSED):
        raise StepRefused("not_now")
    waiting = tuple(each for each in decision.conditions if each not in loan.met)
    return Letter(
        approved=decision.approved,
        decided_on=loan.on,
        amount_fen=decision.amount_fen,
        rate_ppm=decision.rate_ppm,
        limit_fen=loan.limit_fen,
        reasons=decision.reasons,
        conditions=waiting,
        beside_ladder=bool(decision.note),
        next=_next(loan, decision.approved, waiting),
        appeal=APPEAL,
        answer_by=KINDS[APPEAL].answer_by(loan.on),
    )


def _next(
    loan: Loan, approved: bool, waiting: tuple[str, ...]
) -> Literal["sign", "meet_conditions", "assistance", "apply_again"]:
    if approved:
        return "meet_conditions" if waiting else "sign"
    return "apply_again" if loan.limit_fen else "assistance"
