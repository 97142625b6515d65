"""`shouyi erase` over a real home with pages: one act for key, vault, ledger and rows, finished wherever it was cut."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from acts.test_erasure_carved import TESTS, keks, keys_in, life, secrets_in
from people.whole_life import KILLED, OWNER

KINDS = ("cases.Case", "consent.Consent", "statements.Statement", "trail.Look", "uploads.Upload")


def erase(home: Path, person: str = OWNER, expected: int = 0, **environment: str) -> str:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("SHOUYI_", "DJANGO_"))}
    env |= {"SHOUYI_HOME": str(home), "PYTHONPATH": f"{TESTS}:{os.environ.get('PYTHONPATH', '')}"} | environment
    command = [sys.executable, "-c", "from shouyi.cli import main; main()", "erase", "--yes", "--person", person]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == expected, done.stderr[-3000:]
    return done.stderr


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with somebody's whole life in it, made once."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "temporary").mkdir()
    (folder / "refs").write_text(life("fill", folder / "home", folder / "temporary"))
    return folder


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """A copy of it. SQLite's own log lies beside each database, so that nothing is missing."""
    return shutil.copytree(filled, tmp_path / "copy") / "home"


def test_one_command_erases_the_file_and_what_the_pages_hold_of_it(home: Path) -> None:
    ref, holder = (bytes.fromhex(each) for each in (home.parent / "refs").read_text().split())
    kek = keks(home)[0]
    assert len(set(keys_in(kek, [ref], home))) == 1, "the carver finds the key that is there"
    assert set(KINDS) <= set(life("left", home, home.parent / "temporary").split())
    said = erase(home)
    for kind in KINDS:
        assert f"{kind} " in said
    assert keys_in(kek, [ref], home) == []
    assert life("left", home, home.parent / "temporary") == "nothing"
    assert secrets_in(home) == set()
    assert not (home / "blobs" / ref.hex()).exists()
    assert len(set(keys_in(kek, [holder], home))) == 1, "the account stays"
    assert OWNER not in said
    assert "nothing of this person is here" in erase(home, expected=2)


@pytest.mark.parametrize(
    "phase", ["key", pytest.param("rows", marks=pytest.mark.soak), pytest.param("account", marks=pytest.mark.soak)]
)
def test_killed_in_the_middle_and_said_again_it_comes_to_the_same(home: Path, phase: str) -> None:
    temporary = home.parent / "temporary"
    life(f"commanded:{phase}", home, temporary, expected=KILLED)
    assert life("left", home, temporary) != "nothing" or phase == "account"
    erase(home)
    assert life("left", home, temporary) == "nothing"


def test_of_nobody_it_says_so_and_changes_nothing(home: Path) -> None:
    before = life("left", home, home.parent / "temporary")
    assert "nothing of this person is here" in erase(home, "p-nobody", expected=2)
    assert life("left", home, home.parent / "temporary") == before != "nothing"


def test_where_the_pages_do_not_answer_nothing_was_erased(home: Path) -> None:
    ref = [bytes.fromhex((home.parent / "refs").read_text().split()[0])]
    away = "postgresql://nobody:x@127.0.0.1:1/nothing?connect_timeout=1"
    assert "the pages' tables" in erase(home, expected=2, SHOUYI_DATABASE_URL=away)
    assert keys_in(keks(home)[0], ref, home)
