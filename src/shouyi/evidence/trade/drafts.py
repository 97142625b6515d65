"""From facts of trade to drafts: which entries a source's facts become.

What became final on one day for one person is one `trade.statement`; each review is a `review.given` of its own, its
words under the buyer's key. Names of buyers are the source's own here; in what a maker's key opens they are replaced by
a pseudonym that the keeper makes of the buyer's key and the maker, so that no two makers can compare their buyers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from shouyi.evidence.records import Draft
from shouyi.evidence.trade.reading import import_key
from shouyi.evidence.trade.records import Reviewed, TradeFact, Visited
from shouyi.evidence.trade.statement import REVIEW, STATEMENT, fields_of, fields_of_review

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
            days[fact.on, fact.person].append(with_pseudonym(fact, pseudonym))
    statements = [Draft(STATEMENT, person, org, on, fields_of(of)) for (on, person), of in days.items()]
    return sorted([*reviews, *statements], key=lambda draft: (draft.on, draft.person, draft.kind))


def with_pseudonym(fact: TradeFact, pseudonym: Pseudonym) -> TradeFact:
    """The fact under the buyer's pseudonym, as it comes back from a maker's file."""
    if isinstance(fact, Reviewed | Visited):
        return replace(fact, buyer=pseudonym(fact.buyer, fact.person))
    return fact


def _review(fact: Reviewed, org: str, pseudonym: Pseudonym, text: str | None) -> Draft:
    fields = fields_of_review(replace(fact, buyer=pseudonym(fact.buyer, fact.person)))
    if text is None:
        return Draft(REVIEW, fact.person, org, fact.on, {**fields, "text": None})
    return Draft(REVIEW, fact.person, org, fact.on, fields, fact.buyer, {"text": text})
