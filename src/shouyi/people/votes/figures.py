"""What a guide would do to everybody, drawn: scores before and after, how far people move, across which bands.

Counts are rounded to fives, so that nobody can be looked for in them. Each picture has its sentence and its table.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shouyi.people import wording
from shouyi.people.figures import Bar, Bars
from shouyi.people.wording.numbers import signed_tenths, tenths
from shouyi.score.effect import MOVES, STEP, UNMOVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shouyi.score.effect import Effect
    from shouyi.score.records import Band

FIVES = 5
LADDER: tuple[Band, ...] = ("thin", "none", "C", "B", "A")


@dataclass(frozen=True, slots=True)
class Pair:
    """One range of scores: people now and then; widths in tenths of a percent of the picture."""

    name: str
    now: int
    then: int
    now_width: int
    then_width: int


@dataclass(frozen=True, slots=True)
class Pairs:
    takeaway: str
    label: str
    rows: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The three pictures, and the table from band to band: a row a band of now, its cells in the order of `LADDER`."""

    people: int
    day: int
    distribution: Pairs
    moves: Bars
    bands: Bars
    ladder: tuple[str, ...]
    matrix: tuple[tuple[str, tuple[int, ...]], ...]


def shown(effect: Effect) -> Shown:
    """The pages' pictures of an effect."""
    return Shown(
        people=about(effect.people),
        day=effect.day,
        distribution=_distribution(effect),
        moves=_moves(effect),
        bands=_bands(effect),
        ladder=tuple(wording.band(each) for each in LADDER),
        matrix=tuple(
            (wording.band(was), tuple(about(effect.bands.get((was, now), 0)) for now in LADDER)) for was in LADDER
        ),
    )


def about(count: int) -> int:
    """To the nearest five."""
    return FIVES * ((count + FIVES // 2) // FIVES)


def _distribution(effect: Effect) -> Pairs:
    most = max((*effect.before, *effect.after, 1))
    rows = tuple(
        Pair(_range(at), about(now), about(then), _width(now, most), _width(then, most))
        for at, (now, then) in enumerate(zip(effect.before, effect.after, strict=True))
        if about(now) or about(then)
    )
    takeaway = _("Half of the people stand at %(now)s or more now, and at %(then)s or more by the draft.") % {
        "now": tenths(_median(effect.before)), "then": tenths(_median(effect.after)),
    }  # fmt: skip
    listed = _("; ").join(_("%(range)s: %(now)s now, %(then)s by the draft") % {
        "range": row.name, "now": row.now, "then": row.then} for row in rows)  # fmt: skip
    return Pairs(takeaway, _("Bars, people by score: %(list)s.") % {"list": listed}, rows)


def _range(column: int) -> str:
    last = (column + 1) * STEP - 1
    return f"{column * STEP // 10}–{100 if last == 999 else tenths(last)}"


def _width(count: int, most: int) -> int:
    return about(count) * 1000 // max(about(most), 1)


def _median(columns: Sequence[int]) -> int:
    """Where the column begins, in tenths, in which the middle one stands: half stand there or above."""
    half = -(-sum(columns) // 2)
    above = list(accumulate(reversed(columns)))
    from_top = next((at for at, count in enumerate(above) if count >= half), len(columns) - 1)
    return (len(columns) - 1 - from_top) * STEP


def _moves(effect: Effect) -> Bars:
    falls, stays, rises = effect.moves[:UNMOVED], effect.moves[UNMOVED], effect.moves[UNMOVED + 1 :]
    takeaway = _("About %(rises)s people rise, about %(falls)s fall, about %(stays)s stay to the tenth. "
                 "Eight in ten move between %(low)s and %(high)s points.") % {
        "rises": about(sum(rises)), "falls": about(sum(falls)), "stays": about(stays),
        "low": signed_tenths(effect.low), "high": signed_tenths(effect.high),
    }  # fmt: skip
    named = [
        (_class(first, end), about(count)) for (first, end), count in zip(pairwise(MOVES), effect.moves, strict=True)
    ]
    return _counted(takeaway, _("How far people move"), _("Points"), _between(named))


def _between(named: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """Without the empty classes at both ends; one stays where all are empty."""
    held = [at for at, (_name, count) in enumerate(named) if count] or [UNMOVED]
    return named[held[0] : held[-1] + 1]


def _class(first: int, end: int) -> str:
    """A class of moves: "+0.6 to +2.0", "more than 10 points down", "none"."""
    last = end - 1
    if first == 0:
        return _("none")
    if first < 0:
        return _("more than 10 down") if first == MOVES[0] else _("%(far)s to %(near)s") % {
            "far": signed_tenths(first), "near": signed_tenths(last)}  # fmt: skip
    return _("more than 10 up") if end == MOVES[-1] else _("%(far)s to %(near)s") % {
        "far": signed_tenths(first), "near": signed_tenths(last)}  # fmt: skip


def _bands(effect: Effect) -> Bars:
    counted = {"up": 0, "down": 0, "same": 0}
    for (was, now), count in effect.bands.items():
        step = LADDER.index(now) - LADDER.index(was)
        counted["up" if step > 0 else "down" if step < 0 else "same"] += count
    up, down, same = (about(counted[name]) for name in ("up", "down", "same"))
    takeaway = _("About %(up)s people would stand in a higher band, about %(down)s in a lower one.") % {
        "up": up, "down": down,
    }  # fmt: skip
    named = [(_("a higher band"), up), (_("the same band"), same), (_("a lower band"), down)]
    return _counted(takeaway, _("From band to band"), _("Band by the draft"), named)


def _counted(takeaway: str, caption: str, column: str, named: Iterable[tuple[str, int]]) -> Bars:
    rows = list(named)
    most = max((count for _name, count in rows), default=0) or 1
    listed = _(", ").join(f"{name} {count}" for name, count in rows)
    return Bars(
        takeaway=takeaway,
        label=_("Bars: %(list)s.") % {"list": listed},
        caption=caption,
        columns=(column, _("People, about")),
        rows=tuple(Bar(name, count * 1000 // most, str(count), (str(count),)) for name, count in rows),
    )
