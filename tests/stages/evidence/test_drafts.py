"""From facts to drafts: grouping, order, pseudonyms, words, and what is news."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from shouyi.evidence.facts import new_facts, renamed
from shouyi.evidence.records import Origin, Refusal
from shouyi.evidence.trade.drafts import drafts_of
from shouyi.evidence.trade.olist import parse_olist
from shouyi.evidence.trade.reading import identity
from shouyi.evidence.trade.records import Cancelled, Delivered, Dispatched, Overdue, Reviewed, Sold, Visited
from shouyi.evidence.trade.statement import REVIEW, STATEMENT, fact_of_review, facts_of_statement
from shouyi.ledger.kinds import kinds
from stages.evidence.olist_world import world

ORG = "org-market"
REVIEWED = Reviewed("m1", 9, "o1", "b1", 5, 1, 0, None, 3, 3, None, None)


def pseudonym(buyer, maker):
    return f"{buyer}-at-{maker}"


def facts_back(drafts):
    for draft in drafts:
        if draft.kind == STATEMENT:
            yield from facts_of_statement(draft.person, draft.fields, None)
        else:
            yield fact_of_review(draft.person, draft.fields, None)


def test_drafts_hold_every_fact_once():
    reading = parse_olist(world(5).files())
    drafts = drafts_of(reading.facts, ORG, pseudonym, reading.texts)
    assert Counter(facts_back(drafts)) == Counter(renamed(reading.facts, pseudonym))


def test_one_statement_a_person_and_day_one_review_each():
    reading = parse_olist(world(5).files())
    drafts = drafts_of(reading.facts, ORG, pseudonym, reading.texts)
    statements = Counter((draft.person, draft.on) for draft in drafts if draft.kind == STATEMENT)
    assert set(statements.values()) == {1}
    assert sum(draft.kind == REVIEW for draft in drafts) == sum(isinstance(f, Reviewed) for f in reading.facts)
    assert {draft.org for draft in drafts} == {ORG}
    assert all(draft.fields["on"] == draft.on for draft in drafts)


def test_drafts_stand_in_the_order_of_import():
    reading = parse_olist(world(5).files())
    drafts = drafts_of(reversed(reading.facts), ORG, pseudonym, reading.texts)
    assert drafts == drafts_of(reading.facts, ORG, pseudonym, reading.texts)
    keys = [(d.on, d.person, d.kind, d.fields["order"] if d.kind == REVIEW else "") for d in drafts]
    assert all(one < other for one, other in pairwise(keys))


def test_fields_are_those_of_the_kind():
    reading = parse_olist(world(5).files())
    for draft in drafts_of(reading.facts, ORG, pseudonym, reading.texts):
        kind = kinds()[draft.kind]
        assert {*draft.fields, *draft.other, "next"} == set(kind.fields)
        assert not draft.fields.keys() & draft.other.keys()
        assert draft.other.keys() <= kind.other


def test_words_stand_under_the_buyers_key():
    (draft,) = drafts_of([REVIEWED], ORG, pseudonym, {("m1", "o1"): "很好"})
    assert (draft.other_person, draft.other) == ("b1", {"text": "很好"})
    assert draft.fields["buyer"] == "b1-at-m1"
    assert "text" not in draft.fields


def test_review_without_words_names_no_second_person():
    (draft,) = drafts_of([REVIEWED], ORG, pseudonym, {})
    assert (draft.other_person, draft.other, draft.fields["text"]) == (None, {}, None)


def test_no_draft_shows_a_makers_file_the_buyers_own_name():
    reading = parse_olist(world(5).files())
    buyers = {fact.buyer for fact in reading.facts if isinstance(fact, Reviewed | Visited)}
    assert buyers
    for draft in drafts_of(reading.facts, ORG, lambda buyer, maker: "masked", reading.texts):
        for value in draft.fields.values():
            assert not buyers & set(value if isinstance(value, tuple) else (value,))


def test_admitted_facts_are_no_news():
    reading = parse_olist(world(5).files())
    half = reading.facts[: len(reading.facts) // 2]
    admitted = [replace(fact, origin=Origin("s", 1, 2, 3)) for fact in half]
    fresh, refused = new_facts(reading.facts, admitted, reading.places)
    assert fresh == list(reading.facts[len(half) :])
    assert refused == []
    assert new_facts(reading.facts, reading.facts, reading.places) == ([], [])


def test_admitted_otherwise_is_refused_at_its_place():
    sent, sold = Dispatched("m1", 5, "o1", 6), Sold("m1", 4, "o1", 1, 100, "CNY")
    places = {identity(sent): ("orders.csv", 7)}
    fresh, refused = new_facts([sent, sold], [replace(sent, on=4)], places)
    assert fresh == [sold]
    assert refused == [Refusal("orders.csv", 7, "already_admitted_otherwise", "Dispatched")]


@pytest.mark.parametrize(
    ("before", "after", "news", "refused"),
    [
        (Overdue("m1", 36, "o1", 6), Dispatched("m1", 40, "o1", 6), False, False),  # it left after all
        (Overdue("m1", 36, "o1", 6), Cancelled("m1", 40, "o1", "seller"), False, False),
        (Overdue("m1", 36, "o1", 6), Dispatched("m1", 5, "o1", 6), False, True),  # it had left in time
        (Overdue("m1", 36, "o1", 6), Dispatched("m1", 36, "o1", 6), False, True),
        (Cancelled("m1", 8, "o1", "seller"), Dispatched("m1", 9, "o1", 6), False, True),
        (Dispatched("m1", 9, "o1", 6), Cancelled("m1", 8, "o1", "seller"), False, True),
        (Overdue("m1", 36, "o1", 6), Overdue("m1", 37, "o1", 7), False, True),
        (Overdue("m1", 36, "o1", 6), Delivered("m1", 40, "o1", None), True, False),
        (Overdue("m1", 36, "o1", 6), Dispatched("m2", 5, "o1", 6), True, False),
        (Overdue("m1", 36, "o1", 6), Dispatched("m1", 5, "o2", 6), True, False),
    ],
)
def test_outcome_of_an_order_is_stated_once(before, after, news, refused):
    fresh, refusals = new_facts([after], [replace(before, origin=Origin("s", 1, 2, 3))], {})
    assert (fresh == [after], len(refusals) == 1) == (news, refused)


def test_every_fact_has_its_place():
    files = world(5).files()
    reading = parse_olist(files)
    for fact in reading.facts:
        file, line = reading.places[identity(fact)]
        name = fact.order if not isinstance(fact, Visited) else ""
        assert name in files[file].decode().split("\n")[line - 1]
