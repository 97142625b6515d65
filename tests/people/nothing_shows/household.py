"""The demonstration in one process: its town, its past, what artisans opened to organisations, and what lies on disk.

`python -m people.nothing_shows.run` calls this in a process whose environment names the home; the acts are those of
`shouyi demo`, without its servers.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from people.nothing_shows.fixed import chance

if TYPE_CHECKING:
    from shouyi.wiring import House

DAYS = 30


def build(artisans: int, orders: int, exchange: str, migrated: Path, *, whole: bool) -> House:
    """The house in the home that the environment names; with `exchange`, everybody's disability is another's.

    `migrated` is where the pages' empty tables are kept; `whole`: nothing is left out, as in the long tier.
    """
    from shouyi.acts.demonstrating import open_demonstration

    house = open_demonstration(artisans, orders, lambda *_: None, exchange)
    _be_counted(house)
    _pages(house, migrated, whole)
    chance.begin("opening")
    _open_files(whole)
    chance.begin("cosigning")
    cosigned(house)
    return house


def _be_counted(house: House) -> None:
    """Everybody agreed to be counted by group: the audit's sample says of each what the town's record says."""
    from shouyi.acts.sampling import enrol
    from shouyi.town.private import told

    rows = [f"{who},{group},v1,2026-11-01" for who, group in sorted(told(house.settings.home / "town").items())]
    with TemporaryDirectory() as folder:
        agreed = Path(folder) / "agreed.csv"
        agreed.write_text("\n".join(["person,group,consent,agreed_on", *rows, ""]))
        assert not enrol(house, agreed).refusals


def _pages(house: House, migrated: Path, whole: bool) -> None:
    import django
    from django.conf import settings

    from shouyi.acts.demonstrating import read_logins

    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    _migrate(house.settings.home, migrated)
    from shouyi.people.accounts.demonstration import ensure_logins
    from shouyi.people.demonstration.living import live

    chance.begin("logins")
    ensure_logins(read_logins(house))
    chance.begin("living")
    with contextlib.nullcontext() if whole else _counting_nobody():
        assert live(read_logins(house)), "the town's past was not played"


@contextlib.contextmanager
def _counting_nobody() -> Iterator[None]:
    """Without what a vote would do to everybody's score, and without the look at all scores: half of what living costs.
    The scores themselves lie on disk."""
    from shouyi.people.votes import trying
    from shouyi.people.watching import jobs

    with patch.object(trying, "_try", lambda *_: None), patch.object(jobs, "keep", lambda: None):
        yield


def _migrate(home: Path, migrated: Path) -> None:
    """The tables of the pages, empty; whoever comes first keeps a copy for the other house."""
    from django.core.management import call_command
    from django.db import connection

    if migrated.exists():
        shutil.copyfile(migrated, home / "people.sqlite3")
        return
    call_command("migrate", verbosity=0)
    connection.close()
    shutil.copyfile(home / "people.sqlite3", migrated)


def _open_files(whole: bool) -> None:
    """Every artisan who has an account opens to each bank and platform (or to everybody who may ask) all that the
    purpose knows, so that an organisation's lists have rows enough to stand in an order."""
    from shouyi.archive.consent import SENSITIVE, purposes_of
    from shouyi.people.accounts.models import Account
    from shouyi.people.consent.giving import Wish, give
    from shouyi.people.organisations.models import Organisation
    from shouyi.people.permission.actors import Actor

    for account in Account.objects.filter(ref__isnull=False).order_by("username"):
        actor = Actor(account=str(account.uid), ref=account.ref or "", fresh=True)
        for organisation in Organisation.objects.filter(suspended_at=None).order_by("org"):
            for purpose in purposes_of(organisation.kind):
                if not whole and purpose.name not in ("lending", "ordering"):
                    continue
                for apart in (False, True):
                    fields = tuple(name for name in purpose.fields if (name in SENSITIVE) is apart)
                    if fields:
                        give(actor, account.ref, Wish(organisation, purpose.name, fields, DAYS))


def cosigned(house: House) -> None:
    """Has the witness sign what is published."""
    from shouyi.acts.proving import cosign
    from shouyi.gateways.source import FolderSource
    from shouyi.gateways.witness_app import open_witness

    source, home = FolderSource(house.public), house.settings.home / "witness"
    with open_witness(home, source, house.pin(), house.witness_key, house.clock) as witness:
        cosign(house, witness)


def on_disk(home: Path) -> Iterator[tuple[str, bytes]]:
    """Everything in the home by name: a database as its rows in the order in which they lie, any other file as it is.

    A database's own pages say besides when it was tidied, so its rows stand for it.
    """
    for path in sorted(path for path in home.rglob("*") if path.is_file()):
        name = path.relative_to(home).as_posix()
        if path.name.endswith(("-wal", "-shm")):
            continue
        if path.read_bytes()[:16] == b"SQLite format 3\0":
            yield from ((f"{name}/{table}", rows) for table, rows in _tables(path))
        else:
            yield name, path.read_bytes()


def _tables(path: Path) -> Iterator[tuple[str, bytes]]:
    with sqlite3.connect(path) as database:
        found = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for table, made in found:
            rows = (repr(row) for row in database.execute(f'SELECT * FROM "{table}"'))
            yield table, "\n".join([str(made), *rows]).encode()
    database.close()


def exports(house: House) -> Iterator[tuple[str, bytes]]:
    """What each artisan may hand on: the whole file, with proofs."""
    from shouyi.acts.proving import export_person
    from shouyi.gateways.source import FolderSource
    from shouyi.gateways.witness_app import open_witness

    source, home = FolderSource(house.public), house.settings.home / "witness"
    with open_witness(home, source, house.pin(), house.witness_key, house.clock) as witness:
        for person in sorted(_people(house)):
            made: Any = export_person(house, person, witness)
            yield person, made if isinstance(made, bytes) else b"".join(made)


def _people(house: House) -> set[str]:
    from shouyi.town.private import told

    return set(told(house.settings.home / "town"))
