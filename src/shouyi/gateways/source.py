"""Where a witness reads a log: its public folder, by path, over HTTP or on the same disk.

Trust: none. Whatever comes back is a stranger's bytes; its length is bounded here, its meaning judged by the ledger.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from shouyi.gateways.errors import GatewayError

FILE_BYTES_MAX = 4 << 20
"""A full bundle of the longest entries takes 2.1 MB."""
ANSWER_SECONDS_MAX = 60
"""For one body: timeouts alone let a server drip bytes for ever."""


class Source(Protocol):
    """A log's public files."""

    def read(self, path: str) -> bytes | None:
        """The file, None where there is none. Raises GatewayError."""


@dataclass(frozen=True, slots=True)
class FolderSource:
    """The public folder on this disk."""

    folder: Path

    def read(self, path: str) -> bytes | None:
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise GatewayError(f"{path} cannot be read: {problem.strerror}", permanent=False) from None


class HttpSource:
    """The public folder at an address. No redirect is followed, so that the address means one log."""

    def __init__(self, url: str, *, timeout_seconds: float = 10.0) -> None:
        self._client = httpx.Client(base_url=url.rstrip("/") + "/", timeout=timeout_seconds, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def read(self, path: str) -> bytes | None:
        try:
            with self._client.stream("GET", path) as response:
                if response.status_code == 404:
                    return None
                if response.status_code != 200:
                    raise GatewayError(f"{path}: the log answers {response.status_code}", permanent=False)
                return bounded(response)
        except httpx.HTTPError as problem:
            raise GatewayError(f"{path}: the log does not answer ({type(problem).__name__})", permanent=False) from None


def bounded(response: httpx.Response, limit: int = FILE_BYTES_MAX) -> bytes:
    """The body of a streamed response. Raises GatewayError beyond `limit` bytes, and when it takes too long."""
    data, path, until = bytearray(), response.request.url.path, time.monotonic() + ANSWER_SECONDS_MAX
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > limit:
            raise GatewayError(f"{path}: more than {limit} bytes", permanent=True)
        if time.monotonic() > until:
            raise GatewayError(f"{path}: no end after {ANSWER_SECONDS_MAX} seconds", permanent=False)
    return bytes(data)
