"""Facts of every sort, as admission meets them: which of them mean the same happening, which are news, which entries
they become, and whose name a file must not show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from shouyi.evidence.outcome import tables as outcomes
from shouyi.evidence.outcome.entry import OUTCOME, draft_of
from shouyi.evidence.outcome.records import ABOUT_PEOPLE, Outcome
from shouyi.evidence.records import Draft, Refusal
from shouyi.evidence.trade import drafts as trade
from shouyi.evidence.trade import reading as trade_reading
from shouyi.evidence.trade.drafts import Pseudonym
from shouyi.evidence.trade.reading import Identity, Place
from shouyi.evidence.trade.records import Cancelled, Dispatched, Overdue, Reviewed, TradeFact, Visited
from shouyi.evidence.trade.statement import REVIEW, STATEMENT

Fact = TradeFact | Outcome
Fate = Dispatched | Overdue | Cancelled
"""What became of an order before it reached its buyer: one of these, once."""


class Stated(Protocol):
    """What any reader of a source hands on to admission: `persons` get a file, with facts or without; `texts` are
    reviews' words by (person, order), `places` where the source states each fact."""

    @property
    def persons(self) -> tuple[str, ...]: ...
    @property
    def facts(self) -> Sequence[Fact]: ...
    @property
    def refusals(self) -> tuple[Refusal, ...]: ...
    @property
    def texts(self) -> Mapping[tuple[str, str], str]: ...
    @property
    def places(self) -> Mapping[Identity, Place]: ...


def identity(fact: Fact) -> Identity:
    """What makes two statements of one organisation mean the same happening. Names of types begin with a capital,
    words of outcomes do not, so that no two sorts meet."""
    return outcomes.identity(fact) if isinstance(fact, Outcome) else trade_reading.identity(fact)


def kind_of(fact: Fact) -> str:
    """The name by which a guide lists such facts: an outcome's word, a fact of trade's type in lower case."""
    return fact.what if isinstance(fact, Outcome) else type(fact).__name__.lower()


def entry_kind(fact: Fact) -> str:
    """The kind of entry that states it; facts of two kinds never mean the same happening."""
    if isinstance(fact, Outcome):
        return OUTCOME
    return REVIEW if isinstance(fact, Reviewed) else STATEMENT


def second_person(fact: Fact) -> str | None:
    """Whoever else it names, by the source's own name: a buyer, a learner, a worker."""
    if isinstance(fact, Outcome):
        return fact.about if fact.what in ABOUT_PEOPLE else None
    return fact.buyer if isinstance(fact, Reviewed | Visited) else None


def renamed(facts: Iterable[Fact], pseudonym: Pseudonym) -> list[Fact]:
    """The facts as they come back from a file, where whoever else they name goes by a pseudonym."""
    return [_renamed(fact, pseudonym) for fact in facts]


def drafts_of(
    facts: Iterable[Fact], org: str, pseudonym: Pseudonym, texts: Mapping[tuple[str, str], str]
) -> list[Draft]:
    """The drafts of one organisation's facts in the order of import: `on`, person, kind, and what the fact says."""
    listed = list(facts)
    attested = sorted((fact for fact in listed if isinstance(fact, Outcome)), key=identity)
    drafts = [draft_of(_outcome(fact, pseudonym), org) for fact in attested]
    drafts += trade.drafts_of((fact for fact in listed if not isinstance(fact, Outcome)), org, pseudonym, texts)
    return sorted(drafts, key=lambda draft: (draft.on, draft.person, draft.kind))


def new_facts(
    facts: Sequence[Fact], already: Iterable[Fact], places: Mapping[Identity, Place]
) -> tuple[list[Fact], list[Refusal]]:
    """What of `facts` is not admitted yet, and what was admitted otherwise: the same happening with other values.

    An admitted fact never changes, so the second is refused at its place. An order's fate (dispatched, overdue or
    cancelled) is stated once: what became of it after it was overdue is neither news nor refused. Origins are no part
    of the comparison; second persons have to be named alike on both sides.
    """
    admitted = [replace(fact, origin=None) for fact in already]
    known = {identity(fact): fact for fact in admitted}
    fates = {(fact.person, fact.order): fact for fact in admitted if isinstance(fact, Fate)}
    fresh: list[Fact] = []
    refused: list[Refusal] = []
    for fact in facts:
        other = known.get(identity(fact)) or _fate(fact, fates)
        if other is None:
            fresh.append(fact)
        elif fact != other and not _came_too_late(fact, other):
            refused.append(_contradiction(fact, places))
    return fresh, refused


def _renamed(fact: Fact, pseudonym: Pseudonym) -> Fact:
    return _outcome(fact, pseudonym) if isinstance(fact, Outcome) else trade.with_pseudonym(fact, pseudonym)


def _outcome(fact: Outcome, pseudonym: Pseudonym) -> Outcome:
    named = second_person(fact)
    return fact if named is None else replace(fact, about=pseudonym(named, fact.person))


def _fate(fact: Fact, fates: Mapping[tuple[str, str], Fate]) -> Fate | None:
    return fates.get((fact.person, fact.order)) if isinstance(fact, Fate) else None


def _came_too_late(fact: Fact, other: Fact) -> bool:
    """An order that was overdue may well leave, or be cancelled, later; its fate stands."""
    return isinstance(other, Overdue) and not isinstance(fact, Overdue) and fact.on > other.on


def _contradiction(fact: Fact, places: Mapping[Identity, Place]) -> Refusal:
    file, line = places.get(identity(fact), ("", 0))
    said = fact.what if isinstance(fact, Outcome) else type(fact).__name__
    return Refusal(file, line, "already_admitted_otherwise", said)
