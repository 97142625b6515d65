"""From facts to drafts: which entries a source's facts become, and which of them are news.

What became final on one day for one person is one `trade.statement`; each review is a `review.given` of its own, its
words under the buyer's key. Names of buyers are the source's own here; in what a maker's key opens they are replaced by
a pseudonym that the keeper makes of the buyer's key and the maker, so that no two makers can compare their buyers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from shouyi.evidence.records import Draft, Refusal
from shouyi.evidence.trade.reading import Identity, Place, identity, import_key
from shouyi.evidence.trade.records import Cancelled, Dispatched, Overdue, Reviewed, TradeFact, Visited
from shouyi.evidence.trade.statement import REVIEW, STATEMENT, fields_of, fields_of_review

Outcome = Dispatched | Overdue | Cancelled
Pseudonym = Callable[[str, str], str]


def drafts_of(
    facts: Iterable[TradeFact], org: str, pseudonym: Pseudonym, texts: Mapping[tuple[str, str], str]
) -> list[Draft]:
    """The drafts of one organisation's facts in the order of import: `on`, person, kind, order.

    `pseudonym(buyer, maker)` gives the name under which the maker's file knows the buyer. `texts` are the reviews'
    words by (person, order); a review with words names the buyer, by the source's name, as `other_person`.
    """
    reviews: list[Draft] = []
    days: dict[tuple[int, str], list[TradeFact]] = defaultdict(list)
    for fact in sorted(facts, key=import_key):
        if isinstance(fact, Reviewed):
            reviews.append(_review(fact, org, pseudonym, texts.get((fact.person, fact.order))))
        else:
            days[fact.on, fact.person].append(_renamed(fact, pseudonym))
    statements = [Draft(STATEMENT, person, org, on, fields_of(of)) for (on, person), of in days.items()]
    return sorted([*reviews, *statements], key=lambda draft: (draft.on, draft.person, draft.kind))


def new_facts(
    facts: Sequence[TradeFact], already: Iterable[TradeFact], places: Mapping[Identity, Place]
) -> tuple[list[TradeFact], list[Refusal]]:
    """What of `facts` is not admitted yet, and what was admitted otherwise: the same happening with other values.

    An admitted fact never changes, so the second is refused at its place. An order's outcome (dispatched, overdue or
    cancelled) is stated once: what became of it after it was overdue is neither news nor refused. Origins are no part
    of the comparison; buyers have to be named alike on both sides.
    """
    admitted = [replace(fact, origin=None) for fact in already]
    known = {identity(fact): fact for fact in admitted}
    outcomes = {(fact.person, fact.order): fact for fact in admitted if isinstance(fact, Outcome)}
    fresh: list[TradeFact] = []
    refused: list[Refusal] = []
    for fact in facts:
        other = known.get(identity(fact)) or _outcome(fact, outcomes)
        if other is None:
            fresh.append(fact)
        elif fact != other and not _came_too_late(fact, other):
            refused.append(_contradiction(fact, places))
    return fresh, refused


def renamed(facts: Iterable[TradeFact], pseudonym: Pseudonym) -> list[TradeFact]:
    """The facts with their buyers' pseudonyms, as they come back from a maker's file."""
    return [_renamed(fact, pseudonym) for fact in facts]


def _renamed(fact: TradeFact, pseudonym: Pseudonym) -> TradeFact:
    if isinstance(fact, Reviewed | Visited):
        return replace(fact, buyer=pseudonym(fact.buyer, fact.person))
    return fact


def _review(fact: Reviewed, org: str, pseudonym: Pseudonym, text: str | None) -> Draft:
    fields = fields_of_review(replace(fact, buyer=pseudonym(fact.buyer, fact.person)))
    if text is None:
        return Draft(REVIEW, fact.person, org, fact.on, {**fields, "text": None})
    return Draft(REVIEW, fact.person, org, fact.on, fields, fact.buyer, {"text": text})


def _outcome(fact: TradeFact, outcomes: Mapping[tuple[str, str], Outcome]) -> Outcome | None:
    return outcomes.get((fact.person, fact.order)) if isinstance(fact, Outcome) else None


def _came_too_late(fact: TradeFact, other: TradeFact) -> bool:
    """An order that was overdue may well leave, or be cancelled, later; its outcome stands."""
    return isinstance(other, Overdue) and not isinstance(fact, Overdue) and fact.on > other.on


def _contradiction(fact: TradeFact, places: Mapping[Identity, Place]) -> Refusal:
    file, line = places.get(identity(fact), ("", 0))
    return Refusal(file, line, "already_admitted_otherwise", type(fact).__name__)
