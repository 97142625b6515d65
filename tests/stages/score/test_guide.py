"""The guide: its script writes the same bytes again, its tables are what their rules say, and nothing else parses."""

from __future__ import annotations

import json
import math
import re
from copy import deepcopy
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.canon.canonical import encode
from shouyi.score.errors import GuideMalformed
from shouyi.score.guide import Guide, Level, Rate, Stock, guide_digest, parse_guide
from shouyi.score.guides import guide_bytes, v1
from shouyi.score.guides.schema import GUIDE

DIGEST = "266c6ad6841c5bcf2441c9d33ea16fa81421de9910c4743fbee878e8239a5fa8"


def test_the_script_writes_the_committed_files_again() -> None:
    assert v1.DOCUMENT.read_bytes() == v1.document()
    assert v1.SCHEMA.read_bytes() == v1.schema()


def test_guide_1_never_changes(document: bytes, guide: Guide) -> None:
    assert (guide.version, guide.digest, guide_digest(document)) == ("1", DIGEST, DIGEST)


def test_decay_is_the_rounded_power_of_two(guide: Guide) -> None:
    assert sorted(guide.weights) == [180, 365, 730, 1095]
    for half_life, weights in guide.weights.items():
        for age, weight in enumerate(weights):
            exact = 2.0 ** (20 - age / half_life)
            assert abs(weight - exact) <= 0.5 + 1e-6, (half_life, age)
        for age in (0, 1, half_life - 1, half_life, 3 * half_life, 20 * half_life, 21 * half_life):
            assert _largest(weights[age], age, half_life), (half_life, age)
        assert len(weights) == 21 * half_life + 1


def _largest(weight: int, age: int, half_life: int) -> bool:
    """(2w − 1)^h · 2^age ≤ 2^(21h) holds for w and not for w + 1."""
    bound = 2 ** (21 * half_life)
    below, above = (2 * weight - 1) ** half_life * 2**age, (2 * weight + 1) ** half_life * 2**age
    return below <= bound < above


def test_saturation_is_the_floored_exponential(guide: Guide) -> None:
    for step in (0, 1, 2, 50, 100, 333, 1000, 1999, 2000):
        assert guide.saturation[step] == math.floor(10**9 * (1 - _exp(Fraction(-step, 100)))), step
    floats = [abs(found + 10**9 * math.expm1(-step / 100)) for step, found in enumerate(guide.saturation)]
    assert max(floats) < 1.001


def test_normal_is_the_floored_share_below(guide: Guide) -> None:
    for place, found in enumerate(guide.normal):
        share = 500 * math.erfc(-(place - 400) / 100 / math.sqrt(2))
        assert found == math.floor(share + 1e-9), place
        assert place == 400 or 1e-6 < share % 1 < 1 - 1e-6, "too near to a whole number for a float to tell"


def _exp(x: Fraction) -> Fraction:
    """e^x to 30 digits and more, by the series of e^−x turned over so that all terms are positive."""
    term = total = Fraction(1)
    for number in range(1, 150):
        term = Fraction(int(term * -x / number * 10**40), 10**40)
        total += term
    return 1 / total


def test_what_the_design_says_stands_in_it(guide: Guide) -> None:
    weights = {dimension.name: dimension.weight for dimension in guide.dimensions}
    assert weights == {"skill": 250, "fulfilment": 300, "word_of_mouth": 200, "social": 150, "finance": 100}
    assert guide.by_name["dispatch"].form == Rate(lo=800, hi=1000, nu=6, kappa=1000, half_life=180)
    assert guide.by_name["satisfied"].form == Rate(lo=550, hi=920, nu=6, kappa=500, half_life=180)
    assert guide.by_name["repeat"].form == Rate(lo=0, hi=100, nu=12, kappa=500, half_life=365)
    assert guide.by_name["contribution"].form == Stock(half_life=1095, u0=300, x0=1, sd_missing=150)
    assert isinstance(guide.by_name["cash_flow"].form, Level)
    assert not any("disab" in word for word in guide.by_name)
    assert [guide.voices.newcomer_weight(n) for n in (0, 1, 2, 3, 50)] == [300, 600, 600, 1000, 1000]


