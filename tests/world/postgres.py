"""A real PostgreSQL from Debian, for tests: a cluster of its own in a temporary folder, reached by its socket alone.

`server()` starts it once a process and takes everything away at the end; it dies with the process that started it.
`initdb` refuses root, so root starts it as Debian's user `postgres`. Without fsync: the tests kill the server, never
the machine, and the page cache survives that.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

DEBIAN = Path("/usr/lib/postgresql")
PASSWORD = "p/w@d:%#? 守"
"""Every character that an address could trip over."""
STARTING_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}
_numbers = count(1)


def programs() -> Path | None:
    """The newest server's programs; None where Debian's PostgreSQL is missing."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def require_postgres() -> Server:
    """The server, or the test is skipped by name."""
    if programs() is None:
        pytest.skip("POSTGRESQL IS MISSING: nothing was tried on it (apt-get install postgresql)")
    return server()


@cache
def server() -> Server:
    """This process's server, started when it is first asked for."""
    found = programs()
    if found is None:
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
    made = Server(found, Path(tempfile.mkdtemp(prefix="shouyi-pg-")))
    atexit.register(made.remove)
    made.initialise()
    made.start()
    return made


@dataclass
class Server:
    """One cluster below `folder`, whose socket lies there too."""

    programs: Path
    folder: Path
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))
    _process: subprocess.Popen[bytes] | None = None

    def initialise(self) -> None:
        """`initdb`, with a password that must be given."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        for path in (self.folder, secret):
            os.chown(path, *_owner())
        options = ["--auth=scram-sha-256", f"--pwfile={secret}", "--username=shouyi", "--encoding=UTF8"]
        command = [self.programs / "initdb", "-D", self.folder / "data", *options, "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, **_as_owner(), cwd=self.folder)

    def start(self) -> None:
        """Returns once it answers."""
        given = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, *given]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, preexec_fn=_die_with_parent, cwd=self.folder, **_as_owner()
            )
        self._await()

    def _await(self) -> None:
        end = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < end:
            ready = subprocess.run([self.programs / "pg_isready", "-q", "-h", self.folder], check=False)
            if ready.returncode == 0:
                return
            assert self._process is not None
            assert self._process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise TimeoutError("PostgreSQL does not answer")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends connections in order (`fast`); SIGQUIT leaves at once, as after a crash (`immediate`)."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(STARTING_SECONDS)
            self._process = None

    def remove(self) -> None:
        """Stops it, and nothing is left."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://shouyi:{quote(PASSWORD, safe='')}@/{name}?host={quote(str(self.folder), safe='')}"

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"d{next(_numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def copy_database(self, url: str) -> str:
        """The address of a new database with all that is in another, to which nobody is connected."""
        name = f"d{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {_name(url)}")
        return self.url(name)

    def drop_database(self, url: str) -> None:
        self.run(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    @contextmanager
    def database(self) -> Iterator[str]:
        """A new, empty database, dropped at the end."""
        url = self.new_database()
        yield url
        self.drop_database(url)

    def run(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement of the superuser's, outside of any transaction; its rows, if it gives any."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _owner() -> tuple[int, int]:
    if os.geteuid():
        return os.geteuid(), os.getegid()
    found = pwd.getpwnam("postgres")
    return found.pw_uid, found.pw_gid


def _as_owner() -> dict[str, object]:
    user, group = _owner()
    return {} if os.geteuid() else {"user": user, "group": group, "extra_groups": []}


def _die_with_parent() -> None:
    """So that a killed test run leaves no server behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
