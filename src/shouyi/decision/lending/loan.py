"""A loan from its application to its end, as one record: plain values that a table can hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shouyi.decision.lending.book import Book
from shouyi.decision.lending.offer import Offer
from shouyi.decision.lending.schedule import Terms


class State(StrEnum):
    DRAFT = "draft"
    CONSENTED = "consented"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SIGNED = "signed"
    PAYING = "paying"
    REPAYING = "repaying"
    OVERDUE = "overdue"
    HARDSHIP = "hardship"
    RESTRUCTURED = "restructured"
    CLOSED = "closed"
    WRITTEN_OFF = "written_off"


OVER = frozenset({State.REFUSED, State.WITHDRAWN, State.CLOSED})
"""Nothing follows on these, but that a payment which closed a loan is taken back. (An appeal is a case of its own.)"""
RUNNING = frozenset({State.REPAYING, State.OVERDUE, State.HARDSHIP, State.RESTRUCTURED})
"""Money is out and owed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What two officers decide. `conditions` are codes to be met before signing; `reasons` of a refusal 1 to 4 codes;
    `note` the digest of why the ladder is left, "" where it is not."""

    approved: bool
    amount_fen: int = 0
    rate_ppm: int = 0
    conditions: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """A new schedule that is proposed."""

    terms: Terms
    waived_fen: int = 0
    capitalise: bool = False


@dataclass(frozen=True, slots=True)
class WriteOff:
    """That the bank gives the rest up; the person's debt in law is another matter."""

    note: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What one officer proposed and another must confirm."""

    officer: str
    what: Decision | NewSchedule | WriteOff


@dataclass(frozen=True, slots=True)
class Loan:
    """An application, then a loan. `limit_fen` and `cap_ppm` are the ladder's on the day it was begun, `reason_codes`
    the score's reasons that lowered it, `guaranteed` what part of a loss others stand for (‰); names are opaque.
    `version` grows by one with every change: who saw another one acts on a page that is out of date."""

    applicant: str
    state: State
    on: int
    asked_fen: int
    limit_fen: int
    cap_ppm: int
    reason_codes: tuple[str, ...] = ()
    guaranteed: int = 0
    version: int = 0
    terms_digest: str = ""
    officer: str = ""
    pending: Pending | None = None
    decision: Decision | None = None
    decided_by: tuple[str, str] | None = None
    met: tuple[str, ...] = ()
    offer: Offer | None = None
    payment_key: str = ""
    book: Book | None = None
    asked_hardship_on: int | None = None
    written_off_fen: int = 0
