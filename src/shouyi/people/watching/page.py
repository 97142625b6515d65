"""What a look at everybody's scores says, ready for a template: a verdict, pictures with their sentences, tables.

No number of people from 1 to 9 comes here (`score.watch.cells`); the picture of a hidden cell is empty, its table says
"fewer than 10".
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from shouyi.canon.days import from_iso
from shouyi.people import wording
from shouyi.people.figures import Bar, Bars
from shouyi.people.organisations.models import Organisation
from shouyi.people.organisations.words import name as organisation_name
from shouyi.people.wording.numbers import signed_tenths, tenths
from shouyi.score.watch.population import BANDS, SCORES, WIDTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LADDER = ("thin", "none", "C", "B", "A")
assert set(LADDER) == set(BANDS)
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what it says in a sentence. The first column heads its row."""

    takeaway: str
    caption: str
    columns: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`verdict` is the sentence on top; `worries` are what should be looked at, as sentences."""

    day: int
    against: int
    guide: str
    verdict: str
    worries: tuple[str, ...]
    scores: Bars
    bands: Bars
    widths: Bars
    coverage: Bars
    drift: Table
    priors: Table
    captures: Table
    facts: tuple[Row, ...]


def page_of(found: Mapping[str, Any]) -> Page:
    """Raises KeyError for an object that is not a watch's."""
    worries = tuple(_worries(found))
    return Page(
        day=from_iso(found["day"]),
        against=from_iso(found["against"]),
        guide=found["guide"],
        verdict=_verdict(found["verdict"], worries),
        worries=worries,
        scores=_scores(found),
        bands=_bands(found),
        widths=_widths(found),
        coverage=_coverage(found),
        drift=_drift(found),
        priors=_priors(found),
        captures=_captures(found),
        facts=tuple(_facts(found)),
    )


def people(count: int | None) -> str:
    """How many people, where they may be counted."""
    return _("fewer than 10") if count is None else str(count)


def _verdict(code: str, worries: Sequence[str]) -> str:
    if worries:
        return _("Something is to be looked at.")
    return _("Nothing stands out.") if code == "holds" else _("Nothing stands out, but not everything can be told yet.")


def _worries(found: Mapping[str, Any]) -> Iterable[str]:
    runs = found["runs"]["drift"] if found["runs"] else ()
    far = dict.fromkeys(_column(each["name"]) for each in (*found["drift"], *runs) if each["verdict"] == "act")
    if far:
        yield _("Drifted past .25: %(names)s.") % {"names": _(", ").join(far)}
    if found["bunching"]["verdict"] == "look":
        yield _("More people stand just above the floor of band A than just below it, by more than chance.")
    if any(found["signs"][sign] != 0 for sign in SIGNS):
        yield _("Some voices look arranged. The list of whom to look at is at the terminal: shouyi watch --flags.")


# pictures -------------------------------------------------------------------------------------------------------------


def _scores(found: Mapping[str, Any]) -> Bars:
    low, middle, high = found["score_quartiles"]
    if middle is None:
        takeaway = _("Fewer than twenty people have evidence: no middle can be said.")
    elif low is None or high is None:
        takeaway = _("Half of the people with evidence stand at %(middle)s or above.") % {"middle": tenths(middle)}
    else:
        said = _("Half of the people with evidence stand between %(low)s and %(high)s, the middle at %(middle)s.")
        takeaway = said % {"low": tenths(low), "high": tenths(high), "middle": tenths(middle)}
    named = zip(_bins(SCORES), found["scores"].values(), strict=True)
    return _bars(takeaway, _("People by score"), _("Score"), named)


def _bands(found: Mapping[str, Any]) -> Bars:
    named = [(wording.band(code), found["bands"][code]) for code in LADDER]
    takeaway = _("%(evidence)s of %(people)s people with a file have evidence.") % {
        "evidence": people(found["with_evidence"]), "people": people(found["people"])}  # fmt: skip
    return _bars(takeaway, _("People by band"), _("Band"), named)


def _widths(found: Mapping[str, Any]) -> Bars:
    middle = found["width_quartiles"][1]
    takeaway = (
        _("For half of the people the 90 % interval is wider than can be said here.") if middle is None else
        _("For half of the people the 90 %% interval is at most %(width)s points wide.") % {"width": tenths(middle)}
    )  # fmt: skip
    named = zip(_bins(WIDTHS), found["widths"].values(), strict=True)
    return _bars(takeaway, _("People by width of the interval"), _("Points"), named)


def _coverage(found: Mapping[str, Any]) -> Bars:
    named = [(wording.indicator(code), count) for code, count in found["coverage"].items()]
    empty = [name for name, count in named if count == 0]
    takeaway = (
        _("Nobody has evidence yet for: %(names)s.") % {"names": _(", ").join(empty)} if empty else
        _("For every indicator somebody has evidence.")
    )  # fmt: skip
    return _bars(takeaway, _("Who has evidence, by indicator"), _("Indicator"), named)


def _bins(edges: Sequence[int]) -> list[str]:
    """Names of the bins between published edges, in tenths of a point."""
    inner = [f"{tenths(low)}–{tenths(high - 1)}" for low, high in pairwise(edges)]
    first, last = tenths(edges[0]), tenths(edges[-1])
    return [_("below %(edge)s") % {"edge": first}, *inner, _("%(edge)s and over") % {"edge": last}]


