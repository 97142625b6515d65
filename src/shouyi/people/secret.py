"""The key that signs sessions and forms: derived from the seed of a demonstration, otherwise made once and kept."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def secret_key(path: Path, seed: str) -> str:
    """The seed's key, or the key kept at `path`, which is made when it is not there yet."""
    if seed:
        return hmac.new(seed.encode(), b"shouyi/people/secret/1", hashlib.sha256).hexdigest()
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        return _make(path)


def _make(path: Path) -> str:
    """Writes beside and links into place: of two processes that start together, both read what the first one linked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())  # before it has its name: no loss of power leaves an empty key there
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return path.read_text("ascii")
