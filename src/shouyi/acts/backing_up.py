"""Backing up while the house serves and writes, the keys apart; `restoring` is the way back.

The order of copies is the safety of it:

1. the pages' database, by one snapshot; its rows point to what was durable before them
2. files: blobs, pins, documents; a row of 1 that points to a blob finds it, unless it was erased meanwhile
3. ledger, vault and keys, pinned at one instant at which nobody writes, then copied while others go on. Every entry is
   opened by a row and every row by a key, as after a crash at that instant; `Keeper.begin` settles the rest
4. the keys' manifest, then the house's: the commit point. Killed before it, there is no backup

Tiles, weighed tables and whatever else is derived are left out. Of what is published the checkpoints go along, for
their cosignatures. A witness's own store is never copied: it must not go back.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from shouyi.gateways.dumps import Pinned, copy_sqlite, dump_postgres, is_sqlite
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.manifests import NAME, finish, read_manifest
from shouyi.ledger.kind import LOGS
from shouyi.people.databases import parse_database_url

if TYPE_CHECKING:
    from shouyi.wiring import House

KEYS_TERM_DAYS = 30
"""How long a backup of keys is kept at most: an erased person's key lives no longer in any of them."""
PAGES, DUMP = "people.sqlite3", "people.dump"
PINNED = {"ledger.db": "house", "vault.db": "house", "keys.db": "keys"}
MARK = "restoring.json"
"""In a home that is being restored: into which database (`acts.restoring`)."""
DERIVED = ("weighed", "weighed.compared", "live.db", "outbox", "witness", "backups", MARK,
           *(f"public/{name}" for name in (*LOGS, "batches", "state")))  # fmt: skip
"""What stays out, by name: derived, and made again; `outbox`, a demonstration's messages, with codes in the clear; a
witness's store, which must not go back; backups made in the home before they were refused there; a restore's note."""
SECRETS = ("keys", "people.secret", "sms.toml", "witness/witness.key")
PASSING = (".new", "-wal", "-shm", "-journal")
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The two folders that were written (`keys` None: none were asked for), and how many older ones were removed."""

    house: Path
    keys: Path | None
    removed: int


def back_up(house: House, target: Path, keys: Path | None, now: int, keep: int | None = None) -> BackedUp:
    """A backup below `target`, named after the instant, and the keys' below `keys`; older ones beyond `keep` go.

    Raises GatewayError where the two are not apart, or another backup is being written there.
    """
    _require_apart(house.settings.home, target, keys)
    with _alone(target), _alone(keys) if keys else nullcontext():
        name = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
        folders = {"house": _begin(target / name)} | ({"keys": _begin(keys / name)} if keys else {})
        _copy_pages(house, folders["house"])
        _copy_files(house, folders)
        batches = _copy_pinned(house, folders)
        facts = {"batches": str(batches), "database": _kind(house), "shouyi": version("shouyi")}
        for part in ("keys", "house"):  # the house's last
            if part in folders:
                finish(folders[part], part, house.settings.net, now, facts)
        removed = _retire(target, keys, now, keep)
    return BackedUp(folders["house"], folders.get("keys"), removed)


def _require_apart(home: Path, target: Path, keys: Path | None) -> None:
    places = [path.resolve() for path in (target, keys) if path]
    if keys and (places[0] == places[1] or places[0] in places[1].parents or places[1] in places[0].parents):
        raise GatewayError("keys lie apart: choose a folder that is not inside the other backup's, nor around it",
                           permanent=True)  # fmt: skip
    if any(home.resolve() in (place, *place.parents) for place in places):
        raise GatewayError("a backup inside the home would be lost with it: choose another disk", permanent=True)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (target / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GatewayError("another backup is being written there", permanent=False) from None
        yield


def _begin(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise GatewayError(f"a backup of this second is there: {folder.name}", permanent=False) from None
    return folder


def _kind(house: House) -> str:
    return "postgresql" if parse_database_url(house.settings.database) else "sqlite"


def _copy_pages(house: House, folder: Path) -> None:
    """The pages' database; none where no page was ever served."""
    if server := parse_database_url(house.settings.database):
        dump_postgres(server.environment(), folder / DUMP)
    elif (source := house.settings.home / PAGES).exists():
        copy_sqlite(source, folder / PAGES)


def _copy_files(house: House, folders: dict[str, Path]) -> None:
    home = house.settings.home
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        part = part_of(name, seeded=bool(house.settings.seed))
        if part in folders and name != PAGES and path.is_file() and not path.is_symlink():
            with suppress(FileNotFoundError):  # erased meanwhile
                _copy(path, folders[part] / name)


def part_of(name: str, *, seeded: bool) -> str | None:
    """In which part of a backup a file of the home belongs; None for what is derived, passing, or pinned.

    A demonstration's seed gives every key, so there `home.json` is one.
    """
    if name in SECRETS or name.startswith("keys/") or name.endswith(".key") or (seeded and name == "home.json"):
        return None if name.endswith(PASSING) else "keys"
    derived = any(name == each or name.startswith(f"{each}/") for each in DERIVED)
    return None if derived or name in PINNED or name == "lock" or name.endswith(PASSING) else "house"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if is_sqlite(source):
        copy_sqlite(source, target)
    else:
        data = source.read_bytes()
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(data)


def _copy_pinned(house: House, folders: dict[str, Path]) -> int:
    """Ledger, vault and keys of one instant, with the checkpoints that were published then. Gives the batches."""
    with ExitStack() as stack:
        pinned = {}
        with house.ledger.reading():  # nobody writes: held for as long as three reads take
            for name, part in PINNED.items():
                if part in folders:
                    pinned[name] = Pinned(house.settings.home / name)
                    stack.callback(pinned[name].close)
            notes = {log: house.ledger.folder.checkpoint(log) for log in range(len(LOGS))}
            batches = house.store.batch_count()
        for name, source in pinned.items():
            source.copy_to(folders[PINNED[name]] / name)
    for log, note in notes.items():
        if note is not None:
            path = folders["house"] / "public" / LOGS[log] / "checkpoint"
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(note)
    return batches


# what is kept ---------------------------------------------------------------------------------------------------------


def _retire(target: Path, keys: Path | None, now: int, keep: int | None) -> int:
    """Takes away what was cut short, what is beyond `keep`, and keys beyond their term. Gives how many backups went."""
    removed = 0
    for folder in (target, keys) if keys else (target,):
        whole = complete(folder)
        old = whole[:-keep] if keep else []
        if folder == keys:
            old += [each for each in whole[:-1] if _is_over(each, now) and each not in old]
        for each in old:
            _remove(each)
        for each in set(_named(folder)) - set(whole):
            _remove(each)
        removed += len(old)
    return removed


def complete(folder: Path) -> list[Path]:
    """The finished backups below a folder, oldest first."""
    return [each for each in _named(folder) if (each / NAME).is_file()]


def _named(folder: Path) -> list[Path]:
    return sorted(each for each in folder.glob("????????T??????Z") if each.is_dir())


def _is_over(folder: Path, now: int) -> bool:
    return now - read_manifest(folder).at > KEYS_TERM_DAYS * DAY_SECONDS


def _remove(folder: Path) -> None:
    """Its manifest first, so that half of it is no backup; then every file is overwritten before its name goes."""
    (folder / NAME).unlink(missing_ok=True)
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("r+b") as handle:
                handle.write(bytes(path.stat().st_size))
                handle.flush()
                os.fsync(handle.fileno())
    shutil.rmtree(folder)
