"""Nothing shows through: one town built twice from one seed, everybody's disability reassigned, their conduct kept.

Whatever a buyer, a bank, a platform, a regulator or any other organisation can reach is alike to the byte, and so is
every file and row of the home, but for what `tables` names. docs/algorithms/nothing-shows.md says what is walked.
"""

from __future__ import annotations

import json

import pytest

from people.nothing_shows.answers import differences
from people.nothing_shows.conftest import Houses
from people.nothing_shows.plants import PLANTS, Plant
from people.nothing_shows.tables import AUDIT_FIGURES, FILES, LET_IN_LATER, LET_IN_NEVER, MAIN, NOT_WALKED, OTHERS
from people.routes.rows import COUNTERS, FILE, FILE_ROW, HELPER_ROW, OWN_JOB, OWN_ROW
from people.routes.table import TABLE
from people.routes.table_api import CALLS
from shouyi.town.organisations import logins

ARTISANS = (FILE, FILE_ROW, OWN_ROW, OWN_JOB, HELPER_ROW)
"""Ties of rows that are about one's own file: whoever is walked here is refused, and the refusals are compared."""
SHARING = {"api1_list_deliveries"}
"""An operation that has its address from another one."""
LISTED_PEOPLE = 6
LENGTH = "header Content-Length"
"""Follows from a longer content."""


def test_nothing_shows(houses: Houses) -> None:
    found = houses.differences()
    assert not found, "\n".join(["this shows who is disabled, or is not deterministic:", *map(str, found[:20])])


def test_it_was_everybodys_disability_that_was_exchanged(houses: Houses) -> None:
    """The control: two houses alike in this, too, would prove nothing."""
    one, other = (json.loads(house["seen"]["file town/private/private.json"]["content"].encode("latin-1"))["people"]
                  for house in houses)  # fmt: skip
    assert one.keys() == other.keys()
    assert [who for who in one if one[who]["disability"] == other[who]["disability"]] == []
    conduct = [{who: {**told, "disability": ""} for who, told in people.items()} for people in (one, other)]
    assert conduct[0] == conduct[1]


def test_what_is_excepted_is_there(houses: Houses) -> None:
    """An exception that nothing needs any more would hide something one day."""
    seen = houses.one["seen"]
    assert [name for name in FILES if f"file {name}" not in seen] == []
    routes = {parts["route"]: parts["content"] for parts in seen.values() if "route" in parts}
    assert [figure.name for figure in AUDIT_FIGURES if f"[{figure.name}]" not in routes.get(figure.route, "")] == []


def test_every_route_is_asked_for(houses: Houses) -> None:
    """So is a route of tomorrow: it is found in the resolver, not here."""
    wanted = {row.name for row in TABLE if row.get is not None} | {call.name for call in CALLS if call.method == "GET"}
    assert sorted(name for name in wanted if name in houses.one["routes"] and not houses.one["routes"][name]) == []
    assert sorted(wanted - set(houses.one["routes"]) - SHARING) == []


def test_somebody_is_let_in(houses: Houses, soak: bool) -> None:
    """Comparing refusals alone would compare little: each page that somebody of these may see was seen."""
    pages = {row.name for row in TABLE if row.get == 200 and row.tie not in (*ARTISANS, COUNTERS)}
    calls = {call.name for call in CALLS if call.method == "GET" and call.status == 200} - SHARING
    never = {name for name in pages | calls if 200 not in houses.one["routes"].get(name, [])}
    unseen = sorted(never - set(LET_IN_NEVER) - (set() if soak else set(LET_IN_LATER)))
    assert unseen == [], "no link of a page leads there; lead there, or say why not in tables.py"
    assert not soak or never >= set(LET_IN_NEVER)


def test_nothing_broke(houses: Houses) -> None:
    broken = [name for name, parts in houses.one["seen"].items() if parts.get("status") == "500"]
    assert broken == []


def test_lists_have_rows_enough_to_stand_in_an_order(houses: Houses) -> None:
    page = houses.one["seen"]["bank zh-hans GET /organisation/org-bank-yunqiao/people"]["content"]
    assert page.count("/organisation/org-bank-yunqiao/people/") >= LISTED_PEOPLE


def test_every_login_of_the_town_is_walked_or_named() -> None:
    roles = {login.role for login in logins("any", (), {})}
    assert roles <= {*MAIN, *OTHERS, *NOT_WALKED}


# the leaks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.kind)
def test_a_planted_leak_is_found_and_named(houses: Houses, plant: Plant) -> None:
    found = differences(houses.one["planted"][plant.kind], houses.other["planted"][plant.kind])
    assert found, f"{plant.kind} was not seen"
    name, part = plant.found
    elsewhere = [each for each in found if not (each.name.startswith(name) and each.part.startswith((part, LENGTH)))]
    assert elsewhere == []
    assert any(each.part.startswith(part) for each in found)


def test_without_a_leak_none_is_found(houses: Houses) -> None:
    nothing = [house["planted"]["nothing"] for house in houses]
    assert nothing[0]
    assert differences(*nothing) == []
