"""Settings of the commands. Beside the pages' own settings the only module that reads the environment.

SHOUYI_HOME (./var): where everything written lies · SHOUYI_SEED: makes a new home a demonstration, in which keys, seeds
and the clock follow from it · SHOUYI_NET: the network's id, for a new home · SHOUYI_WITNESS: a witness's address ·
SHOUYI_BIND (127.0.0.1:8000): where the pages listen · SHOUYI_URL (http://localhost:8000), SHOUYI_PROOFS_URL (the same
host, port 8001): where pages and public log are served · SHOUYI_DATABASE_URL: the pages' database, as
`postgresql://user:password@host/name`; without it, SQLite in the home.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from shouyi.gateways.errors import GatewayError

DEFAULT_NET = "demo.shouyi.example"
PROOFS_PORT = 8001


@dataclass(frozen=True, slots=True)
class Settings:
    """`seed` is empty in a real installation; a home keeps what it was made with. `database` may hold a password."""

    home: Path
    seed: str
    net: str
    witness: str
    url: str
    proofs_url: str
    database: str = field(default="", repr=False)


def read_settings() -> Settings:
    """The environment's settings, over what the home was made with.

    Raises GatewayError when the seed or the network is not the one with which the home was made.
    """
    home = Path(os.environ.get("SHOUYI_HOME") or "var")
    asked = {"net": os.environ.get("SHOUYI_NET", ""), "seed": os.environ.get("SHOUYI_SEED", "")}
    made = _made(home / "home.json")
    for name, value in asked.items():
        if made and value and value != made[name]:
            raise GatewayError(f"this home was made with another SHOUYI_{name.upper()}", permanent=True)
    found = made or {"net": asked["net"] or DEFAULT_NET, "seed": asked["seed"]}
    witness = os.environ.get("SHOUYI_WITNESS", "").rstrip("/")
    url = (os.environ.get("SHOUYI_URL") or f"http://localhost:{bind_address().rpartition(':')[2]}").rstrip("/")
    proofs = (os.environ.get("SHOUYI_PROOFS_URL") or _beside(url)).rstrip("/")
    database = os.environ.get("SHOUYI_DATABASE_URL", "")
    return Settings(home, found["seed"], found["net"], witness, url, proofs, database)


def bind_address() -> str:
    """Where the pages listen unless a command says otherwise."""
    return os.environ.get("SHOUYI_BIND") or "127.0.0.1:8000"


def _beside(url: str) -> str:
    """The public proofs' address beside the pages'."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port + 1 if parts.port else PROOFS_PORT}"


def settle(settings: Settings) -> None:
    """Fixes seed and network of a new home."""
    path = settings.home / "home.json"
    if not path.exists():
        settings.home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # it holds the seed
        path.write_text(json.dumps({"net": settings.net, "seed": settings.seed}, sort_keys=True) + "\n")


def _made(path: Path) -> dict[str, str] | None:
    try:
        plain = json.loads(path.read_text())
        return {"net": str(plain["net"]), "seed": str(plain["seed"])}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as problem:
        raise GatewayError(f"home.json cannot be read: {problem}", permanent=True) from None
