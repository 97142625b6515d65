"""fsck by named breakages: how to break the store or the folder, what fsck says, how to mend it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.fsck import Report, StoreDamaged, fsck, require_sound
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.errors import SignatureInvalid
from shouyi.ledger.kind import TRACE
from shouyi.ledger.note import COSIGNATURE, Verifier, cosign
from world.home import VERIFIERS, Home
from world.ledger import SeedKey

ENTRIES, BATCHES, EACH = 700, 20, 20  # two full bundles of entries and a part; the last batch holds the rest
STALE = "trace/tile/0/000.p/100"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed home that was published several times on its way, in which one narrower partial tile was left."""
    home = Home(tmp_path_factory.mktemp("built"), durable=False, publish_every=5)
    home.found()
    with home.ledger.writing():
        for _ in range(BATCHES - 2):
            home.write_loose(EACH)
        home.write_loose(ENTRIES - EACH * (BATCHES - 2))
    home.store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    home.close()
    (home.path / "public" / STALE).parent.mkdir()
    (home.path / "public" / STALE).write_bytes((home.path / "public/trace/tile/0/000").read_bytes()[: 100 * 32])
    return home.path


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "home"))


def test_a_sound_home(path):
    calls = []
    home = Home(path)
    report = fsck(home.store, path / "public", VERIFIERS, progress=lambda *call: calls.append(call))
    require_sound(report)
    assert (report.sizes, report.batch_count, report.pending) == ((0, ENTRIES, 0, 8), BATCHES, [])
    assert report.stale == [STALE]
    assert {what for what, _, _ in calls} >= {"batches", "trace"}


def test_an_empty_home_is_sound_before_and_after_its_first_publication(tmp_path):
    home = Home(tmp_path)
    require_sound(home.fsck())
    home.ledger.publish()
    require_sound(home.fsck())


def test_many_batches_fill_a_bundle_of_records(tmp_path):
    home = Home(tmp_path, durable=False, publish_every=150)
    home.found()
    with home.ledger.writing():
        for _ in range(257):
            home.write_loose(1)
    require_sound(report := home.fsck())
    assert report.batch_count == 258
    file("batches/000", bit(99))(tmp_path)
    gone("batches/001.p/2")(tmp_path)
    assert [found.place for found in home.fsck().findings] == ["batches/000", "batches/001.p/2"]


class Breakage(NamedTuple):
    """`how` breaks a home; `code` and `place` are the first finding's; `mend` mends it, without one a backup must."""

    name: str
    how: Callable[[Path], object]
    code: str
    place: str
    mend: Callable[[Path], object] | None = None


def sql(*statements: str) -> Callable[[Path], None]:
    def how(path: Path) -> None:
        with sqlite3.connect(path / "ledger.db") as db:
            for statement in statements:
                assert db.execute(statement).rowcount == 1, statement
        db.close()

    return how


def flip(column: str, at: int, *, table: str, where: str) -> Callable[[Path], None]:
    """One bit of one byte of a blob or text."""

    def how(path: Path) -> None:
        with sqlite3.connect(path / "ledger.db") as db:
            (found,) = db.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone()
            data = bytearray(found.encode() if isinstance(found, str) else found)
            data[at] ^= 1
            new = data.decode() if isinstance(found, str) else bytes(data)
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (new,))
        db.close()

    return how


