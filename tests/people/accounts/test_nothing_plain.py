"""What the database's file holds of somebody: carved byte by byte, neither name nor number nor address stands in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import Client

from people.accounts.visitors import Visitor

NAME, NUMBER, MAIL = "郁金香藏名", "13987654321", "carve.me.please@example.org"


@pytest.mark.skipif(os.environ.get("SHOUYI_TEST_DATABASE") == "postgresql", reason="the file is SQLite's")
def test_carving_the_database_finds_nobody() -> None:
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection

    someone, half = (Visitor(Client(SERVER_NAME="localhost")) for _ in range(2))
    someone.enter(NUMBER, NAME)
    someone.ask(MAIL, "/account/reach")
    half.ask("+86 139 8765 4322")
    someone.post("/account/reach/code", code="000000")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = b"".join(path.read_bytes() for path in Path(settings.SHOUYI_HOME).glob("people.sqlite3*"))
    assert len(found) > 50_000
    assert b"sessionid" not in found
    for planted in (NAME, NUMBER, "8765432", MAIL, "carve.me"):
        assert planted.encode() not in found, planted
        assert "".join(f"\\u{ord(each):04x}" for each in planted).encode() not in found
    _undo(someone)
    cache.clear()


def _undo(someone: Visitor) -> None:
    """The test writes for good, since a transaction that is rolled back may never reach the file."""
    from shouyi.people.accounts.closing import close_account

    close_account(someone.account())


def test_a_session_row_does_not_open_under_another_secret() -> None:
    from django.test import override_settings

    from shouyi.people.accounts.session_store import SessionStore

    closed = SessionStore().encode({"reach": NUMBER})
    assert NUMBER not in closed
    assert SessionStore().decode(closed) == {"reach": NUMBER}
    with override_settings(SECRET_KEY="another"):
        assert SessionStore().decode(closed) == {}
    for broken in ("", "x", closed[:-4], closed[4:], "é"):
        assert SessionStore().decode(broken) == {}
