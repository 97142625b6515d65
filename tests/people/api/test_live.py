"""Hostile ways of sending, against a real gunicorn over real sockets: nothing is created twice, or by half."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from people.api.programs import BANK, PLATFORM, Program, of, organisation, program
from people.facts.test_facts import fresh, orders, row
from people.jobs.hands import environment

ASK = {"purpose": "lending", "fields": ["band"], "days": 30}


@pytest.fixture(scope="module")
def gunicorn() -> Iterator[str]:
    """Two processes of four threads, over the database of these tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "shouyi.people.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
               "--threads", "4", "--log-level", "error", "--no-control-socket"]  # fmt: skip
    server = subprocess.Popen(command, env=environment(SHOUYI_LOG_LEVEL="error"))
    try:
        _wait_for(port)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx.get(f"http://localhost:{port}/health", timeout=30)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("gunicorn did not come up")


@pytest.fixture
def who() -> Iterator[Program]:
    yield program(BANK)
    organisation(BANK).delete()


def asks() -> int:
    return organisation(BANK).asks.count()


def test_of_many_at_once_with_one_key_one_takes_effect(gunicorn: str, who: Program) -> None:
    headers = who.bearer() | {"Idempotency-Key": "the-same-key"}

    def send(_: int) -> httpx.Response:
        return httpx.post(f"{gunicorn}/api/v1/consents/asks", json=ASK, headers=headers, timeout=60)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(24)))
    assert {each.status_code for each in answers} <= {201, 409}, [each.text for each in answers]
    assert len({each.json()["uid"] for each in answers if each.status_code == 201}) == 1
    assert asks() == 1


def test_rates_are_counted_by_all_processes_together(gunicorn: str, who: Program) -> None:
    from shouyi.people.api.clients import digest
    from shouyi.people.api.models import Count

    address = f"{gunicorn}/api/v1/organisation"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: httpx.get(address, headers=who.bearer(), timeout=60), range(40)))
    assert {each.status_code for each in answers} == {200}
    rows = Count.objects.filter(digest=digest("rate", f"client/{who.row.uid}"))
    assert sum(rows.values_list("number", flat=True)) == 40


def raw(gunicorn: str, *parts: bytes, pause_s: float = 0.0) -> bytes:
    """Sends the parts one after the other and closes the sending side; what comes back."""
    with socket.create_connection(("127.0.0.1", urlsplit(gunicorn).port or 0), timeout=60) as line:
        for part in parts:
            line.sendall(part)
            time.sleep(pause_s)
        line.shutdown(socket.SHUT_WR)
        found = b""
        try:
            while piece := line.recv(65536):
                found += piece
        except ConnectionResetError:
            pass
    return found


def head(who: Program, *more: str, path: str = "/api/v1/consents/asks", kind: str = "application/json") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {who.token}", f"Content-Type: {kind}",
             "Idempotency-Key: a-key-of-this-test", "Connection: close", *more, "", ""]  # fmt: skip
    return "\r\n".join(lines).encode()


def test_half_a_body_counts_for_nothing(gunicorn: str, who: Program) -> None:
    body = json.dumps(ASK).encode()
    answer = raw(gunicorn, head(who, f"Content-Length: {len(body)}"), body[:-4])
    assert b" 201 " not in answer
    assert asks() == 0
    whole = raw(gunicorn, head(who, f"Content-Length: {len(body)}"), body)
    assert b" 201 " in whole, "the key is free again"
    assert asks() == 1


def test_a_slow_body_arrives_whole(gunicorn: str, who: Program) -> None:
    body = json.dumps(ASK).encode()
    pieces = [body[at : at + 8] for at in range(0, len(body), 8)]
    answer = raw(gunicorn, head(who, f"Content-Length: {len(body)}"), *pieces, pause_s=0.05)
    assert b" 201 " in answer
    assert asks() == 1


def test_chunked_without_a_length_is_refused(gunicorn: str, who: Program) -> None:
    body = json.dumps(ASK).encode()
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    assert b" 411 " in raw(gunicorn, head(who, "Transfer-Encoding: chunked"), chunk)
    both = raw(gunicorn, head(who, "Transfer-Encoding: chunked", f"Content-Length: {len(body)}"), chunk)
    assert b" 201 " not in both, "two lengths are a way to smuggle"
    assert asks() == 0


def test_too_much_is_refused_before_it_arrives(gunicorn: str, who: Program) -> None:
    begun = time.monotonic()
    answer = raw(gunicorn, head(who, "Content-Length: 5000000000"), b"{" * 1000)
    assert b" 413 " in answer
    assert time.monotonic() - begun < 20


def test_a_large_file_goes_in_and_a_larger_one_does_not(gunicorn: str, who: Program) -> None:
    maker = program(PLATFORM)
    found = organisation(PLATFORM)
    told = {"Content-Type": "text/csv", "Idempotency-Key": "files-of-this-test"}
    try:
        data = orders(*[row(fresh()) for _ in range(20_000)])
        assert 1024 * 1024 < len(data) < 20 * 1024 * 1024
        address = f"{gunicorn}/api/v1/facts?kind=orders"
        answer = httpx.post(
            address, content=data, headers=maker.bearer() | told | {"Content-Digest": of(data)}, timeout=120
        )
        assert answer.status_code == 201, answer.text
        large = b"x" * (20 * 1024 * 1024 + 1)
        try:
            over = httpx.post(
                address, content=large, headers=maker.bearer() | told | {"Content-Digest": of(large)}, timeout=120
            )
            assert over.status_code == 413
        except httpx.TransportError:
            pass  # the answer came before the body was sent, and the line was closed
        assert found.deliveries.count() == 1
    finally:
        found.deliveries.all().delete()
        found.clients.all().delete()
