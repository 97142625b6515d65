"""Where the site's own database lies: in the home as SQLite, or on the PostgreSQL server of SHOUYI_DATABASE_URL.

`postgresql://user:password@host:5432/name?sslmode=verify-full`; a folder of sockets is `?host=/run/postgresql`. What
PostgreSQL's own library reads from its environment (PGPASSFILE, a service file) it goes on reading. A password stands
in no message, no representation and no command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SCHEMES = ("postgresql", "postgres")
OPTIONS = ("host", "sslmode", "sslrootcert", "connect_timeout")
"""What may stand behind the question mark, by the names of PostgreSQL's own library."""
POOL = {"min_size": 1, "max_size": 8, "timeout": 10, "max_idle": 300, "reconnect_timeout": 10}
"""A process of four threads needs four connections; a request that gets none within ten seconds is told so.

The pool doubles its wait between attempts for as long as `reconnect_timeout`: with its own five minutes, a server back
after four would be found in the sixth. Given up after ten seconds, the next request tries anew."""


class MalformedDatabaseUrl(ImproperlyConfigured):
    """SHOUYI_DATABASE_URL says something else than an address of a database. The message never repeats it."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """One database of a PostgreSQL server. `host`: a name, an address or a folder of sockets; "" the library's own."""

    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: int = 5432
    options: tuple[tuple[str, str], ...] = ()

    def environment(self) -> dict[str, str]:
        """What PostgreSQL's own programs read, so that nothing of it stands on their command line."""
        named = {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user, "PGDATABASE": self.name}
        named |= {"PGPASSWORD": self.password} | {f"PG{key.upper()}": value for key, value in self.options}
        return {key: value for key, value in named.items() if value}


def parse_database_url(url: str) -> Postgres | None:
    """The server that the address names; None for an empty one: SQLite in the home. Raises MalformedDatabaseUrl."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise MalformedDatabaseUrl("SHOUYI_DATABASE_URL: its host or port cannot be read") from None
    if parts.scheme not in SCHEMES:
        raise MalformedDatabaseUrl("SHOUYI_DATABASE_URL must begin with postgresql:// (without it, SQLite is used)")
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name or parts.fragment:
        raise MalformedDatabaseUrl("SHOUYI_DATABASE_URL must end in /name, one database's name")
    options = _options(parts.query)
    host = options.pop("host", "") or parts.hostname or ""
    if "\0" in unquote(url):
        raise MalformedDatabaseUrl("SHOUYI_DATABASE_URL holds a NUL")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Postgres(name, user, password, host, port or 5432, tuple(sorted(options.items())))


def _options(query: str) -> dict[str, str]:
    found = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := sorted(set(found) - set(OPTIONS)):
        names = ", ".join(unknown)
        raise MalformedDatabaseUrl(f"SHOUYI_DATABASE_URL: unknown option {names}; known are {', '.join(OPTIONS)}")
    return found


def databases(url: str, home: Path) -> dict[str, Mapping[str, Any]]:
    """Django's DATABASES. Raises MalformedDatabaseUrl."""
    server = parse_database_url(url)
    return {"default": _postgres(server) if server else _sqlite(home / "people.sqlite3")}


def _sqlite(path: Path) -> dict[str, Any]:
    """One writer at a time, who says so at the start: otherwise two readers that both want to write deadlock."""
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}


def _postgres(server: Postgres) -> dict[str, Any]:
    """A pool a process, whose connections are tried before they are given out: a server may have been restarted."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": server.name,
        "USER": server.user,
        "PASSWORD": server.password,
        "HOST": server.host,
        "PORT": str(server.port),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**dict(server.options), "pool": POOL},
    }
