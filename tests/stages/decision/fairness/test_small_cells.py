"""No hidden count can be computed back: every table that agrees with what is shown is looked at, one by one."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.decision.fairness.small_cells import Counts, hidden_well, holds_for, shown_rows

LEAST = 3
tables = st.sampled_from([(1, 4), (2, 3)]).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 6), min_size=shape[0], max_size=shape[0]), min_size=2, max_size=shape[1]
    )
)
"""Columns and groups at most: every table that agrees with one is written out."""


def agreeing(counts: Counts, shown: tuple[bool, ...]) -> list[tuple[tuple[int, ...], ...]]:
    """Every table of whole numbers with the same totals and the same shown rows: what an attacker must hold
    possible."""
    totals = [sum(column) for column in zip(*counts, strict=True)]
    columns = [_column(total, [row[at] for row in counts], shown) for at, total in enumerate(totals)]
    return [tuple(zip(*chosen, strict=True)) for chosen in product(*columns)]


def _column(total: int, known: list[int], shown: tuple[bool, ...]) -> list[tuple[int, ...]]:
    ways = [(value,) if is_shown else tuple(range(total + 1)) for value, is_shown in zip(known, shown, strict=True)]
    return [each for each in product(*ways) if sum(each) == total]


def possible(counts: Counts, shown: tuple[bool, ...]) -> dict[tuple[int, int], set[int]]:
    """Of each hidden cell the values that it may have."""
    found = agreeing(counts, shown)
    hidden = [row for row, is_shown in enumerate(shown) if not is_shown]
    return {(row, at): {table[row][at] for table in found} for row in hidden for at in range(len(counts[0]))}


@given(tables)
def test_a_hidden_cell_may_be_anything_from_nothing_to_what_is_hidden(counts: list[list[int]]) -> None:
    shown = shown_rows(counts, LEAST)
    for (row, at), values in possible(counts, shown).items():
        assert counts[row][at] in values
        if any(shown):
            assert len(values) > LEAST, f"{counts} shows {shown}: cell {row},{at} is one of {values}"
            assert min(values) == 0


@given(tables)
def test_what_is_shown_is_large_enough(counts: list[list[int]]) -> None:
    shown = shown_rows(counts, LEAST)
    assert all(min(row) >= LEAST for row, is_shown in zip(counts, shown, strict=True) if is_shown)
    assert hidden_well(counts, shown, LEAST)
    if all(min(row) >= LEAST for row in counts):
        assert all(shown)


def test_hiding_the_small_one_alone_gives_it_away() -> None:
    """The attack that the second hidden group is for."""
    counts = [[1, 4], [6, 6], [5, 5]]
    assert possible(counts, (False, True, True)) == {(0, 0): {1}, (0, 1): {4}}
    assert not hidden_well(counts, (False, True, True), LEAST)
    assert shown_rows(counts, LEAST) == (False, True, False)


def test_one_hidden_group_is_never_hidden_well_however_large() -> None:
    assert not hidden_well([[9, 9], [9, 9]], (True, False), LEAST)
    assert not holds_for([[9, 9], [9, 9], [9, 9]], (True, True, False), LEAST)


def test_two_small_ones_that_hold_too_little_take_a_third_along() -> None:
    counts = [[0, 4], [1, 4], [5, 5], [6, 6]]
    assert shown_rows(counts, LEAST) == (False, False, False, True)


def test_of_two_groups_neither_is_shown_when_one_is_small() -> None:
    assert shown_rows([[2, 50], [400, 300]], LEAST) == (False, False)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([[9, 9], [9, 9]], True), ([[2, 9], [9, 9]], False), ([[9, 9], [9, 9], [1, 1]], True)],
)
def test_another_table_is_shown_of_the_same_groups_or_of_none(counts: list[list[int]], expected: bool) -> None:
    shown = (True, True, False)[: len(counts)]
    assert holds_for(counts, shown, LEAST) is (expected and len(counts) == 2)


def test_a_section_with_fewer_groups_would_open_the_first() -> None:
    """Groups 0 and 1 shown above, 1 too small below: showing 0 alone below would leave 1 as the rest."""
    assert not holds_for([[9, 9], [1, 9], [9, 9], [9, 9]], (True, True, False, False), LEAST)
