"""What the three reports share: which groups are shown, and p corrected over everything that was tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from shouyi.decision.fairness.errors import AuditRefused
from shouyi.decision.fairness.multiple import holm
from shouyi.decision.fairness.records import UNLABELLED, Groups
from shouyi.decision.fairness.report.records import MILLION, Line, Table, millionths
from shouyi.decision.fairness.small_cells import Counts, shown_rows


def visible(groups: Groups, counts: Counts, least: int) -> tuple[Groups, int]:
    """The groups that may be shown, everybody else unlabelled, and how many are hidden. Raises AuditRefused unless two
    are left, since one alone is compared with nobody."""
    shown = shown_rows(counts, least)
    names = tuple(name for name, is_shown in zip(groups.names, shown, strict=True) if is_shown)
    if len(names) < 2:
        raise AuditRefused("groups_too_small", f"{len(groups.names)} groups, {len(names)} large enough, least {least}")
    place = np.array([names.index(name) if name in names else UNLABELLED for name in groups.names] + [UNLABELLED])
    return Groups(names, place[groups.codes].astype(np.int64)), len(groups.names) - len(names)


def reference_of(groups: Groups, asked: str | None) -> str:
    """The group that others are compared with. Raises AuditRefused for one that is not shown."""
    if asked is not None and asked not in groups.names:
        raise AuditRefused("reference_unknown", asked)
    return asked or groups.largest


def corrected(tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables, each p corrected over all of them (Holm)."""
    found = holm([line.tested[0] / MILLION for table in tables for line in table.lines if line.tested])
    p = iter(found)
    return tuple(replace(table, lines=tuple(_with(line, p) for line in table.lines)) for table in tables)


def _with(line: Line, p: object) -> Line:

    assert isinstance(p, Iterator)
    return replace(line, tested=(line.tested[0], millionths(next(p)))) if line.tested else line
