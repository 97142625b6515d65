"""What is on its way to a score: a guide that will count from a day on, and what came into the file since the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people import wording
from shouyi.people.wording.numbers import day_text, tenths

if TYPE_CHECKING:
    from shouyi.people.ports import Report
    from shouyi.score.records import Digits


@dataclass(frozen=True, slots=True)
class ComingPage:
    """A heading, a sentence, and a table: what the guide of today and the coming one make of the same evidence."""

    title: str
    takeaway: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    proposal: str


def coming_page(report: Report) -> ComingPage | None:
    """None where no other guide is to come."""
    coming, now = report.coming, report.assessment
    if coming is None:
        return None
    then, since = coming.assessment, day_text(coming.since)
    named = {"version": then.guide, "now": tenths(now.score), "then": tenths(then.score)}
    same = _("By guide %(version)s the same evidence comes to %(then)s, as it does today.")
    other = _("By guide %(version)s the same evidence comes to %(then)s; today it comes to %(now)s.")
    return ComingPage(
        title=_("From %(day)s another guide counts") % {"day": since},
        takeaway=(same if then.score == now.score else other) % named,
        columns=(_("What"), *(_("Guide %(version)s") % {"version": each.guide} for each in (now, then))),
        rows=tuple(_rows(now, then)),
        proposal=coming.proposal,
    )  # fmt: skip


def _rows(now: Digits, then: Digits) -> list[tuple[str, ...]]:
    named = [(_("Score"), *(tenths(each.score) for each in (now, then))),
             (_("Interval"), *(f"{tenths(each.low)}–{tenths(each.high)}" for each in (now, then))),
             (_("Band"), *(wording.band(each.band) for each in (now, then)))]  # fmt: skip
    parts = [
        (wording.dimension(name), tenths(value), tenths(then.dimensions[name]))
        for name, value in now.dimensions.items()
        if name in then.dimensions
    ]
    return [*named, *parts]


def news_said(report: Report) -> str:
    """A sentence about what the run did not know yet, "" where there is nothing."""
    news = report.news
    if news is None:
        return ""
    count = ngettext(
        "%(count)s entry came in since. With it the score would be %(score)s; the next run counts it.",
        "%(count)s entries came in since. With them the score would be %(score)s; the next run counts them.",
        news.entries,
    )
    return count % {"count": news.entries, "score": tenths(news.digits.score)}
