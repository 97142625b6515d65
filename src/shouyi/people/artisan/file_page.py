"""A person's file as a list of lines in words, all of them or those that feed one indicator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.evidence.facts import kind_of
from shouyi.people import wording
from shouyi.people.cases.steps import today
from shouyi.people.cases.words import due, remark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shouyi.people.cases.annotations import Annotation
    from shouyi.people.ports import Line
    from shouyi.score.guide import Guide


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line: when, what it says, who states it, where it stands; `remark`, `due` and `case` where a case is about
    it."""

    on: int
    sentences: tuple[str, ...]
    org: str
    place: str
    log: int
    index: int
    remark: str = ""
    case: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list."""

    code: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class FilePage:
    lines: tuple[LineRow, ...]
    takeaway: str
    choices: tuple[Choice, ...]
    of: str


def file_page(
    lines: Sequence[Line], guide: Guide, of: str, remarks: Mapping[tuple[int, int], Annotation] | None = None
) -> FilePage:
    """`of` is an indicator's name; anything else means the whole file. `remarks` are of cases, by place."""
    indicator = guide.by_name.get(of)
    facts = frozenset(indicator.facts) if indicator else frozenset()
    chosen = [line for line in lines if not facts or facts & fact_names(line)]
    rows = tuple(_row(line, facts, (remarks or {}).get((line.log, line.index))) for line in chosen)
    of = of if indicator and facts else ""
    return FilePage(rows, _takeaway(len(rows), len(lines), of), _choices(guide, of), of)


def fact_names(line: Line) -> set[str]:
    """The names by which a guide calls the facts of this line."""
    return {kind_of(fact) for fact in line.facts}


def _row(line: Line, facts: frozenset[str], case: Annotation | None) -> LineRow:
    sentences = wording.line_sentences(line, facts)
    place = wording.place(line.log, line.index)
    row = LineRow(line.on, tuple(sentences), line.org, place, line.log, line.index)
    if case is None:
        return row
    return replace(row, remark=remark(case.state, case.outcome), case=case.uid, due=due(case, today()))


def _takeaway(shown: int, total: int, of: str) -> str:
    if of:
        said = ngettext("%(n)s of %(all)s entry feeds: %(of)s.", "%(n)s of %(all)s entries feed: %(of)s.", total)
        return said % {"n": shown, "all": total, "of": wording.indicator(of)}
    return ngettext("%(n)s entry, the newest first.", "%(n)s entries, the newest first.", total) % {"n": total}


def _choices(guide: Guide, of: str) -> tuple[Choice, ...]:
    fed = (found for found in guide.indicators if found.facts)
    named = [("", _("Everything")), *((found.name, wording.indicator(found.name)) for found in fed)]
    return tuple(Choice(code, name, code == of) for code, name in named)
