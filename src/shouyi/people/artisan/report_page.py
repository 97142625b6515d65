"""An assessment as its template needs it. Every number of the page comes from the record or from the scorer asked again
with the record's own evidence; the page adds up exact parts and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.ledger.kind import RULE
from shouyi.people import wording
from shouyi.people.artisan.coming_page import coming_page, news_said
from shouyi.people.artisan.history_page import course
from shouyi.people.artisan.resting_page import resting_page
from shouyi.people.artisan.scale import ruler
from shouyi.people.artisan.what_if_page import choices
from shouyi.people.figures import Bar, Bars, Ruler
from shouyi.people.wording import reports as words
from shouyi.people.wording.numbers import (
    TENTH,
    day_text,
    hundredths_that_add_up,
    percent,
    signed_tenths,
    tenths,
    toward_zero_tenths,
)
from shouyi.score.what_if import options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shouyi.people.artisan.coming_page import ComingPage
    from shouyi.people.artisan.resting_page import RestingPage
    from shouyi.people.artisan.what_if_page import Choice
    from shouyi.people.cases.standing import Objection
    from shouyi.people.figures import Course
    from shouyi.people.ports import Report
    from shouyi.score.guide import Guide
    from shouyi.score.records import Assessment, Change, Reason


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """`remark` and `case`: what a case about one of its lines says, and where it is."""

    points: str
    said: str
    href: str
    link: str
    remark: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    title: str
    reasons: tuple[ReasonRow, ...]
    none: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """`lifts`: the score would be higher then; waiting may also lower it."""

    said: str
    pace: str
    score: str
    band: str
    lifts: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved the score since the run before: a sentence, then a table that adds up."""

    takeaway: str
    caption: str
    rows: tuple[tuple[str, str], ...]
    total: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    report: Report
    assessment: Assessment
    headline: str
    under: str
    ruler: Ruler
    dimensions: Bars
    sides: tuple[Side, Side]
    changes: tuple[ChangeRow, ...]
    moved: Moved | None
    course: Course | None
    coming: ComingPage | None
    news: str
    resting: RestingPage | None
    counted: tuple[Choice, ...]
    held: tuple[Choice, ...]
    waiting: tuple[str, ...]
    reachable: str
    out_of_reach: str
    never_used: tuple[str, ...]

    @property
    def helping(self) -> tuple[ChangeRow, ...]:
        """The first three things that lift it."""
        return tuple(each for each in self.changes if each.lifts)[:3]

    @property
    def run_place(self) -> str:
        """Where the run stands on the ledger."""
        return wording.place(RULE, self.report.run_index)


def report_page(report: Report, guide: Guide, cases: Mapping[tuple[int, int], Objection] | None = None) -> ReportPage:
    """Everything on the page of this assessment under this guide; `cases` are objections, by their line's place."""
    found = report.assessment
    counted, held = choices(options(guide, report.weighed, found.day))
    reachable = reachable_tenths(found, guide)
    return ReportPage(
        report=report,
        assessment=found,
        headline=words.headline(found),
        under=words.under_headline(found, guide, reachable),
        ruler=ruler(found, guide),
        dimensions=_dimensions(found, guide),
        sides=_sides(found, cases or {}),
        changes=_changes(found),
        moved=_moved(found, report.previous) if report.previous else None,
        course=course(report, guide),
        coming=coming_page(report),
        news=news_said(report),
        resting=resting_page(report, guide),
        counted=counted,
        held=held,
        waiting=tuple(wording.indicator(each.name) for each in guide.indicators if not each.facts),
        reachable=tenths(reachable),
        out_of_reach=out_of_reach(reachable, guide),
        never_used=tuple(wording.never_used(code) for code in guide.never_used),
    )


def reachable_tenths(found: Assessment, guide: Guide) -> int:
    """The score with every indicator that has a source at its best and every other one where it stands, in tenths."""
    best = (
        guide.by_name[part.indicator].points * 10**9 if guide.by_name[part.indicator].facts else part.exact
        for part in found.contributions
    )
    return sum(best) // TENTH


def out_of_reach(reachable: int, guide: Guide) -> str:
    """The name of the lowest band that begins above what can be reached ("": none does)."""
    begins = (("C", guide.bands.c), ("B", guide.bands.b), ("A", guide.bands.a))
    return next((wording.band(code) for code, floor in begins if floor > reachable), "")


