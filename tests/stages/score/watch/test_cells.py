"""No cell of fewer than ten people is shown, nor one that the others and the total give away."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies as st

from shouyi.score.watch.cells import counted, names_of, part, people, quantile, shown

cells = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 40), max_size=8)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 20, "b": 30}, {"a": 20, "b": 30}),
        ({"a": 0, "b": 30}, {"a": 0, "b": 30}),
        ({"A": 3, "B": 14, "C": 25, "none": 0, "thin": 58}, {"A": None, "B": None, "C": 25, "none": 0, "thin": 58}),
        ({"a": 4, "b": 5, "c": 30, "d": 12}, {"a": None, "b": None, "c": 30, "d": None}),
        ({"a": 6, "b": 7, "c": 30}, {"a": None, "b": None, "c": 30}),
        ({"a": 9, "b": 0}, {"a": None, "b": None}),
        ({"a": 9, "b": 11}, {"a": None, "b": None}),
    ],
)
def test_small_cells_are_hidden_and_what_would_give_them_away(counts, expected) -> None:
    assert shown(counts) == expected


@hypothesis.given(cells)
def test_no_small_cell_can_be_worked_out_from_the_total(counts: dict[str, int]) -> None:
    found = shown(counts)
    hidden = [name for name, count in found.items() if count is None]
    assert all(count is None or count == 0 or count >= 10 for count in found.values())
    assert all(found[name] in (None, counts[name]) for name in counts)
    if hidden and sum(counts.values()) >= 10:
        left = sum(counts.values()) - sum(count for count in found.values() if count)
        assert left >= 10  # what the total gives away is no small number of people
        assert len(hidden) > 1


@pytest.mark.parametrize(("count", "whole", "expected"), [(0, 50, 0), (9, 50, None), (10, 50, 10), (41, 50, None)])
def test_a_part_hides_a_small_rest_too(count, whole, expected) -> None:
    assert part(count, whole) == expected


def test_everybody_is_no_small_rest() -> None:
    assert part(50, 50) == 50
    assert (people(0), people(9), people(10)) == (0, None, 10)


def test_a_quantile_has_ten_people_on_either_side() -> None:
    assert quantile(range(1, 41), 1) is None
    assert quantile(range(1, 45), 1) == 11
    assert quantile(range(1, 45), 2) == 22
    assert quantile(range(1, 45), 3) == 33
    assert quantile(range(20), 2) is None
    assert quantile([], 2) is None


def test_a_value_on_an_edge_is_in_the_bin_above() -> None:
    assert counted([0, 399, 400, 799, 800, 1000], (400, 800)) == [2, 2, 2]
    assert names_of((400, 800)) == ["below 40.0", "40.0 to 79.9", "80.0 and over"]
