"""Copies of databases while others write: SQLite by its online backup, PostgreSQL by its own programs.

A `Pinned` SQLite file stays as it was when it was pinned, whoever writes meanwhile: in WAL mode a read transaction is a
snapshot, and the backup reads within it. PostgreSQL's programs are told server and password by their environment.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from shouyi.gateways.errors import GatewayError

SQLITE_HEADER = b"SQLite format 3\0"
DEBIAN = Path("/usr/lib/postgresql")
PROGRAM_PATH = "/usr/local/bin:/usr/bin:/bin"
DUMP = ("--format=custom", "--no-owner", "--no-privileges", "--no-password")
RESTORE = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password")
Environment = Mapping[str, str]
"""PGHOST, PGUSER, PGPASSWORD, …: what PostgreSQL's own library reads."""


class Pinned:
    """One SQLite file as it is now. Close it soon: while it is pinned, its write-ahead log grows."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise GatewayError(f"{path.name} is not there", permanent=True)
        self._name = path.name
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._db.execute("BEGIN")
        self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first read takes the snapshot

    def copy_to(self, path: Path) -> None:
        """One file, without a log beside it. Raises GatewayError for a damaged source."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        target = sqlite3.connect(path, isolation_level=None)
        try:
            self._db.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as problem:
            raise GatewayError(f"{self._name} cannot be copied: {problem}", permanent=True) from None
        finally:
            target.close()

    def close(self) -> None:
        self._db.close()


def copy_sqlite(source: Path, target: Path) -> None:
    """The file as it is at one instant. Raises GatewayError."""
    pinned = Pinned(source)
    try:
        pinned.copy_to(target)
    finally:
        pinned.close()


def is_sqlite(path: Path) -> bool:
    with path.open("rb") as handle:
        return handle.read(len(SQLITE_HEADER)) == SQLITE_HEADER


def dump_postgres(server: Environment, target: Path) -> None:
    """The whole database, of one instant, in PostgreSQL's custom format. Raises GatewayError."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    _run(server, "pg_dump", [*DUMP, f"--file={target}"])


def restore_postgres(server: Environment, source: Path) -> None:
    """Into an empty database, whole or not at all. Raises GatewayError."""
    _run(server, "pg_restore", [*RESTORE, "--dbname=", str(source)])


def count_tables(server: Environment) -> int:
    """How many tables the database has in the schemas that it looks in."""
    answer = _run(
        server, "psql", [*_PSQL, "SELECT count(*) FROM pg_tables WHERE schemaname = ANY (current_schemas(false))"]
    )
    return int(answer)


def empty_schema(server: Environment) -> None:
    """Drops everything in the database's own schema: what a restore that was cut short left there."""
    statements = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    _run(server, "psql", [*_PSQL, statements])


_PSQL = ("--no-psqlrc", "--no-password", "--tuples-only", "--set=ON_ERROR_STOP=1", "--command")


def _run(server: Environment, program: str, words: Sequence[str]) -> str:
    found = subprocess.run(
        [_program(program), *words], env={"PATH": PROGRAM_PATH, "LC_ALL": "C.UTF-8", **server}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if found.returncode:
        raise GatewayError(f"{program}: {found.stderr.strip()[:400]}", permanent=False)
    return found.stdout.strip()


def _program(name: str) -> str:
    """The newest of Debian's, else the one in the path: a client older than its server cannot dump it."""
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(4))
    found = str(versions[-1]) if versions else shutil.which(name, path=PROGRAM_PATH)
    if found is None:
        raise GatewayError(f"{name} is missing: apt-get install postgresql-client", permanent=True)
    return found
