"""The report on a platform's log: who is shown how much, whether relevance explains it, how often lists leave a group
out, and what the order costs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.exposure import by_group, spread
from shouyi.decision.fairness.intervals import wilson
from shouyi.decision.fairness.prefix import PLACES_MAX, corrected_counts, passes
from shouyi.decision.fairness.records import UNLABELLED, Groups
from shouyi.decision.fairness.report.making import corrected, reference_of, visible
from shouyi.decision.fairness.report.records import ALL, Line, Report, Sample, Table, line_of
from shouyi.decision.fairness.report.sentences import about_exposure
from shouyi.decision.fairness.shown import Shown, exposure, per_merchant
from shouyi.decision.fairness.traffic import effects

SEED = 20_261_201
"""Of what is drawn: the same file gives the same report."""
DOMINANT = 0.5
"""A group of which one merchant has more than this share of exposure is small, however many it has."""


def report_exposure(
    shown: Shown, groups: Groups, *, least: int, consent: str, reference: str | None = None, refused: int = 0
) -> Report:
    """Everything measured on a log. Raises AuditRefused where no two groups are large enough, or nothing was shown."""
    seen, hidden = visible(groups, [[count] for count in _counts(shown, groups)], least)
    base = reference_of(seen, reference)
    tables = corrected(
        (
            Table("effect", tuple(_effects(shown, seen, base))),
            Table("exposure", tuple(_shares(shown, seen))),
            Table("prefix", tuple(_prefixes(shown, seen))),
            Table("spread", tuple(_spread(shown))),
        )
    )
    return Report(
        kind="exposure",
        first_on=int(shown.day.min()),
        last_on=int(shown.day.max()),
        reference=base,
        groups=seen.names,
        sample=Sample(int((groups.codes >= 0).sum()), len(shown.merchants), hidden, least, consent),
        refused=refused,
        tables=tables,
        sentences=about_exposure(tables, base, hidden),
    )


def _counts(shown: Shown, groups: Groups) -> list[int]:
    """Merchants of each group that stand in the log; 0 for a group that one of them dominates."""
    rows = per_merchant(shown, np.ones(len(shown.listing)))
    got = per_merchant(shown, exposure(shown, "log2"))
    found = []
    for code in range(len(groups.names)):
        mine = (groups.codes == code) & (rows > 0)
        total, top = got[mine].sum(), got[mine].max(initial=0.0)
        found.append(0 if top > DOMINANT * total else int(mine.sum()))
    return found


def _effects(shown: Shown, groups: Groups, reference: str) -> Iterator[Line]:
    """Under the curve that counts, tested; under the other one to see whether it matters."""
    for each in effects(shown, groups, reference, "log2", Draws(SEED)):
        yield line_of("effect", each.group, each.relative, each.p)
        yield line_of("effect_in_looks", each.group, each.looks)
        yield Line("detectable", each.group, (round(each.detectable * 10**6),) * 3, (), each.looks.count)
    for each in effects(shown, groups, reference, "inverse", Draws(SEED)):
        yield line_of("effect_inverse", each.group, each.relative)


def _shares(shown: Shown, groups: Groups) -> Iterator[Line]:
    for each in by_group(shown, groups, "log2", Draws(SEED)):
        yield line_of("exposure_share", each.group, each.share)
        yield line_of("exposure_per_deserved", each.group, each.per_deserved)
        yield line_of("exposure_per_merit", each.group, each.per_merit, count=each.share.count)


def _prefixes(shown: Shown, groups: Groups) -> Iterator[Line]:
    """Of each group the share of lists that fail at one length or more: 5 % is what chance gives at most. What a list
    must hold follows from the group's part of its own candidates, so that only the order is judged."""
    lists = [each for each in _orders(shown, groups) if len(each) > 1]
    for code, name in enumerate(groups.names):
        told = [(_part(each, code), [mine == code for mine, at in each if at][:PLACES_MAX]) for each in lists]
        tested = [passes(order, corrected_counts(len(order), p)) for p, order in told if 0 < p < 1 and len(order) > 1]
        if tested:
            yield line_of("prefix_fails", name, wilson(tested.count(False), len(tested)))


def _part(rows: list[tuple[int, int]], code: int) -> float:
    """To a fiftieth, of which a table is made once; where a group has any part, or any lacks, it is not rounded
    away."""
    whole = sum(mine == code for mine, _ in rows)
    return min(max(round(50 * whole / len(rows)), 1), 49) / 50 if 0 < whole < len(rows) else float(whole > 0)


def _orders(shown: Shown, groups: Groups) -> Iterator[list[tuple[int, int]]]:
    """(group, position) of each list's labelled candidates in the order shown, those not shown at position 0."""
    codes = groups.codes[shown.merchant]
    rows = np.flatnonzero(codes != UNLABELLED)
    rows = rows[np.lexsort((shown.position[rows], shown.listing[rows]))]
    pairs = np.column_stack([codes[rows], shown.position[rows]])
    for part in np.split(pairs, np.flatnonzero(np.diff(shown.listing[rows])) + 1):
        yield [(int(code), int(at)) for code, at in part]


def _spread(shown: Shown) -> Iterator[Line]:
    found = spread(shown, "log2", Draws(SEED))
    merchants = len(shown.merchants)
    for figure in ("gini", "least", "lower_half", "attention_gap", "ndcg_cost"):
        yield line_of(figure, ALL, getattr(found, figure), count=merchants)
