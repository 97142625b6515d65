"""`shouyi check` and `shouyi config`: before anything runs, on what is wrong, and without secrets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shouyi.acts import housecheck
from shouyi.cli import main

REAL = {"SHOUYI_URL": "https://shouyi.example", "SHOUYI_PROOFS_URL": "https://proofs.shouyi.example"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("SHOUYI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SHOUYI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*command: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(command), env=environment)


def states(result: Result) -> dict[str, str]:
    rows = [line.split(maxsplit=2) for line in result.stdout.splitlines() if not line.startswith(" ")]
    return {name: state for state, name, *_ in rows}


def test_before_there_is_a_home_it_says_what_is_missing_and_makes_nothing(home: Path) -> None:
    found = run("check")
    assert found.exit_code == 0
    assert set(states(found)) == {"config", *(check.__name__.strip("_") for check in housecheck.CHECKS)}
    assert {name for name, state in states(found).items() if state == "warning"} >= {"home", "keys", "database"}
    assert not home.exists()


def test_a_file_that_is_wrong_is_the_one_finding(home: Path) -> None:
    home.mkdir()
    (home / "shouyi.toml").write_text("[pages]\nworker = 1\n")
    found = run("check")
    assert found.exit_code == 1
    assert states(found) == {"config": "wrong"}
    assert "shouyi.toml:2" in found.stdout


@pytest.mark.parametrize(
    ("environment", "item", "state"),
    [
        (REAL, "https", "wrong"),
        (REAL | {"SHOUYI_TRUSTED_PROXIES": "10.0.0.1"}, "https", "ok"),
        (REAL | {"SHOUYI_TRUSTED_PROXIES": "0.0.0.0/0"}, "https", "wrong"),
        ({"SHOUYI_TRUSTED_PROXIES": "proxy"}, "https", "wrong"),
        ({"SHOUYI_URL": "http://shouyi.example"}, "https", "wrong"),
        ({"SHOUYI_BIND": "0.0.0.0:8000"}, "address", "warning"),
        ({"SHOUYI_BIND": "8000"}, "address", "wrong"),
        ({"SHOUYI_URL": "http://a:1", "SHOUYI_PROOFS_URL": "http://a:1"}, "address", "wrong"),
        ({"SHOUYI_WITNESS": "http://127.0.0.1:9"}, "witness", "warning"),
        ({"SHOUYI_JOB_WORKERS": "0"}, "worker", "warning"),
    ],
)
def test_what_does_not_fit_together_is_found(home: Path, environment: dict[str, str], item: str, state: str) -> None:
    found = run("check", **environment)
    assert states(found)[item] == state
    assert found.exit_code == (1 if "wrong" in states(found).values() else 0)


def test_what_others_can_read_is_wrong(home: Path) -> None:
    (home / "keys").mkdir(parents=True)
    for name in ("home.json", "vault.db", "keys/kek.json"):
        (home / name).write_text('{"net": "a", "seed": ""}')
        (home / name).chmod(0o600)
    assert (states(run("check"))["home"], states(run("check"))["keys"]) == ("ok", "ok")
    (home / "keys/kek.json").chmod(0o640)
    (home / "vault.db").chmod(0o604)
    assert (states(run("check"))["home"], states(run("check"))["keys"]) == ("wrong", "wrong")


def test_a_lost_key_and_a_full_disk_are_wrong(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "keys").mkdir(parents=True)
    (home / "ledger.db").touch()
    monkeypatch.setattr("shouyi.acts.vitals.DISK_LOW_BYTES", 1 << 62)
    found = states(run("check"))
    assert (found["keys"], found["disk"]) == ("wrong", "wrong")


def test_a_database_that_is_away_is_wrong_and_its_password_is_not_said(home: Path) -> None:
    home.mkdir()
    (home / "people.secret").write_text("0" * 64)
    url = "postgresql://user:planted@127.0.0.1:9/name?connect_timeout=2"
    found = run("check", SHOUYI_DATABASE_URL=url)
    assert states(found)["database"] == "wrong"
    assert "planted" not in found.output


def test_config_says_whence_each_comes_and_hides_secrets(home: Path) -> None:
    home.mkdir()
    (home / "shouyi.toml").write_text("[pages]\nworkers = 3\n")
    found = run("config", SHOUYI_DATABASE_URL="postgresql://user:planted@h/n", SHOUYI_THREADS="6")
    assert found.exit_code == 0
    assert "planted" not in found.output
    assert "database.url = '(hidden)'  # environment" in found.output
    assert "pages.workers = 3  # file" in found.output
    assert "pages.threads = 6  # environment" in found.output
    assert "pages.bind = '127.0.0.1:8000'  # default" in found.output


@pytest.mark.parametrize(("url", "state"), [("", "warning"), ("http://mail.example", "wrong"), ("smtp://", "wrong"),
                                            ("smtp://u:hunter2@127.0.0.1:1", "warning")])  # fmt: skip
def test_the_mail_server_is_looked_at(home: Path, url: str, state: str) -> None:
    found = run("check", SHOUYI_SMTP_URL=url)
    assert states(found)["mail"] == state
    assert "hunter2" not in found.stdout
