"""`POST /rank`: a platform's lists with floors, exact, stateless; what does not fit is named."""

from __future__ import annotations

import copy

import pytest

from people.api.programs import BANK, PLATFORM, Program, code, program

pytestmark = pytest.mark.usefixtures("database")
GOOD = {
    "k": 2,
    "owners": [0, 0, 1, -1],
    "floors": [0, 1],
    "views": [{"items": [0, 1, 2], "scores": [9, 8, 1]}, {"items": [3, 1, 2], "scores": [7, 6, 4]}],
}


@pytest.fixture
def platform() -> Program:
    return program(PLATFORM)


def test_the_floor_is_met_where_it_costs_least_and_its_price_is_told(platform: Program) -> None:
    answer = platform.post("/rank", GOOD)
    assert answer.status_code == 200, answer.content
    assert answer.json()["lists"] == [[0, 1], [3, 2]]
    assert answer.json()["prices"] == [0, 2]


def test_only_platforms_rank_and_not_without_end(platform: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.api import limits

    assert code(program(BANK).post("/rank", GOOD)) == (403, "scope"), "no bank can be given it"
    monkeypatch.setitem(limits.POLICIES, "rank", 1)
    assert platform.post("/rank", GOOD).status_code == 200
    assert code(platform.post("/rank", GOOD)) == (429, "too_many")


UNSOUND = {
    "scores missing": (("views", 0, "scores"), [1], "/views/0/scores", "length"),
    "an item that nobody named": (("views", 1, "items"), [3, 1, 4], "/views/1/items", "beyond_owners"),
    "an item twice": (("views", 1, "items"), [3, 1, 1], "/views/1/items", "twice"),
    "too few candidates": (("k",), 4, "/views", "too_few_candidates"),
    "floors beyond what there is": (("floors",), [0, 3], "/floors", "floors_infeasible"),
    "floors of another number": (("floors",), [0], "/floors", "floors_shape"),
    "nobody's": (("owners",), [-1, -1, -1, -1], "/owners", "no_owner"),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_what_does_not_fit_is_named_with_its_place(platform: Program, name: str) -> None:
    path, value, at, why = UNSOUND[name]
    body = copy.deepcopy(GOOD)
    place = body
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    answer = platform.post("/rank", body)
    assert code(answer) == (422, "invalid"), answer.content
    assert [(each["at"], each["code"]) for each in answer.json()["where"]] == [(at, why)]
