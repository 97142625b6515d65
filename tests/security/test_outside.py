"""Ways out of the site and in from it: redirects, host headers, paths, addresses that we would fetch, headers."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from people.memory_reader import PASSWORD

if TYPE_CHECKING:
    from django.test import Client

    from people.routes.standing import Standing

ELSEWHERE = (
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/%09/evil.example",
    "/\t/evil.example", "https:evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
    "http://localhost@evil.example", "https://localhost.evil.example", "//evil。example", "http://[::1]evil.example",
    "/\n/evil.example", "\x00//evil.example", "ｈttps://evil.example", " //evil.example", "https:///evil.example",
)  # fmt: skip
HERE = "/guide"


def browser(**options: Any) -> Client:
    from django.test import Client

    return Client(SERVER_NAME="localhost", **options)


def leads_away(location: str) -> bool:
    """As a browser reads it: after tabs and line ends are taken out and backslashes turned."""
    from urllib.parse import urlsplit

    plain = location.strip().replace("\t", "").replace("\n", "").replace("\r", "").replace("\\", "/")
    found = urlsplit(plain)
    return (
        bool(found.netloc and found.netloc != "localhost") or found.scheme not in ("", "http") or plain.startswith("//")
    )


def test_what_leads_away_is_seen() -> None:
    """The control."""
    away = ("//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example")
    assert all(leads_away(each) for each in away)
    assert not leads_away("/guide?next=//evil.example")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("where", ELSEWHERE)
def test_open_redirect_every_flow_that_goes_back_somewhere(where: str) -> None:
    client = browser()
    for path, fields in (
        ("/look/choose", {"theme": "dark"}), ("/language", {"language": "en"}),
        ("/account/sign-in", {"login": "xiumei", "password": PASSWORD}),
        ("/account/again", {"by": "password", "password": PASSWORD}),
        ("/account/sign-out", {}),
    ):  # fmt: skip
        answer = client.post(f"{path}?next={quote(where)}", fields | {"next": where})
        if answer.status_code in (301, 302):
            assert not leads_away(answer.headers["Location"]), (path, where, answer.headers["Location"])


@pytest.mark.usefixtures("database")
def test_open_redirect_the_same_flows_do_go_back_to_our_own_pages() -> None:
    client = browser()
    for path, fields in (
        ("/look/choose", {"theme": "dark"}), ("/language", {"language": "en"}),
        ("/account/sign-in", {"login": "xiumei", "password": PASSWORD}),
        ("/account/again", {"by": "password", "password": PASSWORD}),
    ):  # fmt: skip
        assert client.post(path, fields | {"next": HERE}).headers["Location"] == HERE, path


# the host -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "evil.example:8000", "[::1", ""]
)
def test_host_header_another_name_is_refused(host: str) -> None:
    for path in ("/", "/account/sign-in", "/w/SY7K3M92QF"):
        assert browser().get(path, HTTP_HOST=host).status_code == 400, host
    assert browser().get("/", HTTP_HOST="localhost").status_code == 200, "the control"


def test_host_header_a_forwarded_name_from_a_stranger_changes_nothing() -> None:
    for name in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"):
        answer = browser().get("/", headers={name: "host=evil.example"})
        assert "evil.example" not in answer.content.decode() + str(answer.headers)


def test_host_header_links_in_pages_and_messages_bear_the_installations_own_name(standing: Standing) -> None:
    """Another port of our own name passes the check of hosts: it must not get into what people are sent."""
    from people.routes.table import BY_NAME

    made = {"statement_ask": "owner", "consent_ask": "officer_b", "file_erase": "owner"}
    for name, who in made.items():
        row = BY_NAME[name]
        client = standing.client(who)
        page = client.post(row.path(standing), dict(row.body(standing)), HTTP_HOST="localhost:6666").content.decode()
        assert "localhost:6666" not in page, name
        assert "http://localhost:8000/" in page, name


# paths ----------------------------------------------------------------------------------------------------------------

CLIMBS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "....//", "%252e%252e%252f", "..%c0%af", "/%2e%2e/")
TARGETS = ("people.secret", "etc/passwd", "settings.py")


@pytest.mark.parametrize("climb", CLIMBS)
def test_path_traversal_out_of_static_files_and_pages(climb: str) -> None:
    client = browser(raise_request_exception=False)
    for base in ("/static/", "/w/", "/files/", "/my/rights/export/", "/erased/", "/c/", "/api/v1/proofs/works/"):
        for depth, target in ((1, TARGETS[2]), (6, TARGETS[1]), (3, TARGETS[0])):
            answer = client.get(f"{base}{climb * depth}{target}")
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code in (302, 400, 401, 404, 422), (base, climb, answer.status_code)
            assert b"root:" not in content
            assert b"INSTALLED_APPS" not in content
    assert client.get("/static/shouyi.css").status_code == 200, "the control"


# addresses that we would fetch ----------------------------------------------------------------------------------------


def test_ssrf_no_field_of_any_request_makes_us_connect(standing: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form gets an address in every field, while whatever is connected to or looked up is noted."""
    from people.routes.table import TABLE

    called: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: called.append(host) or [])
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: called.append(address))
    monkeypatch.setattr(socket.socket, "connect_ex", lambda self, address: called.append(address) or 1)
    address = "http://169.254.169.254/latest/meta-data"
    names = (
        "url",
        "uri",
        "webhook",
        "callback",
        "avatar",
        "endpoint",
        "jwks_uri",
        "logo_uri",
        "redirect_uri",
        "contact",
    )
    for row in TABLE:
        if row.post is None or row.lasting:
            continue
        fields = dict.fromkeys((*names, *row.body(standing)), address) | dict.fromkeys(names, address)
        standing.client(row.tie.allowed).post(row.path(standing), fields)
    assert [each for each in called if "169.254" in str(each)] == []
    with pytest.raises(OSError, match="empty"):
        socket.create_connection(("169.254.169.254", 80), 1)
    assert "169.254.169.254" in called, "the control: whatever is looked up is noted"


