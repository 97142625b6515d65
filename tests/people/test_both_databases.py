"""The site stands on SQLite and on PostgreSQL: what differs between the two, and that each is set up as it must be."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from shouyi.people.databases import MalformedDatabaseUrl, Postgres, databases, parse_database_url

PASSWORD = "s3cret/pass"


def test_the_database_is_the_one_that_was_asked_for() -> None:
    from django.db import connection

    assert connection.vendor == os.environ.get("SHOUYI_TEST_DATABASE", "sqlite")


def test_sqlite_waits_in_line_and_survives() -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("this run is on PostgreSQL")
    with connection.cursor() as cursor:
        found = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")]
    assert found == ["wal", 1]
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_lends_its_connections_to_threads() -> None:
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("this run is on SQLite")

    def backend(_: int) -> int:
        try:
            with connection.cursor() as cursor:
                return int(cursor.execute("SELECT pg_backend_pid()").fetchone()[0])
        finally:
            connection.close()  # as at the end of a request: back into the pool

    with ThreadPoolExecutor(4) as workers:
        used = set(workers.map(backend, range(64)))
    assert len(used) <= 8, "every request opened a connection of its own"


def test_without_an_address_the_database_lies_in_the_home(tmp_path: Path) -> None:
    found = databases("", tmp_path)["default"]
    assert found["ENGINE"].endswith("sqlite3")
    assert found["NAME"] == tmp_path / "people.sqlite3"


def test_an_address_is_read_whole() -> None:
    found = parse_database_url("postgresql://sh:p%40%2Fw@db.example:6000/house?sslmode=verify-full&connect_timeout=3")
    assert found == Postgres(
        "house", "sh", "p@/w", "db.example", 6000, (("connect_timeout", "3"), ("sslmode", "verify-full"))
    )
    settings = databases("postgresql://sh:p%40%2Fw@/house?host=%2Frun%2Fpostgresql", Path("unused"))["default"]
    assert (settings["HOST"], settings["PASSWORD"], settings["NAME"]) == ("/run/postgresql", "p@/w", "house")
    assert settings["OPTIONS"]["pool"]["max_size"] >= 4


def test_a_program_is_told_by_its_environment() -> None:
    found = parse_database_url("postgres://sh:pw@db.example/house?sslmode=require")
    assert found is not None
    due = {"PGHOST": "db.example", "PGPORT": "5432", "PGUSER": "sh", "PGDATABASE": "house", "PGPASSWORD": "pw"}
    assert found.environment() == due | {"PGSSLMODE": "require"}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://sh:s3cret@db/house", "postgresql://"),
        (f"sh:{PASSWORD}@db/house", "postgresql://"),
        (f"postgresql://sh:{PASSWORD}@db:port/house", "host or port"),
        ("postgresql://sh:s3cret@db", "/name"),
        ("postgresql://sh:s3cret@db/a/b", "/name"),
        ("postgresql://sh:s3cret@db/house?sslmod=off", "unknown option sslmod"),
        ("postgresql://sh:s3cret@[db/house", "cannot be read"),
        ("postgresql://sh:s3cret%00@db/house", "NUL"),
    ],
)
def test_a_bad_address_is_explained_and_never_repeated(url: str, why: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=why) as caught:
        parse_database_url(url)
    assert "s3cret" not in str(caught.value)


@given(st.text())
def test_any_text_is_an_address_or_malformed(text: str) -> None:
    for url in (text, f"postgresql://{text}"):
        try:
            parse_database_url(url)
        except MalformedDatabaseUrl:
            continue


def test_a_password_is_in_no_representation() -> None:
    found = parse_database_url(f"postgresql://sh:{PASSWORD.replace('/', '%2F')}@db/house")
    assert found is not None
    assert found.password == PASSWORD
    assert "s3cret" not in repr(found)
