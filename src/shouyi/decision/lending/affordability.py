"""What is affordable now: the bank's published instalment rule, shown beside the ladder and never instead of it.

A bank publishes what share of a household's or shop's verified monthly income all instalments together may take, over
how many months income is averaged, and how much of an instalment for which a guarantor stands it leaves out. From
that follow the largest instalment and, by the schedule itself, the largest amount whose largest instalment fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shouyi.canon.money import FEN
from shouyi.decision.lending.errors import TermsUnsound
from shouyi.decision.lending.ladder import Rung
from shouyi.decision.lending.schedule import PRINCIPAL_MAX, Terms, schedule_of

STEP_FEN = 100 * FEN
"""Amounts are told in hundreds of yuan, downwards."""


@dataclass(frozen=True, slots=True)
class InstalmentRule:
    """A bank's rule as it published it, under `version`: instalments up to `share` ‰ of the mean of `months` months'
    verified income; of the part of an instalment that a guarantor stands for, `eased` ‰ are left out."""

    bank: str
    version: str
    published_on: int
    share: int
    months: int
    eased: int


@dataclass(frozen=True, slots=True)
class Means:
    """What the person showed: income of each month (fen, the latest last, months without any as 0), what other loans
    take a month, and what part of the loan's losses guarantors stand for (‰)."""

    income_fen: tuple[int, ...]
    other_instalments_fen: int = 0
    guaranteed: int = 0


@dataclass(frozen=True, slots=True)
class Affordable:
    """The largest instalment and the largest amount under the asked terms; `months` of income were looked at."""

    rule: InstalmentRule
    instalment_fen: int
    amount_fen: int
    months: int


@dataclass(frozen=True, slots=True)
class Room:
    """Ladder and affordability side by side, as a page and a letter show them: two figures, no third."""

    rung: Rung
    affordable: Affordable | None

    @property
    def binding(self) -> Literal["ladder", "affordability", "neither", "not_asked"]:
        """Which of the two is the smaller one: an explanation, not a limit."""
        if self.affordable is None:
            return "not_asked"
        if self.affordable.amount_fen == self.rung.limit_fen:
            return "neither"
        return "affordability" if self.affordable.amount_fen < self.rung.limit_fen else "ladder"


def instalment_room(rule: InstalmentRule, means: Means) -> int:
    """The largest monthly instalment, in fen, floored. Months beyond those shown count as none: a short history is not
    scaled up. A guarantor's part makes room: room ÷ (1 − guaranteed × eased)."""
    require_rule(rule, means)
    window = means.income_fen[-rule.months :]
    room = max(0, sum(window) * rule.share // (1000 * rule.months) - means.other_instalments_fen)
    return room * 10**6 // (10**6 - means.guaranteed * rule.eased)


def affordable(rule: InstalmentRule, means: Means, terms: Terms, most_fen: int) -> Affordable:
    """The largest amount up to `most_fen`, in hundreds of yuan, whose largest instalment a month fits, under terms
    whose principal is left out of account. Raises TermsUnsound."""
    room = instalment_room(rule, means)
    low, high = 0, min(most_fen, PRINCIPAL_MAX) // STEP_FEN
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a_month(terms, middle * STEP_FEN) <= room else (low, middle - 1)
    return Affordable(rule, room, low * STEP_FEN, min(len(means.income_fen), rule.months))


def a_month(terms: Terms, amount_fen: int) -> int:
    """The largest instalment of this amount, spread over the months between due days, rounded up."""
    return -(-schedule_of(replace(terms, principal_fen=amount_fen)).largest_fen // terms.every)


def require_rule(rule: InstalmentRule, means: Means) -> None:
    """Raises TermsUnsound for a rule or means that are none."""
    checks: Sequence[tuple[str, bool]] = (
        ("share", 0 < rule.share <= 1000),
        ("months", 1 <= rule.months <= 60),
        ("eased", 0 <= rule.eased <= 900),
        ("income_fen", all(0 <= month <= PRINCIPAL_MAX for month in means.income_fen)),
        ("other_instalments_fen", means.other_instalments_fen >= 0),
        ("guaranteed", 0 <= means.guaranteed <= 1000),
    )
    for name, holds in checks:
        if not holds:
            raise TermsUnsound("out_of_range", name)
