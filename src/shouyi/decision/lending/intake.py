"""Repayments from a bank's file: a documented table, judged row by row; each refusal names its line and column.

Columns: `reference` (the bank's own number of the payment, unique), `received_on` (2027-02-10), `loan` (the number
under which the loan stands with the bank), `amount` (yuan, 1032.80, no grouping), and perhaps `currency` (CNY). A
payment that stands there twice, in one file or over many, counts once; a reference that means two things is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shouyi.decision.lending.book import REFERENCE_MAX, Book, Receipt, booked
from shouyi.decision.lending.schedule import PRINCIPAL_MAX
from shouyi.evidence import cells
from shouyi.evidence.cells import CellRefused, perhaps, read
from shouyi.evidence.files import Columns, Progress, Row, rows_of
from shouyi.evidence.records import Refusal

RECEIPTS = Columns(("reference", "received_on", "loan", "amount"), ("currency",))
NOTHING_KNOWN: Mapping[str, tuple[str, Receipt]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file states: payments by reference, each with its loan, in the order of their days; the rows that it
    refuses; and how many rows repeated what was known."""

    receipts: tuple[tuple[str, Receipt], ...]
    refusals: tuple[Refusal, ...]
    repeated: int

    @property
    def total_fen(self) -> int:
        return sum(receipt.amount_fen for _loan, receipt in self.receipts)


def parse_receipts(
    file: str,
    data: bytes,
    *,
    loans: Collection[str],
    today: int,
    known: Mapping[str, tuple[str, Receipt]] = NOTHING_KNOWN,
    progress: Progress = lambda done, total: None,
) -> Intake:
    """The payments of a table (.csv or .jsonl, plain or .gz); `known` are those of earlier files by reference. Raises
    EvidenceError when the file or its header does not hold."""
    found: dict[str, tuple[str, Receipt]] = {}
    refusals: list[Refusal] = []
    repeated = 0
    for row in rows_of(file, data, RECEIPTS, progress):
        try:
            loan, receipt = _receipt(row, loans, today)
            before = found.get(receipt.reference) or known.get(receipt.reference)
            if before is not None and before != (loan, receipt):
                raise CellRefused("reference_contradicts", "reference")
            repeated += before is not None
            if before is None:
                found[receipt.reference] = loan, receipt
        except CellRefused as refused:
            refusals.append(Refusal(row.file, row.line, refused.code, refused.detail))
    ordered = sorted(found.values(), key=lambda each: (each[1].on, each[1].reference))
    return Intake(tuple(ordered), tuple(refusals), repeated)


def into_books(books: Mapping[str, Book], intake: Intake) -> dict[str, Book]:
    """The books that an intake touches, with its payments. Raises ReceiptRefused where a book knows a reference as
    something else; a payment to a loan without a book here is an assertion: `loans` was wrong."""
    after: dict[str, Book] = {}
    for loan, receipt in intake.receipts:
        after[loan] = booked(after.get(loan, books[loan]), receipt)
    return after


def _receipt(row: Row, loans: Collection[str], today: int) -> tuple[str, Receipt]:
    cell = row.require_cells()
    perhaps(_yuan, cell, "currency")
    on = read(cells.iso_day, cell, "received_on")
    if on > today:
        raise CellRefused("date_in_the_future", "received_on")
    loan = read(cells.name, cell, "loan")
    if loan not in loans:
        raise CellRefused("loan_unknown", "loan")
    return loan, Receipt(read(_reference, cell, "reference"), on, read(_amount, cell, "amount"))


def _reference(text: str) -> str:
    if len(text) > REFERENCE_MAX:
        raise CellRefused("name_form")
    return cells.name(text)


def _amount(text: str) -> int:
    fen = cells.minor_units(text, "CNY")
    if not 0 < fen <= PRINCIPAL_MAX:
        raise CellRefused("amount_form")
    return fen


def _yuan(text: str) -> str:
    if text != "CNY":
        raise CellRefused("currency_unknown")
    return text
