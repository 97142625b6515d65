"""How much of what buyers said came by campaigns, and how much of its weight that cost.

A campaign's order leaves its voice the ‰ that the campaign states (`score.circumstances`). Weights are those before
caps: attribution · reliability · newcomer, in ‰ of a voice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shouyi.evidence.facts import Fact
from shouyi.evidence.trade.records import Reviewed
from shouyi.score.circumstances import circumstances
from shouyi.score.guide import Guide
from shouyi.score.indicators import satisfied
from shouyi.score.watch.cells import people


@dataclass(frozen=True, slots=True)
class Campaigns:
    """Makers with voices that weigh anything, these voices, how many of them a campaign discounted, and the ‰ of all
    their weight that this took (floored). None: about 1 to 9 makers."""

    makers: int | None
    voices: int | None
    discounted: int | None
    permille: int | None


@dataclass(frozen=True, slots=True)
class Discount:
    """One maker's voices: how many, how many discounted, their weight before in ‰ of a voice, and what was lost."""

    voices: int = 0
    discounted: int = 0
    weight: int = 0
    lost: int = 0


def discount_of(facts: Sequence[Fact], guide: Guide, first: int, last: int) -> Discount:
    """One maker's, of voices given from `first` to `last`, both included."""
    around, found = circumstances(facts, guide), Discount()
    if "reviewed" not in guide.by_name[satisfied.NAME].facts:
        return found
    for fact in facts:
        if isinstance(fact, Reviewed) and first <= fact.on <= last:
            kept = around.kept(fact.origin.source if fact.origin else "", fact.order)
            weight = sum(event.c for event in satisfied.events(fact, guide))
            if weight:
                lost = weight - weight * kept // 1000
                found = Discount(
                    found.voices + 1, found.discounted + (kept < 1000), found.weight + weight, found.lost + lost
                )
    return found


def campaigns(discounts: Iterable[Discount]) -> Campaigns:
    """Over all makers with voices."""
    heard = [each for each in discounts if each.voices]
    voices, weight = sum(each.voices for each in heard), sum(each.weight for each in heard)
    touched = sum(each.discounted > 0 for each in heard)
    if people(len(heard)) is None:
        return Campaigns(None, None, None, None)
    if people(touched) is None or not weight:
        return Campaigns(len(heard), voices, None if touched else 0, None if touched else 0)
    lost = sum(each.lost for each in heard)
    return Campaigns(len(heard), voices, sum(each.discounted for each in heard), 1000 * lost // weight)
