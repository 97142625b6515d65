"""Outcomes: the codec there and back, every malformed field, rows of a stranger's table, the list of facts."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.evidence.errors import EvidenceError
from shouyi.evidence.outcome.entry import FIELDS, contradicted, fields_of, outcome_of
from shouyi.evidence.outcome.records import FACTS, Need, Outcome
from shouyi.evidence.outcome.tables import identity, introduced, parse_outcomes
from shouyi.evidence.records import Origin

ORIGIN = Origin("a source", 0, 7, 3)
names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200)


@st.composite
def outcomes(draw):
    what = draw(st.sampled_from(sorted(FACTS)))
    fact, on = FACTS[what], draw(st.integers(0, 2_932_000))
    until = {Need.NEVER: st.none(), Need.MUST: st.integers(on, 2_932_896)}
    about = {Need.NEVER: st.none(), Need.MUST: names}
    return Outcome(
        person="p",
        on=on,
        what=what,
        value=draw(st.integers(fact.least, fact.most)),
        until=draw(until.get(fact.until, st.none() | st.integers(on, 2_932_896))),
        about=draw(about.get(fact.about, st.none() | names)),
        origin=ORIGIN,
    )


@given(outcomes())
def test_there_and_back(outcome):
    fields = json.loads(json.dumps(fields_of(outcome)))
    assert outcome_of("p", {**fields, "next": None}, ORIGIN) == outcome


LEAVE = {"about": None, "on": 20_400, "until": None, "value": 40, "what": "leave"}
CHECK = {"about": "piece", "on": 20_400, "until": None, "value": 1000, "what": "quality_check"}
PANEL = {"about": None, "on": 20_400, "until": 21_495, "value": 700, "what": "panel"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "field_missing"),
        (LEAVE | {"why": "x"}, "field_unknown"),
        (LEAVE | {"what": "illness"}, "field_value"),
        (LEAVE | {"what": ["leave"]}, "field_value"),
        (LEAVE | {"value": 0}, "field_value"),
        (LEAVE | {"value": 367}, "field_value"),
        (LEAVE | {"value": True}, "field_value"),
        (LEAVE | {"about": "a reason"}, "field_value"),
        (LEAVE | {"until": 20_440}, "field_value"),
        (LEAVE | {"on": -1}, "field_value"),
        (CHECK | {"value": 1001}, "field_value"),
        (CHECK | {"about": ""}, "field_value"),
        (CHECK | {"about": "x" * 201}, "field_value"),
        (PANEL | {"until": None}, "field_value"),
        (PANEL | {"until": 20_399}, "field_value"),
    ],
)
def test_what_no_codec_writes_is_refused(fields, code):
    with pytest.raises(EvidenceError) as refused:
        outcome_of("p", fields, None)
    assert refused.value.code == code


def test_the_same_fields_unspoilt_pass():
    for fields in (LEAVE, CHECK, PANEL):
        assert fields_of(outcome_of("p", fields, None)) == fields


plain = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers(), max_size=2)


@given(st.dictionaries(st.sampled_from([*FIELDS, "next", "x"]), plain))
def test_any_fields_are_read_or_refused(fields):
    with suppress(EvidenceError):
        outcome_of("p", fields, None)


# tables ---------------------------------------------------------------------------------------------------------------

HEAD = b"maker,what,on,value,until,about\n"


def iso(day: int | None) -> str | None:
    return None if day is None else (date(1970, 1, 1) + timedelta(day)).isoformat()


def refused(row: str, today: int | None = None):
    (refusal,) = parse_outcomes("f.csv", HEAD + row.encode(), today=today).refusals
    return refusal.line, refusal.code, refusal.detail


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",leave,2026-02-01,40,,", "cell_missing", "maker"),
        ("m,illness,2026-02-01,40,,", "word_unknown", "what"),
        ("m,leave,2026-02-30,40,,", "date_impossible", "on"),
        ("m,leave,2026-02-01,0,,", "number_form", "value"),
        ("m,leave,2026-02-01,4e1,,", "number_form", "value"),
        ("m,leave,2026-02-01,40,,because", "cell_contradicts_fact", "about"),
        ("m,panel,2026-02-01,700,,", "cell_contradicts_fact", "until"),
        ("m,panel,2026-02-01,700,2026-01-31,", "cell_contradicts_fact", "until"),
        ("m,room_voice,2026-02-01,700,,", "cell_contradicts_fact", "about"),
        ("m,leave,2026-02-01,40", "row_width", ""),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_read(row, code, column):
    assert refused(row) == (2, code, column)
    reading = parse_outcomes("f.csv", HEAD + row.encode() + b"\nm,quality_check,2026-02-02,1000,,p-1\n")
    assert [fact.what for fact in reading.facts] == ["quality_check"]


def test_the_future_is_refused_and_a_repetition():
    assert refused("m,leave,2026-02-01,40,,", today=20_000)[1:] == ("date_in_the_future", "on")
    twice = b"m,quality_check,2026-02-02,1000,,p\nm,quality_check,2026-02-02,0,,p\n"
    reading = parse_outcomes("f.csv", HEAD + twice)
    assert [fact.value for fact in reading.facts] == [1000]
    assert [(each.line, each.code) for each in reading.refusals] == [(3, "row_repeated")]


@given(st.lists(outcomes().map(lambda found: replace(found, origin=None)), max_size=6, unique_by=identity))
def test_a_table_says_what_its_facts_say(facts):
    rows = [
        {"maker": "p", "what": f.what, "on": iso(f.on), "value": f.value, "until": iso(f.until), "about": f.about}
        for f in facts
    ]
    reading = parse_outcomes("f.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert set(reading.facts) == set(facts)
    assert not reading.refusals
    assert list(reading.facts) == sorted(reading.facts, key=lambda f: (f.on, *identity(f)))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    for file in ("f.csv", "f.jsonl"):
        with suppress(EvidenceError):
            parse_outcomes(file, HEAD + data)


NUMBER = "0f" * 16


def named(*rows: str):
    return introduced(parse_outcomes("f.csv", HEAD + "\n".join(rows).encode()), {NUMBER: "ana"})


def test_a_consents_number_names_its_person():
    number = f"{NUMBER[:8]}-{NUMBER[8:12]}-{NUMBER[12:16]}-{NUMBER[16:20]}-{NUMBER[20:]}".upper()
    read, people = named(f"consent:{number},repayment,2026-02-02,1000,,a", "own-7,repayment,2026-02-02,1000,,a")
    assert [fact.person for fact in read.facts] == ["ana", "own-7"]
    assert people == {"ana"}
    assert {read.places[identity(fact)][1] for fact in read.facts} == {2, 3}


def test_a_number_that_names_nobody_and_a_name_that_is_anothers_are_refused():
    read, people = named(
        f"consent:{NUMBER},repayment,2026-02-02,1000,,a", f"consent:{'0a' * 16},repayment,2026-02-02,1000,,a",
        "consent:,repayment,2026-02-02,1000,,a", "ana,repayment,2026-02-03,1000,,a",
    )  # fmt: skip
    assert [fact.person for fact in read.facts] == ["ana"]
    assert sorted((each.line, each.code, each.detail) for each in read.refusals) == [
        (3, "consent_not_in_force", "maker"), (4, "consent_not_in_force", "maker"),
        (5, "maker_of_another_source", "maker"),
    ]  # fmt: skip
    assert people == {"ana"}


def test_two_numbers_of_one_person_say_one_thing_once():
    rows = [f"consent:{NUMBER},repayment,2026-02-02,1000,,a", f"consent:{NUMBER.upper()},repayment,2026-02-02,0,,a"]
    read, _people = named(*rows)
    assert [fact.value for fact in read.facts] in ([1000], [0])
    assert [each.code for each in read.refusals] == ["row_repeated"]


@given(st.lists(outcomes().map(lambda found: replace(found, origin=None)), max_size=6, unique_by=identity), st.text())
def test_without_numbers_a_reading_stays_as_it_is(facts, name):
    rows = [
        {"maker": "p", "what": f.what, "on": iso(f.on), "value": f.value, "until": iso(f.until), "about": f.about}
        for f in facts
    ]
    reading = parse_outcomes("f.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert introduced(reading, {NUMBER: name}) == (reading, frozenset())


def test_no_word_of_the_list_tells_of_a_body_or_a_reason():
    words = " ".join(FACTS).lower()
    assert not [word for word in ("disab", "health", "illness", "sick", "reason", "grade") if word in words]
    assert all(contradicted(Outcome("p", 0, what, 1)) is None for what in ("leave", "force_majeure"))
