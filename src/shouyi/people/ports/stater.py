"""Stating: what a maker wrote down alone and its buyer confirmed becomes evidence like any other source's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """One confirmed order. `order` is its opaque name, `buyer` the buyer's keyed name, days are whole days since
    1970-01-01; `stars` and `words` are what the buyer said of it (None, "": nothing), on `confirmed_on`."""

    order: str
    buyer: str
    ordered_on: int
    promised_on: int
    dispatched_on: int
    confirmed_on: int
    delivered_on: int | None = None
    items: int = 1
    amount_fen: int = 0
    stars: int | None = None
    words: str = ""


class Stater(Protocol):
    """Writes to the ledger: may wait for whoever writes now, so only jobs call it."""

    def admit(self, ref: str, orders: tuple[OwnOrder, ...]) -> tuple[str, ...]:
        """Admits a maker's confirmed orders, all of them each time, and gives the names of the orders that were
        refused. Again, it adds nothing. Raises GatewayError, ArchiveError, PersonErased."""

    def admitted(self) -> frozenset[str]:
        """The names of all orders that stand in the files that can still be opened."""
