"""The town's works are registered once, wherever the one who registers them is killed; what happens in it, once too."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter

import pytest

from acts.conftest import seeded
from acts.river import silent
from shouyi.acts.demonstrating import build_town, play
from shouyi.acts.serving import environment_of, migrate
from shouyi.gateways.chance import demonstration_clock
from shouyi.gateways.vault import Vault
from shouyi.wiring import open_house


def registered(house) -> list[str]:
    found = house.vault.all_openings(kind="work.registered")
    return sorted(str(opening.opened("work")[0]) for _, opening in found)


@pytest.mark.parametrize("place", [pytest.param(1, marks=pytest.mark.soak), 5])
def test_a_kill_before_a_work_is_found_by_its_id_registers_nothing_twice(tmp_path, monkeypatch, place):
    put, seen = Vault.put_work, [0]

    def dying(self: Vault, *values: object) -> None:
        seen[0] += 1
        if seen[0] == place:
            raise KeyboardInterrupt
        put(self, *values)

    house = open_house(seeded(tmp_path))
    house.begin()
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "put_work", dying)
        with pytest.raises(KeyboardInterrupt):
            build_town(house, 8, 300, silent)
    once = registered(house)
    opened = open_house(house.settings)
    opened.begin()
    town = build_town(opened, 8, 300, silent)
    assert registered(opened) == once
    assert len(set(once)) == len(town.works) == len(once)
    assert all(opened.vault.work(public_id) is not None for public_id in once)


LOOK = """
import django, json
django.setup()
from django.utils import timezone
from shouyi.people.accounts.models import Helping, Recovery
from shouyi.people.cases.models import Case
from shouyi.people.consent.models import Ask, Consent
from shouyi.people.consent.standing import today
from shouyi.people.demonstration.clock import LEDGER_STANDS_AT
from shouyi.people.facts.models import Delivery
from shouyi.people.jobs.models import Job
from shouyi.people.notices.models import Notice
from shouyi.people.organisations.models import Membership, Organisation
from shouyi.people.reading import reader
from shouyi.people.statements.models import Statement
from shouyi.people.trail.models import Look
from shouyi.people.uploads.models import Upload
upheld = Case.objects.get(outcome="upheld")
gone = [line for line in reader().lines(upheld.account.person) if (line.log, line.index) == (upheld.log, upheld.index)]
print(json.dumps({
    "cases": sorted([c.kind, c.state, c.outcome, c.organisation.kind] for c in Case.objects.all()),
    "late": Case.objects.filter(state__in=["open", "escalated"], due_on__lt=today()).count(),
    "gone": [line.opening for line in gone],
    "consents": sorted(
        [c.organisation.kind, bool(c.withdrawn_at), c.recorded_at is not None] for c in Consent.objects.all()
    ),
    "asks": sorted([a.organisation.kind, a.declined, a.answered_at is None] for a in Ask.objects.all()),
    "statements": sorted(Statement.objects.values_list("state", flat=True)),
    "suspended": list(Organisation.objects.exclude(suspended_at=None).values_list("org", flat=True)),
    "seats": Membership.objects.filter(account__username="member", ended_at=None).count(),
    "failed": list(Job.objects.filter(state="failed").values_list("name", flat=True)),
    "recovery": Recovery.objects.filter(stopped_at=None, ready_at__gt=timezone.now()).count(),
    "helpings": Helping.objects.count(),
    "looks": sorted(set(Look.objects.values_list("act", "tie"))),
    "unread": Notice.objects.filter(read_at=None).count(), "read": Notice.objects.exclude(read_at=None).count(),
    "uploads": [bool(u.alternative) and u.is_picture for u in Upload.objects.all()],
    "deliveries": [[d.state, d.new + d.known, d.refused.count()] for d in Delivery.objects.all()],
    "stands_at": int(LEDGER_STANDS_AT.timestamp()),
    "rows": [m.objects.count() for m in (Case, Consent, Ask, Statement, Membership, Upload, Helping, Look)],
}))
"""


def found(house) -> dict:
    environment = environment_of(house) | {"DJANGO_SETTINGS_MODULE": "shouyi.people.settings"}
    done = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def signed(home) -> dict[str, object]:
    """What ledger, vault and public folder hold, whatever their files' pages look like."""
    public = {str(path.relative_to(home)): path.read_bytes() for path in (home / "public").rglob("*") if path.is_file()}
    return public | {name: Counter(sqlite3.connect(home / name).iterdump()) for name in ("ledger.db", "vault.db")}


def played(home):
    house = open_house(seeded(home))
    house.begin()
    build_town(house, 9, 200, silent)
    migrate(house)
    play(house)
    return house


@pytest.mark.soak
def test_what_happens_in_the_town_signs_the_same_bytes_in_every_town(tmp_path):
    for name in ("one", "two"):
        played(tmp_path / name)
    assert signed(tmp_path / "one") == signed(tmp_path / "two")


def test_what_happens_in_the_town_happens_once(tmp_path):
    house = played(tmp_path / "one")
    said = found(house)
    assert said["cases"] == [
        ["objection", "answered", "declined", "platform"], ["objection", "closed", "upheld", "platform"],
        ["objection", "escalated", "declined", "operator"], ["objection", "open", "", "platform"],
        ["problem", "open", "", "operator"],
    ]  # fmt: skip
    assert (said["late"], said["gone"]) == (0, ["erased"])
    assert said["consents"] == [
        ["bank", False, True], ["bank", False, True], ["enterprise", False, True], ["platform", False, True],
        ["training", True, True],
    ]  # fmt: skip
    assert said["asks"] == [["certifier", False, True], ["culture", True, False]]
    assert said["statements"] == ["admitted", "asked", "disputed", "noted"]
    assert said["suspended"] == ["org-carrier-yunma"]
    assert (said["seats"], said["helpings"], said["recovery"]) == (2, 1, 1)
    assert said["failed"] == ["organisations.write"]
    ties = {
        ("file.disclosed", "consent"),
        ("file.preview", "own"),
        ("file.read", "help"),
        ("file.disclosed", "refused"),
    }
    assert ties <= {tuple(look) for look in said["looks"]}
    assert said["unread"] > 3
    assert said["read"] > 3
    assert said["uploads"] == [True, True]
    assert said["deliveries"] == [["checked", 6, 1]]
    assert said["stands_at"] == demonstration_clock()
    before = signed(tmp_path / "one")
    play(house)
    assert found(house)["rows"] == said["rows"]
    assert signed(tmp_path / "one") == before
