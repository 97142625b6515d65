"""Guide 2: every indicator has facts, each with what it weighs, and each reason has words in both languages."""

from __future__ import annotations

import json

import pytest

from shouyi.canon.canonical import encode
from shouyi.evidence.outcome.records import FACTS
from shouyi.score.errors import GuideMalformed
from shouyi.score.guide import Guide, Leave, Level, Stock, parse_guide
from shouyi.score.guides import guide_bytes, v2
from shouyi.score.indicators import EVENTS, HOLDINGS

TRADE = {"dispatched", "overdue", "cancelled", "returned", "reviewed", "visited"}
CIRCUMSTANCES = {"leave", "force_majeure", "campaign"}


@pytest.fixture
def first(guide: Guide) -> Guide:
    return guide


def test_the_script_writes_the_committed_files_again() -> None:
    assert v2.DOCUMENT.read_bytes() == v2.document()
    assert v2.SCHEMA.read_bytes() == v2.schema()


def test_every_indicator_is_fed_and_has_its_code(guide_2: Guide) -> None:
    assert [each.name for each in guide_2.indicators if not each.facts] == []
    assert {each.name for each in guide_2.indicators} == EVENTS.keys() | HOLDINGS.keys()
    assert {each.name for each in guide_2.indicators if isinstance(each.form, Level)} == HOLDINGS.keys()


def test_every_fact_feeds_something_or_says_something_about_others(guide_2: Guide) -> None:
    fed = {fact for each in guide_2.indicators for fact in each.facts}
    assert fed == (TRADE | FACTS.keys()) - CIRCUMSTANCES


def test_numbers_are_guide_1_s(first: Guide, guide_2: Guide) -> None:
    for ours, theirs in zip(guide_2.indicators, first.indicators, strict=True):
        assert (ours.name, ours.points, ours.number) == (theirs.name, theirs.points, theirs.number)
        assert type(ours.form) is type(theirs.form)
        if not isinstance(ours.form, Level | Stock):
            assert ours.form == theirs.form
    assert (guide_2.bands, guide_2.voices, guide_2.weights) == (first.bands, first.voices, first.weights)
    assert (first.leave, guide_2.leave) == (Leave(0, 1), Leave(180, 730))


def test_reasons_have_words_in_both_languages(guide_2: Guide) -> None:
    codes = [code for each in guide_2.indicators for code in (each.name, each.reason_up, each.reason_down)]
    for code in codes:
        said = guide_2.words[code]
        assert said.en.isascii()
        assert not said.zh.isascii()


BREAKAGES = {
    "no words for a reason": lambda g: g["words"].pop(),
    "words said twice": lambda g: g["words"].append(g["words"][0]),
    "a word that breaks the line": lambda g: g["words"][0].update(en="a\nb"),
    "a fact twice": lambda g: _indicator(g, "dispatch")["facts"].append({"name": "overdue", "weight": 1}),
    "an anchor that is measured too": lambda g: _indicator(g, "qualification")["measured"].append("city_inheritor"),
    "a fact without weight": lambda g: _indicator(g, "dispatch")["facts"][0].update(weight=0),
    "a stock fed by nothings": lambda g: _indicator(g, "training")["facts"][0].update(per=0),
    "more in one fact than an engine holds": lambda g: _indicator(g, "training").update(most=2001),
    "a clock that stands still most of the time": lambda g: g["leave"].update(days=366),
    "facts as in form 1": lambda g: _indicator(g, "dispatch").update(facts=["dispatched"]),
    "sources as in form 1": lambda g: g["voices"].update(sources={"orders": 1000, "live_room": 600}),
    "the form of guide 1": lambda g: g.update(v=1),
    "a form nobody knows": lambda g: g.update(v=3),
}


def _indicator(document: dict, name: str) -> dict:
    return next(found for part in document["dimensions"] for found in part["indicators"] if found["name"] == name)


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_broken_guide_is_refused_with_its_place(name: str) -> None:
    value = json.loads(guide_bytes("2"))
    BREAKAGES[name](value)
    with pytest.raises(GuideMalformed) as refused:
        parse_guide(encode(value))
    assert refused.value.where.startswith("$")
