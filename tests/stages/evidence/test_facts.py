"""Facts of every sort together: who may attest which, whose names a file shows, what is news, which entries."""

from __future__ import annotations

import random

import pytest

from shouyi.evidence.facts import drafts_of, entry_kind, identity, kind_of, new_facts, renamed, second_person
from shouyi.evidence.outcome.attesters import ATTESTERS, attested_by, may_attest
from shouyi.evidence.outcome.records import ABOUT_PEOPLE, FACTS, Need, Outcome
from shouyi.evidence.records import Refusal
from shouyi.evidence.trade.records import Reviewed, Sold
from shouyi.ledger.kinds import kinds
from shouyi.people.permission.actors import Kind
from shouyi.people.permission.rules import STATING

SOLD = Sold("m1", 4, "o1", 1, 100, "CNY")
REVIEW = Reviewed("m1", 9, "o1", "b1", 5, 1, 0, None, 3, 3, None, None)
VOICE = Outcome("m1", 9, "room_voice", 900, about="b1")
CHECK = Outcome("m1", 9, "quality_check", 1000, about="piece-1")
GRADE = Outcome("m1", 9, "county_inheritor", 1)


def pseudonym(name, maker):
    return f"{name}-at-{maker}"


# attesters ------------------------------------------------------------------------------------------------------------


def test_each_fact_has_attesters_and_no_other_word_does():
    assert ATTESTERS.keys() == FACTS.keys()
    assert all(ATTESTERS.values())


def test_a_federation_attests_nothing_and_neither_do_those_who_know_nothing_first():
    assert {kind for found in ATTESTERS.values() for kind in found} <= set(map(str, Kind))
    for kind in ("federation", "carrier", "regulator", "operator", "no such kind", ""):
        assert attested_by(kind) == ()
        assert not any(may_attest(kind, what) for what in FACTS)


def test_whoever_may_attest_may_hand_facts_in():
    assert {kind for found in ATTESTERS.values() for kind in found} <= {str(kind) for kind in STATING}


@pytest.mark.parametrize(
    ("kind", "may", "may_not"),
    [
        ("culture", "provincial_inheritor", "repayment"),
        ("certifier", "quality_check", "national_inheritor"),
        ("training", "training", "panel"),
        ("platform", "room_voice", "quality_check"),
        ("workshop", "joint_order", "sale_stood"),
        ("bank", "cash_flow", "leave"),
        ("registrar", "leave", "employment"),
    ],
)
def test_each_kind_attests_its_own(kind, may, may_not):
    assert may_attest(kind, may)
    assert not may_attest(kind, may_not)


# names ----------------------------------------------------------------------------------------------------------------


def test_whoever_else_a_fact_names_goes_by_a_pseudonym_of_one_space():
    assert [second_person(fact) for fact in (VOICE, REVIEW, CHECK, SOLD, GRADE)] == ["b1", "b1", None, None, None]
    voice, review, check = renamed([VOICE, REVIEW, CHECK], pseudonym)
    assert voice.about == review.buyer == "b1-at-m1"
    assert check == CHECK


def test_only_facts_that_may_be_about_something_name_people():
    assert all(FACTS[what].about is not Need.NEVER for what in ABOUT_PEOPLE)


def test_what_a_guide_calls_them():
    assert [kind_of(fact) for fact in (VOICE, REVIEW, SOLD)] == ["room_voice", "reviewed", "sold"]


def test_each_fact_is_stated_by_the_entry_that_its_draft_becomes():
    facts = [SOLD, REVIEW, VOICE, GRADE]
    assert [d.kind for fact in facts for d in drafts_of([fact], "org-x", pseudonym, {})] == [*map(entry_kind, facts)]


# drafts ---------------------------------------------------------------------------------------------------------------


def test_drafts_stand_in_one_order_whatever_comes_first():
    facts = [SOLD, REVIEW, VOICE, CHECK, GRADE, Outcome("m0", 9, "leave", 3)]
    drafts = drafts_of(facts, "org-x", pseudonym, {})
    for seed in range(5):
        random.Random(seed).shuffle(facts)
        assert drafts_of(facts, "org-x", pseudonym, {}) == drafts
    assert [(d.on, d.person, d.kind) for d in drafts] == [
        (4, "m1", "trade.statement"),
        (9, "m0", "outcome.attested"),
        *[(9, "m1", "outcome.attested")] * 3,
        (9, "m1", "review.given"),
    ]
    kind = kinds()["outcome.attested"]
    assert all({*d.fields, "next"} == set(kind.fields) for d in drafts if d.kind == kind.name)
    assert not [d for d in drafts if "b1" in d.fields.values()]


# news -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "news", "refused"),
    [
        (CHECK, False, False),
        (Outcome("m1", 9, "quality_check", 0, about="piece-1"), False, True),
        (Outcome("m1", 9, "quality_check", 0, about="piece-2"), True, False),
        (Outcome("m1", 10, "quality_check", 0, about="piece-1"), True, False),
        (Outcome("m2", 9, "quality_check", 0, about="piece-1"), True, False),
        (Outcome("m1", 9, "repayment", 0, about="piece-1"), True, False),
        (SOLD, True, False),
    ],
)
def test_the_same_happening_is_known_and_with_another_value_refused(after, news, refused):
    fresh, refusals = new_facts([after], [CHECK], {identity(after): ("f.csv", 7)})
    assert fresh == ([after] if news else [])
    assert refusals == ([Refusal("f.csv", 7, "already_admitted_otherwise", "quality_check")] if refused else [])


def test_another_last_day_is_another_statement_of_the_same_happening():
    longer = Outcome("m1", 9, "county_inheritor", 1, until=400)
    assert [each.code for each in new_facts([longer], [GRADE], {})[1]] == ["already_admitted_otherwise"]
