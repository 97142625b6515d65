"""No address without a row, no row without an address, no view without its action."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest

from people.routes import walk
from people.routes.table import BY_NAME, TABLE
from people.routes.table_api import API_NAMES, CALLS, SHARED
from people.routes.walk import Address, addresses

UNGUARDED: dict[str, str] = {}
"""Addresses whose view bears no action → why. None may be here without a reason that was looked at."""


def missing_rows(found: list[Address]) -> list[str]:
    return sorted({each.name for each in found} - set(BY_NAME) - API_NAMES)


def unguarded(found: list[Address]) -> list[str]:
    return sorted(each.name for each in found if not each.action and each.name not in UNGUARDED)


def test_every_address_has_a_row() -> None:
    assert missing_rows(addresses()) == [], "add a row to tests/people/routes/table.py"


def test_every_row_has_an_address() -> None:
    assert sorted({*BY_NAME, *API_NAMES} - {each.name for each in addresses()}) == []
    assert [name for name, count in Counter(row.name for row in TABLE).items() if count > 1] == []


def test_every_view_bears_its_action() -> None:
    assert unguarded(addresses()) == [], "decorate it with @permitted"


def test_the_rows_name_the_views_own_actions() -> None:
    said = {row.name: row.action for row in TABLE}
    assert {each.name: each.action for each in addresses() if each.name in said} == said


def test_every_operation_of_the_api_has_a_row() -> None:
    """An address of the API has several methods, each with an action of its own."""
    said = {(call.name, call.method): call.action for call in CALLS if call.name in API_NAMES}
    found = [each for each in addresses() if hasattr(each.view, "actions")]
    assert found
    for each in found:
        own = {(each.name, method): action for method, action in each.view.actions.items()}
        shared = [call.method for call in CALLS if SHARED.get(call.name) == each.name]
        assert {key for key in own if key not in said} == {(each.name, method) for method in shared}, each.name
        assert {key: own[key] for key in own if key in said}.items() <= said.items(), each.name


def test_every_action_is_in_the_table_of_rules() -> None:
    from shouyi.people.permission.rules import BY_ACTION

    assert {row.action for row in TABLE} <= set(BY_ACTION)


def test_a_new_address_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an address that nobody wrote down fails all of these."""
    from django import urls
    from django.http import HttpResponse

    more = [urls.path("back/", urls.include(([urls.path("door", lambda request: HttpResponse(), name="door")], "b")))]
    resolver = SimpleNamespace(url_patterns=[*urls.get_resolver().url_patterns, *more])
    monkeypatch.setattr(urls, "get_resolver", lambda: resolver)
    assert "b:door" in missing_rows(walk.addresses())
    assert "b:door" in unguarded(walk.addresses())
