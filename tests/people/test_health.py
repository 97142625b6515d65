"""Probes: codes alone, no host, session or cookie needed, and never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory, override_settings

from shouyi.people import health

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "KEPT_S", -1)
    health._applied.cache_clear()


@pytest.mark.parametrize("path", ["/health", "/ready", "/health/worker"])
def test_a_probe_needs_no_host_and_leaves_nothing(client: Client, path: str) -> None:
    answer = client.get(path, headers={"host": "10.9.8.7:1234"})
    assert answer.status_code in (200, 503)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert all(value.isascii() and value.replace("_", "").isalpha() for value in answer.json().values())
    assert client.post(path).status_code == 405


def test_alive_asks_nobody(client: Client) -> None:
    with connection.execute_wrapper(_unreachable):
        assert client.get("/health").json() == {"status": "ok"}


def _unreachable(*_: object) -> None:
    raise DatabaseError("planted secret")


def test_a_database_that_is_away_makes_it_unready(client: Client) -> None:
    assert client.get("/ready").json()["database"] == "ok"
    with connection.execute_wrapper(_unreachable):
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (503, "unready", "unreachable")
    assert answer.json()["migrations"] == answer.json()["worker"] == "unknown"
    assert b"planted" not in answer.content


def test_a_migration_that_is_pending_makes_it_unready(client: Client) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    found = MigrationRecorder.Migration.objects.filter(app="works").order_by("-pk").first()
    assert found
    name = found.name
    MigrationRecorder(connection).record_unapplied("works", name)
    try:
        answer = client.get("/ready")
    finally:
        MigrationRecorder(connection).record_applied("works", name)
    assert (answer.status_code, answer.json()["migrations"]) == (503, "pending")


@pytest.mark.parametrize(
    ("ailing", "status", "said"),
    [
        ({"ledger": "unreadable", "disk": ""}, 503, "unready"),
        ({"ledger": "", "disk": "low"}, 200, "degraded"),
    ],
)
def test_what_stands_behind_counts(
    client: Client, monkeypatch: pytest.MonkeyPatch, ailing: dict[str, str], status: int, said: str
) -> None:
    from shouyi.people.behind import behind

    monkeypatch.setattr(type(behind().vitals), "why_ailing", lambda _: ailing)
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["status"]) == (status, said)


def test_a_worker_that_was_seen_is_enough(client: Client) -> None:
    from django.utils import timezone

    from shouyi.people.jobs.models import Worker

    Worker.objects.all().delete()
    assert client.get("/health/worker").status_code == 503
    assert client.get("/ready").json()["worker"] == "no_worker"
    seen = Worker.objects.create(started_at=timezone.now(), seen_at=timezone.now())
    try:
        assert client.get("/health/worker").status_code == 200
    finally:
        seen.delete()


@override_settings(ALLOWED_HOSTS=["shouyi.example"])
def test_only_the_exact_paths_are_probes(client: Client) -> None:
    for path in ("/health/", "/ready/x", "/Health", "//health"):
        assert client.get(path, headers={"host": "evil.example"}).status_code == 400


def test_answers_are_kept_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(health, "KEPT_S", 60)
    monkeypatch.setattr(health, "states", lambda: asked.append(1) or dict.fromkeys((*health.NEEDED, "worker"), "ok"))
    probe = health.Health(lambda request: None)  # type: ignore[arg-type, return-value]
    for _ in range(5):
        assert probe(RequestFactory().get("/ready")).status_code == 200
    assert len(asked) == 1


def test_a_home_that_is_away_is_said_by_a_code(tmp_path: Path) -> None:
    from shouyi.acts.vitals import why_disk_low

    assert why_disk_low(tmp_path / "away") == "unreadable"
    assert why_disk_low(tmp_path) in ("", "low")