def test_ssrf_a_clients_key_is_taken_by_value_and_never_by_its_address(standing: Standing) -> None:
    from shouyi.people.api.clients import KeyRefused, checked_key

    for unverified in ('{"jwks_uri": "http://169.254.169.254/"}', '{"kty":"EC","x5u":"http://169.254.169.254/"}'):
        with pytest.raises(KeyRefused):
            checked_key(unverified)


# headers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "%0d%0a", "\u560a\u560d", "\u2028", "\x0b", "\x00"])
def test_header_injection_by_what_a_visitor_writes(sign: str, standing: Standing) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from gateways import hostile

    evil = f"a{sign}Set-Cookie: evil=1{sign}{sign}<b>"
    client = standing.client("owner")
    answers = [
        client.post("/look/choose", {"theme": "dark", "next": f"/{evil}"}),
        client.post("/language", {"language": evil}),
        client.get("/my/", {"page": evil}, headers={"X-Request-Id": evil.replace("\r", "").replace("\n", "")}),
        client.get(f"/w/{quote(evil)}"), client.get(f"/my/file?of={quote(evil)}"),
        client.post("/my/files/new", {
            "file": SimpleUploadedFile(f"{evil}.jpg", hostile.talkative("JPEG"), "image/jpeg"), "file-whole": "1",
            "alternative": evil,
        }),
    ]  # fmt: skip
    for answer in answers:
        assert "evil" not in answer.cookies
        assert all("\r" not in value and "\n" not in value for value in answer.headers.values())
        assert "evil=1" not in answer.headers.get("Content-Disposition", "")


@pytest.mark.parametrize(
    "reach", ["a@example.org\nBcc: b@example.org", "a@example.org\r\n\r\nhi", "a@exa\x00mple.org", "a,b@example.org"]
)
def test_header_injection_into_mail_is_no_address(reach: str) -> None:
    from shouyi.people.accounts.reach import NotAReach, parse_reach

    try:
        found = parse_reach(reach)
    except NotAReach:
        found = ""
    assert not set(found) & set("\r\n\x00, ")
    assert "bcc" not in found
    assert parse_reach("a@example.org") == "a@example.org", "the control"
