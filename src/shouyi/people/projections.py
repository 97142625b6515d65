"""Tables that only repeat what ledger and vault say: each can be compared with them, and made again from them.

An app registers its own in `projecting.py`. What a row says is a mapping of columns; what the ledger knows nothing of
(who asked, who is a member, what is still on its way) is no part of it, and is left as it is. A rebuild never opens
what a row has closed: it suspends, ends and forgets at once, and lets the app's own jobs write what the ledger lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

Rows = Mapping[str, Mapping[str, Any]]
"""Columns by name, by the row's own public name (an organisation's id, a key, a consent's number)."""


@dataclass(frozen=True, slots=True)
class Projection:
    """`due` reads ledger and vault. `found` reads the table; it gives rows in `due` and those that claim to be.
    `write` makes the table say what is due."""

    name: str
    due: Callable[[], Rows]
    found: Callable[[Rows], Rows]
    write: Callable[[Rows], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that does not say what it should. `columns` names what differs, never a value; `kind` is missing, unknown
    (to ledger and vault) or differs."""

    projection: str
    row: str
    kind: str
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.projection, self.row, self.kind, *self.columns))


_registered: dict[str, Projection] = {}


def register(projection: Projection) -> None:
    """Once a name, in the order in which they are made again: a later one may point to an earlier one's rows."""
    _registered[projection.name] = projection


def registered() -> tuple[Projection, ...]:
    """All of them, by the order of apps."""
    autodiscover_modules("projecting")
    return tuple(_registered.values())


def compare(projection: Projection) -> tuple[Difference, ...]:
    """Row by row, by name. Changes nothing."""
    due = projection.due()
    return tuple(_differences(projection.name, projection.found(due), due))


def rebuild(projection: Projection) -> None:
    """Makes the rows say what is due. Again, it changes nothing."""
    due = projection.due()  # before the transaction: it may wait for whoever writes to the ledger
    with transaction.atomic():
        if any(_differences(projection.name, projection.found(due), due)):
            projection.write(due)


def _differences(name: str, found: Rows, due: Rows) -> Iterator[Difference]:
    for row in sorted(found.keys() | due.keys()):
        if row not in found:
            yield Difference(name, row, "missing")
        elif row not in due:
            yield Difference(name, row, "unknown")
        elif found[row] != due[row]:
            columns = sorted(key for key in due[row] if found[row].get(key) != due[row][key])
            yield Difference(name, row, "differs", tuple(columns))