BREAKAGES = {
    "weights that do not add up": lambda g: g["dimensions"][0].update(weight=251),
    "shares that do not add up": lambda g: g["dimensions"][0]["indicators"][0].update(share=399),
    "a dimension twice": lambda g: g["dimensions"][1].update(name="skill"),
    "an indicator twice": lambda g: g["dimensions"][0]["indicators"][0].update(name="panel"),
    "lo above hi": lambda g: g["dimensions"][1]["indicators"][0].update(lo=1000),
    "a half-life without its table": lambda g: g["dimensions"][1]["indicators"][0].update(half_life=181),
    "a table nobody uses": lambda g: g["decay"]["tables"].append({"half_life": 9, "weights": [2**20, 0]}),
    "decay that rises": lambda g: g["decay"]["tables"][0]["weights"].insert(5, 2**20),
    "decay that does not begin whole": lambda g: g["decay"]["tables"][0]["weights"].pop(0),
    "saturation that falls": lambda g: g["saturation"].__setitem__(7, 0),
    "normal that falls": lambda g: g["normal"].__setitem__(700, 0),
    "too short a table": lambda g: g["normal"].pop(),
    "bands out of order": lambda g: g["bands"].update(b=900),
    "a true instead of 1": lambda g: g.update(v=True),
    "another version of the form": lambda g: g.update(v=2),
    "an unknown member": lambda g: g.update(note="hello"),
    "a missing member": lambda g: g.pop("voices"),
    "an unknown form": lambda g: g["dimensions"][0]["indicators"][0].update(form="guess"),
    "an unknown word": lambda g: g["loans"][0].update(band="D"),
    "a name with a space": lambda g: g["never_used"].append("a b"),
    "a number out of range": lambda g: g["voices"]["stars"].__setitem__(0, 1001),
    "text for a number": lambda g: g["voices"]["stars"].__setitem__(0, "0"),
    "newcomers from one order on": lambda g: g["voices"]["newcomer"].pop(0),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_broken_guide_is_refused_with_its_place(name: str, document: bytes) -> None:
    value = json.loads(document)
    BREAKAGES[name](value)
    with pytest.raises(GuideMalformed) as refused:
        parse_guide(encode(value))
    assert refused.value.where.startswith("$")


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_the_one_error(data: bytes) -> None:
    with pytest.raises(GuideMalformed):
        parse_guide(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 2000) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data(), json_values)
@settings(max_examples=50, deadline=None)
def test_any_value_anywhere_is_read_or_refused_as_the_schema_says(data: st.DataObject, planted: object) -> None:
    value = deepcopy(SMALL)
    spot = value
    while True:
        key = data.draw(st.sampled_from(sorted(spot) if isinstance(spot, dict) else range(len(spot))))
        if not isinstance(spot[key], dict | list) or not spot[key] or data.draw(st.booleans()):
            spot[key] = planted
            break
        spot = spot[key]
    try:
        parse_guide(encode(value))
    except GuideMalformed:
        return
    assert _allows(GUIDE, value)


def test_flipped_bytes_of_the_document_never_pass_for_it(document: bytes) -> None:
    for place in range(0, len(document), len(document) // 25):
        changed = document[:place] + bytes([document[place] ^ 1]) + document[place + 1 :]
        try:
            assert parse_guide(changed).digest != DIGEST
        except GuideMalformed:
            continue


SMALL = json.loads(guide_bytes("1"))
for _table in SMALL["decay"]["tables"]:
    _table["weights"] = _table["weights"][:3]


def _allows(schema: dict, value: object) -> bool:
    """What a foreign validator of JSON Schema would say, for the keywords that the schema uses."""
    if "oneOf" in schema:
        return sum(_allows(each, value) for each in schema["oneOf"]) == 1
    if "const" in schema:
        return type(value) is type(schema["const"]) and value == schema["const"]
    if schema["type"] == "object":
        return (
            isinstance(value, dict)
            and set(schema["required"]) <= set(value) <= set(schema["properties"])
            and all(_allows(schema["properties"][name], each) for name, each in value.items())
        )
    if schema["type"] == "array":
        fits = isinstance(value, list) and schema["minItems"] <= len(value) <= schema["maxItems"]
        return fits and all(_allows(schema["items"], each) for each in value)
    if schema["type"] == "integer":
        return type(value) is int and schema["minimum"] <= value <= schema["maximum"]
    if not isinstance(value, str):
        return False
    return value in schema["enum"] if "enum" in schema else bool(re.search(schema["pattern"], value))


def test_the_schema_allows_the_guide(document: bytes) -> None:
    assert _allows(GUIDE, json.loads(document))
