"""What if: the choices that somebody has, and what would then stand, in words. The scorer finishes again; nothing here
reckons but differences of what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouyi.people import wording
from shouyi.people.artisan.scale import ruler
from shouyi.people.wording import reports as words
from shouyi.people.wording.numbers import day_text, percent, signed_tenths, tenths
from shouyi.score.finish import FULL
from shouyi.score.records import Change

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from shouyi.people.figures import Ruler
    from shouyi.people.ports import Report
    from shouyi.score.finish import Finished
    from shouyi.score.guide import Guide
    from shouyi.score.what_if import Option, WhatIf

MONTHS_A_UNIT = 24
CHOICES: dict[str, str | Promise] = {
    "dispatch": gettext_lazy("orders sent as promised"),
    "not_cancelled": gettext_lazy("orders not cancelled by you"),
    "not_returned": gettext_lazy("sales that stand"),
    "satisfied": gettext_lazy("satisfied buyers"),
    "repeat": gettext_lazy("buyers who come back"),
    "quality_checks": gettext_lazy("pieces that pass their check"),
    "capacity": gettext_lazy("months with no more orders than declared"),
    "repayment": gettext_lazy("instalments paid on time"),
    "training": gettext_lazy("hours of training completed"),
    "contribution": gettext_lazy("months with one apprentice, or as much in another contribution"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be supposed. `code` stands in the form; `most` of the unit that its name says (0: no number
    is asked for)."""

    code: str
    name: str
    indicator: str
    most: int = 0
    fact: str = ""


def choices(options: tuple[Option, ...]) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """(so many more of …, holding …), in the guide's order; certificates from the nearest upwards."""
    counted = [
        Choice(each.indicator, _name(each.indicator), each.indicator, _most(each)) for each in options if each.most
    ]
    held = [
        Choice(f"{each.indicator}/{fact}", wording.certificate(fact), each.indicator, fact=fact)
        for each in options
        for fact in each.facts
    ]
    return tuple(counted), tuple(held)


def _name(indicator: str) -> str:
    return str(CHOICES.get(indicator) or wording.indicator(indicator))


def _most(option: Option) -> int:
    if option.kind != "amount":
        return option.most
    return option.most * MONTHS_A_UNIT // 100 if option.indicator == "contribution" else option.most // 100


def count_of(indicator: str, kind: str, number: int) -> int:
    """A number as the form asks for it, in the scorer's unit: events, or hundredths of a stock's unit."""
    if kind != "amount":
        return number
    return number * 100 // MONTHS_A_UNIT if indicator == "contribution" else number * 100


@dataclass(frozen=True, slots=True)
class Row:
    """A figure before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    headline: str
    supposed: str
    why: tuple[str, ...]
    ruler: Ruler
    rows: tuple[Row, ...]
    caption: str


def what_if_page(found: WhatIf, report: Report, guide: Guide) -> WhatIfPage:
    """Everything that is said of one supposition."""
    before, after = found.before, found.after
    change = Change(found.kind, found.indicator, found.count, after.score, after.band, fact=found.fact)
    day, version = day_text(report.assessment.day), guide.version
    return WhatIfPage(
        headline=_headline(before, after),
        supposed=_("Supposed: %(what)s.") % {"what": words.change_sentence(change)},
        why=tuple(_why(found, guide)),
        ruler=ruler(after, guide),
        rows=(
            Row(_("Score"), tenths(before.score), tenths(after.score)),
            Row(_("Interval"), _interval(before), _interval(after)),
            Row(_("Band"), wording.band(before.band), wording.band(after.band)),
            Row(_("Certainty of 80 or more"), percent(before.p80), percent(after.p80)),
        ),
        caption=_("As of %(day)s, under guide version %(version)s, all else equal")
        % {"day": day, "version": version},
    )  # fmt: skip


def _headline(before: Finished, after: Finished) -> str:
    named = {"score": tenths(after.score), "was": tenths(before.score), "band": wording.band(after.band)}
    if (before.score, before.band) == (after.score, after.band):
        return _("It would stay at %(score)s: %(band)s.") % named
    return _("It would be %(score)s instead of %(was)s: %(band)s.") % named


def _interval(found: Finished) -> str:
    return f"{tenths(found.low)}\N{EN DASH}{tenths(found.high)}"


def _why(found: WhatIf, guide: Guide) -> list[str]:
    """How the indicator's value moves, what it weighs, and what becomes of interval and band."""
    mine = guide.by_name[found.indicator]
    was, now = (
        next(part for part in each.contributions if part.indicator == found.indicator)
        for each in (found.before, found.after)
    )
    named = {
        "of": wording.indicator(found.indicator), "weight": percent(mine.points // 1000),
        "was": _of_hundred(was.u), "now": _of_hundred(now.u),
        "moved": signed_tenths(found.after.score - found.before.score),
    }  # fmt: skip
    if was.u == now.u:
        said = [_("“%(of)s” already stands at %(now)s of 100 and goes no higher by it.") % named]
    else:
        said = [
            _("“%(of)s” would stand at %(now)s of 100 instead of %(was)s. It weighs %(weight)s: that moves the score "
              "by %(moved)s.")
            % named
        ]  # fmt: skip
    narrower = (found.before.high - found.before.low) - (found.after.high - found.after.low)
    if narrower > 0:
        said.append(_("The interval gets narrower by %(points)s, for there is more evidence.") % _points(narrower))
    if found.before.band != found.after.band:
        moved = {"was": wording.band(found.before.band), "now": wording.band(found.after.band)}
        said.append(_("The band changes from “%(was)s” to “%(now)s”.") % moved)
    return said


def _points(amount: int) -> dict[str, str]:
    return {"points": tenths(amount)}


def _of_hundred(u: int) -> str:
    """u as 0.0 to 100.0, floored."""
    return tenths(u * 1000 // FULL)
