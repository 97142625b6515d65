"""Outcomes of any source: one documented table, as CSV (.csv) or JSON Lines (.jsonl), plain or as .gz.

The columns stand in docs/stages/evidence.md. One row is one fact about one person; who attests it is an argument of
whoever makes drafts. Unlike orders, a file need not repeat what an earlier one said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from shouyi.evidence import cells
from shouyi.evidence.cells import CellRefused, perhaps, read
from shouyi.evidence.files import Columns, Progress, Row, read_bytes, rows_of
from shouyi.evidence.outcome.entry import contradicted
from shouyi.evidence.outcome.records import FACTS, Outcome
from shouyi.evidence.records import Refusal

OUTCOMES = Columns(("maker", "what", "on", "value"), ("until", "about"))
CONSENT = "consent:"
"""How the name of a maker begins whom the file calls by the number of a consent."""
Identity = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a file states: facts in the order of import, each with its line, and the rows that it refuses."""

    facts: tuple[Outcome, ...]
    refusals: tuple[Refusal, ...]
    places: Mapping[Identity, tuple[str, int]]

    @property
    def persons(self) -> tuple[str, ...]:
        """Everybody about whom the file states something, sorted."""
        return tuple(sorted({fact.person for fact in self.facts}))

    @property
    def texts(self) -> Mapping[tuple[str, str], str]:
        """None: an outcome has no words."""
        return MappingProxyType({})


def identity(fact: Outcome) -> Identity:
    """What makes two records of one attester mean the same happening: fact, person, what it is about, day."""
    return fact.what, fact.person, fact.about or "", fact.on


def read_outcomes(path: Path, *, today: int | None = None, progress: Progress = lambda done, total: None) -> Outcomes:
    """The facts of a table. `progress` hears of lines read and lines in all; what happened after `today` refuses its
    row. Raises EvidenceError when the file or its header does not hold."""
    return parse_outcomes(path.name, read_bytes(path), today=today, progress=progress)


def parse_outcomes(
    file: str, data: bytes, *, today: int | None = None, progress: Progress = lambda done, total: None
) -> Outcomes:
    """`read_outcomes` from bytes; `file` is the name by which their format is told, and theirs in refusals."""
    found: dict[Identity, tuple[Outcome, int]] = {}
    refusals: list[Refusal] = []
    for row in rows_of(file, data, OUTCOMES, progress):
        try:
            fact = outcome_of_row(row, today)
            if identity(fact) in found:
                raise CellRefused("row_repeated", fact.what)
            found[identity(fact)] = fact, row.line
        except CellRefused as refused:
            refusals.append(Refusal(row.file, row.line, refused.code, refused.detail))
    facts = sorted((fact for fact, _line in found.values()), key=lambda fact: (fact.on, *identity(fact)))
    return Outcomes(tuple(facts), tuple(refusals), {key: (file, line) for key, (_fact, line) in found.items()})


def introduced(read: Outcomes, makers: Mapping[str, str]) -> tuple[Outcomes, frozenset[str]]:
    """The same reading, with those whom it calls by a consent's number under their own names, and who they are.

    `makers` are their names, by number in 32 hex digits. Refused is a row with a number that is not there, one that
    calls such a person by that name itself (the file's own name of somebody else), and what then stands there twice.
    """
    people = frozenset(known for fact in read.facts if fact.person != (known := _known(fact, makers)) and known)
    found: dict[Identity, tuple[Outcome, tuple[str, int]]] = {}
    refusals = list(read.refusals)
    for fact in read.facts:
        place, known = read.places[identity(fact)], _known(fact, makers)
        code = "consent_not_in_force" if known is None else "maker_of_another_source" if fact.person in people else ""
        named = replace(fact, person=known or "")
        if not code and identity(named) in found:
            code = "row_repeated"
        if code:
            refusals.append(Refusal(*place, code, "maker"))
        else:
            found[identity(named)] = named, place
    facts = sorted((fact for fact, _place in found.values()), key=lambda fact: (fact.on, *identity(fact)))
    places = {key: place for key, (_fact, place) in found.items()}
    return Outcomes(tuple(facts), tuple(refusals), places), people


def _known(fact: Outcome, makers: Mapping[str, str]) -> str | None:
    """The person's name in this house, or the file's own; None for a number that names nobody."""
    if not fact.person.startswith(CONSENT):
        return fact.person
    return makers.get(fact.person.removeprefix(CONSENT).replace("-", "").lower())


def outcome_of_row(row: Row, today: int | None) -> Outcome:
    """One row. Raises CellRefused."""
    cell = row.require_cells()
    what = read(_word, cell, "what")
    fact = Outcome(
        person=read(cells.name, cell, "maker"),
        on=read(cells.iso_day, cell, "on"),
        what=what,
        value=read(_within(what), cell, "value"),
        until=perhaps(cells.iso_day, cell, "until"),
        about=perhaps(cells.name, cell, "about"),
    )
    if today is not None and fact.on > today:
        raise CellRefused("date_in_the_future", "on")
    if (column := contradicted(fact)) is not None:
        raise CellRefused("cell_contradicts_fact", column)
    return fact


def _word(text: str) -> str:
    if text not in FACTS:
        raise CellRefused("word_unknown")
    return text


def _within(what: str) -> Callable[[str], int]:
    def value(text: str) -> int:
        number = cells.whole(text)
        if not FACTS[what].least <= number <= FACTS[what].most:
            raise CellRefused("number_form")
        return number

    return value
