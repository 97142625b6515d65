"""Whatever is derived is damaged by hand, named, and made again; what it derives from is never touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from acts.conftest import settings
from acts.river import copied, flow
from acts.test_backup import SQLITE_FIRST, contents, database, django  # noqa: F401  (a fixture)
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.erasing import erase_person
from shouyi.acts.organising import HouseOrgs
from shouyi.acts.rebuilding import compare, compare_files, rebuild, rebuild_files
from shouyi.acts.recording import HouseRecorder
from shouyi.acts.serving import migrate
from shouyi.cli import main
from shouyi.gateways.fsck import StoreDamaged
from shouyi.people.ports.recorder import Recorded
from shouyi.wiring import House, open_house

NUMBERS = ["11" * 16, "22" * 16]
ON = 20_500
BANK = "org-bank-test"
CONSENTS = "from shouyi.people.consent.models import Consent; from shouyi.people.organisations.models import *; "
SHOW = CONSENTS + (
    "print(sorted((c.uid.hex, c.organisation.org, c.until_on, bool(c.withdrawn_at), bool(c.recorded_at)) "
    "for c in Consent.objects.all()))"
)


def silent(phase: str, done: int, total: int) -> None:
    """No progress."""


def lived_in(home: Path, few: Path, url: str = "") -> House:
    """A home in which everything that is derived is there: published, weighed, organisations, keys, consents."""
    return copied(home, few, _live) if not url else _live(home, few, url)


def _live(home: Path, few: Path, url: str = "") -> House:
    house = open_house(replace(settings(home), database=url))
    flow(house, few)
    HouseOrgs(house).register(BANK, "bank", "试验银行", "Test Bank", own_key=False)
    HouseOrgs(house).suspend("org-platform-test", "review")
    consents = [Recorded(number, "maker-0", BANK, "lending", ("band", "score"), ON, ON + 90) for number in NUMBERS]
    HouseRecorder(house).given(consents[0])
    HouseRecorder(house).withdrawn(consents[1], ON + 1)
    assess_everybody(house)
    migrate(house)
    return house


@pytest.mark.parametrize("database", SQLITE_FIRST, indirect=True)
def test_the_pages_tables_are_made_from_ledger_and_vault(tmp_path: Path, few: Path, database: str) -> None:  # noqa: F811
    home = tmp_path / "home"
    house = lived_in(home, few, database)
    missing = compare(house, silent)
    assert compare(house, silent) == missing, "comparing changed something"
    assert f"organisations {BANK} missing" in missing
    assert f"consents {NUMBERS[0]} missing" in missing
    assert rebuild(house, silent) == missing
    assert rebuild(house, silent) == compare(house, silent) == []
    given = [(number, BANK, ON + 90, number == NUMBERS[1], True) for number in NUMBERS]
    assert django(home, database, SHOW).strip() == repr(given)
    _damage_rows(home, database)
    assert set(compare(house, silent)) == {
        f"consents {NUMBERS[0]} differs fields until_on",
        f"consents {NUMBERS[1]} differs ended",
        "consents 33333333333333333333333333333333 unknown",
        f"organisations {BANK} differs kind",
        "organisations org-platform-test differs suspended",
    }
    rebuild(house, silent)
    assert compare(house, silent) == []
    again = [*given, ("33" * 16, BANK, ON, False, False)]  # to be recorded again by the sweep, not taken away
    assert django(home, database, SHOW).strip() == repr(again)


def _damage_rows(home: Path, url: str) -> None:
    code = CONSENTS + (
        f"Consent.objects.filter(uid='{NUMBERS[0]}').update(until_on=99999, fields=['band', 'score', 'amounts']); "
        f"Consent.objects.filter(uid='{NUMBERS[1]}').update(withdrawn_at=None, end_recorded_at=None); "
        f"Organisation.objects.filter(org='{BANK}').update(kind='platform'); "
        "Organisation.objects.filter(org='org-platform-test').update(suspended_at=None); "
        f"c = Consent.objects.get(uid='{NUMBERS[0]}'); c.pk = None; c.uid = '{'33' * 16}'; c.until_on = {ON}; c.save()"
    )
    django(home, url, code)


@pytest.mark.soak
def test_what_a_row_has_closed_is_not_opened_again(tmp_path: Path, few: Path) -> None:
    home = tmp_path / "home"
    house = lived_in(home, few)
    rebuild(house, silent)
    code = CONSENTS + "from django.utils import timezone; Consent.objects.update(withdrawn_at=timezone.now())"
    django(home, "", code)
    assert compare(house, silent) == [], "the ledger will hear of it by a job"
    django(
        home, "", CONSENTS + "from django.utils import timezone; Consent.objects.update(end_recorded_at=timezone.now())"
    )
    assert compare(house, silent) == [f"consents {NUMBERS[0]} differs ended"]
    rebuild(house, silent)
    open_rows = django(home, "", CONSENTS + "print(Consent.objects.filter(withdrawn_at=None).count())")
    assert open_rows.strip() == "0"


def test_of_the_erased_nothing_is_made_again(tmp_path: Path, few: Path) -> None:
    home = tmp_path / "home"
    house = lived_in(home, few)
    rebuild(house, silent)
    erase_person(house, "maker-0")
    assert {line for line in compare(house, silent) if line.startswith("consents")} == {
        f"consents {number} unknown" for number in NUMBERS
    }
    rebuild(house, silent)
    assert django(home, "", CONSENTS + "print(Consent.objects.count())").strip() == "0"
    assert compare(house, silent) == []


def _flip(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def _lose_a_weighed_row(home: Path) -> None:
    path = next((home / "weighed" / "events").iterdir())
    pq.write_table(pq.read_table(path).slice(1), path)


def _weigh_more(home: Path) -> None:
    path = next((home / "weighed" / "days").iterdir())
    rows = pq.read_table(path)
    at = rows.schema.get_field_index("good")
    pq.write_table(rows.set_column(at, rows.schema.field(at), pc.add(rows["good"], 1000)), path)


BREAKAGES: list[tuple[str, Callable[[Path], object], str]] = [
    (
        "a tile is changed",
        lambda home: _flip(next((home / "public/trace/tile/0").rglob("000*/*"))),
        "public trace/tile/0",
    ),
    (
        "a bundle is lost",
        lambda home: next((home / "public/batches").rglob("[0-9]*/[0-9]*")).unlink(),
        "public batches",
    ),
    ("a checkpoint is lost", lambda home: (home / "public/rule/checkpoint").unlink(), "public rule/checkpoint"),
    ("a stranger's file", lambda home: (home / "public/trace/tile/extra").write_bytes(b"x"), "nothing accounts for it"),
    ("the pin is edited", lambda home: _flip(home / "public/pin.json"), "public pin.json"),
    ("the state is torn", lambda home: (home / "public/state").write_bytes(b""), "public state"),
    ("a weighed row is lost", _lose_a_weighed_row, "weighed "),
    ("a day weighs more", _weigh_more, "weighed "),
    ("the table has no head", lambda home: (home / "weighed/table.json").unlink(), "weighed: the table"),
]


def test_each_breakage_is_named_and_mended_byte_for_byte(tmp_path: Path, few: Path) -> None:
    home = tmp_path / "home"
    house = lived_in(home, few)
    rebuild_files(house, silent)
    public = contents(home / "public")
    for name, damage, said in BREAKAGES:
        damage(home)
        found = compare_files(house, silent)
        assert any(said in line for line in found), (name, found)
        assert set(rebuild_files(house, silent)) == set(found), name
        assert contents(home / "public") == public, name
        assert compare_files(house, silent) == [], name


def test_what_it_derives_from_is_never_mended(tmp_path: Path, few: Path) -> None:
    home = tmp_path / "home"
    house = lived_in(home, few)
    rebuild(house, silent)
    _flip(home / "public/pin.json")
    before = contents(home / "public")
    with sqlite3.connect(home / "vault.db") as vault:
        vault.execute("UPDATE rows SET digests = zeroblob(length(digests)) WHERE kind = 'trade.statement'")
    other = open_house(settings(home))
    for act in (compare, rebuild):
        with pytest.raises(StoreDamaged, match="vault"):
            act(other, silent)
    assert contents(home / "public") == before


def test_the_command_says_what_differs(tmp_path: Path, few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    lived_in(home, few)

    def shouyi(*command: str) -> Result:
        return CliRunner().invoke(main, command, env={"SHOUYI_HOME": str(home), "SHOUYI_DATABASE_URL": ""})

    first = shouyi("rebuild", "--check")
    assert (first.exit_code, f"organisations {BANK} missing" in first.stdout) == (1, True), first.output
    assert shouyi("rebuild").exit_code == 0
    last = shouyi("rebuild", "--check")
    assert (last.exit_code, last.stdout) == (0, ""), last.output
    monkeypatch.setenv("SHOUYI_HOME", str(tmp_path / "nowhere"))
    assert CliRunner().invoke(main, ["rebuild"]).exit_code == 2
    assert not (tmp_path / "nowhere").exists()
