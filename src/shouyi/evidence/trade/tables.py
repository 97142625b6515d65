"""Orders and reviews of any other source: documented tables, as CSV (.csv) or JSON Lines (.jsonl), plain or as .gz.

The columns stand in docs/stages/evidence.md. One row of orders is one order × maker; who states them is an argument of
whoever makes drafts of the facts. A file reaches as far as its latest happening (its horizon) and is cumulative: it
holds every order up to there, so that a later file of the same source repeats what an earlier one said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shouyi.evidence.cells import SECONDS, CellRefused
from shouyi.evidence.files import Progress, read_bytes, rows_of
from shouyi.evidence.records import Refusal
from shouyi.evidence.trade.facts import facts_from_answers, facts_from_units
from shouyi.evidence.trade.reading import Counts, Reading, reading_of
from shouyi.evidence.trade.table_rows import ORDERS, REVIEWS, answer_of, unit_of
from shouyi.evidence.trade.units import Answer, Purchase, Unit, earlier_orders


def read_orders(path: Path, *, today: int | None = None, progress: Progress = lambda done, total: None) -> Reading:
    """The facts of a table of orders. `progress` hears of lines read and lines in all; a happening after `today`
    refuses its row. Raises EvidenceError when the file or its header does not hold."""
    return parse_orders(path.name, read_bytes(path), today=today, progress=progress)


def read_reviews(
    path: Path,
    units: Iterable[Unit],
    *,
    today: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Reading:
    """The facts of a table of reviews of the orders in `units` (a reading of orders holds them). Raises EvidenceError.

    Only an order's own buyer reviews it: rows about other orders, makers or buyers are refused.
    """
    return parse_reviews(path.name, read_bytes(path), units, today=today, progress=progress)


def parse_orders(
    file: str, data: bytes, *, today: int | None = None, progress: Progress = lambda done, total: None
) -> Reading:
    """`read_orders` from bytes; `file` is the name by which their format is told, and theirs in refusals."""
    taken: dict[tuple[str, str], Unit] = {}
    firsts: dict[str, Unit] = {}
    refusals: list[Refusal] = []
    for row in rows_of(file, data, ORDERS, progress):
        try:
            unit = unit_of(row, today)
            _require_agreement(unit, firsts.setdefault(unit.order, unit), taken)
            taken[unit.order, unit.person] = unit
        except CellRefused as refused:
            refusals.append(Refusal(row.file, row.line, refused.code, refused.detail))
    units = _counted(list(taken.values()))
    horizon = max((day for unit in units for day in _happened(unit)), default=None)
    stated, impossible = facts_from_units(units, -1 if horizon is None else horizon)
    persons = {unit.person for unit in units}
    return reading_of(persons, units, stated, [*refusals, *impossible], horizon, _counts(units))


def parse_reviews(
    file: str,
    data: bytes,
    units: Iterable[Unit],
    *,
    today: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Reading:
    """`read_reviews` from bytes."""
    answers: list[Answer] = []
    refusals: list[Refusal] = []
    for row in rows_of(file, data, REVIEWS, progress):
        try:
            answers.append(answer_of(row, today))
        except CellRefused as refused:
            refusals.append(Refusal(row.file, row.line, refused.code, refused.detail))
    stated, unstated = facts_from_answers(answers, units)
    persons = {item.fact.person for item in stated}
    repeated = len(answers) - len({(answer.order, answer.person) for answer in answers})
    horizon = max((answer.answered_at // SECONDS for answer in answers), default=None)
    counts = Counts(reviews=len(answers), reviews_repeated=repeated)
    return reading_of(persons, (), stated, [*refusals, *unstated], horizon, counts)


def _require_agreement(unit: Unit, first: Unit, taken: Mapping[tuple[str, str], Unit]) -> None:
    """The rows of one order name one buyer and one purchase, each maker once. Raises CellRefused."""
    if (unit.order, unit.person) in taken:
        raise CellRefused("row_repeated", unit.order)
    if (unit.buyer, unit.purchased_at) != (first.buyer, first.purchased_at):
        raise CellRefused("order_differs", unit.order)


def _counted(units: Sequence[Unit]) -> list[Unit]:
    """The units with what only all of them together tell: the order's makers and the buyer's earlier orders.

    An order is void as a whole when every maker's part of it is.
    """
    makers = Counter(unit.order for unit in units)
    alive = {unit.order for unit in units if unit.void_by is None}
    earlier = earlier_orders(
        {Purchase(unit.order, unit.buyer, unit.purchased_at, unit.order not in alive) for unit in units}
    )
    return [replace(unit, makers=makers[unit.order], earlier=earlier[unit.order]) for unit in units]


def _happened(unit: Unit) -> Iterator[int]:
    days = (unit.purchased, unit.dispatched, unit.delivered, unit.void_on, unit.returned)
    return (day for day in days if day is not None)


def _counts(units: Sequence[Unit]) -> Counts:
    makers = Counter(unit.order for unit in units)
    return Counts(orders=len(makers), orders_shared=sum(count > 1 for count in makers.values()))
