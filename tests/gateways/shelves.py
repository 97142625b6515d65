"""Shelves for the shared suite: a folder, and S3-compatible storage on a real HTTP server started by the tests."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shouyi.gateways.blobs import Blobs, FolderShelf, Limits
from shouyi.gateways.chance import system_randomness
from shouyi.gateways.keystore import Keystore
from shouyi.gateways.s3 import S3Account, S3Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_S_MAX = 30


@contextmanager
def s3_server() -> Iterator[str]:
    """Moto's server on a free port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def s3_shelf(endpoint: str) -> S3Shelf:
    """A shelf over a new, empty bucket."""
    account = S3Account(endpoint, f"files-{secrets.token_hex(6)}", "us-east-1", "key", "secret")
    shelf = S3Shelf(account)
    shelf._s3.create_bucket(Bucket=account.bucket)
    return shelf


def folder_shelf(home: Path) -> FolderShelf:
    shelf = FolderShelf(home / "blobs")
    shelf.begin()
    return shelf


def keystore(home: Path) -> Keystore:
    """A real keystore with two people: maker-1 and maker-2."""
    keys = Keystore(home, system_randomness, create=True)
    keys.add_persons(["maker-1", "maker-2"])
    return keys


def folder_blobs(home: Path, limits: Limits | None = None) -> tuple[Blobs, Keystore]:
    keys = keystore(home)
    return Blobs(folder_shelf(home), keys, limits), keys


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S_MAX
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise AssertionError("the storage server did not start")
