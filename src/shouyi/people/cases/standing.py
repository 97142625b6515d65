"""Objections to lines of a file as its report lists them: where each stands, and when the next step is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shouyi.people.cases import words
from shouyi.people.cases.models import Case
from shouyi.people.cases.steps import today
from shouyi.people.wording.names import place

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 5


@dataclass(frozen=True, slots=True)
class Objection:
    """One case about one line, in words. `at` is the line's (log, index)."""

    uid: str
    at: tuple[int, int]
    title: str
    state: str
    due: str
    opened_on: int


def objections(ref: str) -> tuple[Objection, ...]:
    """The newest cases about lines of this file, those that are open first."""
    about_lines = Case.objects.filter(ref=ref, log__isnull=False).exclude(outcome="withdrawn").order_by("-pk")
    listed = [*about_lines.exclude(state="closed")[:MOST], *about_lines.filter(state="closed")[:MOST]]
    return tuple(_objection(case) for case in listed[:MOST])


def by_line(found: tuple[Objection, ...]) -> Mapping[tuple[int, int], Objection]:
    """Of several about one line, the newest."""
    return {each.at: each for each in reversed(found)}


def _objection(case: Case) -> Objection:
    assert case.log is not None
    assert case.index is not None
    at = case.log, case.index
    title = _("%(kind)s: %(place)s") % {"kind": words.kind(case.kind), "place": place(*at)}
    said = words.outcome(case.outcome) if case.outcome else words.state(case.state)
    return Objection(str(case.uid), at, title, said, words.due(case, today()), case.opened_on)
