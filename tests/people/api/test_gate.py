"""What the gate asks of every request, before anything is parsed."""

from __future__ import annotations

import gzip
import json
import secrets
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.api.programs import BANK, OTHER, PLATFORM, Program, browser, code, organisation, program

pytestmark = pytest.mark.usefixtures("database")
NOBODY = "00000000-0000-4000-8000-000000000000"
ASK = {"purpose": "lending", "fields": ["band"], "days": 30}


@pytest.fixture
def bank() -> Program:
    return program(BANK)


def asks() -> int:
    from shouyi.people.consent.models import Ask

    return Ask.objects.count()


def test_every_address_says_what_it_needs_and_answers_each_stranger() -> None:
    """The live row of the product: signed out, bad token, no scope, wrong kind, other organisation, suspended."""
    from django.utils import timezone

    from shouyi.people.api.version1 import patterns
    from shouyi.people.permission.rules import BY_ACTION

    scopeless = program(BANK, "org.read")
    wrong_kind, suspended = program("org-operator-tests"), program(PLATFORM)
    organisation(PLATFORM).__class__.objects.filter(org=PLATFORM).update(suspended_at=timezone.now())
    seen = 0
    for pattern in patterns():
        path = "/" + str(pattern.pattern).replace("<uuidstr:uid>", NOBODY)
        for method, operation in pattern.callback.operations.items():
            needs = operation.auth_callbacks[0]
            assert needs.action in BY_ACTION
            if needs.public:
                continue
            seen += 1
            out = browser().generic(method, f"/api/v1{path}", **_typed(needs))
            assert code(out) == (401, "token_missing"), path
            if needs.action != "org.read":
                assert _asked(scopeless, method, path, needs) == (403, "scope"), path
            if needs.action.startswith(("facts.", "consent.", "file.")):
                assert _asked(wrong_kind, method, path, needs) == (403, "scope"), path
            if needs.action not in ("org.read", "case.queue", "facts.read"):
                assert _asked(suspended, method, path, needs)[0] == 403, path
    assert seen >= 15


def _typed(needs: object) -> dict[str, object]:
    return {"content_type": needs.types[0], "data": b"{}"} if needs.types else {}


def _asked(who: Program, method: str, path: str, needs: object) -> tuple[int, str]:
    headers = who.bearer() | {"Idempotency-Key": secrets.token_hex(8)}
    return code(browser().generic(method, f"/api/v1{path}", headers=headers, **_typed(needs)))


def test_the_kind_is_asked_beside_the_scope() -> None:
    """A scope that stands in a row although its kind may not have it opens nothing."""
    from shouyi.people.api.models import Client, Token

    made = program("org-operator-tests")
    Client.objects.update(scopes=["consent.list"])
    Token.objects.update(scopes=["consent.list"])
    assert code(made.get("/consents")) == (403, "kind")


# bodies ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"purpose":"lending","purpose":"lending","fields":["band"],"days":1}', "json_invalid"),
        (b'{"purpose":"lending","fields":["band"],"days":NaN}', "json_number"),
        (b'{"purpose":"lending","fields":["band"],"days":Infinity}', "json_number"),
        (b'{"purpose":"lending","fields":["band"],"days":1e400}', "json_number"),
        (b'{"purpose":"lending","fields":["band"],"days":1.0}', "json_number"),
        (b'{"purpose":"lending","fields":["band"],"days":' + b"9" * 100_000 + b"}", "json_number"),
        (b'{"purpose":"lending","fields":["band"],"days":9007199254740992}', "json_number"),
        (b"[" * 100_000, "json_too_deep"),
        (b'{"a":' * 17 + b"1" + b"}" * 17, "json_too_deep"),
        (b'{"purpose":"\\ud800"}', "json_invalid"),
        (b'{"purpose":"\\u0000"}', "json_invalid"),
        (b"\xff\xfe", "json_invalid"),
        (b"\xef\xbb\xbf{}", "json_invalid"),
        (b"{", "json_invalid"),
        (b"'x'", "json_invalid"),
    ],
)
def test_json_that_is_ambiguous_or_heavy_is_refused(bank: Program, body: bytes, expected: str) -> None:
    assert code(bank.post("/consents/asks", body)) == (400, expected)
    assert asks() == 0


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null", b"true"])
def test_json_that_is_no_object_is_invalid(bank: Program, body: bytes) -> None:
    assert code(bank.post("/consents/asks", body)) == (422, "invalid")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "x",
        "application/json-patch+json",
    ],
)
def test_other_media_types_are_refused(bank: Program, kind: str) -> None:
    assert code(bank.post("/consents/asks", b"{}", type=kind)) == (415, "media_type")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_nothing_is_ever_unpacked(bank: Program, encoding: str) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    answer = bank.post("/consents/asks", bomb, **{"Content-Encoding": encoding})
    assert code(answer) == (415, "media_type")


