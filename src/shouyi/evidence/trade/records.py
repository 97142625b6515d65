"""The facts of trade. A fact says what happened, never what it is worth: weights are the guide's business.

Every fact is about one maker (`person`) and carries the day on which it became final (`on`). Orders and buyers are
names that the source or the keeper gives; days are whole local days; money is minor units with an ISO 4217 code.
"""

from __future__ import annotations

from dataclasses import dataclass

from shouyi.evidence.records import Origin


@dataclass(frozen=True, slots=True)
class Dispatched:
    """An order left the maker's hands on `on`; `promised` is the last day that the maker had promised."""

    person: str
    on: int
    order: str
    promised: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    """Neither dispatched, void nor delivered thirty days after `promised`; `on` = promised + 30."""

    person: str
    on: int
    order: str
    promised: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Void before dispatch; `by` is "seller", "buyer", "platform" or "unknown"."""

    person: str
    on: int
    order: str
    by: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """Reached the buyer on `on`; `expected` is the day promised to the buyer (None: none was)."""

    person: str
    on: int
    order: str
    expected: int | None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """Sent back on `on`; `reason` is "quality" or "other"."""

    person: str
    on: int
    order: str
    reason: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Visited:
    """A buyer's visit to this maker on `visited`; on `on` it became final: came back within 180 days or not."""

    person: str
    on: int
    buyer: str
    visited: int
    came_back: bool
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Sold:
    """What an order held: `items` pieces for `amount_minor` of `currency`, purchased on `on`. Feeds no indicator."""

    person: str
    on: int
    order: str
    items: int
    amount_minor: int
    currency: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A verified buyer's stars (1..5), answered on `on`.

    `makers`: among how many makers the order was shared. `earlier`: the buyer's earlier, not void, orders on the
    platform. `cohort`: the source's name for buyers who look alike (None: not reported). The four days of the order
    (None: not known) let a guide tell the maker's delay from the carrier's.
    """

    person: str
    on: int
    order: str
    buyer: str
    stars: int
    makers: int
    earlier: int
    cohort: str | None
    promised: int | None
    dispatched: int | None
    expected: int | None
    delivered: int | None
    origin: Origin | None = None


TradeFact = Dispatched | Overdue | Cancelled | Delivered | Returned | Visited | Sold | Reviewed
