"""Three published sets of loans, audited as a bank's decisions would be.

Nobody's disability stands in them, and nobody who was refused: every row is a loan that was made. So a group is what
stands in for one (`STANDS_IN`), and the decision that is audited is that of a plain scorecard which learns on every
other row and judges the rest: logistic regression on the columns named here, approving where its chance of a good loan
is at least the share of good ones that it learnt from. The scorecard never sees the column of the group, nor others
that speak of sex, age or family. What is shown is that the audit measures; it says nothing of any bank.

- German credit (Hofmann 1994, UCI Statlog; in the labels of the R package scorecard). Sex cannot be read from
  `personal_status_and_sex`: its codes mix it with family status and were mislabelled (Grömping 2019, "South German
  Credit Data"). Age stands in, cut at 25 as by Kamiran and Calders 2009.
- credit_data (L. A. Belanche; in the R package modeldata). Age stands in, as above.
- SBA case (Li, Mickel and Taylor 2018, "Should This Loan be Approved or Denied?"; real estate, California). Businesses,
  not people: `UrbanRural` stands in, 1 urban, 2 rural; 0 was not recorded and is in no group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from shouyi.decision.fairness.decisions import Decided
from shouyi.decision.fairness.errors import AuditRefused
from shouyi.decision.fairness.records import Flags, Floats, Groups, groups_of
from shouyi.evidence.cells import CellRefused
from shouyi.evidence.files import Columns, csv_rows, lines_of
from shouyi.score.backtest.logistic import predict, train

Row = Mapping[str, str]
ROWS_MIN = 100
YOUNG = 25


@dataclass(frozen=True, slots=True)
class Set:
    """How a set is read: `numbers` enter as they are (`amounts` by their logarithm; what is missing is the mean, with a
    flag), `words` as one flag a value. `good` and `group` read the outcome and the stand-in of a row."""

    name: str
    file: str
    numbers: tuple[str, ...]
    amounts: tuple[str, ...]
    words: tuple[str, ...]
    good: Callable[[Row], bool]
    group: Callable[[Row], str | None]
    also: tuple[str, ...]

    @property
    def columns(self) -> Columns:
        return Columns((*self.numbers, *self.amounts, *self.words, *self.also), open=True)


def _one(row: Row, column: str, good: str, bad: str) -> bool:
    if row[column] not in (good, bad):
        raise CellRefused("word_unknown", column)
    return row[column] == good


def _age(column: str) -> Callable[[Row], str | None]:
    return lambda row: "to_25" if _number(row[column], column) <= YOUNG else "over_25"


GERMAN = Set(
    name="german",
    file="germancredit.csv",
    numbers=("duration_in_month", "installment_rate_in_percentage_of_disposable_income",
             "number_of_existing_credits_at_this_bank", "present_residence_since"),
    amounts=("credit_amount",),
    words=("status_of_existing_checking_account", "credit_history", "purpose", "savings_account_and_bonds",
           "present_employment_since", "other_debtors_or_guarantors", "property", "other_installment_plans", "housing"),
    good=lambda row: _one(row, "creditability", "good", "bad"),
    group=_age("age_in_years"),
    also=("age_in_years", "creditability"),
)  # fmt: skip
CREDIT_DATA = Set(
    name="credit_data",
    file="credit_data.csv",
    numbers=("Seniority", "Time", "Expenses"),
    amounts=("Income", "Assets", "Debt", "Amount", "Price"),
    words=("Home", "Records", "Job"),
    good=lambda row: _one(row, "Status", "good", "bad"),
    group=_age("Age"),
    also=("Age", "Status"),
)
SBA = Set(
    name="sba",
    file="SBAcase.11.13.17.csv",
    numbers=("New", "RealEstate", "Portion"),
    amounts=("NoEmp", "CreateJob", "RetainedJob", "DisbursementGross"),
    words=("NewExist",),
    good=lambda row: _one(row, "Default", "0", "1"),
    group=lambda row: {"1": "urban", "2": "rural"}.get(row["UrbanRural"]),
    also=("UrbanRural", "Default"),
)
SETS: Mapping[str, Set] = {each.name: each for each in (GERMAN, CREDIT_DATA, SBA)}
STANDS_IN: Mapping[str, str] = {"german": "age", "credit_data": "age", "sba": "place"}
"""What stands in for a group."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The half of a set that the scorecard judged, as decisions. `step`: where it approves, in tenths. `refused`: rows
    that could not be read."""

    decided: Decided
    groups: Groups
    step: int
    refused: int


def judge(which: Set, data: bytes) -> Judged:
    """The set's decisions. Raises EvidenceError for a file of other columns, AuditRefused for one with too few rows."""
    rows, good, labels, refused = _read(which, data)
    if len(rows) < ROWS_MIN or len(set(good)) < 2:
        raise AuditRefused("set_too_small", f"{len(rows)} rows of {which.file}")
    table, outcome = _table(which, rows), np.array(good)
    learnt = np.arange(len(rows)) % 2 == 0
    chance = _chance(table, outcome, learnt)
    step = int(1000 * outcome[learnt].mean())
    score = np.floor(1000 * chance).astype(np.int64)
    decided = Decided(score, score >= step, outcome[~learnt].astype(np.int64))
    return Judged(
        decided, groups_of([label for label, mine in zip(labels, learnt, strict=True) if not mine]), step, refused
    )


def _read(which: Set, data: bytes) -> tuple[list[Row], list[bool], list[str | None], int]:
    rows: list[Row] = []
    good: list[bool] = []
    labels: list[str | None] = []
    refused = 0
    for row in csv_rows(which.file, lines_of(which.file, data), which.columns):
        try:
            cells = row.require_cells()
            for column in (*which.numbers, *which.amounts):
                _number(cells[column], column)
            outcome, label = which.good(cells), which.group(cells)
        except CellRefused:
            refused += 1
            continue
        rows.append(cells)
        good.append(outcome)
        labels.append(label)
    return rows, good, labels, refused


def _number(text: str, column: str) -> float:
    """NaN where nothing stands."""
    if text in ("", "NA"):
        return float("nan")
    try:
        found = float(text)
    except ValueError:
        raise CellRefused("number_form", column) from None
    if not abs(found) < 1e12:
        raise CellRefused("number_form", column)
    return found


def _table(which: Set, rows: list[Row]) -> Floats:
    """Features, one row a loan, in steps of their own standard deviation."""
    plain = [[_number(row[column], column) for row in rows] for column in which.numbers]
    logs = [
        np.log1p(np.maximum(np.array([_number(row[column], column) for row in rows]), 0)) for column in which.amounts
    ]
    columns = [each for column in (*plain, *logs) for each in _filled(np.array(column, dtype=np.float64))]
    for column in which.words:
        values = [row[column] for row in rows]
        columns += [np.array([value == word for value in values], dtype=float) for word in sorted(set(values))[1:]]
    return np.column_stack([each for each in columns if each.std() > 0])


def _filled(column: Floats) -> list[Floats]:
    missing = np.isnan(column)
    known = np.where(missing, column[~missing].mean() if not missing.all() else 0.0, column)
    scaled = (known - known.mean()) / (known.std() or 1.0)
    return [scaled, missing.astype(np.float64)]


def _chance(table: Floats, good: Flags, learnt: Flags) -> Floats:
    """P(good) of the rows that were not learnt from."""
    return predict(train(table[learnt], np.asarray(good[learnt])), table[~learnt])