def test_a_body_that_says_it_is_too_long_is_not_read(bank: Program) -> None:
    answer = browser().post(
        "/api/v1/consents/asks", data=b"{}", content_type="application/json",
        headers=bank.bearer() | {"Idempotency-Key": "12345678"}, CONTENT_LENGTH=str(1024 * 1024 + 1),
    )  # fmt: skip
    assert code(answer) == (413, "too_large")
    for wrong in ("-1", "1e3", " 5", "0x10", "٣", "99999999999999"):
        answer = browser().post("/api/v1/consents/asks", data=b"{}", content_type="application/json",
                                headers=bank.bearer(), CONTENT_LENGTH=wrong)  # fmt: skip
        assert answer.status_code in (400, 413), wrong


def test_a_body_that_ends_early_or_has_no_length_counts_for_nothing(bank: Program) -> None:
    from django.test import RequestFactory

    from shouyi.people.api.problems import Problem
    from shouyi.people.api.strict import announced, read_body

    body = json.dumps(ASK).encode()
    request = RequestFactory().post("/api/v1/consents/asks", data=b"", content_type="application/json")
    request.META["CONTENT_LENGTH"], request._stream = str(len(body) + 5), BytesIO(body)
    with pytest.raises(Problem, match="body_cut_short"):
        read_body(request, announced(request, 1000))
    chunked = bank.post("/consents/asks", ASK, **{"Transfer-Encoding": "chunked"})
    assert code(chunked) == (411, "length_required")
    assert asks() == 0


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
        max_leaves=20,
    )
)
def test_parsing_gives_what_json_gives_or_a_problem(value: object) -> None:
    from shouyi.people.api.problems import Problem
    from shouyi.people.api.strict import parse_json

    text = json.dumps(value)
    try:
        found = parse_json(text.encode())
    except Problem as problem:
        assert problem.code.startswith("json_")  # noqa: PT017
    else:
        assert found == value


@given(st.binary(max_size=200))
def test_parsing_raises_nothing_else(data: bytes) -> None:
    from shouyi.people.api.problems import Problem
    from shouyi.people.api.strict import parse_json

    try:
        parse_json(data)
    except Problem as problem:
        assert problem.code.startswith("json_")  # noqa: PT017


# values ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {"ref": "00" * 16},
        {"organisation": OTHER},
        {"answered_at": "2026-01-01"},
        {"days": "30"},
        {"days": True},
        {"fields": "band"},
        {"fields": []},
        {"days": 0},
    ],
)
def test_nothing_more_is_taken_and_nothing_is_converted(bank: Program, more: dict[str, object]) -> None:
    answer = bank.post("/consents/asks", ASK | more)
    assert code(answer) == (422, "invalid")
    assert asks() == 0


def test_errors_say_where_and_never_what(bank: Program) -> None:
    secret = "秘密-7f3k2m9q"
    for body in (ASK | {secret: secret}, ASK | {"days": secret}, ASK | {"purpose": secret}, ASK | {"code": secret}):
        answer = bank.post("/consents/asks", body)
        assert answer.status_code == 422
        assert secret not in answer.content.decode()
        assert "\\u79d8" not in answer.content.decode()
        assert answer.json()["where"][0]["in"] == "body"
    for path in (f"/proofs/works/{secret}", f"/cases?state={secret}", f"/cases?cursor={secret}", f"/nothing/{secret}"):
        assert "7f3k2m9q" not in bank.get(path).content.decode()


def test_whatever_has_no_address_or_method_is_a_problem(bank: Program) -> None:
    assert code(browser().get("/api/v1/nothing")) == (404, "not_found")
    for path in (
        "/api/v2/organisation",
        "/api/",
        "/api/v1/",
        "/api/v1/facts/%ED%8C%96QI%0A/undo",
        "/api/v1/organisation/%0A",
    ):
        assert code(browser().get(path)) == (404, "not_found")
        assert code(browser().post(path)) == (404, "not_found")
    for method in ("PUT", "DELETE", "TRACE", "OPTIONS", "PATCH", "XYZ"):
        answer = browser().generic(method, "/api/v1/organisation", headers=bank.bearer())
        assert code(answer) == (405, "method")
        assert answer["Allow"] == "GET, HEAD"


def test_head_answers_as_get_without_a_body(bank: Program) -> None:
    answer = browser().head("/api/v1/organisation", headers=bank.bearer())
    assert (answer.status_code, answer.content) == (200, b"")


def test_answers_are_kept_by_nobody_and_for_no_other_origin(bank: Program) -> None:
    answer = bank.get("/consents", Origin="https://elsewhere.example")
    assert answer["Cache-Control"] == "no-store"
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
    assert answer.cookies == {}
    assert len(answer["X-Request-Id"]) == 16


def test_a_session_opens_nothing_here(sign_in: object) -> None:
    answer = sign_in("xiumei").get("/api/v1/organisation")
    assert code(answer) == (401, "token_missing")


# tags, rates, endings -------------------------------------------------------------------------------------------------


