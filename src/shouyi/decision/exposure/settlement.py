"""What was promised and what was delivered, merchant by merchant: whole impressions, a reason for each shortfall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shouyi.decision.exposure.floors import Promise

Why = Literal["", "no_candidates", "few_candidates", "crowded", "fewer_visits", "missed"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """Of one merchant in one period: impressions given; `able`, how many places its works could have had at all;
    `beside`, how many of its floor could have been met beside everybody else's (`feasible.reach`)."""

    impressions: int
    able: int
    beside: int


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the zone: arrivals that were expected when floors were promised, and that came."""

    first_on: int
    last_on: int
    expected: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Settled:
    """One line of the ledger. `shortfall` = promised less delivered, at least 0 (ideal 0); `why` it is there; `price`
    in millionths of the zone's unit of relevance, as published."""

    merchant: str
    promised: int
    delivered: int
    shortfall: int
    why: Why
    price: int


def settle(
    promises: Sequence[Promise], delivered: Mapping[str, Delivered], period: Period, prices: Mapping[str, int]
) -> tuple[Settled, ...]:
    """The ledger of a period, in the order of the promises. Who delivered nothing at all stands there with 0."""
    nothing = Delivered(0, 0, 0)
    return tuple(_settled(each, delivered.get(each.merchant, nothing), period, prices) for each in promises)


def _settled(promised: Promise, found: Delivered, period: Period, prices: Mapping[str, int]) -> Settled:
    shortfall = max(promised.floor - found.impressions, 0)
    why = why_short(promised.floor, found, period) if shortfall else ""
    return Settled(
        promised.merchant, promised.floor, found.impressions, shortfall, why, prices.get(promised.merchant, 0)
    )


def why_short(floor: int, found: Delivered, period: Period) -> Why:
    """Why a floor was missed, the first that holds: its works stood on no page; on too few; places on those pages were
    promised to others; fewer visits came and the pace was kept. Else it is the engine that missed it."""
    if found.able == 0:
        return "no_candidates"
    if found.able < floor:
        return "few_candidates"
    if found.beside < floor:
        return "crowded"
    if period.arrived < period.expected and found.impressions * period.expected >= floor * period.arrived:
        return "fewer_visits"
    return "missed"


def attainment(lines: Sequence[Settled]) -> int:
    """‰ of merchants with a floor whose floor was met, rounded down (ideal 1000; 1000 where nobody had a floor)."""
    floors = [line for line in lines if line.promised]
    return 1000 * sum(not line.shortfall for line in floors) // len(floors) if floors else 1000
