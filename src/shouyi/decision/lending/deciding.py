"""What two officers may decide: within the ladder freely, beside it with a note, above the rate's cap never.

A refusal names one to four specific reasons: those of the score that lowered it, or the bank's own from a short list.
"""

from __future__ import annotations

import re

from shouyi.decision.lending.cost.told import Cost
from shouyi.decision.lending.loan import Decision, Loan

REASONS_MAX = 4
CONDITIONS_MAX = 8
DIGEST = re.compile(r"[0-9a-f]{64}")
BANK_REASONS = frozenset({"affordability", "other_debt", "purpose", "identity", "documents"})
"""What a bank may give as a reason beside those of the score: each specific, none of it about the person's body."""


COST_TOLERANCE_PPM = 100
"""A hundredth of a per cent: what rounding each instalment to the fen may add to a year's cost."""


def why_not_cost(cost: Cost, cap_ppm: int) -> str | None:
    """The code of why terms may not be signed under a cap. What counts is all that the borrower pays, fees included, as
    the simple yearly rate that must be shown: neither a fee nor a year of 360 days lifts a loan over the ladder's
    rate."""
    return "cost_above_cap" if cost.annualised.simple_ppm > cap_ppm + COST_TOLERANCE_PPM else None


def why_override(loan: Loan, decision: Decision) -> str | None:
    """How a decision leaves the ladder, None where it follows it."""
    if not decision.approved:
        return "refused_within" if loan.asked_fen <= loan.limit_fen else None
    if decision.amount_fen > loan.limit_fen:
        return "above_limit"
    return "below_asked" if decision.amount_fen < min(loan.asked_fen, loan.limit_fen) else None


def why_not_decide(loan: Loan, decision: Decision) -> str | None:
    """The code of why a decision may not be proposed."""
    codes = loan.reason_codes, BANK_REASONS
    if why_override(loan, decision) and not DIGEST.fullmatch(decision.note):
        return "note_missing"
    if not decision.approved:
        good = 1 <= len(decision.reasons) <= REASONS_MAX and len({*decision.reasons}) == len(decision.reasons)
        return None if good and all(any(code in known for known in codes) for code in decision.reasons) else "reasons"
    if not 0 < decision.amount_fen <= loan.asked_fen:
        return "amount"
    if not 0 <= decision.rate_ppm <= loan.cap_ppm:
        return "above_cap"
    if not loan.limit_fen and loan.guaranteed < 1000:
        return "first_step_unguaranteed"
    once = len({*decision.conditions}) == len(decision.conditions) <= CONDITIONS_MAX
    return None if once and all(decision.conditions) else "conditions"
