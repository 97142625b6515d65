"""Uploading: an organisation's file of orders, reviews or outcomes, rehearsed and admitted as commands admit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.acts.admission import Admitted, admit_reading, rehearse_reading
from shouyi.acts.introducing import known_by_consent
from shouyi.evidence.errors import EvidenceError
from shouyi.evidence.outcome.tables import OUTCOMES, Outcomes, introduced, parse_outcomes
from shouyi.evidence.trade.table_rows import ORDERS, REVIEWS
from shouyi.evidence.trade.tables import parse_orders, parse_reviews
from shouyi.gateways.errors import GatewayError
from shouyi.people.ports.uploading import Outcome, Row, TableRefused

if TYPE_CHECKING:
    from collections.abc import Collection

    from shouyi.evidence.facts import Stated
    from shouyi.evidence.records import Refusal
    from shouyi.people.ports.uploading import Progress, Table
    from shouyi.wiring import House

COLUMNS = frozenset(column for table in (ORDERS, REVIEWS, OUTCOMES) for column in (*table.required, *table.optional))


class HouseUploading:
    """Implements `people.ports.uploading.Uploading` over a house of its own: it takes transactions."""

    def __init__(self, house: House) -> None:
        self.house = house

    def rehearse(self, table: Table, progress: Progress) -> Outcome:
        """See the port."""
        reading, people = self._read(table, progress)
        return _outcome(rehearse_reading(self.house, reading, table.org, introduced=people))

    def admit(self, table: Table, progress: Progress) -> Outcome:
        """See the port."""
        reading, people = self._read(table, progress)
        return _outcome(admit_reading(self.house, reading, table.org, progress, introduced=people))

    def _read(self, table: Table, progress: Progress) -> tuple[Stated, Collection[str]]:
        """What the table states, and who in it was introduced to the organisation by consent."""
        with self.house.ledger.writing():  # the state as it is now, whoever wrote last
            self._require_able(table.org)
            today = self.house.keeper.today()
            makers = known_by_consent(self.house, table.org, today) if table.kind == "outcomes" else {}
        try:
            found = _parse(table, today, progress)
        except EvidenceError as problem:
            raise TableRefused(problem.code, problem.line, _column(problem.detail)) from None
        return introduced(found, makers) if isinstance(found, Outcomes) else (found, frozenset())

    def _require_able(self, org: str) -> None:
        """That the log knows the organisation, and that its entries can be signed here. Whether it is suspended, the
        pages' job asks before, and the ledger's machine for good."""
        found = self.house.ledger.state.get(f"org/{org}")
        if found is None:
            raise TableRefused("unknown_org")
        try:
            self.house.keeper.signer(org)
        except GatewayError:
            raise TableRefused("own_batch_key") from None


def _parse(table: Table, today: int, progress: Progress) -> Stated:
    def rows(done: int, total: int) -> None:
        progress("rows", done, total)

    if table.kind == "outcomes":
        return parse_outcomes(table.name, table.data, today=today, progress=rows)
    if table.orders is None:
        return parse_orders(table.name, table.data, today=today, progress=rows)
    units = parse_orders(*table.orders, today=today).units
    return parse_reviews(table.name, table.data, units, today=today, progress=rows)


def _outcome(done: Admitted) -> Outcome:
    rows = sorted({_row(each) for each in done.refusals}, key=lambda row: (row.line, row.code, row.column))
    return Outcome(done.facts, done.known, done.entries, tuple(rows))


def _row(refusal: Refusal) -> Row:
    return Row(refusal.line, refusal.code, _column(refusal.detail))


def _column(detail: str) -> str:
    """A detail may hold what stood in the file; the name of a column of ours never does."""
    return detail if detail in COLUMNS else ""
