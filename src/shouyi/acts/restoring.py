"""Restoring a backup, with its keys, into an empty home: everything is checked beside it, and then it stands there.

1. both manifests, and every byte that they list
2. files and databases, into a folder beside the home (and, with PostgreSQL, an empty database)
3. migrations; whatever is published is written again; the witness says whether it has seen further
4. what a crash left is settled, erasures are finished, `fsck`
5. the folder becomes the home: the commit point. Killed before it, the same command begins again

Into which database an attempt began stands in `MARK` until the home stands: what that attempt left there, and nothing
else anywhere, may be dropped by the next one.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shouyi.acts.backing_up import DUMP, MARK, complete
from shouyi.acts.checking import check_house
from shouyi.acts.proving import require_unrewound
from shouyi.acts.serving import migrate, project
from shouyi.gateways.dumps import count_tables, empty_schema, restore_postgres
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.files import sync_folders, write_whole
from shouyi.gateways.fsck import require_sound
from shouyi.gateways.manifests import NAME, Manifest, NoBackup, read_manifest, require_whole
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.kind import LOGS
from shouyi.people.databases import Postgres, parse_database_url

if TYPE_CHECKING:
    from shouyi.settings import Settings
    from shouyi.wiring import House


@dataclass(frozen=True, slots=True)
class Restored:
    """From which backup, and how many batches of its ledger were derived again."""

    backup: Path
    batch_count: int


def restore(settings: Settings, source: Path, keys: Path) -> Restored:
    """The backup `source` (or the newest below it) becomes the home, which is empty before.

    Raises NoBackup (it is not whole: files are named), CheckpointRolledBack (a witness has seen further), StoreDamaged,
    GatewayError.
    """
    backup = newest(source)
    parts = (backup, newest(keys))
    manifests = [read_manifest(part) for part in parts]
    _require_pair(*manifests)
    for folder, manifest in zip(parts, manifests, strict=True):
        require_whole(folder, manifest)
    home = settings.home.resolve()
    if home.exists() and any(home.iterdir()):
        raise GatewayError(f"{home.name} is not empty: a backup is restored into an empty home alone", permanent=True)
    beside = home.with_name(f"{home.name}.restoring")
    server = _server(settings, manifests[0], beside)
    shutil.rmtree(beside, ignore_errors=True)
    write_whole(beside / MARK, json.dumps({"database": _place(server)}).encode(), 0o600)
    for folder, manifest in zip(parts, manifests, strict=True):
        _put(folder, manifest, beside)
    if server:
        restore_postgres(server.environment(), backup / DUMP)
    count = _settle(_settings(settings, manifests[0], beside))
    _stand(beside, home)
    (home / MARK).unlink()
    return Restored(backup, count)


def newest(folder: Path) -> Path:
    """The folder itself, or the newest finished backup below it. Raises NoBackup."""
    if (folder / NAME).is_file():
        return folder
    if not (found := complete(folder)):
        raise NoBackup(f"{folder.name} holds no finished backup")
    return found[-1]


def _require_pair(house: Manifest, keys: Manifest) -> None:
    if (house.part, keys.part) != ("house", "keys"):
        raise NoBackup("the first folder is to hold a house, the second its keys")
    if house.net != keys.net:
        raise NoBackup(f"these keys are of the network {keys.net}, not {house.net}")
    if keys.at < house.at:
        raise NoBackup("these keys are older than the backup: whoever joined between could not be opened any more")


def _server(settings: Settings, manifest: Manifest, beside: Path) -> Postgres | None:
    """The empty database to restore into. What an attempt that was cut short left there is dropped first."""
    server = parse_database_url(settings.database)
    if (manifest.facts.get("database") == "postgresql") != (server is not None):
        raise GatewayError("the backup's database is of the other kind: set SHOUYI_DATABASE_URL as it was",
                           permanent=True)  # fmt: skip
    if server and count_tables(server.environment()):
        if not _was_begun(beside, server):
            raise GatewayError("the database is not empty: create another, and name it", permanent=True)
        empty_schema(server.environment())
    return server


def _was_begun(beside: Path, server: Postgres) -> bool:
    """An attempt into this very database found it empty."""
    try:
        return bool(json.loads((beside / MARK).read_bytes())["database"] == _place(server))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return False


def _place(server: Postgres | None) -> str:
    """Where a database is, as far as the address tells: two servers may have databases of one name."""
    return f"{server.host}:{server.port}/{server.name}" if server else ""


def _put(folder: Path, manifest: Manifest, home: Path) -> None:
    for kept in manifest.files:
        if kept.name != DUMP:
            target = home / kept.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(target, (folder / kept.name).read_bytes(), 0o600)


def _settings(settings: Settings, manifest: Manifest, home: Path) -> Settings:
    made = json.loads((home / "home.json").read_bytes())
    return replace(settings, home=home, net=manifest.net, seed=made["seed"])


def _settle(settings: Settings) -> int:
    from shouyi.wiring import open_house

    house = open_house(settings)
    kept = {log: house.ledger.folder.checkpoint(log) for log in range(len(LOGS))}
    migrate(house)
    with house.ledger.writing():
        house.store.forget_published()  # tiles were not in the backup
        house.ledger.publish()
        put_back(house, kept)
    require_unrewound(house)  # before anything new is written: a second history must not begin
    house.vault.begin_keyless()
    house.begin()
    project(house, check=False)  # newer keys: whoever was erased since is forgotten by the pages too
    report = check_house(house, lambda phase, done, total: None)
    require_sound(report)
    house.store.close()
    return report.batch_count


def put_back(house: House, kept: dict[int, bytes | None]) -> None:
    """The witnesses' lines under the checkpoints that stand again just as they were."""
    for log, data in kept.items():
        if data and (now := house.ledger.folder.checkpoint(log)):
            note, found = read_checkpoint(data)
            if found == read_checkpoint(now)[1]:
                house.ledger.folder.put_cosigned(log, note)


def _stand(beside: Path, home: Path) -> None:
    try:
        beside.rename(home)  # over an empty folder, if there is one
    except OSError as problem:
        raise GatewayError(f"{beside.name} is restored and sound, but cannot take its place ({problem.strerror}): "
                           "rename it by hand", permanent=True) from None  # fmt: skip
    sync_folders([home.parent])