def _bars(takeaway: str, caption: str, column: str, named: Iterable[tuple[str, int | None]]) -> Bars:
    rows = list(named)
    most = max((count or 0 for _name, count in rows), default=0) or 1
    listed = _(", ").join(f"{name} {people(count)}" for name, count in rows)
    return Bars(
        takeaway=takeaway,
        label=_("Bars: %(list)s.") % {"list": listed},
        caption=caption,
        columns=(column, _("Number of people")),
        rows=tuple(
            Bar(name, (count or 0) * 1000 // most, "<10" if count is None else str(count), (people(count),))
            for name, count in rows
        ),
    )


# tables ---------------------------------------------------------------------------------------------------------------


def _column(name: str) -> str:
    return _("The score") if name == "score" else wording.indicator(name)


def _drift(found: Mapping[str, Any]) -> Table:
    words = {
        "stable": _("stable"),
        "watch": _("to be watched"),
        "act": _("to be looked at"),
        "unknown": _("cannot tell"),
    }
    rows = found["drift"]
    moved = [_column(each["name"]) for each in rows if each["verdict"] in ("watch", "act")]
    if all(each["verdict"] == "unknown" for each in rows):
        takeaway = _("Fewer than 200 people have evidence on both days: drift cannot be told from chance.")
    elif moved:
        takeaway = _("What moved in thirty days: %(names)s.") % {"names": _(", ").join(moved)}
    else:
        takeaway = _("In thirty days nothing moved that could be told from chance.")
    return Table(
        takeaway,
        _("Drift since thirty days before (PSI: below .1 stable, over .25 to be looked at)"),
        (_("What"), "PSI", _("By chance"), _("Verdict")),
        tuple((_column(each["name"]), _figure(each["psi"]), _figure(each["by_chance"]), words[each["verdict"]])
              for each in rows),
    )  # fmt: skip


def _priors(found: Mapping[str, Any]) -> Table:
    rows = []
    far = []
    for each in found["priors"]:
        fitted = each["fitted"] or {}
        points = fitted.get("points")
        own = f"{each['mean'] / 10:g} %"
        shown = "–" if fitted.get("mean") is None else f"{fitted['mean'] / 10:g} %"
        moves = _("cannot tell") if points is None else signed_tenths(round(points * 10))
        rows.append((wording.indicator(each["indicator"]), own, shown, moves))
        if points is not None and abs(points) >= 1:
            far.append(wording.indicator(each["indicator"]))
    takeaway = (
        _("A newcomer would stand a point or more elsewhere by today's evidence: %(names)s.")
        % {"names": _(", ").join(far)}
        if far
        else _("No starting value is a point or more from what today's evidence says, as far as can be told.")
    )
    columns = (_("Indicator"), _("By the guide"), _("By today's evidence"), _("A newcomer would move by, points"))
    return Table(takeaway, _("Starting values"), columns, tuple(rows))


def _captures(found: Mapping[str, Any]) -> Table:
    """What rests on one organisation's word alone, over everybody: the greatest first."""
    shares = [each for each in found["captures"] if not each["indicator"]]
    names = {each.org: organisation_name(each) for each in Organisation.objects.filter(
        org__in={each["source"] for each in shares})}  # fmt: skip
    shares.sort(key=lambda each: (-(each["permille"] or 0), each["source"]))
    over = [names.get(each["source"], each["source"]) for each in shares if each["outweighs"]]
    takeaway = (
        _("More than half of everything rests on one organisation's word: %(name)s.") % {"name": over[0]}
        if over
        else _("No organisation's word carries more than half of what evidence moved.")
    )
    rows = tuple(
        (names.get(each["source"], each["source"]),
         "–" if each["permille"] is None else f"{each['permille'] / 10:g} %", people(each["people"]))
        for each in shares
    )  # fmt: skip
    columns = (_("Organisation"), _("Rests on it alone"), _("People for whom more than half does"))
    return Table(takeaway, _("What rests on one organisation's word"), columns, rows)


SIGNS = ("circle", "burst", "mutual")


def _facts(found: Mapping[str, Any]) -> Iterable[Row]:
    campaigns, signs = found["campaigns"], found["signs"]
    yield _("Just above the floor of A to just below it"), _step(found["bunching"])
    yield _("Voices that a campaign made lighter"), _some(campaigns["discounted"], campaigns["voices"])
    named = {
        "circle": _("Makers whose buyers are each other's"),
        "burst": _("Makers with a burst of first-time voices of one cohort"),
        "mutual": _("Makers who buy of each other"),
    }
    for sign in SIGNS:
        yield named[sign], _some(signs[sign], signs["makers"])


def _step(bunching: Mapping[str, Any]) -> str:
    if bunching["ratio"] is None:
        return _("cannot tell: too few people stand there")
    shown = {name: f"{bunching[name]:.2f}" for name in ("ratio", "low", "high")}
    return _("%(ratio)s times (%(low)s to %(high)s)") % shown


def _some(part: int | None, whole: int | None) -> str:
    return _("%(some)s of %(all)s") % {"some": people(part), "all": people(whole)}


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
