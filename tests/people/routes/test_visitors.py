"""Every row on the real house: whoever may, a denied role, another person, another organisation, nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from people.routes.rows import FREE, SAME, Row
from people.routes.rows_of import Rows, changed, database_rows
from people.routes.standing import MARK, Standing
from people.routes.table import TABLE
from people.routes.visiting import answered_by, everything, visit

if TYPE_CHECKING:
    from django.http import HttpResponse

METHODS = ("GET", "HEAD", "POST")
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
rows = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)


def expected(row: Row, who: str, method: str) -> int | None:
    """The status, or None where it may be any that is no error of ours and no refusal."""
    own = {"GET": row.get, "HEAD": row.get, "POST": row.post}[method]
    if own is None:
        said = row.visitors[who]
        return 405 if said == SAME else None
    said = row.visitors[who]
    return own if said == SAME else (None if said == FREE else said)


@rows
def test_five_visitors(row: Row, standing: Standing) -> None:
    """Each is answered as the tie says; whoever is refused sees nothing of hers and changes nothing at all."""
    before, wrong = _but_own_looks(database_rows(), standing), []
    for who in sorted(row.visitors, key=lambda who: who == row.tie.allowed):
        for method in METHODS if who == row.tie.allowed else ("GET", "POST"):
            refused = row.visitors[who] not in (SAME, FREE)
            if row.lasting and method == "POST" and who != row.tie.allowed and not refused:
                continue
            answer = visit(standing, row, who, method, keep=refused)
            wanted = expected(row, who, method)
            if answer.status_code >= 500 or (wanted is not None and answer.status_code != wanted):
                wrong.append((who, method, answer.status_code, wanted, answer.headers.get("Location", "")))
            if who not in _may_see_the_mark(row):
                assert MARK not in everything(answer), (row.name, who, method)
        if who != row.tie.allowed and row.visitors[who] not in (SAME, FREE):
            assert changed(before, _but_own_looks(database_rows(), standing)) == {}, (row.name, who)
    assert wrong == [], row.name


def _but_own_looks(rows: Rows, standing: Standing) -> Rows:
    """Asking one's own file for what is in another's is a look at one's own, and noted there."""
    own = {account.ref for name, account in standing.accounts.items() if name != "owner"}
    looks = {key: row for key, row in rows["trail_look"].items() if row["ref"] not in own}
    return rows | {"trail_look": looks}


@rows
def test_the_mark_is_there_to_be_seen(row: Row, standing: Standing) -> None:
    """The control: whoever may does see what the others must not."""
    if row.marked:
        assert MARK in everything(visit(standing, row, row.tie.allowed, "GET"))


def _may_see_the_mark(row: Row) -> tuple[str, ...]:
    """A link shows the same to whoever holds it."""
    return tuple(row.visitors) if row.marked and row.tie.out == SAME else (row.tie.allowed,)


@rows
def test_no_other_method(row: Row, standing: Standing) -> None:
    """405 for whoever may; nobody gets anything by another method, nor by naming one in a header or a field."""
    for method in OTHER_METHODS:
        answer = visit(standing, row, row.tie.allowed, method)
        assert answer.status_code == 405, (row.name, method, answer.status_code)
    assert visit(standing, row, "out", "DELETE").status_code in (302, 404, 405), row.name
    if row.get is None and row.visitors["out"] == SAME:
        client, path = standing.client("out"), row.path(standing)
        for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            assert client.get(path, {"_method": "POST"}, headers={name: "POST"}).status_code == 405


@rows
def test_a_stale_sign_in_is_asked_again(row: Row, standing: Standing) -> None:
    """Where the table of rules wants a fresh sign-in, an old one leads to the page that asks for it."""
    from shouyi.people.permission.rules import BY_ACTION

    if not any(rule.fresh for rule in BY_ACTION[row.action]):
        return
    before = database_rows()
    for method in row.methods:
        answer = visit(standing, row, row.tie.allowed, method, fresh=False, keep=True)
        assert answer.status_code == 302, (row.name, method)
        assert answer.headers["Location"].startswith("/account/again?next="), answer.headers
    assert changed(before, database_rows()) == {}


def test_the_signed_out_are_led_to_the_sign_in(standing: Standing) -> None:
    for row in TABLE:
        if row.visitors["out"] == 302 and row.tie.out == 302:
            answer = visit(standing, row, "out", row.methods[0])
            assert answer.headers["Location"].startswith("/account/sign-in?next="), row.name


def test_an_address_that_is_not_there_says_no_more_than_one_of_somebody_elses(standing: Standing) -> None:
    """IDOR without an answer: another person's and nobody's are the same page."""
    import uuid

    for row in TABLE:
        arguments = dict(row.arguments(standing))
        if "uid" not in arguments or row.visitors.get("other") != 404:
            continue
        theirs = visit(standing, row, "other", row.methods[0])
        nobodys = visit(standing, row, "other", row.methods[0], uid=uuid.uuid4())
        assert (theirs.status_code, _shape(theirs)) == (nobodys.status_code, _shape(nobodys)), row.name


def _shape(answer: HttpResponse) -> Any:
    return answered_by(answer)
