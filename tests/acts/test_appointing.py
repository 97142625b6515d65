"""`shouyi appoint` on a home of its own: from nobody who could invite to somebody who runs the installation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SETTINGS = {"DJANGO_SETTINGS_MODULE": "shouyi.people.settings"}
JOINED = """
import django
django.setup()
from django.core.management import call_command
from shouyi.people.behind import behind
call_command("migrate", verbosity=0)
behind().house.begin()
from shouyi.people.accounts.opening import open_account
print(open_account("阿月", "+8613900139000").username)
"""
SEATS = """
import django
django.setup()
from shouyi.people.organisations.models import Membership
print(*[f"{row.account.username} {row.post} {row.organisation.kind}" for row in Membership.objects.all()], sep=";")
"""


def run(home: Path, code: str, *words: str, expected: int = 0) -> subprocess.CompletedProcess[str]:
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("SHOUYI_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=plain | SETTINGS | {"SHOUYI_HOME": str(home)}, capture_output=True,
        text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == expected, done.stderr[-3000:]
    return done


def appoint(home: Path, login: str, expected: int = 0) -> str:
    return run(home, "from shouyi.cli import main; main()", "appoint", login, expected=expected).stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("appointing") / "home"


def test_no_home_is_made_where_there_is_none(tmp_path: Path) -> None:
    assert "no installation" in appoint(tmp_path / "elsewhere", "sy-12345678", expected=2)
    assert not (tmp_path / "elsewhere").exists()


def test_whoever_joined_is_seated_once_and_nobody_else(home: Path) -> None:
    name = run(home, JOINED).stdout.strip()
    said = appoint(home, "13900139999", expected=1)
    assert "joins by the pages first" in said
    assert "13900139999" not in said
    assert run(home, SEATS).stdout.strip() == "", "the control"
    assert name in appoint(home, "139 0013 9000")
    assert run(home, SEATS).stdout.strip() == f"{name} admin operator"
    assert "already" in appoint(home, name, expected=1)
    assert "Traceback" not in appoint(home, "--help-me", expected=2)
    assert run(home, SEATS).stdout.strip() == f"{name} admin operator"
