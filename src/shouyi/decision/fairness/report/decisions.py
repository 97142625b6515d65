"""The report on a bank's decisions: approval, the ladder's step, and what a score means, by group."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from shouyi.decision.fairness.decisions import CUTS, STEP, Decided, alike, band_of, gaps, rates
from shouyi.decision.fairness.intervals import wilson
from shouyi.decision.fairness.records import Flags, Groups, Ints
from shouyi.decision.fairness.report.making import corrected, reference_of, visible
from shouyi.decision.fairness.report.records import ALL, Line, Report, Sample, Table, line_of
from shouyi.decision.fairness.report.sentences import about_decisions
from shouyi.decision.fairness.small_cells import Counts, holds_for

BANDS = ("below_60", "from_60", "from_70", "from_80")
HALVES = ("below_80", "from_80")


def report_decisions(
    decided: Decided,
    groups: Groups,
    *,
    least: int,
    consent: str,
    reference: str | None = None,
    refused: int = 0,
    step: int = STEP,
) -> Report:
    """Everything measured on decisions. Raises AuditRefused where no two groups are large enough.

    Whoever is not in the sample is left out, also of the figures of all: a total that held one more would tell that
    one's decision. A table that is too thin for the groups shown is withheld as a whole, totals included.
    """
    whole, inside = len(decided.score), groups.codes >= 0
    decided = Decided(decided.score[inside], decided.approved[inside], decided.outcome[inside])
    groups = Groups(groups.names, groups.codes[inside])
    seen, hidden = visible(groups, _counts(groups, [decided.approved, ~decided.approved]), least)
    base = reference_of(seen, reference)
    at_step = np.asarray(decided.score >= step)
    tables = corrected(
        (
            Table("approval", tuple(_approval(decided, seen, base))),
            _step(decided, groups, seen, base, at_step, least),
            _meaning(decided, groups, seen, base, least, step),
        )
    )
    return Report(
        kind="decisions",
        first_on=0,
        last_on=0,
        reference=base,
        groups=seen.names,
        sample=Sample(len(decided.score), whole, hidden, least, consent),
        refused=refused,
        tables=tables,
        sentences=about_decisions(tables, base, hidden),
    )


def _counts(groups: Groups, kinds: list[Flags]) -> Counts:
    """Of each group how many cases of each kind."""
    return [[int(((groups.codes == code) & kind).sum()) for kind in kinds] for code in range(len(groups.names))]


def _shown(groups: Groups, seen: Groups) -> list[bool]:
    return [name in seen.names for name in groups.names]


def _approval(decided: Decided, seen: Groups, base: str) -> Iterator[Line]:
    every = np.ones(len(decided.score), dtype=np.bool_)
    yield from _compared("approved", seen, decided.approved, every, base, test=False)
    for each in alike(seen, decided.approved, every, band_of(decided.score), base):
        yield line_of("approved_alike", each.group, each.away, each.p)


def _step(decided: Decided, groups: Groups, seen: Groups, base: str, at_step: Flags, least: int) -> Table:
    """True and false positives at the step, of those whose outcome is known."""
    good, bad = decided.known & (decided.outcome == 1), decided.known & (decided.outcome == 0)
    counts = _counts(groups, [good & at_step, good & ~at_step, bad & at_step, bad & ~at_step])
    if not holds_for(counts, _shown(groups, seen), least):
        return Table("step", (), "too_few")
    lines = [line for figure, among in (("true_positive", good), ("false_positive", bad))
             for line in _compared(figure, seen, at_step, np.asarray(among), base, test=True)]  # fmt: skip
    return Table("step", tuple(lines))


def _compared(figure: str, seen: Groups, hits: Flags, among: Flags, base: str, *, test: bool) -> Iterator[Line]:
    """A rate of everybody and of each group, its difference from the reference's and its ratio to it."""
    yield line_of(figure, ALL, wilson(int((hits & among).sum()), int(among.sum())))
    found = rates(seen, hits, among)
    for rate in found:
        yield line_of(figure, rate.group, rate.value)
    for gap in gaps(found, base):
        yield line_of(f"{figure}_gap", gap.group, gap.away, gap.p if test else None)
        yield line_of(f"{figure}_ratio", gap.group, gap.ratio, count=gap.away.count)


def _meaning(decided: Decided, groups: Groups, seen: Groups, base: str, least: int, step: int) -> Table:
    """Calibration by group: the share of good outcomes in each band; by two bands where four are too thin."""
    for names, bands in ((BANDS, band_of(decided.score)), (HALVES, band_of(decided.score, (step,)))):
        good = [np.asarray((bands == at) & (decided.outcome == 1)) for at in range(len(names))]
        bad = [np.asarray((bands == at) & (decided.outcome == 0)) for at in range(len(names))]
        if holds_for(_counts(groups, [*good, *bad]), _shown(groups, seen), least):
            return Table("meaning", tuple(_bands(decided, seen, base, names, bands)))
    return Table("meaning", (), "too_few")


def _bands(decided: Decided, seen: Groups, base: str, names: tuple[str, ...], bands: Ints) -> Iterator[Line]:
    for at, name in enumerate(names):
        among = decided.known & (bands == at)
        for rate in rates(seen, np.asarray(decided.outcome == 1), np.asarray(among)):
            yield line_of(f"good_{name}", rate.group, rate.value)
    for each in alike(seen, np.asarray(decided.outcome == 1), decided.known, bands, base):
        yield line_of("good_alike", each.group, each.away, each.p)


assert len(BANDS) == len(CUTS) + 1