def test_what_is_known_is_not_sent_again(bank: Program) -> None:
    first = bank.get("/organisation")
    assert bank.get("/organisation", **{"If-None-Match": first["ETag"]}).status_code == 304
    assert bank.get("/organisation", **{"If-None-Match": '"other"'}).status_code == 200
    assert "ETag" not in bank.get("/consents")


def test_a_client_that_asks_too_often_waits(bank: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.api import limits

    monkeypatch.setitem(limits.POLICIES, "client", 3)
    other = program(BANK)
    answers = [bank.get("/organisation") for _ in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert answers[0]["RateLimit"].startswith('"client";r=2;t=')
    assert answers[0]["RateLimit-Policy"] == '"client";q=3;w=60'
    assert code(answers[3]) == (429, "too_many")
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert other.get("/organisation").status_code == 200


def test_guessing_at_the_token_endpoint_is_slowed(monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.api import limits

    monkeypatch.setitem(limits.POLICIES, "token", 2)
    made = [
        browser().post("/api/v1/token", data=b"grant_type=x", content_type="application/x-www-form-urlencoded")
        for _ in range(3)
    ]
    assert [each.status_code for each in made][-1] == 429


def test_guessing_at_tokens_is_slowed_and_slows_nobody_else(bank: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.api import limits

    monkeypatch.setitem(limits.POLICIES, "public", 2)
    guesser = Program(bank.row, "", f"sy_{'x' * 43}")
    found = [guesser.get("/organisation") for _ in range(4)]
    assert [each.status_code for each in found] == [401, 401, 429, 429]
    assert 1 <= int(found[2]["Retry-After"]) <= 60
    assert bank.get("/organisation").status_code == 200, "whoever has a good token is counted by their client"


def test_nothing_of_a_body_is_read_before_one_knows_who_sends_it(
    bank: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shouyi.people.api import gate

    read: list[int] = []

    def noting(request: object, length: int) -> bytes:
        read.append(length)
        return strict(request, length)

    strict = gate.read_body
    stranger, other = Program(bank.row, "", f"sy_{'x' * 43}"), program(BANK, "org.read")
    monkeypatch.setattr(gate, "read_body", noting)
    assert code(stranger.post("/consents/asks", ASK)) == (401, "token_unknown")
    assert code(other.post("/consents/asks", ASK)) == (403, "scope")
    assert read == []
    assert bank.post("/consents/asks", ASK).status_code == 201
    assert len(read) == 1, "the control"


def test_a_new_window_begins_anew() -> None:
    from shouyi.people.api.limits import count_one

    used = [count_one("public", "somebody", now).used for now in (120, 130, 179, 180, 181)]
    assert used == [1, 2, 3, 1, 2]


def test_an_operation_that_will_end_says_so(bank: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.api import gate
    from shouyi.people.api.document import document

    ending = gate.Ending(datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC), "https://example.org/why")
    monkeypatch.setitem(gate.ENDINGS, "readOrganisation", ending)
    answer = bank.get("/organisation")
    assert answer["Deprecation"] == "@1798761600"
    assert answer["Sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert 'rel="deprecation"' in answer["Link"]
    assert document()["paths"]["/api/v1/organisation"]["get"]["deprecated"] is True
    assert "Deprecation" not in bank.get("/consents")


# cursors --------------------------------------------------------------------------------------------------------------


@given(st.text(max_size=500))
def test_a_cursor_that_we_did_not_write_is_refused(text: str) -> None:
    from shouyi.people.api.cursors import read_cursor
    from shouyi.people.api.problems import Problem

    with pytest.raises(Problem, match="cursor_invalid"):
        read_cursor("cases/org-a/", text)


@given(st.integers(0, 2**62), st.text(max_size=40), st.text(max_size=40))
def test_a_cursor_is_good_for_its_own_list_alone(pk: int, about: str, other: str) -> None:
    from shouyi.people.api.cursors import read_cursor, write_cursor
    from shouyi.people.api.problems import Problem

    cursor = write_cursor(about, pk)
    assert read_cursor(about, cursor) == pk
    if other != about:
        with pytest.raises(Problem):
            read_cursor(other, cursor)


def test_pages_of_a_list_hold_every_row_once(bank: Program) -> None:
    from shouyi.people.cases.models import Case

    found, other = organisation(BANK), organisation(OTHER)
    for n in range(7):
        Case.objects.create(kind="question", organisation=found if n != 3 else other, opened_on=20000 + n, due_on=20010)
    seen, cursor, pages = [], "", 0
    while True:
        said = bank.get(f"/cases?limit=2&cursor={cursor}").json()
        seen += [each["opened"] for each in said["items"]]
        cursor, pages = said["next"], pages + 1
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 6
    assert pages == 3
    first = bank.get("/cases?limit=2").json()["next"]
    assert code(bank.get(f"/cases?state=open&cursor={first}")) == (400, "cursor_invalid")
    assert code(program(OTHER).get(f"/cases?cursor={first}")) == (400, "cursor_invalid")
    assert code(bank.get("/cases?limit=0")) == (422, "invalid")
    assert code(bank.get("/cases?limit=101")) == (422, "invalid")
