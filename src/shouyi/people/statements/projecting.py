"""Of a statement, the ledger knows one thing: that it was admitted. Everything else of it is working life.

A row that says admitted while the ledger is silent is left alone: what is too old to weigh is closed there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.behind import behind
from shouyi.people.projections import Projection, register
from shouyi.people.statements.models import State, Statement

if TYPE_CHECKING:
    from shouyi.people.projections import Rows


def _due() -> Rows:
    """Of those that are here: what its maker deleted here stays in the file all the same."""
    here = {str(uid) for uid in Statement.objects.values_list("uid", flat=True)}
    return {order: {"state": State.ADMITTED.value} for order in behind().stater.admitted() & here}


def _found(due: Rows) -> Rows:
    rows = Statement.objects.filter(uid__in=due).values_list("uid", "state")
    return {str(uid): {"state": state} for uid, state in rows}


def _write(due: Rows) -> None:
    Statement.objects.filter(uid__in=due).update(state=State.ADMITTED)


register(Projection("statements", _due, _found, _write))
