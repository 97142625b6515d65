"""How much of a score rests on one organisation's word alone, in plain words, for the person whose score it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shouyi.people.wording.numbers import TENTH, tenths
from shouyi.score.watch.capture import rests_of

if TYPE_CHECKING:
    from shouyi.people.ports import Report
    from shouyi.score.guide import Guide


@dataclass(frozen=True, slots=True)
class RestingPage:
    """A sentence, and how many points rest on whom; the last row is what several say together."""

    takeaway: str
    rows: tuple[tuple[str, str], ...]
    total: str


def resting_page(report: Report, guide: Guide) -> RestingPage | None:
    """None where evidence has moved nothing by a tenth of a point yet."""
    assessment = report.assessment
    found = rests_of(assessment.person, report.facts, guide, assessment.day)
    moved = sum({each.indicator: each.moved for each in found}.values())
    alone: Counter[str] = Counter()
    for each in found:
        alone[each.source] += each.rests
    if moved < TENTH:
        return None
    rests = sorted(((amount, source) for source, amount in alone.items() if amount >= TENTH), reverse=True)
    rows = [(report.names.get(source, source), tenths(amount // TENTH)) for amount, source in rests]
    rest = moved // TENTH - sum(amount // TENTH for amount, _source in rests)
    rows += [(_("On several together, or on what each says beside the others"), tenths(rest))] if rest > 0 else []
    return RestingPage(_takeaway(rests, moved, report), tuple(rows), tenths(moved // TENTH))


def _takeaway(rests: list[tuple[int, str]], moved: int, report: Report) -> str:
    if not rests:
        return _("None of it rests on one organisation alone: whatever one says, another says too.")
    most, source = rests[0]
    named = {"org": report.names.get(source, source), "most": tenths(most // TENTH), "all": tenths(moved // TENTH)}
    if most == moved:
        return _("All of it rests on %(org)s alone. A second source would make the score stand more firmly.") % named
    if 2 * most > moved:
        return (
            _("More than half of what evidence moved rests on %(org)s alone: %(most)s of %(all)s points. A second "
              "source would make the score stand more firmly.")
            % named
        )  # fmt: skip
    return _("At most %(most)s of the %(all)s points that evidence moved rest on one organisation: %(org)s.") % named
