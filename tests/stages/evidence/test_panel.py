"""A panel's severities: against numpy's least squares, and what must hold of every sheet."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.evidence.outcome.panel import Mark, corrected, severities

sheets = st.dictionaries(
    st.tuples(st.sampled_from("ABCDE"), st.integers(0, 7).map(str)), st.integers(0, 1000), min_size=1, max_size=30
).map(lambda sheet: [Mark(judge, work, value) for (judge, work), value in sheet.items()])


def by_numpy(marks):
    """q + s of every cell by minimum norm least squares: what it says of marked cells is unique."""
    judges, works = sorted({m.judge for m in marks}), sorted({m.work for m in marks})
    design = np.zeros((len(marks), len(judges) + len(works)))
    for row, mark in enumerate(marks):
        design[row, judges.index(mark.judge)] = design[row, len(judges) + works.index(mark.work)] = 1
    found = np.linalg.lstsq(design, np.array([m.value for m in marks], float), rcond=None)[0]
    return design @ found


@given(sheets)
def test_it_is_least_squares(marks):
    strict = severities(marks)
    by_work = {m.work: [x for x in marks if x.work == m.work] for m in marks}
    score = {work: sum(x.value - strict[x.judge] for x in xs) / Fraction(len(xs)) for work, xs in by_work.items()}
    ours = [float(score[m.work] + strict[m.judge]) for m in marks]
    assert np.allclose(ours, by_numpy(marks), atol=1e-6)


@given(sheets, st.permutations(range(30)))
def test_the_order_of_the_sheet_is_nothing(marks, order):
    shuffled = sorted(marks, key=lambda mark: order[marks.index(mark)])
    assert corrected(shuffled) == corrected(marks)


@given(sheets, st.sampled_from("ABCDE"), st.integers(-300, 300))
def test_a_judge_who_is_stricter_with_everybody_changes_no_order(marks, judge, by):
    """Where one panel saw everything, the differences between works stay what they were."""
    whole = {m.work for m in marks}
    full = [Mark(each, work, 400 + 13 * int(work) + ord(each) % 7) for each in "ABCDE" for work in whole]
    other = [Mark(m.judge, m.work, m.value + by * (m.judge == judge)) for m in full]
    before, after = corrected(full), corrected(other)
    gaps = {(a, b): (before[a] - before[b]) - (after[a] - after[b]) for a in whole for b in whole}
    assert all(abs(gap) <= 1 for gap in gaps.values()), "more than rounding"


def test_nobody_stands_lower_for_having_met_the_strict_one():
    """Two equal works; one was seen by the strict judge and a mild one, the other by two mild ones."""
    marks = [Mark("strict", "0", 600), Mark("mild", "0", 800), Mark("mild", "1", 800), Mark("other", "1", 800),
             Mark("strict", "2", 500), Mark("other", "2", 700)]  # fmt: skip
    raw = {work: sum(m.value for m in marks if m.work == work) // 2 for work in "01"}
    assert raw["0"] < raw["1"]
    found = corrected(marks)
    assert found["0"] == found["1"]


def test_one_judge_alone_and_judges_who_share_nothing():
    assert corrected([Mark("A", "0", 640)]) == {"0": 640}
    assert corrected([Mark("A", "0", 640), Mark("B", "1", 900)]) == {"0": 640, "1": 900}


def test_twice_is_refused():
    with pytest.raises(ValueError, match="A marked 0 twice"):
        corrected([Mark("A", "0", 1), Mark("A", "0", 2)])
