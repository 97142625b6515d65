"""Before any form: whether the ladder has a rung for this band today, and if not, what there is instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shouyi.decision.lending.ladder import Rung


@dataclass(frozen=True, slots=True)
class Eligible:
    """`left_fen` of the rung's limit are free beside what the person owes already. `code` says why one cannot apply now
    ("" where one can); `next` what there is instead: a plan of help, the open application, waiting for repayment."""

    left_fen: int
    code: Literal["", "no_rung", "limit_used", "open_application", "overdue"]
    next: Literal["apply", "assistance", "application", "repay"]


def eligible(rung: Rung, *, owed_fen: int = 0, has_open: bool = False, is_overdue: bool = False) -> Eligible:
    """Nothing about the person but the band, what they owe on loans under this ladder, and whether an application is
    open. No one is turned away: each code has a next step."""
    left = max(0, rung.limit_fen - owed_fen)
    if has_open:
        return Eligible(left, "open_application", "application")
    if is_overdue:
        return Eligible(left, "overdue", "repay")
    if not rung.serves:
        return Eligible(0, "no_rung", "assistance")
    return Eligible(left, "", "apply") if left else Eligible(0, "limit_used", "repay")