def _dimensions(found: Assessment, guide: Guide) -> Bars:
    exact = {each.name: 0 for each in guide.dimensions}
    seen = dict.fromkeys(exact, False)
    for part in found.contributions:
        exact[part.dimension] += part.exact
        seen[part.dimension] |= not part.missing
    brought, total = hundredths_that_add_up(list(exact.values()), TENTH // 10)
    rows = []
    for each, points in zip(guide.dimensions, brought, strict=True):
        score = tenths(found.dimensions[each.name])
        note = _("weighs %(weight)s") % {"weight": percent(each.weight)}
        note += "" if seen[each.name] else _(", no evidence yet: starting value")
        cells = (score, points)
        rows.append(
            Bar(wording.dimension(each.name), found.dimensions[each.name], score, cells, note, not seen[each.name])
        )
    listed = _(", ").join(f"{row.name} {row.figure}" for row in rows)
    return Bars(
        takeaway=_takeaway(rows),
        label=_("Bars: %(list)s.") % {"list": listed},
        caption=_("Score times weight is what a part brings; floored to a tenth, the sum is the score"),
        columns=(_("Part"), _("Score"), _("Brings")),
        rows=tuple(rows),
        total=(_("Together"), "", total),
        key=_("A hollow bar is a starting value from the guide, without evidence of yours."),
    )


def _takeaway(rows: list[Bar]) -> str:
    known = [row for row in rows if not row.prior]
    if not known:
        return _("No part has evidence yet: all five stand at their starting values.")
    best = max(known, key=lambda row: row.width).name
    missing = [row.name for row in rows if row.prior]
    if not missing:
        return _("Strongest: %(best)s.") % {"best": best}
    said = _("Strongest of what has evidence: %(best)s. Without evidence yet: %(missing)s.")
    return said % {"best": best, "missing": _(", ").join(missing)}


def _sides(found: Assessment, cases: Mapping[tuple[int, int], Objection]) -> tuple[Side, Side]:
    up, down = (
        tuple(_reason(each, found.guide, cases) for each in listed) for listed in (found.reasons_up, found.reasons_down)
    )
    return Side(_("Up"), up, _("Nothing lifts it yet.")), Side(_("Down"), down, _("Nothing lowers it."))


def _reason(reason: Reason, version: str, cases: Mapping[tuple[int, int], Objection]) -> ReasonRow:
    link = ngettext("%(n)s piece of evidence", "%(n)s pieces of evidence", reason.events) % {"n": reason.events}
    href = f"{reverse('my_file')}?of={reason.indicator}"
    points = signed_tenths(reason.moved_tenths) if reason.moved_tenths else "<0.1"
    about = [cases[place.log, place.index] for place in reason.evidence if (place.log, place.index) in cases]
    remark = _("Objection: %(state)s") % {"state": about[0].state} if about else ""
    case = reverse("my_case", args=[about[0].uid]) if about else ""
    return ReasonRow(points, words.reason_sentence(reason, version), href, link, remark, case)


def _changes(found: Assessment) -> tuple[ChangeRow, ...]:
    """What is soonest done first; what nobody can tell the time of comes last."""
    soonest = sorted(found.changes, key=lambda change: (change.days is None, change.days))
    return tuple(_change(each, found.score) for each in soonest)


def _change(change: Change, now: int) -> ChangeRow:
    said, pace = words.change_sentence(change), words.pace_sentence(change)
    return ChangeRow(said, pace, tenths(change.score), wording.band(change.band), change.score > now)


def _moved(found: Assessment, before: Assessment) -> Moved:
    """Differences of exact contributions, shown in tenths rounded toward zero; what rounding hides is named as such."""
    was = {part.indicator: part.exact for part in before.contributions}
    moves = [(part.indicator, part.exact - was.get(part.indicator, 0)) for part in found.contributions]
    shown = [(indicator, toward_zero_tenths(exact)) for indicator, exact in moves]
    shown = sorted(((i, t) for i, t in shown if t), key=lambda pair: -abs(pair[1]))
    total = found.score - before.score
    rest = total - sum(change for _indicator, change in shown)
    rows = [(wording.indicator(indicator), signed_tenths(change)) for indicator, change in shown]
    rows += [(_("Small moves and rounding"), signed_tenths(rest))] if rest else []
    return Moved(
        _moved_takeaway(total, before, shown), _moved_caption(found, before), tuple(rows), signed_tenths(total)
    )


def _moved_takeaway(total: int, before: Assessment, shown: list[tuple[str, int]]) -> str:
    since = {"day": day_text(before.day), "points": tenths(abs(total))}
    if total == 0:
        return _("As high as on %(day)s.") % since
    said = _("%(points)s higher than on %(day)s.") if total > 0 else _("%(points)s lower than on %(day)s.")
    most = next((name for name, change in shown if (change > 0) == (total > 0)), None)
    most_said = _("What moved it most: %(of)s.") % {"of": wording.indicator(most)} if most else ""
    return _("%(first)s %(second)s") % {"first": said % since, "second": most_said}


def _moved_caption(found: Assessment, before: Assessment) -> str:
    return _("%(before)s on %(then)s, %(score)s on %(day)s") % {
        "before": tenths(before.score),
        "then": day_text(before.day),
        "score": tenths(found.score),
        "day": day_text(found.day),
    }
