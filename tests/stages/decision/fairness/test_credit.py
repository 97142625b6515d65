"""Published sets of loans, and invented ones of their format: read whole, judged by a card that sees no stand-in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shouyi.decision.fairness.credit import SETS, Judged, Set, judge
from shouyi.decision.fairness.errors import AuditRefused
from shouyi.decision.fairness.report.decisions import report_decisions
from shouyi.evidence.errors import EvidenceError
from stages.decision.fairness.loans import invented

REAL = Path(__file__).parents[5] / "shared/data/credit"
ROWS = {"german": 1_000, "credit_data": 4_454, "sba": 2_102}
GROUPS = {"german": ("over_25", "to_25"), "credit_data": ("over_25", "to_25"), "sba": ("rural", "urban")}
sets = pytest.mark.parametrize("which", SETS.values(), ids=SETS.keys())


def real(which: Set) -> bytes:
    if not REAL.is_dir():
        pytest.skip(f"THE SETS OF LOANS ARE NOT HERE (shared/data/credit): {which.name}")
    return (REAL / which.file).read_bytes()


def holds_up(found: Judged, which: Set, rows: int) -> None:
    """Half is judged; the scorecard tells good from bad; everybody's outcome is known."""
    assert (found.refused, len(found.decided.score)) == (0, rows // 2)
    assert found.groups.names == GROUPS[which.name]
    good = found.decided.outcome == 1
    assert found.decided.score[good].mean() > found.decided.score[~good].mean() + 50
    assert found.decided.approved.tolist() == (found.decided.score >= found.step).tolist()
    assert abs(found.decided.score.mean() / 1000 - good.mean()) < 0.06


@sets
def test_a_published_set_is_read_whole(which: Set) -> None:
    holds_up(judge(which, real(which)), which, ROWS[which.name])


@sets
def test_an_invented_set_of_its_format_is_read_whole(which: Set) -> None:
    holds_up(judge(which, invented(which)), which, 1_200)


@sets
def test_the_scorecard_sees_neither_the_stand_in_nor_the_outcome(which: Set) -> None:
    """Turn the stand-in's column around: every score stays, and every label changes sides."""
    seen = {*which.numbers, *which.amounts, *which.words}
    assert not seen & set(which.also)
    plain = invented(which).decode()
    swapped = {"22": "40", "40": "22", "2": "1", "1": "2"}
    lines = [line.split(",") for line in plain.splitlines()]
    at = lines[0].index(which.also[0])
    turned = [lines[0], *([*row[:at], swapped[row[at]], *row[at + 1 :]] for row in lines[1:])]
    one, other = judge(which, plain.encode()), judge(which, "\n".join(map(",".join, turned)).encode())
    assert one.decided.score.tolist() == other.decided.score.tolist()
    assert one.groups.codes.tolist() == (1 - other.groups.codes).tolist()


@sets
def test_a_report_on_an_invented_set_finds_the_gap_and_that_scores_explain_it(which: Set) -> None:
    found = judge(which, invented(which, 3_000))
    reference = {"german": "over_25", "credit_data": "over_25", "sba": "urban"}[which.name]
    report = report_decisions(
        found.decided, found.groups, least=10, consent="invented", step=found.step, reference=reference
    )
    figures = {(line.figure, line.group): line for _, line in report.lines}
    apart = next(name for name in found.groups.names if name != reference)
    assert figures["approved_gap", apart].measured[2] < 0
    low, high = figures["approved_alike", apart].measured[1:]
    assert low - 30_000 < 0 < high + 30_000


def test_a_row_that_cannot_be_read_is_counted_and_the_others_stand() -> None:
    which = SETS["sba"]
    lines = invented(which).decode().splitlines()
    lines[5] = lines[5].replace(",", ",x", 1)
    lines[9] = lines[9][:-1] + "7"
    lines[13] += ",one too many"
    assert judge(which, "\n".join(lines).encode()).refused == 3


def test_another_file_or_too_few_rows_are_refused() -> None:
    which = SETS["german"]
    with pytest.raises(EvidenceError, match="column_missing"):
        judge(which, invented(SETS["sba"]))
    with pytest.raises(AuditRefused, match="set_too_small"):
        judge(which, invented(which, 60))


def test_a_column_that_says_nothing_or_is_empty_is_no_trouble() -> None:
    which = SETS["sba"]
    lines = [line.split(",") for line in invented(which).decode().splitlines()]
    flat = [lines[0], *([row[0], "0", "NA", *row[3:]] for row in lines[1:])]
    found = judge(which, "\n".join(map(",".join, flat)).encode())
    assert np.isfinite(found.decided.score).all()
