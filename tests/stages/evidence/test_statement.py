"""The codec of statements and reviews: there and back, the registry's names, and every malformed field."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.evidence.cells import TEXT_CHARACTERS_MAX
from shouyi.evidence.currencies import MINOR_DIGITS
from shouyi.evidence.errors import EvidenceError
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.reading import identity
from shouyi.evidence.trade.records import (
    Cancelled,
    Delivered,
    Dispatched,
    Overdue,
    Returned,
    Reviewed,
    Sold,
    Visited,
)
from shouyi.evidence.trade.statement import (
    CANCELLED_BY,
    LISTS,
    RETURN_REASONS,
    REVIEW,
    REVIEW_FIELDS,
    STATEMENT,
    fact_of_review,
    facts_of_statement,
    fields_of,
    fields_of_review,
)
from shouyi.ledger.kinds import kinds

ON = 20_458
ORIGIN = Origin(source="a source", log=1, index=7, turn=3)

days = st.integers(0, 2_932_896)
counts = st.integers(0, 2**53 - 1)
names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200)


def facts_on(person, on, origin):
    """Any fact but a review that can be final on `on`."""
    fixed = {"person": st.just(person), "on": st.just(on), "order": names, "origin": st.just(origin)}
    ago = st.integers(1, 180)
    back = ago.map(lambda days: (days, True)) | st.just((180, False))
    visits = st.builds(
        lambda buyer, visit: Visited(person, on, buyer, on - visit[0], visit[1], origin), buyer=names, visit=back
    )
    return st.one_of(
        st.builds(Cancelled, by=st.sampled_from(CANCELLED_BY), **fixed),
        st.builds(Delivered, expected=st.none() | days, **fixed),
        st.builds(Dispatched, promised=days, **fixed),
        st.builds(Overdue, promised=st.just(on - 30), **fixed),
        st.builds(Returned, reason=st.sampled_from(RETURN_REASONS), **fixed),
        st.builds(
            Sold, items=st.integers(1, 99), amount_minor=counts, currency=st.sampled_from(sorted(MINOR_DIGITS)), **fixed
        ),
        visits,
    )


reviews = st.builds(
    Reviewed,
    person=st.just("p1"),
    on=days,
    order=names,
    buyer=names,
    stars=st.integers(1, 5),
    makers=st.integers(1, 99),
    earlier=counts,
    cohort=st.none() | names,
    promised=st.none() | days,
    dispatched=st.none() | days,
    expected=st.none() | days,
    delivered=st.none() | days,
    origin=st.just(ORIGIN),
)


def test_names_are_those_of_the_registry():
    assert set(kinds()[STATEMENT].fields) == {*LISTS, "on", "next"}
    assert set(kinds()[REVIEW].fields) == {*REVIEW_FIELDS, "text", "next"}
    assert kinds()[REVIEW].other == {"text"}


@settings(max_examples=200, deadline=None)
@given(st.lists(facts_on("p1", ON, ORIGIN), min_size=1, max_size=12, unique_by=identity))
def test_statement_there_and_back(facts):
    fields = fields_of(facts)
    assert set(fields) == {*LISTS, "on"}
    assert set(facts_of_statement("p1", {**fields, "next": "00" * 16}, ORIGIN)) == set(facts)


@settings(max_examples=200, deadline=None)
@given(st.lists(facts_on("p1", ON, None), min_size=1, max_size=12, unique_by=identity))
def test_statement_does_not_depend_on_the_order_of_facts(facts):
    assert fields_of(facts) == fields_of(facts[::-1])


@settings(max_examples=200, deadline=None)
@given(reviews)
def test_review_there_and_back(fact):
    assert fact_of_review("p1", {**fields_of_review(fact), "text": None, "next": "00" * 16}, ORIGIN) == fact


def test_lists_from_json_read_like_tuples():
    fields = fields_of([Dispatched("p1", ON, "o1", ON + 1)])
    assert facts_of_statement("p1", {**fields, "dispatched": ["o1", ON + 1]}, None) == [
        Dispatched("p1", ON, "o1", ON + 1)
    ]


EMPTY = {**dict.fromkeys(LISTS), "on": ON, "next": "00" * 16}
BROKEN_STATEMENTS = {
    "nothing on that day": ({}, "statement_empty"),
    "no day": ({"on": None, "dispatched": ("o1", ON)}, "field_value"),
    "a day before the epoch": ({"on": -1, "dispatched": ("o1", ON)}, "field_value"),
    "a day past the calendar": ({"on": 2_932_897, "dispatched": ("o1", ON)}, "field_value"),
    "a day that is true": ({"on": True, "dispatched": ("o1", ON)}, "field_value"),
    "an unknown field": ({"adored": ("o1",)}, "field_unknown"),
    "an empty list": ({"dispatched": ()}, "field_form"),
    "a list cut short": ({"dispatched": ("o1", ON, "o2")}, "field_form"),
    "text for a list": ({"dispatched": "o1"}, "field_form"),
    "an object for a list": ({"dispatched": {"o1": ON}}, "field_form"),
    "a number for an order": ({"dispatched": (1, ON)}, "field_value"),
    "an order without a name": ({"dispatched": ("", ON)}, "field_value"),
    "an order with a lone surrogate": ({"dispatched": ("\ud800", ON)}, "field_value"),
    "an endless name": ({"dispatched": ("o" * 201, ON)}, "field_value"),
    "a promise as a float": ({"dispatched": ("o1", 1.0)}, "field_value"),
    "no promise": ({"dispatched": ("o1", None)}, "field_value"),
    "an order twice": ({"dispatched": ("o1", ON, "o1", ON + 1)}, "statement_repeats"),
    "a visit twice": ({"visited": ("b1", ON - 9, 1, "b1", ON - 9, 1)}, "statement_repeats"),
    "cancelled by fate": ({"cancelled": ("o1", "fate")}, "field_value"),
    "cancelled by a list": ({"cancelled": ("o1", ["seller"])}, "field_value"),
    "returned for a mood": ({"returned": ("o1", "mood")}, "field_value"),
    "overdue too soon": ({"overdue": ("o1", ON - 29)}, "field_value"),
    "back on the same day": ({"visited": ("b1", ON, 1)}, "field_value"),
    "back after 181 days": ({"visited": ("b1", ON - 181, 1)}, "field_value"),
    "gone on day 179": ({"visited": ("b1", ON - 179, 0)}, "field_value"),
    "half come back": ({"visited": ("b1", ON - 180, 2)}, "field_value"),
    "came back as true": ({"visited": ("b1", ON - 180, True)}, "field_value"),
    "nothing sold": ({"sold": ("o1", 0, 1, "CNY")}, "field_value"),
    "sold for less than nothing": ({"sold": ("o1", 1, -1, "CNY")}, "field_value"),
    "sold past 2^53": ({"sold": ("o1", 1, 2**53, "CNY")}, "field_value"),
    "sold for shells": ({"sold": ("o1", 1, 1, "XXX")}, "field_value"),
}


@pytest.mark.parametrize("name", BROKEN_STATEMENTS)
def test_broken_statement(name):
    change, code = BROKEN_STATEMENTS[name]
    with pytest.raises(EvidenceError) as caught:
        facts_of_statement("p1", EMPTY | change, None)
    assert caught.value.code == code


@pytest.mark.parametrize("name", [*LISTS, "on"])
def test_statement_without_a_field(name):
    fields = {**EMPTY, "dispatched": ("o1", ON), "sold": ("o1", 1, 1, "CNY")}
    del fields[name]
    with pytest.raises(EvidenceError, match=f"field_missing: {name}"):
        facts_of_statement("p1", fields, None)


GOOD_REVIEW = fields_of_review(Reviewed("p1", ON, "o1", "b1", 5, 1, 0, None, ON - 9, ON - 9, None, None))
BROKEN_REVIEWS = {
    "no stars": {"stars": 0},
    "six stars": {"stars": 6},
    "stars as text": {"stars": "5"},
    "nobody's order": {"makers": 0},
    "fewer than no orders": {"earlier": -1},
    "an empty cohort": {"cohort": ""},
    "no buyer": {"buyer": None},
    "no order": {"order": None},
    "no day": {"on": None},
    "a promise as text": {"promised": "2026-01-05"},
    "words as a number": {"text": 5},
    "words beyond measure": {"text": "好" * (TEXT_CHARACTERS_MAX + 1)},
    "an unknown field": {"mood": "good"},
}


@pytest.mark.parametrize("name", BROKEN_REVIEWS)
def test_broken_review(name):
    with pytest.raises(EvidenceError):
        fact_of_review("p1", GOOD_REVIEW | BROKEN_REVIEWS[name], None)


@pytest.mark.parametrize("name", REVIEW_FIELDS)
def test_review_without_a_field(name):
    with pytest.raises(EvidenceError, match=f"field_missing: {name}"):
        fact_of_review("p1", {key: value for key, value in GOOD_REVIEW.items() if key != name}, None)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.binary(max_size=3)
values = st.recursive(
    scalars | st.just(ON) | st.sampled_from(CANCELLED_BY),
    lambda inner: st.lists(inner, max_size=8) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)
fields = st.dictionaries(st.sampled_from([*LISTS, *REVIEW_FIELDS, "text", "next", "x"]), values, max_size=14)


@settings(max_examples=500, deadline=None)
@given(fields)
def test_any_fields_give_facts_or_the_stages_error(found):
    with suppress(EvidenceError):
        facts_of_statement("p1", EMPTY | found, None)
    with suppress(EvidenceError):
        fact_of_review("p1", GOOD_REVIEW | found, None)
    with suppress(EvidenceError):
        facts_of_statement("p1", found, None)
