"""What can happen to a loan: a few values each, and the day. Who may say so is for the pages' table of permissions."""

from __future__ import annotations

from dataclasses import dataclass

from shouyi.decision.lending.book import Receipt
from shouyi.decision.lending.changes import Keep
from shouyi.decision.lending.loan import Decision, NewSchedule, WriteOff
from shouyi.decision.lending.offer import Offer


@dataclass(frozen=True, slots=True)
class Happening:
    """Something on a day."""

    on: int


@dataclass(frozen=True, slots=True)
class Consent(Happening):
    """The person agrees to terms they were shown with their cost; `terms_digest` names them. Before an application they
    are an example, after approval the ones that are signed."""

    terms_digest: str


@dataclass(frozen=True, slots=True)
class Submit(Happening):
    pass


@dataclass(frozen=True, slots=True)
class Withdraw(Happening):
    pass


@dataclass(frozen=True, slots=True)
class ByOfficer(Happening):
    officer: str


@dataclass(frozen=True, slots=True)
class TakeUp(ByOfficer):
    pass


@dataclass(frozen=True, slots=True)
class Propose(ByOfficer):
    what: Decision | NewSchedule | WriteOff


@dataclass(frozen=True, slots=True)
class Confirm(ByOfficer):
    pass


@dataclass(frozen=True, slots=True)
class SendBack(ByOfficer):
    """The second officer does not agree."""


@dataclass(frozen=True, slots=True)
class Meet(ByOfficer):
    """A condition is met."""

    condition: str


@dataclass(frozen=True, slots=True)
class Sign(Happening):
    """Both sides sign an offer: exactly what was approved, exactly what the person last consented to."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class Release(ByOfficer):
    """The payment goes into a file for the bank, under its key."""

    key: str


@dataclass(frozen=True, slots=True)
class Paid(Happening):
    """The bank says that it paid, on `paid_on`."""

    key: str
    paid_on: int


@dataclass(frozen=True, slots=True)
class Failed(Happening):
    """The bank says that it could not pay."""

    key: str


@dataclass(frozen=True, slots=True)
class Receive(Happening):
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class TakenBack(Happening):
    """The bank takes a payment back (冲正)."""

    reference: str


@dataclass(frozen=True, slots=True)
class Prepay(Happening):
    amount_fen: int
    keep: Keep = Keep.TERM


@dataclass(frozen=True, slots=True)
class AskHardship(Happening):
    pass


@dataclass(frozen=True, slots=True)
class GrantHardship(ByOfficer):
    months: int
    bears_interest: bool


@dataclass(frozen=True, slots=True)
class DeclineHardship(ByOfficer):
    pass


@dataclass(frozen=True, slots=True)
class Tick(Happening):
    """The clock: what fell due, what is late, what is over."""


AnyEvent = (
    Consent | Submit | Withdraw | TakeUp | Propose | Confirm | SendBack | Meet | Sign | Release | Paid | Failed |
    Receive | TakenBack | Prepay | AskHardship | GrantHardship | DeclineHardship | Tick
)  # fmt: skip
