"""The load client counts whole answers and nothing else, and does not measure a server that answers wrongly."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shouyi.bench.load import Answered, LoadFailed, load, request_bytes


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked = 0

    def do_GET(self) -> None:
        Handler.asked += 1
        if self.path == "/slow":
            time.sleep(30)
        body = b"x" * 100_000
        self.send_response(200 if self.path == "/" else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None: ...


class Quiet(ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        """A client that ends in the middle of an answer is what the load does at its end."""


@pytest.fixture
def port() -> Iterator[int]:
    server = Quiet(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_every_whole_answer_is_counted_once(port: int) -> None:
    Handler.asked = 0
    found = load(port, request_bytes("localhost", "/", {"Accept-Language": "en"}), clients=3, seconds=0.3)
    assert len(found.seconds) > 3
    assert 0 <= Handler.asked - len(found.seconds) <= 3, "what was under way at the end is not counted"
    assert found.percentile_ms(50) <= found.percentile_ms(99)


def test_a_wrong_answer_is_not_measured(port: int) -> None:
    with pytest.raises(LoadFailed, match="503"):
        load(port, request_bytes("localhost", "/wrong", {}), clients=1, seconds=0.3)


def test_a_server_that_answers_not_once_in_the_time_is_not_measured(port: int) -> None:
    with pytest.raises(LoadFailed, match="measure longer"):
        load(port, request_bytes("localhost", "/slow", {}), clients=1, seconds=0.2)


def test_percentiles() -> None:
    found = Answered([n / 1000 for n in range(1, 101)], 2.0)
    assert (found.per_second, found.percentile_ms(50), found.percentile_ms(99)) == (50.0, 51.0, 100.0)
