"""What each merchant is promised: the guide's function of band and interval, a newcomer's floor, the zone's own limit.

The guide says what share of an equal share a band has, less where the interval is wide. Nothing else enters: craft and
band say who belongs to the zone, and nothing here can be told what a person has not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shouyi.decision.exposure.errors import ProblemUnsound
from shouyi.score.guide import Guide
from shouyi.score.records import Band


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who sells in the zone: `low`..`high` is the score's 90 % interval in tenths, `open_days` since the first work was
    offered there."""

    merchant: str
    band: Band
    low: int
    high: int
    open_days: int


@dataclass(frozen=True, slots=True)
class Promise:
    """`share` in ‰ of an equal share, because of `why`; `floor` in impressions of the period, as limited."""

    merchant: str
    share: int
    why: Literal["band", "newcomer"]
    floor: int


def band_share(guide: Guide, band: Band, width: int) -> int:
    """‰ of an equal share for a band with an interval `width` tenths wide: the guide's first step that fits, else 0."""
    return next((each.share for each in guide.exposure.floors if each.band == band and width <= each.width_max), 0)


def share_of(guide: Guide, merchant: Merchant) -> tuple[int, Literal["band", "newcomer"]]:
    """What the guide gives, and because of what: a newcomer's share where that is more, for the guide's days."""
    share = band_share(guide, merchant.band, merchant.high - merchant.low)
    new = merchant.open_days < guide.exposure.newcomer_days
    if new and guide.exposure.newcomer_share > share:
        return guide.exposure.newcomer_share, "newcomer"
    return share, "band"


def promise(guide: Guide, merchants: Sequence[Merchant], slots: int, guaranteed: int = 500) -> tuple[Promise, ...]:
    """Floors of a period with `slots` impressions, rounded down. `guaranteed`: ‰ of them that the zone's policy lets be
    promised at most; where the guide gives more, every floor is lowered alike. Raises ProblemUnsound."""
    if slots < 0 or not 0 <= guaranteed <= 1000:
        raise ProblemUnsound("period", f"{slots} slots, {guaranteed} ‰ guaranteed")
    if len({each.merchant for each in merchants}) != len(merchants):
        raise ProblemUnsound("merchant_twice", "each merchant has one floor")
    shares = [share_of(guide, each) for each in merchants]
    total, limit = sum(share for share, _why in shares), guaranteed * len(merchants)
    above, below = (limit, total) if total > limit else (1, 1)
    per = 1000 * len(merchants) * below
    return tuple(
        Promise(each.merchant, share, why, slots * share * above // per)
        for each, (share, why) in zip(merchants, shares, strict=True)
    )
