"""Forged requests (CSRF) and smuggled columns (mass assignment), over every row that changes something."""

from __future__ import annotations

from typing import Any

import pytest

from people.routes.rows import Row
from people.routes.rows_of import changed, database_rows
from people.routes.standing import Standing, taken_back
from people.routes.table import TABLE
from people.routes.visiting import prepared

POSTED = [row for row in TABLE if row.post is not None]
posted = pytest.mark.parametrize("row", POSTED, ids=lambda row: row.name)
WITHOUT_TOKEN = {"notices_off": "RFC 8058: a mail program has no session; all that it can do is stop messages"}
FOREIGN = "https://evil.example"


def token(standing: Standing, client: Any) -> str:
    """A token of this very browser, as a form would carry it."""
    client.get("/account/lost")
    page = client.get("/w/SY7K3M92QF/problem").content.decode()
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


def forged(standing: Standing, row: Row, *, own: bool = True, secure: bool = False, **headers: str) -> Any:
    """The valid request of whoever may, from a browser that checks; with the token of its own forms if `own`."""
    client = prepared(standing, row, row.tie.allowed, enforce_csrf_checks=True)
    fields = dict(row.body(standing)) | ({"csrfmiddlewaretoken": token(standing, client)} if own else {})
    return client.post(row.path(standing), fields, secure=secure, headers=headers)


@posted
def test_csrf_without_a_token_nothing_happens(row: Row, standing: Standing) -> None:
    if row.name in WITHOUT_TOKEN:
        return
    before = database_rows()
    assert forged(standing, row, own=False).status_code == 403
    assert forged(standing, row, origin=FOREIGN).status_code == 403
    assert forged(standing, row, secure=True, referer=f"{FOREIGN}/x").status_code == 403
    assert forged(standing, row, secure=True).status_code == 403, "over TLS, without any referer"
    assert changed(before, database_rows()) == {}


@posted
def test_csrf_with_its_token_the_same_request_passes(row: Row, standing: Standing) -> None:
    """The control: the very same request, from our own page, is answered as the table says."""
    if row.lasting:
        return
    with taken_back():
        assert forged(standing, row, origin="http://localhost").status_code == row.post


def test_csrf_a_token_of_another_browser_is_none(standing: Standing) -> None:
    row = next(row for row in POSTED if row.name == "statement_remove")
    theirs = token(standing, standing.client("other", enforce_csrf_checks=True))
    client = prepared(standing, row, "owner", enforce_csrf_checks=True)
    client.get("/w/SY7K3M92QF/problem")
    assert client.post(row.path(standing), {"csrfmiddlewaretoken": theirs}).status_code == 403


# mass assignment ------------------------------------------------------------------------------------------------------

SMUGGLED = "smuggledvalue"
NUMBER = 7_770_777


def columns() -> dict[str, str]:
    """Every column of every model, with a value that would be noticed; flags and foreign keys included."""
    from django.apps import apps

    found = {}
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.concrete_fields:
            kind = column.get_internal_type()
            value = (
                "on"
                if kind == "BooleanField"
                else str(NUMBER)
                if "Integer" in kind or kind == "AutoField"
                else SMUGGLED
            )
            found |= {column.name: value, column.attname: value}
    return found


def effect(standing: Standing, row: Row, more: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """What the valid request changes, with these fields beside its own."""
    before = database_rows()
    with taken_back():
        client = prepared(standing, row, row.tie.allowed)
        own = dict(row.body(standing))
        client.post(row.path(standing), {name: value for name, value in more.items() if name not in _asked(row)} | own)
        return changed(before, database_rows())


def _asked(row: Row) -> set[str]:
    """Names that the row's own form asks for, where a column happens to be called the same."""
    return {*FIELDS.get(row.name, ())}


FIELDS = {
    "statement_confirm": ("stars", "words", "reach", "delivered_on"),
    "notice_wishes": ("begins", "ends"),
    "statement_new": ("dispatched_on",),
    "upload_new": ("decorative",),
    "new_client": ("public_jwk",),
    "new_delivery": ("orders", "signature"),
    "register_organisation": ("contact",),
}
"""Row → fields of its form beside those of its body that a visitor may fill in, each looked at."""


@posted
def test_mass_assignment_of_columns_that_no_form_asks_for(row: Row, standing: Standing) -> None:
    """What chance makes of two honest requests may differ; nothing else may, and no smuggled value stands anywhere."""
    if row.lasting:
        return
    first, second = effect(standing, row, {}), effect(standing, row, {})
    smuggled = effect(standing, row, columns())
    assert _shape(smuggled, first, second) == _shape(first, first, second)
    assert SMUGGLED not in repr(smuggled)
    assert str(NUMBER) not in repr(smuggled)


def _shape(found: dict[str, list[dict[str, Any]]], first: Any, second: Any) -> Any:
    """Rows by table, without the columns in which the two honest requests differ."""
    return {table: [_steady(row, _chance(table, at, first, second)) for at, row in enumerate(rows)]
            for table, rows in sorted(found.items())}  # fmt: skip


def _chance(table: str, at: int, first: Any, second: Any) -> set[str]:
    one, two = ([*each.get(table, [])] for each in (first, second))
    if at >= len(one) or at >= len(two):
        return set()
    return {name for name in one[at] if one[at][name] != two[at].get(name)}


def _steady(row: dict[str, Any], chance: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in chance}


def test_mass_assignment_would_be_noticed(standing: Standing) -> None:
    """The control: a view that takes whatever comes changes the effect, and its values are found."""
    from shouyi.people.accounts.models import Account

    before = database_rows()
    with taken_back():
        Account.objects.filter(pk=standing.accounts["owner"].pk).update(is_superuser=True, language=SMUGGLED[:8])
        effect_of_it = changed(before, database_rows())
    assert effect_of_it["accounts_account"][0]["is_superuser"]
    assert SMUGGLED[:8] in repr(effect_of_it)
    assert columns()["is_superuser"] == "on"
    assert columns()["ref"] == SMUGGLED
