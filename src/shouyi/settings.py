"""Settings of the commands. Beside the pages' own settings the only module that reads the environment.

They stand in one file, `shouyi.toml` in SHOUYI_HOME or where SHOUYI_CONFIG says; the environment stands over it. Every
key, its variable and its meaning: `shouyi.gateways.configuration.KEYS`, docs/operating/configuration.md.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from shouyi.gateways.configuration import Configuration, Misconfigured, configure
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


def read_configuration() -> Configuration:
    """The file under the environment. Raises Misconfigured, also when SHOUYI_CONFIG names no file."""
    told, home = os.environ.get("SHOUYI_CONFIG", ""), os.environ.get("SHOUYI_HOME") or "var"
    path = Path(told) if told else Path(home) / "shouyi.toml"
    return configure(os.environ, path if told or path.exists() else None)


def read_settings() -> Settings:
    """The settings in force, over what the home was made with.

    Raises GatewayError when the seed or the network is not the one with which the home was made.
    """
    found = read_configuration()
    home = home_of(found)
    made = _made(home / "home.json")
    for name in ("net", "seed"):
        if made and found.text(name) and found.text(name) != made[name]:
            raise GatewayError(f"this home was made with another SHOUYI_{name.upper()}", permanent=True)
    made = made or {"net": found.text("net") or DEFAULT_NET, "seed": found.text("seed")}
    url = _address(found, "pages.url") or f"http://localhost:{found.text('pages.bind').rpartition(':')[2]}"
    proofs = _address(found, "proofs.url") or _beside(url)
    witness = _address(found, "witness.url")
    return Settings(home, made["seed"], made["net"], witness, url, proofs, found.text("database.url"))


def home_of(found: Configuration) -> Path:
    """The home; one that the file names begins at the file's own folder."""
    home = Path(found.text("home"))
    return found.path.parent / home if found.path and found.origins["home"] == "file" else home


def _address(found: Configuration, name: str) -> str:
    """An address of http or https without a path, or nothing. Raises Misconfigured."""
    url = found.text(name).rstrip("/")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.username
    except ValueError:
        good = False
    if url and not good:
        raise Misconfigured(f"{name} must be an address as https://shouyi.example")
    return url


def bind_address() -> str:
    """Where the pages listen unless a command says otherwise."""
    return read_configuration().text("pages.bind")


def under_systemd() -> tuple[str, float]:
    """The socket on which systemd hears that we are ready ("" without it), and its watchdog's patience in seconds."""
    told = os.environ.get("WATCHDOG_USEC", "")
    return os.environ.get("NOTIFY_SOCKET", ""), int(told) / 1_000_000 if told.isdecimal() else 0.0


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
