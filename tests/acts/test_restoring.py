"""Restores that must not stand, the two commands, and where the database's address comes from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acts.conftest import settings
from acts.river import ORG, flow
from gateways.served import served
from shouyi.acts.admission import admit_reading
from shouyi.acts.backing_up import back_up
from shouyi.acts.proving import cosign
from shouyi.acts.restoring import restore
from shouyi.acts.serving import migrate
from shouyi.cli import main
from shouyi.evidence.trade.tables import read_orders
from shouyi.gateways.dumps import count_tables
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.source import FolderSource
from shouyi.gateways.witness_app import open_witness, witness_app
from shouyi.gateways.witness_client import WitnessClient
from shouyi.ledger.errors import CheckpointRolledBack
from shouyi.people.databases import parse_database_url
from shouyi.settings import read_settings
from shouyi.wiring import House, open_house
from world.postgres import require_postgres

NOW = 1_790_000_000


def trade_on(house: House, few: Path) -> None:
    """One order more, published."""
    head, row, *_ = (few / "orders.csv").read_text().splitlines()
    (few / "more.csv").write_text("\n".join([head, row.replace("o0,maker-0", "o-later,maker-later"), ""]))
    reading = read_orders(few / "more.csv", today=house.keeper.today())
    admit_reading(house, reading, ORG, lambda *_: None)


def test_an_older_backup_than_readers_have_seen_is_refused(
    tmp_path: Path, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUYI_DATABASE_URL", "")
    house = open_house(settings(tmp_path / "home"))
    flow(house, few)
    back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    source, folder = FolderSource(house.public), tmp_path / "witness"
    with (
        open_witness(folder, source, house.pin(), house.witness_key, house.clock) as near,
        served(witness_app(near)) as url,
    ):
        trade_on(house, few)
        cosign(house, WitnessClient(url))
        again = replace(settings(tmp_path / "again"), witness=url)
        with pytest.raises(CheckpointRolledBack, match="restore a newer backup"):
            restore(again, tmp_path / "b", tmp_path / "k")
        assert not again.home.exists(), "it stands all the same"
        back_up(house, tmp_path / "b", tmp_path / "k", NOW + 1)
        restore(again, tmp_path / "b", tmp_path / "k")  # over what the first attempt left beside
    assert open_house(again).vault.has_person("maker-later")


def test_the_two_commands(tmp_path: Path, few: Path) -> None:
    house = open_house(settings(tmp_path / "home"))
    flow(house, few)
    batches = house.store.batch_count()

    def shouyi(home: str, *command: str) -> Result:
        told = {"SHOUYI_HOME": str(tmp_path / home), "SHOUYI_DATABASE_URL": "", "SHOUYI_WITNESS": ""}
        return CliRunner().invoke(main, command, env=told)

    b, k = str(tmp_path / "b"), str(tmp_path / "k")
    assert "WITHOUT KEYS" in shouyi("home", "backup", str(tmp_path / "bare")).stderr
    done = shouyi("home", "backup", b, "--keys", k, "--keep", "3")
    assert (done.exit_code, "its keys in" in done.stderr) == (0, True), done.output
    assert shouyi("home", "backup", b, "--keys", b).exit_code == 2
    taken = shouyi("home", "restore", b, "--keys", k)
    assert (taken.exit_code, "not empty" in taken.stderr) == (2, True), taken.output
    empty = tmp_path / "nothing"
    empty.mkdir()
    none = shouyi("again", "restore", str(empty), "--keys", k)
    assert (none.exit_code, "no finished backup" in none.stderr) == (2, True), none.output
    done = shouyi("again", "restore", b, "--keys", k)
    assert (done.exit_code, f"{batches} batches derived again" in done.stderr) == (0, True), done.output
    found = shouyi("again", "rebuild", "--check")
    assert (found.exit_code, found.stdout) == (0, ""), "after a restore there is nothing to rebuild"
    assert shouyi("nowhere", "backup", b).exit_code == 2
    assert not (tmp_path / "nowhere").exists()


def test_an_address_from_the_file_alone_reaches_every_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a home whose file lies elsewhere, as while it is restored beside, uses the same database."""
    with require_postgres().database() as url:
        (tmp_path / "first").mkdir()
        secret = tmp_path / "first" / "database.secret"
        secret.write_text(url)
        secret.chmod(0o600)
        (tmp_path / "first" / "shouyi.toml").write_text('[database]\nurl_file = "database.secret"\n')
        monkeypatch.delenv("SHOUYI_DATABASE_URL", raising=False)
        monkeypatch.setenv("SHOUYI_HOME", str(tmp_path / "first"))
        told = read_settings()
        assert told.database == url
        house = open_house(replace(told, home=tmp_path / "beside"))
        house.begin()
        migrate(house)
        server = parse_database_url(url)
        assert server is not None
        assert count_tables(server.environment()) > 20
        assert not (tmp_path / "beside" / "people.sqlite3").exists()


def test_a_backup_of_another_kind_of_database_is_refused(tmp_path: Path, few: Path) -> None:
    house = open_house(settings(tmp_path / "home"))
    flow(house, few)
    back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    other = replace(settings(tmp_path / "again"), database="postgresql:///nowhere")
    with pytest.raises(GatewayError, match="SHOUYI_DATABASE_URL as it was"):
        restore(other, tmp_path / "b", tmp_path / "k")
