"""A load: so many clients, each of which sends its next request when the answer to the one before is whole.

One process, raw sockets kept open, no library between, so that on two cores what is measured is the server. It shares
the machine with the server, so figures are for comparing within one run, never for a capacity.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

HEADER_END = b"\r\n\r\n"


class LoadFailed(Exception):
    """A server that answers wrongly, or not once in the time: measuring it would mean nothing."""


@dataclass(frozen=True, slots=True)
class Answered:
    """`seconds` of each request, in order of ending; `wall` of all."""

    seconds: list[float]
    wall: float

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.wall

    def percentile_ms(self, percent: float) -> float:
        """The least time within which this share of requests was answered, in ms."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@dataclass(slots=True)
class _Client:
    socket: socket.socket
    sent_at: float = 0.0
    got: bytearray = field(default_factory=bytearray)
    whole: int = 0


def request_bytes(host: str, path: str, headers: Mapping[str, str]) -> bytes:
    """One GET, kept alive."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def load(port: int, request: bytes, *, clients: int, seconds: float) -> Answered:
    """Every client asks this one request until time is up. Raises LoadFailed for any answer but 200, or none."""
    with selectors.DefaultSelector() as waiting:
        for _ in range(clients):
            _ask(_connect(waiting, port), request)
        try:
            return _run(waiting, port, request, seconds)
        finally:
            for key in list(waiting.get_map().values()):
                key.data.socket.close()


def _connect(waiting: selectors.BaseSelector, port: int) -> _Client:
    connection = socket.create_connection(("127.0.0.1", port), 10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client = _Client(connection)
    waiting.register(connection, selectors.EVENT_READ, client)
    return client


def _ask(client: _Client, request: bytes) -> None:
    client.sent_at, client.whole = time.perf_counter(), 0
    client.got.clear()
    client.socket.sendall(request)


def _run(waiting: selectors.BaseSelector, port: int, request: bytes, seconds: float) -> Answered:
    took: list[float] = []
    begun = time.perf_counter()
    while (now := time.perf_counter()) < begun + seconds:
        for key, _events in waiting.select(1):
            client: _Client = key.data
            if not (data := client.socket.recv(1 << 18)):
                waiting.unregister(client.socket)  # a server may end a connection between two requests
                client.socket.close()
                _ask(_connect(waiting, port), request)
                continue
            client.got += data
            if _is_whole(client):
                took.append(time.perf_counter() - client.sent_at)
                _ask(client, request)
    if not took:
        raise LoadFailed(
            f"nothing was answered within {seconds:g} seconds: measure longer, or when the machine is calm"
        )
    return Answered(took, now - begun)


def _is_whole(client: _Client) -> bool:
    if not client.whole:
        at = client.got.find(HEADER_END)
        if at < 0:
            return False
        head = bytes(client.got[:at]).lower()
        if not head.startswith(b"http/1.1 200"):
            raise LoadFailed(f"answered {head[:40]!r}")
        length = head.split(b"content-length:", 1)
        if len(length) < 2:
            raise LoadFailed("an answer without a length")
        client.whole = at + len(HEADER_END) + int(length[1].split(b"\r\n", 1)[0])
    return len(client.got) >= client.whole
