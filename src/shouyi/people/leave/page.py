"""The page of leave in words: what stands in the file, what waits to be written, and what can be done about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.leave.models import REFUSED, TAKEN_UP, Wish
from shouyi.people.leave.wishing import Stretch, ending, stretches, taken
from shouyi.people.wording.numbers import day_text
from shouyi.score.leave import clock_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shouyi.people.ports import Line
    from shouyi.score.guide import Leave


@dataclass(frozen=True, slots=True)
class Row:
    """One leave. `do` names what its owner can do ("": nothing): take_back (before it is written, `uid`), end (it runs,
    at (`log`, `index`))."""

    said: str
    state: str
    do: str = ""
    uid: str = ""
    log: int = 0
    index: int = 0


@dataclass(frozen=True, slots=True)
class LeavePage:
    """`used` of `most` days have counted in the last `window` days."""

    takeaway: str
    rows: tuple[Row, ...]
    used: int
    most: int
    window: int


def leave_page(lines: Sequence[Line], wishes: Sequence[Wish], day: int, most: Leave) -> LeavePage:
    """`day` is today; `most` what the guide lets count."""
    known = stretches(lines)
    ended = ending(wishes)
    rows = [_wished(wish) for wish in wishes if wish.word == "declare"]
    rows += [_standing(each, day, each.at in ended) for each in known]
    used = clock_of(taken(known, wishes), most.days, most.window).stopped
    lately = sum(day - most.window < each <= day for each in used)
    said = ngettext(
        "%(n)s day of leave has counted in the last %(window)s days; %(most)s can.",
        "%(n)s days of leave have counted in the last %(window)s days; %(most)s can.",
        lately,
    )
    takeaway = said % {"n": lately, "window": most.window, "most": most.days}
    return LeavePage(takeaway, tuple(rows), lately, most.days, most.window)


def _said(first: int, last: int) -> str:
    days = last - first + 1
    named = {"first": day_text(first), "last": day_text(last), "n": days}
    return ngettext("%(first)s to %(last)s, %(n)s day", "%(first)s to %(last)s, %(n)s days", days) % named


def _wished(wish: Wish) -> Row:
    first, days = wish.numbers
    if wish.state == TAKEN_UP:
        return Row(_said(first, first + days - 1), _("Being written into your file."))
    state = _("It could not be written down. Call us, please.")
    if wish.state != REFUSED:
        state = _("Declared; it is written into your file on its first day at the earliest.")
    return Row(_said(first, first + days - 1), state, "take_back", uid=str(wish.uid))


def _standing(each: Stretch, day: int, is_ending: bool) -> Row:
    said = _said(each.first, each.last)
    if is_ending:
        return Row(said, _("Being shortened."))
    if each.last < day:
        return Row(said, _("Over; it stands in your file."))
    if not each.own:
        return Row(said, _("Stated by %(org)s; it stands in your file.") % {"org": each.org})
    return Row(said, _("Running; it stands in your file."), "end", log=each.at[0], index=each.at[1])
