"""The true cost of a loan, told before anybody consents to it: total, interest, fees, and the rate a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from shouyi.decision.lending.cost.china import Annualised, by_days, by_months
from shouyi.decision.lending.cost.europe import Dated, aprc_ppm
from shouyi.decision.lending.cost.solver import Flow
from shouyi.decision.lending.errors import TermsUnsound
from shouyi.decision.lending.schedule import Schedule, is_regular


@dataclass(frozen=True, slots=True)
class Fee:
    """What the borrower pays besides: `code` names it, `on` is the day."""

    code: str
    on: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Cost:
    """`annualised` is what must be shown in China, `aprc_ppm` the European rate beside it for comparison. `counted_by`
    says how time was measured: "months" where all periods are alike and no day was moved, else "days"."""

    total_fen: int
    interest_fen: int
    fees_fen: int
    annualised: Annualised
    aprc_ppm: int
    counted_by: str


def true_cost(schedule: Schedule, fees: Sequence[Fee] = ()) -> Cost:
    """The cost of a schedule with its fees. Raises RateUndefined, or TermsUnsound for a fee before the first day or one
    that leaves nothing to be paid out (interest may not be held back from the principal: Civil Code, article 670)."""
    terms, first = schedule.terms, schedule.terms.drawn_on
    if any(fee.on < first or fee.amount_fen < 0 for fee in fees):
        raise TermsUnsound("out_of_range", "fees")
    if sum(fee.amount_fen for fee in fees if fee.on == first) >= terms.principal_fen:
        raise TermsUnsound("nothing_paid_out", "fees")
    dated = [Dated(first, terms.principal_fen)]
    dated += [Dated(each.due_on, -each.amount_fen) for each in schedule.instalments]
    dated += [Dated(fee.on, -fee.amount_fen) for fee in fees]
    fees_fen = sum(fee.amount_fen for fee in fees)
    alike = is_regular(terms) and all(fee.on == first for fee in fees)
    return Cost(
        total_fen=schedule.total_fen + fees_fen,
        interest_fen=schedule.interest_fen,
        fees_fen=fees_fen,
        annualised=_by_periods(schedule, fees_fen) if alike else _by_days(dated, first),
        aprc_ppm=aprc_ppm(dated),
        counted_by="months" if alike else "days",
    )


def _by_periods(schedule: Schedule, up_front: int) -> Annualised:
    flows = [Flow(Fraction(0), schedule.terms.principal_fen - up_front)]
    every = schedule.terms.every
    flows += [Flow(Fraction(every * each.number), -each.amount_fen) for each in schedule.instalments]
    return by_months(flows)


def _by_days(dated: Sequence[Dated], first: int) -> Annualised:
    return by_days([Flow(Fraction(flow.on - first), flow.fen) for flow in dated])
