"""An application and the loan that comes of it: which step may come next, by whom, and what then stands.

    draft ─consent▶ consented ─submit▶ submitted ─take up▶ in review ─propose, confirm▶ approved | refused
      └───────────────┴── withdraw ──────┴───────────────────┴──────────────────────────────┤ ▶ withdrawn
    approved ─conditions met, consent, sign▶ signed ─release▶ paying ─paid▶ repaying ◀▶ overdue
                                       └◀─failed───────┘              │  ▲
                        hardship ◀─grant─ (asked) ◀───────────────────┤  └─ restructured
                        closed ◀─ all paid      written off ◀─ two officers

`step(loan, event)` is pure: the same loan and event give the same loan, or a refusal with a code, never anything
between. What binds two officers (a decision, a new schedule, a write-off) is proposed by one and confirmed by
another; neither is the applicant. What a server may see twice (a payment's confirmation, a receipt) changes nothing
the second time. Text never stands here: a note is the digest of a sealed one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from shouyi.decision.errors import StepRefused
from shouyi.decision.lending.book import Book, booked, open_book, position, taken_back
from shouyi.decision.lending.changes import defer, prepay, restructure
from shouyi.decision.lending.deciding import DIGEST, why_not_cost, why_not_decide
from shouyi.decision.lending.happenings import (
    AnyEvent,
    AskHardship,
    ByOfficer,
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
from shouyi.decision.lending.loan import RUNNING, Decision, Loan, NewSchedule, Pending, State, WriteOff
from shouyi.decision.lending.offer import Offer, offer_digest, offer_of
from shouyi.decision.lending.schedule import PRINCIPAL_MAX, schedule_of


def begin(
    applicant: str, on: int, asked_fen: int, limit_fen: int, cap_ppm: int, reason_codes: tuple[str, ...] = (),
    guaranteed: int = 0,
) -> Loan:  # fmt: skip
    """A new application. Raises StepRefused for an amount that is none."""
    _require(0 < asked_fen <= PRINCIPAL_MAX, "amount")
    _require(0 <= guaranteed <= 1000 and limit_fen >= 0 and cap_ppm >= 0, "ladder")
    return Loan(applicant, State.DRAFT, on, asked_fen, limit_fen, cap_ppm, reason_codes, guaranteed)


def step(loan: Loan, event: AnyEvent, *, seen: int | None = None) -> Loan:
    """The loan after the event; the same one where it happened already. `seen` is the version that whoever acts
    looked at. Raises StepRefused, or another DecisionError of what the event asks for; then nothing happened."""
    if _happened(loan, event):
        return loan
    _require(seen is None or seen == loan.version, "changed_meanwhile")
    _require(event.on >= loan.on, "earlier_day")
    allowed, act = STEPS[type(event)]
    _require(loan.state in allowed, "not_now")
    if isinstance(event, ByOfficer):
        _require(event.officer not in ("", loan.applicant), "own_case")
    after = act(loan, event)
    return after if after == loan else replace(after, on=event.on, version=loan.version + 1)


def steps_now(loan: Loan) -> tuple[str, ...]:
    """The names of what may happen now, in the order of the table."""
    return tuple(kind.__name__ for kind, (allowed, _act) in STEPS.items() if loan.state in allowed)


def _happened(loan: Loan, event: AnyEvent) -> bool:
    """Whether the event is one that a server may see twice, and stands in the loan already."""
    match event:
        case Paid(key=key):
            return bool(loan.book) and key == loan.payment_key
        case Release(key=key):
            return loan.state is State.PAYING and key == loan.payment_key
        case Receive(receipt=receipt) if loan.book:
            return receipt in (*loan.book.receipts, *loan.book.earlier, *loan.book.taken_back)
    return False


def _consent(loan: Loan, event: Consent) -> Loan:
    _require(bool(DIGEST.fullmatch(event.terms_digest)), "digest")
    state = loan.state if loan.state is State.APPROVED else State.CONSENTED
    return replace(loan, state=state, terms_digest=event.terms_digest)


def _submit(loan: Loan, event: Submit) -> Loan:
    return replace(loan, state=State.SUBMITTED)


def _withdraw(loan: Loan, event: Withdraw) -> Loan:
    _require(not loan.payment_key, "payment_open")
    return replace(loan, state=State.WITHDRAWN, pending=None)


def _take_up(loan: Loan, event: TakeUp) -> Loan:
    return replace(loan, state=State.IN_REVIEW, officer=event.officer)


def _propose(loan: Loan, event: Propose) -> Loan:
    _require(loan.pending is None, "proposed_already")
    if isinstance(event.what, Decision):
        _require(loan.state is State.IN_REVIEW, "not_now")
        _require_none(why_not_decide(loan, event.what))
    else:
        _require(loan.state in RUNNING, "not_now")
        _require(not isinstance(event.what, WriteOff) or bool(DIGEST.fullmatch(event.what.note)), "note_missing")
    return replace(loan, pending=Pending(event.officer, event.what))


def _confirm(loan: Loan, event: Confirm) -> Loan:
    pending = _pending_of_another(loan, event)
    after = replace(loan, pending=None)
    match pending.what:
        case Decision() as decision:
            state = State.APPROVED if decision.approved else State.REFUSED
            return replace(after, state=state, decision=decision, decided_by=(pending.officer, event.officer))
        case NewSchedule(terms=terms, waived_fen=waived, capitalise=capitalise):
            made = restructure(_book(loan), event.on, terms, waived_fen=waived, capitalise=capitalise)
            return replace(after, state=State.RESTRUCTURED, book=made.book, asked_hardship_on=None)
        case WriteOff():
            left = position(_book(loan), event.on).principal_left_fen
            _require(left > 0, "nothing_owed")
            return replace(after, state=State.WRITTEN_OFF, written_off_fen=left, asked_hardship_on=None)


def _send_back(loan: Loan, event: SendBack) -> Loan:
    _pending_of_another(loan, event)
    return replace(loan, pending=None)


def _pending_of_another(loan: Loan, event: ByOfficer) -> Pending:
    if loan.pending is None:
        raise StepRefused("nothing_proposed")
    _require(event.officer != loan.pending.officer, "same_officer")
    return loan.pending


def _meet(loan: Loan, event: Meet) -> Loan:
    _require(event.condition in _decision(loan).conditions, "condition")
    return loan if event.condition in loan.met else replace(loan, met=(*loan.met, event.condition))


def _sign(loan: Loan, event: Sign) -> Loan:
    decision, offer = _decision(loan), event.offer
    terms = offer.schedule.terms
    _require(set(decision.conditions) <= set(loan.met), "condition")
    _require((terms.principal_fen, terms.rate_ppm) == (decision.amount_fen, decision.rate_ppm), "not_as_approved")
    _require(terms.drawn_on >= event.on, "earlier_day")
    _require(offer.penalty.rate_ppm in (0, terms.rate_ppm), "not_as_approved")
    again = offer_of(terms, offer.fees, offer.penalty, capitalises=offer.capitalises)
    _require(offer == again, "not_as_computed")
    _require_none(why_not_cost(offer.cost, loan.cap_ppm))
    _require(offer_digest(offer) == loan.terms_digest, "not_as_consented")
    return replace(loan, state=State.SIGNED, offer=offer)


def _release(loan: Loan, event: Release) -> Loan:
    _require(bool(event.key), "key")
    _require(loan.payment_key in ("", event.key), "other_key")
    _require(event.on <= _offer(loan).schedule.terms.drawn_on, "too_late")
    return replace(loan, state=State.PAYING, payment_key=event.key)


def _paid(loan: Loan, event: Paid) -> Loan:
    """The book begins. Interest runs from the day on which the money came: where that was later than agreed, the
    schedule is made again from that day over the same due days, so that nobody pays for days without money."""
    offer = _offer(loan)
    terms = offer.schedule.terms
    _require(event.key != "" and event.key == loan.payment_key, "other_key")
    _require(terms.drawn_on <= event.paid_on <= event.on, "too_early")
    schedule = schedule_of(replace(terms, drawn_on=event.paid_on))
    book = open_book(schedule, offer.penalty, capitalises=offer.capitalises)
    return _as_of(replace(loan, state=State.REPAYING, book=book), event.on)


def _failed(loan: Loan, event: Failed) -> Loan:
    """The key stays: whoever tries again uses the same one, so that a bank that paid after all pays once."""
    _require(event.key == loan.payment_key, "other_key")
    return replace(loan, state=State.SIGNED)


def _receive(loan: Loan, event: Receive) -> Loan:
    _require(event.receipt.on <= event.on, "earlier_day")
    after = replace(loan, book=booked(_book(loan), event.receipt))
    return after if loan.state is State.WRITTEN_OFF else _as_of(after, event.on)


def _taken_back(loan: Loan, event: TakenBack) -> Loan:
    """A loan that was closed by it is open again. What was told of instalments since is corrected by its attester."""
    after = replace(loan, book=taken_back(_book(loan), event.reference))
    return after if loan.state is State.WRITTEN_OFF or after == loan else _as_of(after, event.on)


def _prepay(loan: Loan, event: Prepay) -> Loan:
    return _as_of(replace(loan, book=prepay(_book(loan), event.on, event.amount_fen, event.keep).book), event.on)


def _ask_hardship(loan: Loan, event: AskHardship) -> Loan:
    _require(loan.asked_hardship_on is None, "asked_already")
    return replace(loan, asked_hardship_on=event.on)


def _grant_hardship(loan: Loan, event: GrantHardship) -> Loan:
    _require(loan.asked_hardship_on is not None, "not_asked")
    book = defer(_book(loan), event.on, event.months, bears_interest=event.bears_interest)
    return replace(loan, state=State.HARDSHIP, book=book, asked_hardship_on=None)


def _decline_hardship(loan: Loan, event: DeclineHardship) -> Loan:
    _require(loan.asked_hardship_on is not None, "not_asked")
    return replace(loan, asked_hardship_on=None)


def _tick(loan: Loan, event: Tick) -> Loan:
    return _as_of(loan, event.on)


def _as_of(loan: Loan, on: int) -> Loan:
    """The state that follows from the book on a day. Hardship and a new schedule last until their first day has
    come."""
    now = position(_book(loan), on)
    if now.is_paid:
        return replace(loan, state=State.CLOSED, pending=None, asked_hardship_on=None)
    if now.overdue_days > _book(loan).penalty.grace_days:
        return replace(loan, state=State.OVERDUE)
    waits = loan.state in (State.HARDSHIP, State.RESTRUCTURED) and all(each.due.due_on > on for each in now.dues)
    return loan if waits else replace(loan, state=State.REPAYING)


def _book(loan: Loan) -> Book:
    assert loan.book is not None, loan.state
    return loan.book


def _offer(loan: Loan) -> Offer:
    assert loan.offer is not None, loan.state
    return loan.offer


def _decision(loan: Loan) -> Decision:
    assert loan.decision is not None, loan.state
    return loan.decision


def _require_none(why: str | None) -> None:
    _require(why is None, why or "")


def _require(holds: bool, code: str) -> None:
    if not holds:
        raise StepRefused(code)


Of = TypeVar("Of")
BEFOROfSIGNING = frozenset({State.DRAFT, State.CONSENTED, State.SUBMITTED, State.IN_REVIEW, State.APPROVED})


def _on(act: Callable[[Loan, Of], Loan], *states: State) -> tuple[frozenset[State], Callable[..., Loan]]:
    return frozenset(states), act


STEPS: Mapping[type, tuple[frozenset[State], Callable[..., Loan]]] = MappingProxyType({
    Consent: _on(_consent, State.DRAFT, State.CONSENTED, State.APPROVED),
    Submit: _on(_submit, State.CONSENTED),
    Withdraw: _on(_withdraw, *BEFOROfSIGNING, State.SIGNED),
    TakeUp: _on(_take_up, State.SUBMITTED),
    Propose: _on(_propose, State.IN_REVIEW, *RUNNING),
    Confirm: _on(_confirm, State.IN_REVIEW, *RUNNING),
    SendBack: _on(_send_back, State.IN_REVIEW, *RUNNING),
    Meet: _on(_meet, State.APPROVED),
    Sign: _on(_sign, State.APPROVED),
    Release: _on(_release, State.SIGNED),
    Paid: _on(_paid, State.PAYING, State.SIGNED),
    Failed: _on(_failed, State.PAYING),
    Receive: _on(_receive, *RUNNING, State.WRITTEN_OFF),
    TakenBack: _on(_taken_back, *RUNNING, State.CLOSED, State.WRITTEN_OFF),
    Prepay: _on(_prepay, *RUNNING),
    AskHardship: _on(_ask_hardship, *RUNNING),
    GrantHardship: _on(_grant_hardship, *RUNNING),
    DeclineHardship: _on(_decline_hardship, *RUNNING),
    Tick: _on(_tick, *RUNNING),
})  # fmt: skip
"""What may happen in which state. What is not here is refused."""
