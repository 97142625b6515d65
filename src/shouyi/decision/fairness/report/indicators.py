"""The report on indicators: which of them tells who is in a group, and whom its removal moves."""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.power import Indicators, moved, told
from shouyi.decision.fairness.records import Groups
from shouyi.decision.fairness.report.exposure import SEED
from shouyi.decision.fairness.report.making import corrected, reference_of, visible
from shouyi.decision.fairness.report.records import Line, Report, Sample, Table, line_of
from shouyi.decision.fairness.report.sentences import about_indicators


def report_indicators(
    indicators: Indicators,
    groups: Groups,
    *,
    least: int,
    consent: str,
    reference: str | None = None,
    refused: int = 0,
) -> Report:
    """Everything measured on indicators. Raises AuditRefused where no two groups are large enough."""
    seen, hidden = visible(groups, [[int(size)] for size in groups.sizes], least)
    base = reference_of(seen, reference)
    tables = corrected((
        Table("power", tuple(_power(indicators, seen, base))),
        Table("removal", tuple(_removal(indicators, seen, base))),
    ))  # fmt: skip
    return Report(
        kind="indicators",
        first_on=0,
        last_on=0,
        reference=base,
        groups=seen.names,
        sample=Sample(int((groups.codes >= 0).sum()), len(groups.codes), hidden, least, consent),
        refused=refused,
        tables=tables,
        sentences=about_indicators(tables, base, hidden),
    )


def _power(indicators: Indicators, groups: Groups, base: str) -> Iterator[Line]:
    for each in told(indicators, groups, base):
        yield line_of(f"auc_{each.indicator}", each.group, each.auc, each.p)


def _removal(indicators: Indicators, groups: Groups, base: str) -> Iterator[Line]:
    for each in moved(indicators, groups, base, Draws(SEED)):
        yield line_of(f"to_prior_{each.indicator}", each.group, each.to_prior)
        yield line_of(f"struck_{each.indicator}", each.group, each.struck)
        if each.to_prior_gap and each.struck_gap:
            yield line_of(f"to_prior_gap_{each.indicator}", each.group, each.to_prior_gap)
            yield line_of(f"struck_gap_{each.indicator}", each.group, each.struck_gap)
