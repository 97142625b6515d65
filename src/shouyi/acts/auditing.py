"""Auditing by group: a platform's log, a bank's decisions, what indicators give, or published sets of loans go in, a
report comes out. Nothing is written, nothing of a person leaves: groups come from a file, or from the audit sample.

Labels and audited figures meet in this module's memory alone. What it returns is about groups.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from shouyi.acts.assessing import assess_person, last_on
from shouyi.acts.sampling import labels_of
from shouyi.archive.errors import PersonErased
from shouyi.decision.fairness.credit import SETS, STANDS_IN, judge
from shouyi.decision.fairness.errors import AuditRefused
from shouyi.decision.fairness.power import indicators_of
from shouyi.decision.fairness.report.compare import Change, compare
from shouyi.decision.fairness.report.decisions import report_decisions
from shouyi.decision.fairness.report.exposure import report_exposure
from shouyi.decision.fairness.report.indicators import report_indicators
from shouyi.decision.fairness.report.reading import parse_report
from shouyi.decision.fairness.report.records import Report
from shouyi.decision.fairness.report.schema import CONSENT
from shouyi.decision.fairness.report.told import told, told_changes
from shouyi.decision.fairness.small_cells import LEAST
from shouyi.decision.fairness.tables import (
    Labels,
    grouped,
    parse_decisions,
    parse_groups,
    parse_indicators,
    parse_log,
)
from shouyi.evidence.files import read_bytes
from shouyi.evidence.records import Refusal
from shouyi.score.finish import FULL, TENTH

if TYPE_CHECKING:
    from shouyi.wiring import House

Verdict = Literal["holds", "broken", "unknown"]
STAND_IN = "none.stand_in_"


@dataclass(frozen=True, slots=True)
class Labelled:
    """Groups for an audit: a label for each name, the consent they stand under, and rows that were refused."""

    labels: Labels
    consent: str
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Audited:
    """A report, and every row that was refused on the way."""

    report: Report
    refusals: tuple[Refusal, ...]

    @property
    def verdict(self) -> Verdict:
        """Whether no difference by group was found ("holds", which promises nothing), or one was."""
        return "broken" if self.report.found else "holds"

    def to_json(self) -> str:
        """One canonical object: `csr-1.schema.json` is its schema."""
        return self.report.to_json().decode()

    def told(self) -> str:
        """For people at a terminal."""
        return told(self.report)


@dataclass(frozen=True, slots=True)
class Compared:
    """A year beside another."""

    changes: tuple[Change, ...]

    def to_json(self) -> str:
        """One object a figure, in an array."""
        keys = ("table", "figure", "group", "earlier", "later", "away", "way")
        rows = [{key: getattr(each, key) for key in keys} for each in self.changes]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    def told(self) -> str:
        """For people at a terminal."""
        return told_changes(self.changes)


def labels_from_file(file: Path, consent: str) -> Labelled:
    """Groups that somebody else collected, with consent or as a stand-in. Raises EvidenceError; AuditRefused for a
    consent that is no word."""
    if not re.fullmatch(CONSENT, consent):
        raise AuditRefused("consent_form", "a word of a-z, 0-9 and _.-")
    labels, refusals = parse_groups(file.name, read_bytes(file))
    return Labelled(labels, consent, refusals)


def labels_from_sample(house: House, org: str) -> Labelled:
    """The groups of whom `org` knows by a name, from this installation's sample. Raises GatewayError."""
    labels, consent = labels_of(house, org)
    return Labelled(labels, consent)


def audit_exposure(log: Path, by: Labelled, *, reference: str | None = None, least: int = LEAST) -> Audited:
    """A platform's log. Raises EvidenceError, AuditRefused."""
    read = parse_log(log.name, read_bytes(log))
    groups = grouped(read.shown.merchants, by.labels)
    refused = (*read.refusals, *by.refusals)
    report = report_exposure(
        read.shown, groups, least=least, consent=by.consent, reference=reference, refused=len(refused)
    )
    return Audited(report, refused)


def audit_decisions(file: Path, by: Labelled, *, reference: str | None = None, least: int = LEAST) -> Audited:
    """A bank's decisions. Raises EvidenceError, AuditRefused."""
    read = parse_decisions(file.name, read_bytes(file))
    groups = grouped(read.persons, by.labels)
    refused = (*read.refusals, *by.refusals)
    report = report_decisions(
        read.decided, groups, least=least, consent=by.consent, reference=reference, refused=len(refused)
    )
    return Audited(report, refused)


def audit_indicators(file: Path, by: Labelled, *, reference: str | None = None, least: int = LEAST) -> Audited:
    """What each indicator gives each person. People who are not in the sample are not looked at. Raises EvidenceError,
    AuditRefused."""
    read = parse_indicators(file.name, read_bytes(file))
    groups = grouped(read.persons, by.labels)
    refused = (*read.refusals, *by.refusals)
    report = report_indicators(
        read.indicators, groups, least=least, consent=by.consent, reference=reference, refused=len(refused)
    )
    return Audited(report, refused)


def audit_house(house: House, by: Labelled, *, reference: str | None = None, least: int = LEAST) -> Audited:
    """What the guide's indicators give the people of this house who are in the sample, as of the last evidence's day.
    Each look stands in the person's view log. Whoever has no file here is left out. Raises AuditRefused."""
    day, points = last_on(house), TENTH * 10
    rows, persons = [], []
    for person in sorted(by.labels):
        with suppress(PersonErased):
            found = assess_person(house, person, day).contributions
            rows.append({each.indicator: (each.exact / points, each.exact_without_evidence / points) for each in found})
            persons.append(person)
    most = {each.name: each.points * FULL / points for each in house.guide.indicators}
    groups = grouped(tuple(persons), by.labels)
    report = report_indicators(
        indicators_of(rows, most), groups, least=least, consent=by.consent, reference=reference, refused=0
    )
    return Audited(report, ())


def audit_credit(
    names: Sequence[str], folder: Path, say: Callable[[str], None], *, least: int = LEAST
) -> Iterator[tuple[str, Audited]]:
    """Published sets of loans, judged by a plain scorecard (`decision.fairness.credit`). One that is not there is left
    out, said by name. Raises EvidenceError, AuditRefused."""
    for name in names:
        which = SETS[name]
        path = folder / which.file
        if not path.exists():
            say(f"{name}: LEFT OUT, its data are not at {path}")
            continue
        found, consent = judge(which, read_bytes(path)), STAND_IN + STANDS_IN[name]
        report = report_decisions(
            found.decided, found.groups, least=least, consent=consent, step=found.step, refused=found.refused
        )
        yield name, Audited(report, ())


def compare_reports(earlier: Path, later: Path) -> Compared:
    """Two reports that `to_json` wrote, of one kind. Raises EvidenceError, AuditRefused naming which file."""
    return Compared(tuple(compare(*(_report(path) for path in (earlier, later)))))


def _report(path: Path) -> Report:
    try:
        return parse_report(read_bytes(path).rstrip(b"\n"))
    except AuditRefused as refused:
        raise AuditRefused(refused.code, f"{path.name}: {refused.detail}") from None
