"""Small cells: which groups' figures may be shown, so that no hidden count can be computed back from the totals.

A cell of fewer than `least` people may tell of one of them. Hiding it alone is no help where the column's total is
shown (total less the others is the cell). So groups are hidden as a whole, at least two together, and so many that in
each column the hidden ones hold `least` or more between them. Whoever knows everything that is shown then knows of a
hidden cell that it lies between 0 and that sum, and nothing more: any split of the sums among two or more hidden groups
agrees with all that is shown. (Primary and complementary suppression; Hundepool and others, "Statistical Disclosure
Control", 2012, chapter 4. Hiding whole rows loses more than hiding cells, and keeps the proof to one line.)

A section of a report whose groups differ from those that the report shows elsewhere would open a way around: of a group
that is hidden in one table and shown in another, sums would remain. So a section is shown of exactly the groups that
the report shows, or of none (`holds_for`).
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 10
"""The smallest count that is shown."""
Counts = Sequence[Sequence[int]]
"""One row a group, one column a kind of case: every count whose total or rate is to be shown, none of them a sum of
others."""


def shown_rows(counts: Counts, least: int = LEAST) -> tuple[bool, ...]:
    """Of each group whether its row may be shown. One pass: hide the small, then the smallest of the rest, until what
    is hidden cannot be told apart."""
    shown = [min(row) >= least for row in counts]
    by_size = sorted(range(len(counts)), key=lambda at: (sum(counts[at]), at))
    for at in by_size:
        if hidden_well(counts, shown, least):
            break
        shown[at] = False
    return tuple(shown)


def hidden_well(counts: Counts, shown: Sequence[bool], least: int) -> bool:
    """Whether nothing is hidden, or two groups or more that hold `least` or more between them in each column; or all,
    since then there is nothing by group to subtract."""
    hidden = [row for row, is_shown in zip(counts, shown, strict=True) if not is_shown]
    if not hidden or len(hidden) == len(counts):
        return True
    return len(hidden) >= 2 and all(sum(column) >= least for column in zip(*hidden, strict=True))


def holds_for(counts: Counts, shown: Sequence[bool], least: int = LEAST) -> bool:
    """Whether another table of the same groups can be shown of exactly these groups."""
    small = any(min(row) < least for row, is_shown in zip(counts, shown, strict=True) if is_shown)
    return any(shown) and not small and hidden_well(counts, shown, least)
