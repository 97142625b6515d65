"""Another guide from the one in force: its numbers, what it says otherwise, how it weighs, and what it would do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.canon.canonical import decode, encode
from shouyi.score.differences import Difference, differences
from shouyi.score.effect import MOVES, UNMOVED, Effect, effect_of
from shouyi.score.errors import GuideMalformed
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Band, Digits
from shouyi.score.redraft import Changes, next_version, redraft
from shouyi.score.weigh import weighs_alike

BASE = guide_bytes()
CHANGES = Changes({"skill": 300, "social": 100}, {"dispatch": {"half_life": 90, "nu": 12}, "repeat": {"half_life": 90}})


def test_a_draft_says_what_was_changed_and_nothing_else() -> None:
    made = redraft(BASE, "2.1", CHANGES)
    assert set(differences(BASE, made)) == {
        Difference("version", "", "2", "2.1"), Difference("weight", "skill", 250, 300),
        Difference("weight", "social", 150, 100), Difference("half_life", "dispatch", 180, 90),
        Difference("nu", "dispatch", 6, 12), Difference("half_life", "repeat", 365, 90),
    }  # fmt: skip
    guide = parse_guide(made)
    assert (guide.by_name["dispatch"].form.half_life, 90 in guide.weights) == (90, True)
    assert guide.weights[90][90] == 1 << 19
    numbers = {"dispatch": {"half_life": 180, "nu": 6}, "repeat": {"half_life": 365}}
    assert redraft(made, "2", Changes({"skill": 250, "social": 150}, numbers)) == BASE


@pytest.mark.parametrize("changes", [Changes({"skill": 300}), Changes({}, {"dispatch": {"share": 1}}),
                                     Changes({}, {"dispatch": {"half_life": 0}}),
                                     Changes({}, {"dispatch": {"half_life": 3650}}),
                                     Changes({}, {"dispatch": {"nu": 0}}),
                                     Changes({"skill": -250, "fulfilment": 800})])  # fmt: skip
def test_numbers_that_make_no_guide_are_refused(changes: Changes) -> None:
    with pytest.raises(GuideMalformed):
        redraft(BASE, "2.1", changes)


def test_changes_survive_their_plain_form_and_versions_count_on() -> None:
    assert Changes.from_plain(CHANGES.to_plain()) == CHANGES
    assert [next_version(each) for each in ("2", "2.1", "2.1.9")] == ["2.1", "2.2", "2.1.10"]


def otherwise(**changed: Any) -> bytes:
    return encode(decode(BASE) | changed)


HIDDEN = {
    "a band's floor": otherwise(bands=decode(BASE)["bands"] | {"a": 700}),
    "what stars are worth": otherwise(voices=decode(BASE)["voices"] | {"stars": [0, 1, 2, 3, 4]}),
    "what is never used": otherwise(never_used=decode(BASE)["never_used"][1:]),
    "a ladder's rate": otherwise(loans=[{**each, "rate_of_market": 1000} for each in decode(BASE)["loans"]]),
    "how long bad events count": otherwise(decay=decode(BASE)["decay"] | {"bad_ends": 900}),
    "words": otherwise(words=[{**each, "en": "x"} for each in decode(BASE)["words"]]),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_nothing_that_changes_is_hidden(case: str) -> None:
    assert differences(BASE, HIDDEN[case])


def test_a_table_that_does_not_follow_from_its_half_life_is_told() -> None:
    value = decode(BASE)
    table = next(each for each in value["decay"]["tables"] if each["half_life"] == 180)
    table["weights"][30:60] = [table["weights"][30]] * 30
    (found,) = differences(BASE, encode(value))
    assert (found.key, found.of, found.was) == ("decay_table", "180", None)


NAMES = st.sampled_from(["name", "a", "dimensions", "indicators", "decay", "tables", "half_life", "weights", "weight"])
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner),
    max_leaves=10,
)


@given(JSONS, JSONS)
def test_strangers_documents_are_compared_or_fail_as_values_do(one: Any, other: Any) -> None:
    """Whatever the documents are, the same one differs in nothing, and what differs is told."""
    first, second = encode(one), encode(other)
    assert differences(first, first) == ()
    if isinstance(one, dict) and isinstance(other, dict) and not differences(first, second):
        assert sorted(map(str, leaves(one))) == sorted(map(str, leaves(other)))


def leaves(value: Any) -> list[Any]:
    """Every value that is neither a list nor an object, tables of fading aside."""
    if isinstance(value, dict):
        return [leaf for name, each in value.items() if name != "decay" for leaf in leaves(each)]
    return [leaf for each in value for leaf in leaves(each)] if isinstance(value, list) else [value]


@pytest.mark.parametrize(("one", "other"), [
    ({"a.b": 1, "a": {"b": 2}}, {"a.b": 1, "a": {"b": 3}}),
    ({"l": [{"name": "x", "v": 1}, {"name": "x", "v": 2}]}, {"l": [{"name": "x", "v": 9}, {"name": "x", "v": 2}]}),
    ({"a": []}, {"a": {}}), ({}, {"a": []}),
])  # fmt: skip
def test_nothing_hides_behind_another_of_its_name(one: Any, other: Any) -> None:
    assert differences(encode(one), encode(other))


def test_what_weighs_alike() -> None:
    base = parse_guide(BASE)
    assert weighs_alike(base, parse_guide(redraft(BASE, "2.1", CHANGES)))
    for case in ("a band's floor", "a ladder's rate", "how long bad events count"):
        assert weighs_alike(base, parse_guide(HIDDEN[case]))
    assert not weighs_alike(base, parse_guide(HIDDEN["what stars are worth"]))
    assert not weighs_alike(base, parse_guide(guide_bytes("1")))


# the effect -----------------------------------------------------------------------------------------------------------


def person(name: str, score: int, band: Band = "C", day: int = 20_000) -> Digits:
    return Digits(name, score, 0, 1000, 0, band, {}, "2", "0" * 64, day)


scores = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), max_size=30)


@given(scores)
@settings(max_examples=60)
def test_counts_are_those_of_the_people(found: list[tuple[int, int]]) -> None:
    before = [person(f"p{at}", was) for at, (was, _) in enumerate(found)]
    after = [replace(each, score=now, band="B") for each, (_, now) in zip(before, found, strict=True)]
    effect = effect_of(before, after)
    assert effect.people == sum(effect.before) == sum(effect.after) == sum(effect.moves) == len(found)
    assert effect.moves[UNMOVED] == sum(was == now for was, now in found)
    assert sum(effect.moves[:UNMOVED]) == sum(now < was for was, now in found)
    assert effect.bands.get(("C", "B"), 0) == len(found)
    assert Effect.from_plain(effect.to_plain()) == effect
    moves = sorted(now - was for was, now in found)
    for share, at in ((100, effect.low), (500, effect.middle), (900, effect.high)):
        assert not moves or sum(move <= at for move in moves) * 1000 >= share * len(moves)
        assert not moves or at in moves


@pytest.mark.parametrize(
    "move", [-1000, -101, -100, -51, -50, -21, -20, -6, -5, -1, 0, 1, 5, 6, 20, 21, 50, 51, 100, 101, 1000]
)
def test_each_move_has_its_class(move: int) -> None:
    was = 1000 if move < 0 else 0
    found = effect_of([person("p", was)], [person("p", was + move)]).moves
    at = found.index(1)
    assert MOVES[at] <= move < MOVES[at + 1]
    mirrored = effect_of([person("p", 1000 - was)], [person("p", 1000 - was - move)]).moves
    assert mirrored == found[::-1], "as far up as down is the same distance"


def test_two_sides_are_the_same_people_on_the_same_day() -> None:
    with pytest.raises(ValueError, match="same people"):
        effect_of([person("p", 1)], [person("q", 1)])
    with pytest.raises(ValueError, match="same day"):
        effect_of([person("p", 1)], [person("p", 1, day=1)])
