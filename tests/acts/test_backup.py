"""Backed up while somebody writes, killed, damaged, restored: nothing acknowledged is lost, no key goes along."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acts.conftest import settings
from acts.river import copied, flow
from shouyi.acts.admission import admit_reading
from shouyi.acts.backing_up import KEYS_TERM_DAYS, MARK, _alone, back_up, complete, part_of
from shouyi.acts.checking import check_house
from shouyi.acts.erasing import erase_person
from shouyi.acts.restoring import restore
from shouyi.acts.serving import migrate
from shouyi.canon.canonical import encode
from shouyi.evidence.trade.tables import read_orders
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.manifests import NAME, NoBackup, parse_manifest, read_manifest
from shouyi.settings import Settings
from shouyi.wiring import House, open_house
from world.postgres import require_postgres

NOW = 1_790_000_000
DAY = 86_400
ORG = "org-platform-test"
SESSIONS = "from django.contrib.sessions.models import Session; from django.utils import timezone"


BOTH = ["sqlite", "postgresql"]
SQLITE_FIRST = ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)]
"""Killed twice on SQLite for every commit; seven times, and on PostgreSQL, in the long tier: a minute each."""


@pytest.fixture
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the pages' database; "" for SQLite. Child processes are told it too."""
    monkeypatch.delenv("SHOUYI_HOME", raising=False)
    if request.param == "sqlite":
        monkeypatch.setenv("SHOUYI_DATABASE_URL", "")
        yield ""
        return
    with require_postgres().database() as url:
        monkeypatch.setenv("SHOUYI_DATABASE_URL", url)
        yield url


def lived_in(home: Path, few: Path, database: str = "") -> House:
    """A real home with a few orders and reviews, a blob, and the pages' database with a session in it."""
    return copied(home, few, _live) if not database else _live(home, few, database)


def _live(home: Path, few: Path, database: str = "") -> House:
    house = open_house(replace(settings(home), database=database))
    flow(house, few)
    (home / "blobs" / "ab").mkdir(parents=True)
    (home / "blobs" / "ab" / "cdef").write_bytes(b"sealed bytes of a picture")
    migrate(house)
    django(home, database, f"{SESSIONS}; Session.objects.create(session_key='planted', expire_date=timezone.now())")
    return house


def django(home: Path, database: str, code: str) -> str:
    environment = os.environ | {"SHOUYI_HOME": str(home), "SHOUYI_DATABASE_URL": database}
    command = [sys.executable, "-m", "shouyi.people", "shell", "-v", "0", "-c", code]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def sessions(home: Path, database: str) -> str:
    return django(home, database, f"{SESSIONS}; print(list(Session.objects.values_list('session_key', flat=True)))")


def opened(house: House) -> list[tuple[str, object]]:
    return sorted((o.tag.hex(), dict(o.own.fields) if o.own else None) for _, o in house.vault.all_openings())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def target(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch, name: str = "again") -> Settings:
    """Settings of an empty home, with an empty database of the same kind."""
    url = require_postgres().new_database() if database else ""
    monkeypatch.setenv("SHOUYI_DATABASE_URL", url)
    return replace(settings(tmp_path / name), database=url)


