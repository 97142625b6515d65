"""The database of the last release, filled, becomes today's: nothing is lost, on either database, however often killed.

Each step is a process of its own, as an operator's: `migrate` is killed by the kernel right before a chosen statement,
and the same command then goes on.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from people.house import ENVIRONMENT
from world.postgres import require_postgres

SETUP = "import django, json, os, signal, sys; django.setup()\n"
FILL = (
    SETUP
    + """
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from shouyi.people.behind import behind
behind()  # founds the home
released = [("accounts", "0001_initial"), ("works", "0001_initial"), ("sessions", "0001_initial"),
            ("account", "0009_emailaddress_unique_primary_email")]
for app, name in released:
    call_command("migrate", app, name, verbosity=0)
apps = MigrationExecutor(connection).loader.project_state(released).apps
Account, Problem = apps.get_model("accounts", "Account"), apps.get_model("works", "Problem")
for row in json.load(sys.stdin):
    Account.objects.create(**row | {"password": make_password(row["password"])})
for number in range(5):
    Problem.objects.create(public_id=f"work-{number}", what="moved", said=f"被挪动过 {number}", reach="+8613900000000")
apps.get_model("sessions", "Session").objects.create(session_key="planted", expire_date=timezone.now())
"""
)
MIGRATE = (
    SETUP
    + """
from django.core.management import call_command
from django.db import connection
needle, place, seen = sys.argv[1], int(sys.argv[2]), 0
def watch(execute, sql, *rest):
    global seen
    seen += needle in str(sql)
    if needle in str(sql) and seen == place:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, *rest)
with connection.execute_wrapper(watch):
    call_command("migrate", verbosity=0)
print(seen)
"""
)
LOOK = (
    SETUP
    + """
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from shouyi.people.accounts.models import Account
from shouyi.people.behind import sealer
from shouyi.people.cases.models import Case
assert not call_command("migrate", "--check", verbosity=0)
passwords = json.load(sys.stdin)
accounts = [
    {"username": each.username, "name": each.name, "person": each.person or None, "role": each.role,
     "is_active": each.is_active, "password": each.check_password(passwords[each.username])}
    for each in Account.objects.order_by("username")
]
for each in Account.objects.all():
    assert each.ref == (sealer().ref(each.person) if each.person else None), each.username
    assert len(each.holder) == 32 and each.uid, each.username
with connection.cursor() as cursor:
    tables = connection.introspection.table_names(cursor)
    columns = {c.name for c in connection.introspection.get_table_description(cursor, "accounts_account")}
print(json.dumps({
    "accounts": accounts,
    "holders": len(set(Account.objects.values_list("holder", flat=True))),
    "problems": [
        [case.public_id, case.state, case.organisation.kind, event.side, event.text, event.holder == case.holder]
        for case in Case.objects.order_by("public_id") for event in case.events.all()
    ],
    "sessions": list(Session.objects.values_list("session_key", flat=True)),
    "plain": sorted(columns & {"name", "person"}),
    "tables": sorted(tables),
}))
"""
)
PEOPLE = [
    {"username": f"u{number}", "name": name, "person": person, "role": role, "is_active": number != 3,
     "password": f"correct-horse-{number}"}
    for number, (name, person, role) in enumerate(
        [("阿依古丽", "maker-1", "artisan"), ("Li Wei", None, "buyer"), ("", "maker-2", "artisan"),
         ("王 «芳»", None, "officer"), ("名" * 80, "p" * 80, "member")]
    )
]  # fmt: skip
RECORD = 'INSERT INTO "django_migrations"'
KILLS = [("", 3), ('UPDATE "accounts_account"', 3), (RECORD, 2), ("", 60), (RECORD, 4), (RECORD, 12)]
"""Before which occurrence of which statement each run is killed: at the start, while names are sealed, after tables
are made and before that is recorded, and further on. The last two wait for the long tier."""
FEW = 4


class Installation:
    """One home and its database, which copies can be made of."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url

    def run(self, script: str, *words: object, given: object = None) -> subprocess.CompletedProcess[str]:
        told = {"SHOUYI_HOME": str(self.home), "SHOUYI_DATABASE_URL": self.url}
        return subprocess.run(
            [sys.executable, "-c", script, *map(str, words)], env=os.environ | ENVIRONMENT | told, text=True,
            input=json.dumps(given), capture_output=True, check=False,
        )  # fmt: skip

    def must(self, script: str, *words: object, given: object = None) -> str:
        done = self.run(script, *words, given=given)
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def found(self) -> Any:
        return json.loads(self.must(LOOK, given={row["username"]: row["password"] for row in PEOPLE}))

    def copy(self, home: Path) -> Installation:
        shutil.copytree(self.home, home)
        return Installation(home, require_postgres().copy_database(self.url) if self.url else "")


SQLITE_FIRST = ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The last release's tables, with people in them."""
    home = tmp_path_factory.mktemp("released")
    made = Installation(home, require_postgres().new_database() if request.param == "postgresql" else "")
    made.must(FILL, given=PEOPLE)
    return made


@pytest.fixture
def filled(released: Installation, tmp_path: Path) -> Installation:
    return released.copy(tmp_path / "home")


def require_nothing_lost(there: Installation) -> None:
    found = there.found()
    due = [{**row, "password": True} for row in PEOPLE]
    assert found["accounts"] == due
    assert found["holders"] == len(PEOPLE), "somebody shares a key"
    assert [row[:4] + row[5:] for row in found["problems"]] == [
        [f"work-{n}", "open", "operator", "visitor", True] for n in range(5)
    ]
    for n, row in enumerate(found["problems"]):
        assert f"被挪动过 {n}" in row[4]
        assert "+8613900000000" in row[4]
    assert "works_problem" not in found["tables"]
    assert found["sessions"] == [sha256(b"planted").hexdigest()[:40]], "the cookie goes on, the database forgets it"
    assert found["plain"] == [], "names still stand in the clear"


def test_the_last_release_becomes_todays(filled: Installation) -> None:
    statements = int(filled.must(MIGRATE, "", 0))
    assert statements > 100
    require_nothing_lost(filled)
    assert int(filled.must(MIGRATE, RECORD, 0)) == 0, "the second time there is nothing to do"


@pytest.mark.parametrize("released", SQLITE_FIRST, indirect=True)
def test_killed_in_mid_migration_the_next_one_goes_on(filled: Installation, soak: bool) -> None:
    kills = KILLS + [(RECORD, 2)] * 200 if soak else KILLS[:FEW]
    killed = 0
    for needle, place in kills:
        done = filled.run(MIGRATE, needle, place)
        if soak and done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr[-4000:]
        killed += 1
    assert killed >= FEW, "the process ended before it was killed"
    filled.must(MIGRATE, "", 0)
    require_nothing_lost(filled)
