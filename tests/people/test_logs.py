"""Nothing of anybody reaches a log line: planted secrets in every place where a log could pick one up."""

from __future__ import annotations

import io
import json
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.people.logs import SHAPES, Lines, events, scrub, where_raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

SECRETS = (
    "13800138000", "+8613800138000", "482913", "吴秀梅", "xiumei", "Wu Xiumei", "xiumei@example.org",
    "110101199003074514", "sk_live_51H8xPlanted", "0123456789abcdef0123456789abcdef", "?code=482913", "Bearer abc.def",
    "203.0.113.77",
)  # fmt: skip


@contextmanager
def written_to(out: TextIO) -> Iterator[None]:
    """What every logger writes meanwhile, through the one formatter."""
    handler = logging.StreamHandler(out)
    handler.setFormatter(Lines())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("shouyi").setLevel(logging.DEBUG)
    yield
    root.removeHandler(handler)
    root.setLevel(before)
    logging.getLogger("shouyi").setLevel(logging.NOTSET)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    out = io.StringIO()
    with written_to(out):
        yield out


def assert_clean(text: str) -> None:
    assert text.strip()
    for line in text.splitlines():
        json.loads(line)
    assert [secret for secret in SECRETS if secret in text or json.dumps(secret)[1:-1] in text] == []


@pytest.mark.parametrize("secret", SECRETS)
def test_no_field_argument_or_message_lets_a_secret_through(lines: io.StringIO, secret: str) -> None:
    own, foreign = logging.getLogger("shouyi.jobs"), logging.getLogger("some.library")
    own.warning("job %s of %s", secret, 7)
    own.warning(secret)
    own.warning("%(a)s", {"a": secret})
    foreign.error("cannot reach %s", secret)
    foreign.error(secret, extra={"fields": {"route": secret}})
    route = (
        secret if secret != "xiumei" else "Xiumei"
    )  # a word in small letters is a route's name: our code gives those
    events("pages").info("request", route=route, status=secret, method=secret, request=secret, anything=secret)
    events("pages").info(secret)
    try:
        raise ValueError(secret) from KeyError(secret)
    except ValueError:
        own.exception("failed")
        foreign.exception(secret)
    assert_clean(lines.getvalue())


def test_what_is_known_stays(lines: io.StringIO) -> None:
    uid = "6c9f1c3e-8a52-4a7e-9d6c-000000000001"
    logging.getLogger("shouyi.jobs").info("job %s %s %s", "cases.remind", uid, "done")
    line = json.loads(lines.getvalue())
    assert line["text"] == f"job cases.remind {uid} done"
    assert line["where"].startswith("test_logs:")


def test_a_traceback_is_places_without_a_value() -> None:
    def fails(phone: str) -> None:
        raise RuntimeError(f"no {phone}")

    try:
        fails("13800138000")
    except RuntimeError as error:
        found = where_raised(error)
    assert found["error"] == "RuntimeError"
    assert len(found["raised"]) == 2
    assert "138" not in json.dumps(found)


def test_a_request_is_one_line_by_its_routes_name(client: Client, lines: io.StringIO) -> None:
    answer = client.get(
        "/w/SY7K3M92QF?phone=13800138000&token=sk_live_51H8xPlanted",
        headers={"user-agent": "Wu Xiumei", "referer": "http://x/吴秀梅".encode().decode("latin-1"),
                 "x-request-id": "482913", "cookie": "a=xiumei@example.org"},
        REMOTE_ADDR="203.0.113.77",
    )  # fmt: skip
    line = next(json.loads(each) for each in lines.getvalue().splitlines() if '"request"' in each)
    assert_clean(lines.getvalue())
    assert (line["method"], line["status"], line["request"]) == ("GET", 200, answer.headers["X-Request-Id"])
    assert "SY7K3M92QF" not in lines.getvalue()
    assert line["route"] not in ("unmatched", "unnamed")


def test_a_page_that_fails_logs_places_alone(client: Client, lines: io.StringIO, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from shouyi.people.public import views

    def fail() -> None:
        raise RuntimeError("吴秀梅 13800138000")

    monkeypatch.setattr(views, "reader", fail)
    client.raise_request_exception = False
    assert client.get("/guide?code=482913").status_code == 500
    assert_clean(lines.getvalue())
    assert any(json.loads(line).get("error") == "RuntimeError" for line in lines.getvalue().splitlines())


@pytest.mark.parametrize("path", ["/xiumei/13800138000", "/w/%E5%90%B4%E7%A7%80%E6%A2%85"])
def test_an_unknown_path_and_a_strange_method_name_nothing(client: Client, lines: io.StringIO, path: str) -> None:
    client.get(path)
    client.generic("XIUMEI13800138000", "/guide")
    assert_clean(lines.getvalue())
    assert '"method": "OTHER"' in lines.getvalue()


@given(st.dictionaries(st.sampled_from([*SHAPES, "phone", "text", "name"]), st.text() | st.integers(), max_size=5))
def test_whatever_is_said_a_line_has_known_fields_of_known_shapes(said: dict[str, object]) -> None:
    line = scrub(said)
    assert line.keys() <= SHAPES.keys() | {"left_out"}
    assert all(value == "…" or SHAPES[name].fullmatch(str(value)) for name, value in line.items() if name in SHAPES)
