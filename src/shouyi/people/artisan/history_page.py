"""The history of a score as its pages need it: a picture with its sentence and table, and what moved it between two
days. Both are worked out by the scorer, from the evidence of the latest run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shouyi.people import wording
from shouyi.people.figures import Course, Grid, Stop, course_stops, down_from
from shouyi.people.wording.numbers import calendar_day, day_text, signed_tenths, tenths, toward_zero_tenths
from shouyi.score.history import between, history, month_ends

if TYPE_CHECKING:
    from shouyi.people.ports import Report
    from shouyi.score.guide import Guide
    from shouyi.score.history import Move, Point

MONTHS = 12
ROUND = 50
"""The picture begins and ends at a multiple of five points."""


@dataclass(frozen=True, slots=True)
class MoveRow:
    """What one indicator did: by what happened, by time alone, together; signed tenths as text."""

    name: str
    note: str
    fresh: str
    aged: str
    total: str


@dataclass(frozen=True, slots=True)
class BetweenPage:
    """What moved the score between two days; columns and rows add up. `unmoved` says that nothing did."""

    when: str
    takeaway: str
    why: str
    caption: str
    rows: tuple[MoveRow, ...]
    total: MoveRow
    first: Point
    second: Point


def course(report: Report, guide: Guide) -> Course | None:
    """The ends of the last twelve months from the first evidence on, and the day of the run; None with a single day."""
    day, begun = report.assessment.day, report.assessment.evidence.first_on
    days = [end for end in month_ends(day, MONTHS) if begun is not None and end >= begun]
    return _course(history(guide, report.weighed, (*days, day)), guide) if days else None


def _course(points: tuple[Point, ...], guide: Guide) -> Course:
    low = max(min(point.low for point in points) // ROUND * ROUND, 0)
    high = min(-(-max(point.high for point in points) // ROUND) * ROUND, 1000)
    places = course_stops([(point.day, point.score, point.low, point.high) for point in points], low, high)
    stops = tuple(
        Stop(day_text(point.day), *place, _cells(point), _below(number, points))
        for number, (point, place) in enumerate(zip(points, places, strict=True))
    )
    listed = _("; ").join(f"{day_text(point.day)} {tenths(point.score)}" for point in points)
    return Course(
        takeaway=_takeaway(points),
        label=_("A line of scores: %(list)s.") % {"list": listed},
        caption=_("Scores at the ends of months, as known today, under guide version %(version)s")
        % {"version": guide.version},
        columns=(_("Day"), _("Score"), _("Interval"), _("Band")),
        stops=stops,
        grid=_grid(guide, low, high),
        key=_("A dot is the score, the line through it the interval: nine chances in ten."),
    )


def _cells(point: Point) -> tuple[str, ...]:
    return (tenths(point.score), f"{tenths(point.low)}\N{EN DASH}{tenths(point.high)}", wording.band(point.band))


def _below(number: int, points: tuple[Point, ...]) -> str:
    """The first, the last and the middle point say their month."""
    if number not in (0, len(points) - 1, (len(points) - 1) // 2):
        return ""
    return date_format(calendar_day(points[number].day), pgettext("a month, as Django's date format", "M Y"))


def _grid(guide: Guide, low: int, high: int) -> tuple[Grid, ...]:
    """Both ends of the scale, and where bands begin."""
    bands = {guide.bands.c: _("C"), guide.bands.b: _("B"), guide.bands.a: _("A")}
    begins = {floor: f"{floor // 10} {name}" for floor, name in bands.items() if low < floor < high}
    found = {low: str(low // 10), high: str(high // 10)} | begins
    return tuple(Grid(down_from(score, low, high), text) for score, text in sorted(found.items()))


def _takeaway(points: tuple[Point, ...]) -> str:
    first, last = points[0], points[-1]
    named = {"then": day_text(first.day), "was": tenths(first.score), "is": tenths(last.score)}
    if first.score == last.score:
        return _("As high as on %(then)s: %(is)s.") % named
    said = (
        _("Since %(then)s it rose from %(was)s to %(is)s.")
        if first.score < last.score
        else _("Since %(then)s it went from %(was)s down to %(is)s.")
    )
    return said % named


# between two days -----------------------------------------------------------------------------------------------------


def between_page(report: Report, guide: Guide, first: int, second: int) -> BetweenPage:
    """Raises ValueError where `second` is not after `first`."""
    found = between(guide, report.weighed, first, second)
    rows = sorted((_row(move) for move in found.moves if _is_shown(move)), key=lambda pair: -abs(pair[0]))
    total = found.second.score - found.first.score
    aged = toward_zero_tenths(sum(move.aged for move in found.moves))
    shown = [row for _size, row in rows]
    rest = _rest(found.moves, total, aged)
    return BetweenPage(
        when=_("From %(then)s to %(day)s") % {"then": day_text(first), "day": day_text(second)},
        takeaway=_moved(total),
        why=_why(total - aged, aged),
        caption=_("%(was)s on %(then)s, %(is)s on %(day)s")
        % {"was": tenths(found.first.score), "then": day_text(first), "is": tenths(found.second.score),
           "day": day_text(second)},
        rows=(*shown, rest) if rest else tuple(shown),
        total=MoveRow(_("Together"), "", signed_tenths(total - aged), signed_tenths(aged), signed_tenths(total)),
        first=found.first,
        second=found.second,
    )  # fmt: skip


def _parts(move: Move) -> tuple[int, int]:
    """(by what happened, by time alone) in tenths that add up to the move's own, rounded toward zero."""
    aged = toward_zero_tenths(move.aged)
    return toward_zero_tenths(move.exact) - aged, aged


def _is_shown(move: Move) -> bool:
    return any(_parts(move))


def _row(move: Move) -> tuple[int, MoveRow]:
    fresh, aged = _parts(move)
    note = ngettext("%(n)s new piece of evidence", "%(n)s new pieces of evidence", move.events) % {"n": move.events}
    row = MoveRow(
        wording.indicator(move.indicator), note if move.events else _("nothing new"), signed_tenths(fresh),
        signed_tenths(aged), signed_tenths(fresh + aged),
    )  # fmt: skip
    return fresh + aged, row


def _rest(moves: tuple[Move, ...], total: int, aged: int) -> MoveRow | None:
    """What rounding hides, named as such, so that whoever adds a column finds its foot."""
    parts = [_parts(move) for move in moves]
    late = aged - sum(part for _fresh, part in parts)
    early = (total - aged) - sum(part for part, _aged in parts)
    if not (late or early):
        return None
    return MoveRow(
        _("Small moves and rounding"), "", signed_tenths(early), signed_tenths(late), signed_tenths(early + late)
    )


def _moved(change: int) -> str:
    if change == 0:
        return _("It stands as high as before.")
    said = _("It rose by %(points)s.") if change > 0 else _("It fell by %(points)s.")
    return said % {"points": tenths(abs(change))}


def _why(fresh: int, aged: int) -> str:
    said = _("What happened between them moved it by %(fresh)s, time alone by %(aged)s.")
    return said % {"fresh": signed_tenths(fresh), "aged": signed_tenths(aged)}
