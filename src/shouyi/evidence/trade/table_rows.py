"""Rows of the documented tables of orders and reviews: each line as a unit or an answer, or refused."""

from __future__ import annotations

from collections.abc import Mapping

from shouyi.evidence import cells
from shouyi.evidence.cells import SECONDS, CellRefused, perhaps, read
from shouyi.evidence.files import Columns, Row
from shouyi.evidence.trade.statement import CANCELLED_BY, RETURN_REASONS
from shouyi.evidence.trade.units import Answer, Unit

ORDERS = Columns(
    ("order", "maker", "buyer", "purchased_on", "promised_on", "items", "amount_minor", "currency"),
    (
        "cohort",
        "dispatched_on",
        "expected_on",
        "delivered_on",
        "cancelled_on",
        "cancelled_by",
        "returned_on",
        "return_reason",
    ),
)
REVIEWS = Columns(("order", "maker", "buyer", "answered_on", "stars"), ("text", "cohort"), multiline=True)

_ENDS = (("cancelled_by", "cancelled_on"), ("return_reason", "returned_on"))


def unit_of(row: Row, today: int | None) -> Unit:
    """A row of orders as a unit that stands alone: its order's makers and earlier orders are not counted yet.

    Raises CellRefused.
    """
    cell = row.require_cells()
    purchased_at = _instant(cell, "purchased_on", today)
    _require_ends(cell)
    return Unit(
        order=read(cells.name, cell, "order"),
        person=read(cells.name, cell, "maker"),
        buyer=read(cells.name, cell, "buyer"),
        purchased_at=purchased_at,
        promised=read(cells.iso_day, cell, "promised_on"),
        file=row.file,
        line=row.line,
        dispatched=_day(cell, "dispatched_on", today),
        expected=perhaps(cells.iso_day, cell, "expected_on"),
        delivered=_day(cell, "delivered_on", today, purchased_at),
        void_by=_word(cell, "cancelled_by", CANCELLED_BY, "unknown") if cell.get("cancelled_on") else None,
        void_on=_day(cell, "cancelled_on", today, purchased_at),
        returned=_day(cell, "returned_on", today, purchased_at),
        reason=_word(cell, "return_reason", RETURN_REASONS, "other"),
        items=_items(cell),
        amount_minor=read(cells.whole, cell, "amount_minor"),
        currency=read(cells.currency, cell, "currency"),
        cohort=perhaps(cells.name, cell, "cohort"),
    )


def answer_of(row: Row, today: int | None) -> Answer:
    """A row of reviews. Raises CellRefused."""
    cell = row.require_cells()
    return Answer(
        order=read(cells.name, cell, "order"),
        stars=read(cells.stars, cell, "stars"),
        answered_at=_instant(cell, "answered_on", today),
        file=row.file,
        line=row.line,
        person=read(cells.name, cell, "maker"),
        buyer=read(cells.name, cell, "buyer"),
        cohort=perhaps(cells.name, cell, "cohort"),
        text=perhaps(cells.words, cell, "text"),
    )


def _require_ends(cell: Mapping[str, str]) -> None:
    """Who cancelled, or why it came back, without the day on which it happened is half a statement."""
    for word, day in _ENDS:
        if cell.get(word) and not cell.get(day):
            raise CellRefused("cell_missing", day)


def _instant(cell: Mapping[str, str], column: str, today: int | None) -> int:
    at = read(cells.iso_instant, cell, column)
    if today is not None and at // SECONDS > today:
        raise CellRefused("date_in_the_future", column)
    return at


def _day(cell: Mapping[str, str], column: str, today: int | None, after_at: int | None = None) -> int | None:
    """A day that may be missing; neither after `today` nor, when it is given, before the day of `after_at`."""
    day = perhaps(cells.iso_day, cell, column)
    if day is not None and today is not None and day > today:
        raise CellRefused("date_in_the_future", column)
    if day is not None and after_at is not None and day < after_at // SECONDS:
        raise CellRefused("date_before_purchase", column)
    return day


def _word(cell: Mapping[str, str], column: str, words: tuple[str, ...], otherwise: str) -> str:
    word = cell.get(column) or otherwise
    if word not in words:
        raise CellRefused("word_unknown", column)
    return word


def _items(cell: Mapping[str, str]) -> int:
    items = read(cells.whole, cell, "items")
    if items == 0:
        raise CellRefused("number_form", "items")
    return items
