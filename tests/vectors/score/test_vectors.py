"""The vectors of the score: written again they are the same bytes, and they hold what a second scorer needs to meet."""

from __future__ import annotations

import json

from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from vectors.score.generate import HERE, VERSION, files

FILE = HERE / "people.json"


def test_written_again_they_are_the_same_bytes() -> None:
    for name, data in files().items():
        assert (HERE / name).read_bytes() == data, name


def test_every_fact_that_guide_2_knows_is_in_them_but_rare_ones() -> None:
    told = json.loads(FILE.read_bytes())
    guide = parse_guide(guide_bytes(VERSION))
    assert told["digest"] == guide.digest
    names = {name for each in told["people"] for _, _, _, _, _, fields in each["entries"] for name in fields}
    said = {fields.get("what") for each in told["people"] for _, _, _, _, _, fields in each["entries"]}
    assert {"cancelled", "dispatched", "returned", "visited", "stars"} <= names
    assert {"leave", "panel", "training", "repayment", "room_voice", "sale_stood"} <= said
    moved = {name for each in told["people"] for name, exact in each["digits"][0]["contributions"].items()}
    assert moved == {each.name for each in guide.indicators}


def test_the_parts_add_up() -> None:
    for each in json.loads(FILE.read_bytes())["people"]:
        for digits in each["digits"]:
            assert sum(map(int, digits["contributions"].values())) // 10**12 == digits["score"]
