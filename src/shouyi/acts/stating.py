"""Admitting what makers wrote down and buyers confirmed: by the same door as any platform's tables.

The source is an organisation of the installation's own, which states nothing that no buyer confirmed. A buyer's earlier
orders are counted among this maker's alone, so that somebody new to the maker weighs as new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from shouyi.acts.admission import admit_reading
from shouyi.acts.founding import Joining, join
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import as_opened
from shouyi.canon.days import to_iso
from shouyi.evidence.trade.records import Delivered, Dispatched, Sold
from shouyi.evidence.trade.statement import STATEMENT
from shouyi.evidence.trade.tables import parse_orders, parse_reviews
from shouyi.gateways.counting import counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shouyi.evidence.records import Refusal
    from shouyi.evidence.trade.reading import Reading
    from shouyi.people.ports.stater import OwnOrder
    from shouyi.wiring import House

SOURCE = Joining(
    "org-own-statements", "platform", {"en": "Own statements, confirmed by buyers", "zh": "买家确认的自述"}
)


class HouseStater:
    """Implements `people.ports.stater.Stater` over a house of its own: it takes transactions."""

    def __init__(self, house: House) -> None:
        self.house = house

    @counting("admission")
    def admit(self, ref: str, orders: tuple[OwnOrder, ...]) -> tuple[str, ...]:
        """See the port."""
        house = self.house
        with house.ledger.writing():
            house.keeper.begin()
            join(house, [SOURCE])
            person, today = house.vault.name_of(bytes.fromhex(ref)), house.keeper.today()
        read = parse_orders("own.jsonl", _lines(_order_row(each, person) for each in orders), today=today)
        refused = _of_lines(self._admit(read), orders)
        said = [each for each in orders if each.stars is not None]
        if said:
            rows = _lines(_review_row(each, person, today) for each in said)
            refused |= _of_lines(self._admit(parse_reviews("own.jsonl", rows, read.units, today=today)), said)
        return tuple(sorted(refused))

    @counting("admission")
    def admitted(self) -> frozenset[str]:
        """See the port."""
        with self.house.ledger.reading():
            opened = self.house.vault.all_openings(kind=STATEMENT, by=SOURCE.org)
            facts = facts_of(as_opened(opening, ref.hex()) for ref, opening in opened)
        return frozenset(fact.order for fact in facts if isinstance(fact, Sold | Dispatched | Delivered))

    def _admit(self, reading: Reading) -> list[Refusal]:
        done = admit_reading(self.house, reading, SOURCE.org, lambda *_: None, shared_names=True)
        return list(done.refusals)


def _of_lines(refused: Iterable[Refusal], orders: Sequence[OwnOrder]) -> set[str]:
    """Which of these orders were refused: each was written as the line of its place."""
    return {orders[row.line - 1].order for row in refused if 0 < row.line <= len(orders)}


def _order_row(each: OwnOrder, person: str) -> dict[str, str]:
    row = {
        "order": each.order, "maker": person, "buyer": each.buyer, "purchased_on": to_iso(each.ordered_on),
        "promised_on": to_iso(each.promised_on), "dispatched_on": to_iso(each.dispatched_on),
        "items": str(each.items), "amount_minor": str(each.amount_fen), "currency": "CNY",
    }  # fmt: skip
    return row | ({"delivered_on": to_iso(each.delivered_on)} if each.delivered_on is not None else {})


def _review_row(each: OwnOrder, person: str, today: int) -> dict[str, str]:
    """`today` is the keeper's, which a demonstration holds still while its pages' clock goes on."""
    row = {
        "order": each.order, "maker": person, "buyer": each.buyer, "answered_on": to_iso(min(each.confirmed_on, today)),
        "stars": str(each.stars),
    }  # fmt: skip
    return row | ({"text": each.words} if each.words else {})


def _lines(rows: Iterable[dict[str, str]]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)
