"""The vault: what opens the entries, sealed under each person's key (AES-256-GCM), in an SQLite file of the keeper's.

An entry's row is written before its batch is submitted, and bears its place in the log only afterwards. Crash window:
between the two, a row may stand for an entry that never came to be, or lack the place of one that did; `reconcile`
looks each such row up in the log at the next start of writing and gives it its place or drops it. A dropped row's tag
is used again.

An erasure is noted (`erasing`) before the key goes and until nothing is left to do. Crash window: between key and rows,
rows stand that nobody can open; readers pass over them, and the next start of writing takes them away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouyi.archive.errors import ArchiveError, PersonErased
from shouyi.archive.openings import Opened, Opening, Sealed, as_opened, parse_sealed
from shouyi.canon.canonical import encode_plain
from shouyi.canon.digest import mac
from shouyi.gateways.counting import count_one
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.keystore import Keystore, truncate
from shouyi.gateways.sqlite import connect
from shouyi.ledger.keys import source_key, vault_key
from shouyi.ledger.kinds import kinds
from shouyi.ledger.ports import Log, Randomness

SCHEMA = """
CREATE TABLE IF NOT EXISTS persons (ref BLOB PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS rows (
  by TEXT NOT NULL, tag BLOB NOT NULL, ref BLOB NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, day INTEGER NOT NULL,
  digests BLOB NOT NULL, pub BLOB NOT NULL, sealed BLOB, other_ref BLOB, other BLOB, place INTEGER NOT NULL,
  PRIMARY KEY (by, tag)) WITHOUT ROWID;
DROP INDEX IF EXISTS rows_of;
CREATE INDEX IF NOT EXISTS rows_placed ON rows (ref, kind, place);
CREATE INDEX IF NOT EXISTS rows_shared ON rows (other_ref) WHERE other_ref IS NOT NULL;
CREATE INDEX IF NOT EXISTS rows_pending ON rows (place) WHERE place < 0;
CREATE TABLE IF NOT EXISTS works (public_id TEXT PRIMARY KEY, ref BLOB NOT NULL, by TEXT NOT NULL, tag BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS results (run BLOB NOT NULL, ref BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (run, ref));
CREATE TABLE IF NOT EXISTS runs (run BLOB PRIMARY KEY, leaves BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS releases (ref BLOB PRIMARY KEY);
CREATE TABLE IF NOT EXISTS erasing (ref BLOB PRIMARY KEY, once TEXT NOT NULL, erased INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS gone (ref BLOB PRIMARY KEY);
CREATE TABLE IF NOT EXISTS taken_out (ref BLOB NOT NULL, mark BLOB NOT NULL, PRIMARY KEY (ref, mark)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS looks (id INTEGER PRIMARY KEY AUTOINCREMENT, uid BLOB NOT NULL, at INTEGER NOT NULL,
  act TEXT NOT NULL, ref BLOB NOT NULL, openings INTEGER);
"""
PATIENCE_S = 5.0
"""How long an erasure waits for other processes to end what they read."""
_COLUMNS = "by, tag, ref, n, kind, day, digests, pub, sealed, other_ref, other, place"
Row = tuple[str, bytes, bytes, int, str, int, bytes, bytes, bytes | None, bytes | None, bytes | None, int]


class Vault:
    """Rows by person. `ref` is the keystore's keyed name of a person; a plain id stands only in a sealed column."""

    def __init__(self, home: Path, keys: Keystore, randomness: Randomness) -> None:
        self.keys, self._random = keys, randomness
        self._db = connect(home / "vault.db")
        self._db.executescript(SCHEMA)
        self._forget()

    # people ---------------------------------------------------------------------------------------------------------

    def row_counts(self, person: str) -> tuple[int, int]:
        """How many rows are the person's own, and how many of others' hold words of theirs."""
        query = "SELECT count(*) FROM rows WHERE ref = ? UNION ALL SELECT count(*) FROM rows WHERE other_ref = ?"
        (own,), (shared,) = self._db.execute(query, 2 * (self.keys.ref(person),)).fetchall()
        return own, shared

    def add_persons(self, persons: Iterable[str], generation: int = 0, *, returning: bool = False) -> None:
        """Keys and rows for those who have none yet; for whoever was erased only if they are `returning` themselves.

        Raises GatewayError for somebody whose erasure is not finished.
        """
        new = [p for p in dict.fromkeys(persons) if not self.has_person(p) and (returning or not self.is_gone(p))]
        if any(self.is_erasing(person) for person in new):
            raise GatewayError("an erasure is not finished: nobody can return before", permanent=False)
        self.keys.add_persons(new, generation)
        with self._transaction():
            for person in new:
                ref = self.keys.ref(person)
                sealed = self._seal(ref, person.encode(), b"person")
                self._db.execute("INSERT OR REPLACE INTO persons VALUES (?, ?)", (ref, sealed))
                self._db.execute("DELETE FROM gone WHERE ref = ?", (ref,))

    def has_person(self, person: str) -> bool:
        """Whether the person has a key here: not so after erasure."""
        ref = self.keys.ref(person)
        return self._has("persons", ref) and self.keys.has(ref)

    def is_gone(self, person: str) -> bool:
        """Erased here, buyers too, and not come back: nobody but the person undoes it (`add_persons`, `returning`)."""
        return self._has("gone", self.keys.ref(person))

    def is_erasing(self, person: str) -> bool:
        """Whether an erasure was begun that is not finished."""
        return self._has("erasing", self.keys.ref(person))

    def _has(self, table: str, ref: bytes) -> bool:
        return self._db.execute(f"SELECT 1 FROM {table} WHERE ref = ?", (ref,)).fetchone() is not None

    def persons(self, *, by_kind: str | None = None) -> list[str]:
        """Local ids, sorted: everybody with a key, or whoever has a row of this kind."""
        query = "SELECT ref, sealed FROM persons"
        if by_kind:
            query += " WHERE ref IN (SELECT ref FROM rows WHERE kind = ? AND place >= 0)"
        found = []
        for ref, sealed in self._read(query, *((by_kind,) if by_kind else ())):
            with suppress(PersonErased):
                found.append(self._open(ref, sealed, b"person").decode())
        return sorted(found)

    def without_key(self) -> list[bytes]:
        """Whose rows nobody can open though no erasure was begun: their keys are lost. For auditors."""
        refs = self._read("SELECT ref FROM persons UNION SELECT ref FROM rows EXCEPT SELECT ref FROM erasing")
        return [ref for (ref,) in refs if not self.keys.has(ref)]

    def source(self, ref: bytes, org: str) -> bytes:
        """The key of the source person × organisation. Raises PersonErased."""
        self._refresh()
        return self._source(ref, org)

    def _source(self, ref: bytes, org: str) -> bytes:
        if (found := self._sources.get((ref, org))) is None:
            found = self._sources[ref, org] = source_key(self.keys.person_key(ref), org)
        return found

    # rows -----------------------------------------------------------------------------------------------------------

    def chain_lengths(self) -> dict[tuple[bytes, str], int]:
        """How many entries each source has: the number of the tag that its next entry spends."""
        query = "SELECT ref, by, max(n) + 1 FROM rows GROUP BY ref, by"
        return {(ref, by): count for ref, by, count in self._db.execute(query)}

    def put(self, openings: Iterable[tuple[bytes, bytes | None, Opening]], placed: Iterable[Opening] = ()) -> None:
        """Rows of (ref, the second person's ref, opening), not placed yet; and places of the batch before."""
        with self._transaction():
            self._place(placed)
            rows = (self._row(ref, other, opening) for ref, other, opening in openings)
            self._db.executemany(f"INSERT INTO rows ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", rows)

    def place(self, placed: Iterable[Opening]) -> None:
        """Notes where entries stand, once they are durable."""
        with self._transaction():
            self._place(placed)

    def drop(self, openings: Iterable[Opening]) -> None:
        """Takes rows back whose batch was refused."""
        with self._transaction():
            keys = ((o.by, o.tag) for o in openings)
            self._db.executemany("DELETE FROM rows WHERE by = ? AND tag = ? AND place < 0", keys)

    def reconcile(self, log: Log, sizes: Iterable[int]) -> None:
        """Gives rows left without a place by a crash their place in the log, or drops them."""
        pending: list[Row] = self._db.execute(f"SELECT {_COLUMNS} FROM rows WHERE place < 0").fetchall()
        if not pending:
            return
        ends = list(sizes)
        entries = {self._opening(row, sealed=False).entry().to_bytes(): row for row in pending}
        with self._transaction():
            for number in {kinds()[row[4]].log for row in pending}:
                start = self._last_place(number) + 1
                for index, data in enumerate(log.entries(number, start, ends[number]), start):
                    if row := entries.pop(data, None):
                        self._db.execute("UPDATE rows SET place = ? WHERE by = ? AND tag = ?", (index, row[0], row[1]))
            self._db.execute("DELETE FROM rows WHERE place < 0")

    def _last_place(self, log: int) -> int:
        names = [kind.name for kind in kinds().values() if kind.log == log]
        query = f"SELECT coalesce(max(place), -1) FROM rows WHERE kind IN ({','.join('?' * len(names))})"
        return int(self._db.execute(query, names).fetchone()[0])

    def openings(self, person: str) -> list[Opening]:
        """Every entry of a person's file, by source and place in its chain. Raises PersonErased."""
        ref = self.keys.ref(person)
        self.keys.person_key(ref)
        query = f"SELECT {_COLUMNS} FROM rows WHERE ref = ? AND place >= 0 ORDER BY by, n"
        return [self._opening(row) for row in self._read(query, ref)]

    def openings_since(self, ref: bytes, kinds_of: Iterable[str], sizes: Sequence[int]) -> list[Opening]:
        """A person's entries of these kinds beyond these sizes of the four logs, in the order of `openings`."""
        query = f"SELECT {_COLUMNS} FROM rows WHERE ref = ? AND kind = ? AND place >= ?"
        rows = [row for kind in kinds_of for row in self._read(query, ref, kind, sizes[kinds()[kind].log])]
        return [self._opening(row) for row in sorted(rows, key=lambda row: (row[0], row[3]))]

    def all_openings(self, *, kind: str = "", by: str = "") -> Iterator[tuple[bytes, Opening]]:
        """(ref, opening) of everybody's placed entries, by person; of one kind, or by one organisation, where asked."""
        where = "(? = '' OR kind = ?) AND (? = '' OR by = ?)"
        query = f"SELECT {_COLUMNS} FROM rows WHERE place >= 0 AND {where} ORDER BY ref, by, n"
        for row in self._read(query, kind, kind, by, by):
            with suppress(PersonErased):
                opening = self._opening(row)
                yield row[2], opening

    def files(self, refs: Iterable[bytes]) -> Iterator[tuple[bytes, list[Opened]]]:
        """(ref, their opened entries) of these persons, sorted, each under their ref in hex."""
        query = f"SELECT {_COLUMNS} FROM rows WHERE ref = ? AND place >= 0 ORDER BY by, n"
        for ref in sorted(refs):
            with suppress(PersonErased):
                opened = [as_opened(self._opening(row), ref.hex()) for row in self._read(query, ref)]
                yield ref, opened

    def refs_since(self, sizes: Sequence[int]) -> set[bytes]:
        """Whose files have entries beyond these sizes of the four logs."""
        found: set[bytes] = set()
        for log, size in enumerate(sizes):
            names = [kind.name for kind in kinds().values() if kind.log == log]
            query = f"SELECT DISTINCT ref FROM rows WHERE place >= ? AND kind IN ({','.join('?' * len(names))})"
            found |= {ref for (ref,) in self._db.execute(query, (size, *names))}
        return found

    def roots(self) -> Iterator[tuple[str, int, int, bytes]]:
        """(by, log, index, entry bytes as the digests give them) of every placed row: for auditors, without any key."""
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM rows WHERE place >= 0 ORDER BY by, tag"):
            opening = self._opening(row, sealed=False)
            yield opening.by, opening.kind.log, opening.index, opening.entry().to_bytes()

    def _place(self, placed: Iterable[Opening]) -> None:
        rows = ((o.index, o.by, o.tag) for o in placed)
        self._db.executemany("UPDATE rows SET place = ? WHERE by = ? AND tag = ?", rows)

    def _row(self, ref: bytes, other: bytes | None, opening: Opening) -> Row:
        assert opening.own is not None
        about = opening.by.encode() + b"/" + opening.tag
        sealed = self._seal(ref, opening.own.to_bytes(), about)
        shared = self._seal(other, opening.other.to_bytes(), about) if other and opening.other else None
        pub = encode_plain(dict(opening.pub))
        return (opening.by, opening.tag, ref, opening.n, opening.kind.name, opening.day, b"".join(opening.digests), pub,
                sealed, other if shared else None, shared, opening.index)  # fmt: skip

    def _opening(self, row: Row, *, sealed: bool = True) -> Opening:
        by, tag, ref, n, kind, day, digests, pub, own, other_ref, other, place = row
        about = by.encode() + b"/" + tag
        split = tuple(digests[at : at + 32] for at in range(0, len(digests), 32))
        plain: Mapping[str, Any] = orjson.loads(pub)
        source = self._source(ref, by) if sealed else b""
        opening = Opening(kinds()[kind], by, day, n, tag, source, None, None, split, place, plain)
        if not sealed:
            return opening
        mine = parse_sealed(self._open(ref, own, about)) if own else None
        return replace(opening, own=mine, other=self._shared(other_ref, other, about))

    def _shared(self, ref: bytes | None, data: bytes | None, about: bytes) -> Sealed | None:
        """What stands under the second person's key; None when they erased it."""
        if ref is None or data is None:
            return None
        try:
            return parse_sealed(self._open(ref, data, about))
        except PersonErased:
            return None

    # erasure --------------------------------------------------------------------------------------------------------

    def erase_fact(self, ref: bytes, opening: Opening, marks: Iterable[bytes] = ()) -> None:
        """Deletes an entry's seed and values; entry, digests and a keyed mark of each fact that it held stay."""
        with self._transaction():
            self._db.executemany("INSERT OR IGNORE INTO taken_out VALUES (?, ?)", ((ref, mark) for mark in marks))
            query = "UPDATE rows SET sealed = NULL, other_ref = NULL, other = NULL WHERE by = ? AND tag = ?"
            self._db.execute(query, (opening.by, opening.tag))
        truncate(self._db, PATIENCE_S)

    def taken_out(self, ref: bytes) -> set[bytes]:
        """The marks of the facts that were taken out of this person's file: no import brings them back unchanged."""
        return {mark for (mark,) in self._db.execute("SELECT mark FROM taken_out WHERE ref = ?", (ref,))}

    def count_taken_out(self, ref: bytes) -> int:
        """How many facts were taken out of this person's file so far."""
        return int(self._db.execute("SELECT count(*) FROM taken_out WHERE ref = ?", (ref,)).fetchone()[0])

    def begin_erasure(self, person: str, once: str = "") -> bytes:
        """Notes that the person is erased from now on, with the `once` of their open file, if any. Gives their ref.

        Durable when this returns: whatever happens next, `erase` is called until it succeeds, and no import brings the
        person back.
        """
        ref = self.keys.ref(person)
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO erasing VALUES (?, ?, 0)", (ref, once))
            self._db.execute("INSERT OR IGNORE INTO gone VALUES (?)", (ref,))
        return ref

    def begin_keyless(self) -> None:
        """Notes the erasure of whoever's key is not here: after a restore with keys that are newer than the rows."""
        refs = [(ref,) for ref in self.without_key()]
        with self._transaction():
            self._db.executemany("INSERT OR IGNORE INTO erasing VALUES (?, '', 0)", refs)
            self._db.executemany("INSERT OR IGNORE INTO gone VALUES (?)", refs)

    def erasures(self, *, erased: bool) -> list[tuple[bytes, str]]:
        """(ref, once or "") of every noted erasure that is not finished here; or that is, though not elsewhere."""
        return self._db.execute("SELECT ref, once FROM erasing WHERE erased = ? ORDER BY ref", (erased,)).fetchall()

    def erase(self, ref: bytes, patience_s: float = 0) -> None:
        """Destroys the key of a noted person, then every row of theirs and their words in others' rows; then cuts the
        logs. Can be repeated. Raises GatewayError while another process reads on: what it reads is in the logs still.
        """
        assert self._has("erasing", ref), "an erasure is noted before it begins"
        self.keys.destroy(ref)
        self._forget()
        with self._transaction():
            for table in ("rows", "works", "results", "releases", "taken_out", "looks", "persons"):
                self._db.execute(f"DELETE FROM {table} WHERE ref = ?", (ref,))
            self._db.execute("UPDATE rows SET other_ref = NULL, other = NULL WHERE other_ref = ?", (ref,))
        self.keys.cut(patience_s)
        truncate(self._db, patience_s)

    def note_erased(self, ref: bytes) -> None:
        """Nothing is left here and the ledger says so; what was derived elsewhere may still be there."""
        self._db.execute("UPDATE erasing SET erased = 1 WHERE ref = ?", (ref,))

    def end_erasure(self, ref: bytes) -> None:
        """Takes the note away: nothing of the person is left, here or in what was derived."""
        self._db.execute("DELETE FROM erasing WHERE ref = ?", (ref,))

    # works, results, releases ---------------------------------------------------------------------------------------

    def put_work(self, public_id: str, person: str, opening: Opening) -> None:
        """A work's public id leads to its entry."""
        values = (public_id, self.keys.ref(person), opening.by, opening.tag)
        self._db.execute("INSERT OR REPLACE INTO works VALUES (?, ?, ?, ?)", values)

    def work(self, public_id: str) -> tuple[bytes, Opening] | None:
        """(ref of the maker, the work's entry), None for an unknown or erased work."""
        columns = ", ".join(f"rows.{name.strip()}" for name in _COLUMNS.split(","))
        query = f"SELECT {columns} FROM works JOIN rows USING (by, tag) WHERE public_id = ? AND place >= 0"
        for row in self._read(query, public_id):
            with suppress(PersonErased):
                return row[2], self._opening(row)
        return None

    def places_of(self, ref: bytes) -> list[tuple[int, int]]:
        """The places (log, index) of everything that stands about a person; nothing is opened for it."""
        found = self._db.execute("SELECT kind, place FROM rows WHERE ref = ? AND place >= 0", (ref,))
        return sorted((kinds()[kind].log, place) for kind, place in found)

    def works_of(self, ref: bytes) -> tuple[str, ...]:
        """The public ids of a maker's works."""
        query = "SELECT public_id FROM works WHERE ref = ? ORDER BY public_id"
        return tuple(public_id for (public_id,) in self._db.execute(query, (ref,)))

    def works(self, count: int) -> list[str]:
        """At most `count` public ids, one a maker: first those whose makers released something, else at random."""
        query = (
            "SELECT min(public_id) FROM works LEFT JOIN releases USING (ref) "
            "WHERE ref NOT IN (SELECT ref FROM erasing) GROUP BY ref "
            "ORDER BY releases.ref IS NULL, min(public_id) LIMIT ?"
        )
        return [public_id for (public_id,) in self._db.execute(query, (count,))]

    def put_results(self, run: bytes, results: Mapping[str, bytes], leaves: bytes = b"") -> None:
        """Each person's result of a run, sealed under their key; and the leaves of all, which outlive every person."""
        with self._transaction():
            if leaves:
                self._db.execute("INSERT OR REPLACE INTO runs VALUES (?, ?)", (run, leaves))
            for person, data in results.items():
                ref = self.keys.ref(person)
                row = (run, ref, self._seal(ref, data, b"result/" + run))
                self._db.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", row)

    def result(self, run: bytes, ref: bytes) -> bytes | None:
        """A person's result of a run. Raises PersonErased."""
        rows = self._read("SELECT sealed FROM results WHERE run = ? AND ref = ?", run, ref)
        return self._open(ref, rows[0][0], b"result/" + run) if rows else None

    def leaves(self, run: bytes) -> bytes | None:
        """A run's leaves, as `put_results` took them."""
        row = self._db.execute("SELECT leaves FROM runs WHERE run = ?", (run,)).fetchone()
        return row[0] if row else None

    def release(self, person: str, *, released: bool) -> None:
        """Whether the person lets anybody see band, day and guide beside their works."""
        query = "INSERT OR IGNORE INTO releases VALUES (?)" if released else "DELETE FROM releases WHERE ref = ?"
        self._db.execute(query, (self.keys.ref(person),))

    def is_released(self, ref: bytes) -> bool:
        """See `release`."""
        return self._db.execute("SELECT 1 FROM releases WHERE ref = ?", (ref,)).fetchone() is not None

    def note(self, name: str, value: bytes) -> None:
        """Keeps a small thing about nobody, such as which run was the last."""
        self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def noted(self, name: str) -> bytes | None:
        """What `note` kept."""
        row = self._db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def begin_look(self, act: str, ref: bytes, at: int) -> int:
        """Notes for the view log that an act outside the pages begins to open (b"": everybody's). Gives its number."""
        query = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'looks'"
        with self._transaction():  # each of two at once has its own number, from which a demonstration's uid follows
            (last,) = self._db.execute(query).fetchone()
            uid = self._random(b"look/" + str(last + 1).encode(), 16)
            found = self._db.execute("INSERT INTO looks (uid, at, act, ref) VALUES (?, ?, ?, ?)", (uid, at, act, ref))
        return int(found.lastrowid or 0)

    def end_look(self, number: int, openings: int) -> None:
        """How many sealed rows it opened."""
        self._db.execute("UPDATE looks SET openings = ? WHERE id = ?", (openings, number))

    def looks(self) -> list[tuple[int, bytes, int, str, bytes, int | None]]:
        """(number, uid, seconds since 1970, act, ref, openings or None) of what the view log has not taken over."""
        return self._db.execute("SELECT id, uid, at, act, ref, openings FROM looks ORDER BY id").fetchall()

    def drop_looks(self, numbers: Iterable[int]) -> None:
        """The view log has them now."""
        self._db.executemany("DELETE FROM looks WHERE id = ?", ((number,) for number in numbers))

    def name_of(self, ref: bytes) -> str:
        """The local id. Raises PersonErased, ArchiveError."""
        rows = self._read("SELECT sealed FROM persons WHERE ref = ?", ref)
        if not rows:
            raise PersonErased("no such person is here")
        return self._open(ref, rows[0][0], b"person").decode()

    # sealing --------------------------------------------------------------------------------------------------------

    def _read(self, query: str, *values: object) -> list[Any]:
        """Rows that are to be opened: by keys that were not destroyed meanwhile, be it by another process."""
        self._refresh()
        return self._db.execute(query, values).fetchall()

    def _refresh(self) -> None:
        if self._seen != self.keys.version():
            self._forget()

    def _forget(self) -> None:
        """Drops all that was derived from persons' keys."""
        self._seen = self.keys.version()
        self._sources: dict[tuple[bytes, str], bytes] = {}
        self._ciphers: dict[bytes, AESGCM] = {}

    def _cipher(self, ref: bytes) -> AESGCM:
        if (found := self._ciphers.get(ref)) is None:
            found = self._ciphers[ref] = AESGCM(vault_key(self.keys.person_key(ref)))
        return found

    def _seal(self, ref: bytes, data: bytes, about: bytes) -> bytes:
        """Under the person's vault key. A demonstration derives nonces from what is sealed: none serves two texts."""
        nonce = self._random(b"nonce/" + mac(ref, about, data), 12)
        return nonce + self._cipher(ref).encrypt(nonce, data, about)

    def _open(self, ref: bytes, data: bytes, about: bytes) -> bytes:
        try:
            plain = self._cipher(ref).decrypt(data[:12], data[12:], about)
        except InvalidTag:
            raise ArchiveError(f"a row of the vault was changed: {about[:40]!r}") from None
        count_one()
        return plain

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE … COMMIT, or ROLLBACK. What was derived from keys is looked at once it is this one's turn: an
        erasure that was waited for has destroyed one, and a row sealed under it would be left to nobody."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._refresh()
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
