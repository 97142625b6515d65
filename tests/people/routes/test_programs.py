"""Every operation of the API on the real house: a program, one without the scope, another's, a session, nobody."""

from __future__ import annotations

import uuid

import pytest

from people.routes.rows_of import changed, database_rows
from people.routes.standing import MARK, Standing, taken_back
from people.routes.table_api import CALLS, Call
from people.routes.visiting import everything

calls = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
COUNTED = ("api_count", "api_token", "api_client")
"""Every request is counted; a client's last use is noted."""


def answer(call: Call, standing: Standing, who: str, method: str = "", **more: object) -> object:
    with taken_back():
        return call.send(standing, who, method, **more)


@calls
def test_whoever_may(call: Call, standing: Standing) -> None:
    found = answer(call, standing, "out" if call.public else call.program)
    assert found.status_code == call.status, found.content


@calls
def test_whoever_may_not(call: Call, standing: Standing) -> None:
    if call.public:
        return
    before = database_rows()
    for who, status in (("program_few", 403), (call.stranger, call.other), ("owner", 401), ("out", 401)):
        if who == "program_few" and call.action == "org.read":
            continue
        with taken_back(keep=status >= 400):
            found = call.send(standing, who)
        # a program without the scope may be of another kind of organisation too
        assert found.status_code == status or (who == call.stranger and found.status_code == 403), (who, found.content)
        assert MARK not in everything(found)
        if status >= 400:
            after = database_rows()
            assert not {table for table in changed(before, after) if table not in (*COUNTED, "api_kept")}, who
            before = after


@calls
def test_no_other_method(call: Call, standing: Standing) -> None:
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        status = answer(call, standing, call.program, method).status_code
        assert status == (404 if call.name == "api_not_found" else 405), method


def test_anothers_is_as_little_there_as_nobodys(standing: Standing) -> None:
    for call in CALLS:
        if "uid" in call.arguments(standing) and call.other == 404:
            theirs = answer(call, standing, call.stranger)
            nobodys = answer(call, standing, call.stranger, uid=str(uuid.uuid4()))
            assert theirs.status_code == nobodys.status_code, call.name
            assert theirs.content == nobodys.content, call.name


def test_a_token_after_its_client_ended_opens_nothing(standing: Standing) -> None:
    from shouyi.people.api.clients import end_client

    (call,) = (call for call in CALLS if call.name == "api1_read_organisation")
    assert call.send(standing, "program_a").status_code == 200
    end_client(standing.things["program_a"].row, None)
    assert call.send(standing, "program_a").status_code == 401