def file(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def how(path: Path) -> None:
        target = path / "public" / name
        target.write_bytes(change(target.read_bytes()))

    return how


def bit(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def gone(name: str) -> Callable[[Path], None]:
    return lambda path: (path / "public" / name).unlink()


def added(name: str) -> Callable[[Path], None]:
    def how(path: Path) -> None:
        (path / "public" / name).parent.mkdir(parents=True, exist_ok=True)
        (path / "public" / name).write_bytes(b"x")

    return how


def rewrite(path: Path) -> None:
    """What follows from the store is written again."""
    home = Home(path)
    home.store.forget_published()
    home.ledger.publish()
    home.close()


def afresh(path: Path) -> None:
    shutil.rmtree(path / "public")
    rewrite(path)


LAST = "trace/tile/entries/002.p/188"
BROKEN = [
    Breakage("an entry", flip("entry", 20, table="trace", where="position = 300"), "batch-refused",
             f"batch {1 + 300 // EACH}"),
    Breakage("an entry of rule", flip("entry", 9, table="rule", where="position = 2"), "batch-refused", "batch 0"),
    Breakage("an entry as text", sql("UPDATE trace SET entry = CAST(entry AS TEXT) WHERE position = 5"), "not-bytes",
             "trace 5"),
    Breakage("an entry gone", sql("DELETE FROM trace WHERE position = 300"), "entries-missing", "trace 300"),
    Breakage("the last entry gone", sql(f"DELETE FROM trace WHERE position = {ENTRIES - 1}"), "entries-missing",
             f"trace {ENTRIES - 1}"),
    Breakage("an entry too many", sql(f"INSERT INTO trace VALUES ({ENTRIES}, x'00')"), "entries-too-many",
             f"trace {ENTRIES}", sql(f"DELETE FROM trace WHERE position = {ENTRIES}")),
    Breakage("an entry before the first", sql("INSERT INTO voice VALUES (-1, x'00')"), "entries-too-many", "voice 0",
             sql("DELETE FROM voice WHERE position = -1")),
    Breakage("two entries swapped", sql("UPDATE trace SET position = -7 WHERE position = 4",
                                        "UPDATE trace SET position = 4 WHERE position = 5",
                                        "UPDATE trace SET position = 5 WHERE position = -7"), "batch-refused",
             "batch 1"),
    Breakage("a record", flip("record", 10, table="batches", where="position = 9"), "batch-refused", "batch 9"),
    Breakage("a record's signature", flip("record", -10, table="batches", where="position = 9"), "batch-refused",
             "batch 9"),
    Breakage("a record gone", sql("DELETE FROM batches WHERE position = 9"), "batch-missing", "batch 9"),
    Breakage("the last record gone", sql(f"DELETE FROM batches WHERE position = {BATCHES - 1}"), "entries-too-many",
             f"trace {EACH * (BATCHES - 2)}"),
    Breakage("a record as null", sql("UPDATE batches SET record = 'x' WHERE position = 9"), "not-bytes", "batch 9"),
    Breakage("a hash", flip("app", 0, table="batches", where="position = 10"), "app-hash", "batch 10"),
    Breakage("a state value", flip("value", -1, table="state", where="key = 'org/org-market'"), "state",
             "state org/org-market"),
    Breakage("a state key", sql("UPDATE state SET key = 'org/org-merket' WHERE key = 'org/org-market'"), "state",
             "state org/org-market"),
    Breakage("a state value gone", sql("DELETE FROM state WHERE key = 'founder'"), "state", "state founder"),
    Breakage("a state value too many", sql("INSERT INTO state VALUES ('key/x', x'31')"), "state", "state key/x",
             sql("DELETE FROM state WHERE key = 'key/x'")),
    Breakage("an edge", flip("levels", 5, table="edges", where="tree = 'trace'"), "edge", "edge trace"),
    Breakage("an edge's size", sql("UPDATE edges SET size = size + 1 WHERE tree = 'voice'"), "edge", "edge voice",
             sql("UPDATE edges SET size = size - 1 WHERE tree = 'voice'")),
    Breakage("the state's edge", flip("levels", 40, table="edges", where="tree = 'state'"), "edge", "edge state"),
    Breakage("an edge gone", sql("DELETE FROM edges WHERE tree = 'rule'"), "edge", "edge rule"),
    Breakage("the note", flip("value", 2, table="meta", where="name = 'published'"), "published-note", "meta published",
             rewrite),
    Breakage("the note's form", flip("value", 0, table="meta", where="name = 'published'"), "published-note",
             "meta published", rewrite),
    Breakage("a full tile", file("trace/tile/0/000", bit(8_191)), "file", "trace/tile/0/000", rewrite),
    Breakage("a partial tile", file("trace/tile/0/002.p/188", bit(0)), "file", "trace/tile/0/002.p/188", rewrite),
    Breakage("an upper tile", file("trace/tile/1/000.p/2", bit(63)), "file", "trace/tile/1/000.p/2", rewrite),
    Breakage("a stale partial tile", file(STALE, bit(9)), "file", STALE, gone(STALE)),
    Breakage("a tile cut short", file("trace/tile/0/001", lambda data: data[:-1]), "file", "trace/tile/0/001", rewrite),
    Breakage("a bundle", file("trace/tile/entries/001", bit(1_000)), "file", "trace/tile/entries/001", rewrite),
    Breakage("a partial bundle", file(LAST, bit(3)), "file", LAST, rewrite),
    Breakage("a bundle emptied", file(LAST, lambda data: b""), "file", LAST, rewrite),
    Breakage("a bundle gone", gone("trace/tile/entries/000"), "file-missing", "trace/tile/entries/000", rewrite),
    Breakage("the last bundle gone", gone(LAST), "file-missing", LAST, rewrite),
    Breakage("a records bundle", file("batches/000.p/20", bit(77)), "file", "batches/000.p/20", rewrite),
    Breakage("a partial records bundle gone", gone("batches/000.p/20"), "file-missing", "batches/000.p/20", rewrite),
    Breakage("a checkpoint's root", file("trace/checkpoint", bit(25)), "checkpoint", "trace/checkpoint", afresh),
    Breakage("a checkpoint's signature", file("rule/checkpoint", bit(-8)), "checkpoint", "rule/checkpoint", afresh),
    Breakage("a checkpoint torn", file("rule/checkpoint", lambda data: data[:40]), "checkpoint", "rule/checkpoint",
             rewrite),
    Breakage("a checkpoint gone", gone("skill/checkpoint"), "checkpoint", "skill/checkpoint", rewrite),
    Breakage("another log's checkpoint", lambda path: shutil.copy(path / "public/voice/checkpoint",
                                                                  path / "public/skill/checkpoint"),
             "checkpoint", "skill/checkpoint", afresh),
    Breakage("the state file", file("state", bit(20)), "file", "state", rewrite),
    Breakage("the state file's form", file("state", lambda data: data[:-1]), "file", "state", rewrite),
    Breakage("the state file gone", gone("state"), "file-missing", "state", rewrite),
    Breakage("a tile of nobody's", added("trace/tile/0/003.p/1"), "file-unknown", "trace/tile/0/003.p/1",
             gone("trace/tile/0/003.p/1")),
    Breakage("a stranger's file", added("trace/index.html"), "file-unknown", "trace/index.html",
             gone("trace/index.html")),
]  # fmt: skip


def checked(path: Path) -> Report:
    home = Home(path)
    try:
        return home.fsck()
    finally:
        home.close()


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name.replace(" ", "-"))
def test_fsck_names_what_was_broken_and_is_content_when_it_is_mended(case, path, built):
    case.how(path)
    report = checked(path)
    with pytest.raises(StoreDamaged, match="differ, first"):
        require_sound(report)
    assert (report.findings[0].code, report.findings[0].place) == (case.code, case.place), report.findings
    if case.mend:
        case.mend(path)
    else:
        shutil.copy(built / "ledger.db", path / "ledger.db")
    require_sound(checked(path))


def test_a_database_whose_pages_were_overwritten(path):
    size = (path / "ledger.db").stat().st_size
    with (path / "ledger.db").open("r+b") as handle:
        handle.seek(size // 2 // 4096 * 4096)
        handle.write(b"\xff" * 4096)
    assert checked(path).findings


def test_a_file_that_is_no_database(path):
    (path / "ledger.db").write_bytes(b"x" * 8192)
    with pytest.raises(GatewayError):
        Home(path)


def test_what_a_crash_left_unpublished_is_pending_not_damage(path):
    home = Home(path, publish_every=1 << 30)
    with home.ledger.writing():
        home.write_loose(3)
        require_sound(report := home.fsck())
        assert report.pending == [f"trace: {ENTRIES} of {ENTRIES + 3} entries are published"]
    require_sound(report := home.fsck())
    assert report.pending == []


def test_a_name_left_by_an_interrupted_write_is_stale(path):
    added("trace/checkpoint.new")(path)
    report = checked(path)
    require_sound(report)
    assert "trace/checkpoint.new" in report.stale


def test_a_cosignature_that_fails_is_found_where_the_witness_is_known(path):
    home, witness = Home(path), Verifier("w", COSIGNATURE, SeedKey("w").public)
    note, _ = read_checkpoint(home.folder.checkpoint(TRACE))
    for body, findings in ((note.body, 0), (b"another", 1)):
        home.folder.put_cosigned(TRACE, note.plus([cosign(body, "w", SeedKey("w"), 7)]))
        report = fsck(home.store, path / "public", VERIFIERS, witnesses=[witness])
        assert [found.place for found in report.findings[:1]] == ["trace/checkpoint"] * findings
    assert SignatureInvalid.__name__ in report.findings[0].detail


def test_a_vault_row_that_gives_another_entry(path):
    home = Home(path)
    (entry,) = home.store.entries(TRACE, 7, 8)
    rows = [("org-market", TRACE, 7, entry), ("org-market", TRACE, 8, entry), ("org-market", TRACE, 10**6, entry)]
    report = fsck(home.store, path / "public", VERIFIERS, vault=rows)
    assert [found.place for found in report.findings] == ["vault row of trace 8", "vault row of trace 1000000"]
