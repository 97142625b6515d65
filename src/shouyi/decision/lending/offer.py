"""An offer: everything that a person agrees to, in one form with one digest, so that what is signed is what was shown.

The form is canonical JSON of whole numbers and words: terms, every instalment, fees, penalty, what it costs in all
and a year. Whoever has it works the same schedule and cost out again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shouyi.canon.canonical import encode
from shouyi.canon.digest import digest
from shouyi.decision.lending.cost.told import Cost, Fee, true_cost
from shouyi.decision.lending.penalty import NONE, Penalty, require_lawful
from shouyi.decision.lending.schedule import Schedule, Terms, schedule_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A schedule with its fees, its penalty and its cost. `capitalises`: unpaid interest may become principal."""

    schedule: Schedule
    fees: tuple[Fee, ...]
    penalty: Penalty
    capitalises: bool
    cost: Cost


def offer_of(terms: Terms, fees: tuple[Fee, ...] = (), penalty: Penalty = NONE, *, capitalises: bool = False) -> Offer:
    """The offer of these terms. Raises TermsUnsound, BeyondTheLaw, RateUndefined."""
    require_lawful(penalty)
    schedule = schedule_of(terms)
    return Offer(schedule, fees, penalty, capitalises, true_cost(schedule, fees))


def offer_bytes(offer: Offer) -> bytes:
    """Its canonical form (RFC 8785)."""
    return encode(_form(offer))


def offer_digest(offer: Offer) -> str:
    """SHA-256("shouyi/loan-offer/1" ‖ canonical bytes) in hex: what the person's consent names."""
    return digest(b"shouyi/loan-offer/1", offer_bytes(offer)).hex()


def _form(offer: Offer) -> dict[str, Any]:
    terms, penalty, cost = offer.schedule.terms, offer.penalty, offer.cost
    return {
        "capitalises": offer.capitalises,
        "cost": {
            "counted_by": cost.counted_by,
            "fees_fen": cost.fees_fen,
            "interest_fen": cost.interest_fen,
            "irr_ppm": cost.annualised.irr_ppm,
            "simple_ppm": cost.annualised.simple_ppm,
            "total_fen": cost.total_fen,
        },
        "fees": [{"code": fee.code, "fen": fee.amount_fen, "on": fee.on} for fee in offer.fees],
        "instalments": [
            {"due_on": each.due_on, "interest_fen": each.interest_fen, "principal_fen": each.principal_fen}
            for each in offer.schedule.instalments
        ],
        "penalty": {
            "above": penalty.above,
            "basis": penalty.basis,
            "grace_days": penalty.grace_days,
            "rate_ppm": penalty.rate_ppm,
        },
        "terms": {
            "accrues_to_rolled": terms.accrues_to_rolled,
            "count": terms.count,
            "day_count": terms.day_count.value,
            "drawn_on": terms.drawn_on,
            "due_day": terms.due_day,
            "every": terms.every,
            "first_due_on": terms.first_due_on,
            "method": terms.method.value,
            "principal_fen": terms.principal_fen,
            "rate_ppm": terms.rate_ppm,
            "roll": terms.roll.value,
        },
        "v": 1,
    }