@pytest.mark.parametrize("database", BOTH, indirect=True)
def test_what_is_restored_is_what_was_backed_up(
    tmp_path: Path, few: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = lived_in(tmp_path / "home", few, database)
    back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    again = target(tmp_path, database, monkeypatch)
    done = restore(again, tmp_path / "b", tmp_path / "k")
    other = open_house(again)
    assert done.batch_count == house.store.batch_count() > 3
    assert opened(other) == opened(house) != []
    assert other.ledger.state.app_hash == house.ledger.state.app_hash
    public = contents(tmp_path / "home" / "public")
    assert contents(again.home / "public") == public
    assert "planted" in sessions(again.home, again.database)
    assert (again.home / "blobs/ab/cdef").read_bytes() == b"sealed bytes of a picture"
    assert not check_house(other, lambda *_: None).findings
    for path in again.home.glob("*.db"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_keys_lie_apart(tmp_path: Path, few: Path) -> None:
    house = lived_in(tmp_path / "home", few)
    back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    secrets = [path.read_bytes() for path in (tmp_path / "home" / "keys").iterdir()]
    secrets += [bytes.fromhex(secret.decode()) for secret in secrets if len(secret) == 64]
    secrets += [row[0] for row in house.keys._db.execute("SELECT key FROM wrapped")]
    secrets.append((tmp_path / "home" / "witness" / "witness.key").read_bytes())
    secrets.append((tmp_path / "home" / "people.secret").read_bytes())
    assert len(secrets) > 15
    main, apart = (b"".join(contents(tmp_path / name).values()) for name in "bk")
    assert [secret for secret in secrets if secret in main] == []
    wrapped = [secret for secret in secrets if secret in apart]
    assert len(wrapped) > 10, "the carving finds keys where they are"
    assert not any(name.startswith("keys") for name in contents(complete(tmp_path / "b")[0]))


def test_a_seed_is_a_key() -> None:
    assert part_of("home.json", seeded=True) == "keys"
    assert part_of("home.json", seeded=False) == "house"
    assert part_of("keys/kek.json", seeded=False) == part_of("any/where/x.key", seeded=False) == "keys"
    assert part_of("public/trace/tile/0/000", seeded=False) is None
    assert part_of("witness/mirror.db", seeded=False) is None
    assert part_of("outbox/1.json", seeded=True) is None, "a demonstration's messages hold codes in the clear"


def test_places_that_are_not_apart_are_refused(tmp_path: Path, few: Path) -> None:
    house = lived_in(tmp_path / "home", few)
    for main, keys in (("b", "b"), ("b", "b/keys"), ("b/main", "b"), ("home/b", "k"), ("b", "home/k")):
        with pytest.raises(GatewayError, match=r"apart|inside the home"):
            back_up(house, tmp_path / main, tmp_path / keys, NOW)
    (tmp_path / "link").symlink_to(tmp_path / "b")
    with pytest.raises(GatewayError, match="apart"):
        back_up(house, tmp_path / "b", tmp_path / "link" / "k", NOW)
    assert not (tmp_path / "b").exists()


def test_a_writer_goes_on_meanwhile(tmp_path: Path, few: Path) -> None:
    home = tmp_path / "home"
    house = lived_in(home, few)
    stop, wrote, failed = threading.Event(), [0], []

    def write() -> None:
        writer = open_house(settings(home))
        rows = (few / "orders.csv").read_text().splitlines()
        try:
            while not stop.is_set():
                number = wrote[0]
                row = rows[1].replace("o0,maker-0", f"w{number},writer-{number}")
                (tmp_path / "more.csv").write_text("\n".join([rows[0], row, ""]))
                reading = read_orders(tmp_path / "more.csv", today=writer.keeper.today())
                admit_reading(writer, reading, ORG, lambda *_: None)
                wrote[0] += 1
        except Exception as problem:
            failed.append(problem)

    thread = threading.Thread(target=write)
    thread.start()
    done = []
    try:
        for number in range(6):
            acknowledged = wrote[0]
            done.append((acknowledged, back_up(house, tmp_path / "b", tmp_path / "k", NOW + number).house))
    finally:
        stop.set()
        thread.join()
    assert failed == []
    assert wrote[0] > done[0][0], "nobody wrote meanwhile"
    for acknowledged, folder in (done[0], done[-1]):
        again = settings(tmp_path / folder.name)
        restore(again, folder, tmp_path / "k")
        persons = open_house(again).vault.persons()
        assert {f"writer-{number}" for number in range(acknowledged)} <= set(persons)


def test_a_flipped_byte_is_named(tmp_path: Path, few: Path) -> None:
    done = back_up(lived_in(tmp_path / "home", few), tmp_path / "b", tmp_path / "k", NOW)
    assert done.keys is not None
    for folder, name in ((done.house, "vault.db"), (done.house, "blobs/ab/cdef"), (done.keys, "keys/kek.json")):
        path = folder / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(NoBackup, match=f"{name} was changed"):
            restore(settings(tmp_path / "again"), tmp_path / "b", tmp_path / "k")
        path.unlink()
        with pytest.raises(NoBackup, match=f"{name} is missing"):
            restore(settings(tmp_path / "again"), tmp_path / "b", tmp_path / "k")
        path.write_bytes(whole)
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "again.restoring").exists()


def test_only_an_empty_home_is_restored_into(tmp_path: Path, few: Path) -> None:
    house = lived_in(tmp_path / "home", few)
    back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    before = contents(tmp_path / "home")
    with pytest.raises(GatewayError, match="not empty"):
        restore(settings(tmp_path / "home"), tmp_path / "b", tmp_path / "k")
    assert contents(tmp_path / "home") == before
    (tmp_path / "empty").mkdir()
    restore(settings(tmp_path / "empty"), tmp_path / "b", tmp_path / "k")
    with pytest.raises(NoBackup, match="house, the second its keys"):
        restore(settings(tmp_path / "x"), tmp_path / "b", tmp_path / "b")


def test_only_an_empty_database_is_restored_into(tmp_path: Path, few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with require_postgres().database() as url:
        monkeypatch.setenv("SHOUYI_DATABASE_URL", url)
        house = lived_in(tmp_path / "home", few, url)
        back_up(house, tmp_path / "b", tmp_path / "k", NOW)
        with pytest.raises(GatewayError, match="database is not empty"):
            restore(replace(settings(tmp_path / "again"), database=url), tmp_path / "b", tmp_path / "k")
        with pytest.raises(GatewayError, match="other kind"):
            restore(settings(tmp_path / "again"), tmp_path / "b", tmp_path / "k")
        assert "planted" in sessions(tmp_path / "home", url)


def test_an_erased_key_lives_no_longer_than_its_term(tmp_path: Path, few: Path) -> None:
    house = lived_in(tmp_path / "home", few)
    ref = house.keys.ref("maker-0")
    (wrapped,) = house.keys._db.execute("SELECT key FROM wrapped WHERE ref = ?", (ref,)).fetchone()
    first = back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    erase_person(house, "maker-0")
    back_up(house, tmp_path / "b", tmp_path / "k", NOW + DAY)
    assert any(wrapped in data for data in contents(tmp_path / "k").values())
    assert back_up(house, tmp_path / "b", tmp_path / "k", NOW + (KEYS_TERM_DAYS + 1) * DAY).removed == 1
    assert not any(wrapped in data for data in contents(tmp_path / "k").values())
    _stays_erased(tmp_path, first.house)


def test_an_older_house_is_opened_by_the_newest_keys(tmp_path: Path, few: Path) -> None:
    """Those of its own instant lie beside them still, and would bring back who was erased since."""
    house = lived_in(tmp_path / "home", few)
    first = back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    erase_person(house, "maker-0")
    back_up(house, tmp_path / "b", tmp_path / "k", NOW + DAY)
    _stays_erased(tmp_path, first.house)


def _stays_erased(root: Path, backup: Path) -> None:
    again = settings(root / "again")
    restore(again, backup, root / "k")
    other = open_house(again)
    assert not other.vault.has_person("maker-0")
    assert other.vault.is_gone("maker-0")
    assert other.vault.has_person("maker-1")


def test_only_so_many_are_kept(tmp_path: Path, few: Path) -> None:
    house = lived_in(tmp_path / "home", few)
    for number in range(4):
        last = back_up(house, tmp_path / "b", tmp_path / "k", NOW + number, keep=2)
    assert len(complete(tmp_path / "b")) == len(complete(tmp_path / "k")) == 2
    assert complete(tmp_path / "b")[-1] == last.house
    with pytest.raises(GatewayError, match="this second"):
        back_up(house, tmp_path / "b", tmp_path / "k", NOW + 3)


def test_keys_older_than_the_house_are_refused(tmp_path: Path, few: Path) -> None:
    house = lived_in(tmp_path / "home", few)
    back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    back_up(house, tmp_path / "b", None, NOW + 1)
    with pytest.raises(NoBackup, match="older"):
        restore(settings(tmp_path / "again"), tmp_path / "b", tmp_path / "k")


# killed ---------------------------------------------------------------------------------------------------------------

KILLER = """
import os, signal, sys
from pathlib import Path
import shouyi.wiring, shouyi.acts.restoring, shouyi.acts.backing_up
from shouyi.settings import Settings
what, root, place, url, home = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
settings = Settings(root / home, "", "test.shouyi.example", "", "http://localhost:8000", "http://localhost:8001", url)
seen = 0
def watch(event, arguments):
    global seen
    if event in ("open", "os.rename", "os.mkdir", "os.remove", "sqlite3.connect", "subprocess.Popen"):
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & 3):
            return
        seen += 1
        if seen == place:
            os.kill(os.getpid(), signal.SIGKILL)
if what == "backup":
    house = shouyi.wiring.open_house(settings)
    sys.addaudithook(watch)
    shouyi.acts.backing_up.back_up(house, root / "b", root / "k", 1_790_000_001)
else:
    sys.addaudithook(watch)
    shouyi.acts.restoring.restore(settings, root / "b", root / "k")
print(seen)
"""


def killed_at(place: int, what: str, root: Path, url: str, home: str) -> subprocess.CompletedProcess[str]:
    """Runs it in a process of its own, which the kernel kills at its `place`-th change of a file; 0 lets it end."""
    command = [sys.executable, "-c", KILLER, what, str(root), str(place), url, home]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def places(count: int, soak: bool) -> list[int]:
    """A place on the way, and in the long tier seven from the first change to the last."""
    steps = range(7) if soak else (4,)
    return sorted({1 + (count - 1) * step // 6 for step in steps})


@pytest.mark.parametrize("database", SQLITE_FIRST, indirect=True)
def test_a_backup_that_was_killed_is_none(tmp_path: Path, few: Path, database: str, soak: bool) -> None:
    house = lived_in(tmp_path / "home", few, database)
    first = back_up(house, tmp_path / "b", tmp_path / "k", NOW).house
    whole = killed_at(0, "backup", tmp_path, database, "home")
    assert whole.returncode == 0, whole.stderr
    second = complete(tmp_path / "b")[-1]
    assert second != first
    finished = 0
    for place in places(int(whole.stdout), soak):
        for folder in (tmp_path / "b" / second.name, tmp_path / "k" / second.name):
            shutil.rmtree(folder, ignore_errors=True)
        found = killed_at(place, "backup", tmp_path, database, "home")
        assert found.returncode == -signal.SIGKILL, found.stderr
        if complete(tmp_path / "b")[-1] == second:
            finished += 1  # killed behind the commit point: it is one, and whole
            assert read_manifest(second).files
        else:
            with pytest.raises(NoBackup):
                restore(settings(tmp_path / "x"), second, tmp_path / "k") if second.exists() else read_manifest(second)
    assert finished < len(places(int(whole.stdout), soak))
    back_up(house, tmp_path / "b", tmp_path / "k", NOW + 9)
    assert all((each / NAME).is_file() for each in (tmp_path / "b").iterdir() if each.is_dir()), "remains stand about"


@pytest.mark.parametrize("database", SQLITE_FIRST, indirect=True)
def test_a_restore_that_was_killed_begins_again(
    tmp_path: Path, few: Path, database: str, soak: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = lived_in(tmp_path / "home", few, database)
    back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    due = opened(house)
    again = target(tmp_path, database, monkeypatch, "counted")
    whole = killed_at(0, "restore", tmp_path, again.database, "counted")
    assert whole.returncode == 0, whole.stderr
    again = target(tmp_path, database, monkeypatch)
    for place in places(int(whole.stdout), soak):
        found = killed_at(place, "restore", tmp_path, again.database, "again")
        assert found.returncode == -signal.SIGKILL, found.stderr
        if again.home.exists():
            break  # killed behind the commit point
    if not again.home.exists():
        restore(again, tmp_path / "b", tmp_path / "k")
    other = open_house(again)
    assert opened(other) == due
    assert not check_house(other, lambda *_: None).findings
    assert "planted" in sessions(again.home, again.database)


@pytest.mark.soak
def test_a_restore_killed_before_its_last_step_begins_again(
    tmp_path: Path, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is checked and the database filled; only the folder's name is missing."""
    from shouyi.acts import restoring

    with require_postgres().database() as url:
        monkeypatch.setenv("SHOUYI_DATABASE_URL", url)
        back_up(lived_in(tmp_path / "home", few, url), tmp_path / "b", tmp_path / "k", NOW)
        again = target(tmp_path, url, monkeypatch)

        def killed(*_: object) -> None:
            raise SystemExit

        with monkeypatch.context() as patched:
            patched.setattr(restoring, "_stand", killed)
            with pytest.raises(SystemExit):
                restore(again, tmp_path / "b", tmp_path / "k")
        assert not again.home.exists()
        restore(again, tmp_path / "b", tmp_path / "k")
        assert "planted" in sessions(again.home, again.database)
        assert not (again.home / MARK).exists(), "the note of the attempt stays behind"


def test_only_what_an_attempt_left_in_this_very_database_is_dropped(tmp_path: Path) -> None:
    """Two servers may have databases of one name: the other's is somebody's."""
    from shouyi.acts.restoring import _place, _was_begun
    from shouyi.people.databases import parse_database_url

    begun, other, port, name = (
        parse_database_url(f"postgresql://sh:s3cret@{place}")
        for place in ("staging/house", "production/house", "staging:6000/house", "staging/other")
    )
    (tmp_path / MARK).write_text(json.dumps({"database": _place(begun)}))
    assert begun
    assert _was_begun(tmp_path, begun)
    assert "s3cret" not in (tmp_path / MARK).read_text()
    for each in (other, port, name):
        assert each
        assert not _was_begun(tmp_path, each)
    assert not _was_begun(tmp_path / "none", begun)


def test_two_backups_never_write_into_one_folder_of_keys(tmp_path: Path, few: Path) -> None:
    """Each would take the other's half for what a kill left behind."""
    house = lived_in(tmp_path / "home", few)
    with _alone(tmp_path / "k"), pytest.raises(GatewayError, match="another backup"):
        back_up(house, tmp_path / "b", tmp_path / "k", NOW)
    assert back_up(house, tmp_path / "b", tmp_path / "k", NOW + 1).keys


# manifests ------------------------------------------------------------------------------------------------------------


WORDS = st.sampled_from(["at", "facts", "files", "format", "net", "part", "name", "bytes", "sha256"])
PLAIN = st.recursive(
    st.none() | st.text() | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda each: st.dictionaries(WORDS, each) | st.lists(each),
)


@given(st.binary() | PLAIN.map(encode))
def test_any_bytes_are_a_manifest_or_none(data: bytes) -> None:
    with pytest.raises(NoBackup):
        parse_manifest(data)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a//b", "./a", ".", "", "manifest.json", "a\0b"])
def test_a_name_leads_nowhere_else(name: str) -> None:
    files = [{"bytes": 1, "name": name, "sha256": "00"}]
    plain = {"at": 1, "facts": {}, "files": files, "format": "shouyi/backup/1", "net": "n", "part": "house"}
    with pytest.raises(NoBackup):
        parse_manifest(encode(plain))
    assert parse_manifest(encode(plain | {"files": []})).net == "n"
