"""After a person's erasure, account and all, by a process that was killed thrice: every file is carved, KEK in hand.

Neither what was planted, in any of the forms in which bytes like to lie, nor a key of theirs may be found; nor in
backups that are older than their term. The carver proves itself on planted files and on keys before the erasure.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from people.whole_life import KILLED
from world.postgres import require_postgres

TESTS = Path(__file__).resolve().parents[1]
SECRETS = {
    "name": "种下的名字", "telephone": "13900001111", "words of a case": "种下的案情",
    "title of an order": "种下的订单",
    "content of a file": "planted-upload-bytes", "words of a picture": "一幅画", "note on a helper": "妹妹",
}  # fmt: skip
DAY = 86_400


def life(step: str, home: Path, temporary: Path, database: str = "", expected: int = 0) -> str:
    """One step in a process of its own; gives what it printed last."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("SHOUYI_", "DJANGO_"))}
    env |= {
        "SHOUYI_HOME": str(home),
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(TESTS),
        "SHOUYI_DATABASE_URL": database,
    }
    done = subprocess.run([sys.executable, "-m", "people.whole_life", step], env=env, capture_output=True, check=False)
    assert done.returncode == expected, done.stderr.decode()[-3000:]
    return done.stdout.decode().strip().rpartition("\n")[2]


# the carver -----------------------------------------------------------------------------------------------------------


def forms(secret: str) -> list[bytes]:
    """How a text may lie in a file: as it is, in UTF-16, in hex, in Base64 at any of three offsets."""
    plain = secret.encode()
    found = [plain, secret.encode("utf-16-le"), secret.encode("utf-16-be"), plain.hex().encode()]
    found += [plain.hex().upper().encode(), json.dumps(secret).strip('"').encode()]
    for offset in range(3):
        text = base64.b64encode(b"\0" * offset + plain)
        found.append(text[4 if offset else 0 : -4])  # without what depends on the neighbours
    return [form for form in found if len(form) >= 6]


def pieces(data: bytes) -> list[bytes]:
    """The bytes themselves, and whatever inflates from them: zlib, gzip, members of a ZIP."""
    found = [data]
    for start, skip, bits in _compressed(data):
        try:
            found.append(zlib.decompressobj(bits).decompress(data[start + skip :], 4_000_000))
        except zlib.error:
            continue
    return found


def _compressed(data: bytes) -> list[tuple[int, int, int]]:
    found = []
    for mark, bits in (
        (b"\x78\x01", 15),
        (b"\x78\x5e", 15),
        (b"\x78\x9c", 15),
        (b"\x78\xda", 15),
        (b"\x1f\x8b\x08", 31),
    ):
        found += [(at, 0, bits) for at in _places(data, mark)]
    for at in _places(data, b"PK\x03\x04"):
        names = int.from_bytes(data[at + 26 : at + 28], "little") + int.from_bytes(data[at + 28 : at + 30], "little")
        found.append((at, 30 + names, -15))
    return found


def _places(data: bytes, mark: bytes) -> list[int]:
    found, at = [], data.find(mark)
    while at >= 0:
        found.append(at)
        at = data.find(mark, at + 1)
    return found


def files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def secrets_in(*folders: Path) -> set[str]:
    """Which of the planted texts any file gives up, with the file's name."""
    found = set()
    for path in files(*folders):
        every = pieces(path.read_bytes())
        for name, secret in SECRETS.items():
            if any(form in piece for piece in every for form in forms(secret)):
                found.add(f"{name} in {path.name}")
    return found


def keks(home: Path) -> list[bytes]:
    return [bytes.fromhex(key) for key in json.loads((home / "keys" / "kek.json").read_bytes()).values()]


def keys_in(kek: bytes, refs: list[bytes], *folders: Path) -> list[bytes]:
    """Every key of theirs that any window of any file gives up under the KEK."""
    cipher, found = AESGCM(kek), []
    for path in files(*folders):
        data = path.read_bytes()
        for ref in refs:
            for at in _windows(data, ref):
                try:
                    found.append(cipher.decrypt(data[at : at + 12], data[at + 12 : at + 60], ref))
                except InvalidTag:
                    continue
    return found


def _windows(data: bytes, ref: bytes) -> list[int] | range:
    """Every window of a store of keys, be it a copy or a log; elsewhere those near the ref, for a row holds both."""
    last = max(0, len(data) - 59)
    if b"wrapped" in data[:16_384] or len(data) < 60_000:
        return range(last)
    return sorted({at for place in _places(data, ref) for at in range(max(0, place - 80), min(last, place + 120))})


def test_the_carver_finds_every_form(tmp_path: Path) -> None:
    said = SECRETS["words of a case"].encode()
    gzip = zlib.compressobj(9, zlib.DEFLATED, 31)
    for name, data in {
        "plain": said, "utf16": said.decode().encode("utf-16-le"), "hex": said.hex().encode(),
        "base64": base64.b64encode(b"x" + said + b"yyy"), "zlib": b"..." + zlib.compress(said),
        "gzip": b"." + gzip.compress(said) + gzip.flush(),
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(b"\0" * 7 + data + b"\xff" * 7)
    assert secrets_in(tmp_path) == {
        f"words of a case in {name}" for name in ("plain", "utf16", "hex", "base64", "zlib", "gzip")
    }


# SQLite ---------------------------------------------------------------------------------------------------------------


def test_nothing_planted_and_no_key_survives(tmp_path: Path) -> None:
    home, temporary, backups, apart = (tmp_path / name for name in ("home", "temporary", "backups", "apart"))
    temporary.mkdir()
    refs = [bytes.fromhex(ref) for ref in life("fill", home, temporary).split()]
    life("export", home, temporary)
    assert list((home / "blobs" / refs[0].hex()).iterdir())
    copies = _backed_up(home, backups, apart, 0)
    assert list((copies / "blobs" / refs[0].hex()).iterdir())  # the files go along with the house
    kek = keks(home)[0]
    held = keys_in(kek, refs, home)
    assert len(set(held)) == 2  # the file's and the account's: the carver finds what is there
    assert set(keys_in(kek, refs, apart)) == set(held)
    life("ask", home, temporary)
    for phase in ("key", "rows", "account"):
        life(f"erase:{phase}", home, temporary, expected=KILLED)
    life("erase", home, temporary)
    assert secrets_in(home, temporary) == set()
    assert keys_in(kek, refs, home, temporary) == []
    for key in held:
        assert not [p for p in files(home, temporary) if key in (data := p.read_bytes()) or key.hex().encode() in data]
    _backed_up(home, backups, apart, 31 * DAY)
    assert secrets_in(backups, apart) == set()
    assert keys_in(kek, refs, backups, apart) == []


def _backed_up(home: Path, backups: Path, apart: Path, later: int) -> Path:
    from acts.conftest import NET
    from shouyi.acts.backing_up import back_up
    from shouyi.settings import Settings
    from shouyi.wiring import open_house

    made = json.loads((home / "home.json").read_bytes())
    found = Settings(home, "", made.get("net", NET), "", "http://localhost:8000", "http://localhost:8001")
    return back_up(open_house(found), backups, apart, 1_800_000_000 + later).house


# PostgreSQL -----------------------------------------------------------------------------------------------------------


def test_postgresql_never_held_a_plain_text_nor_a_key(tmp_path: Path) -> None:
    server = require_postgres()
    database, home, temporary = server.new_database(), tmp_path / "home", tmp_path / "temporary"
    temporary.mkdir()
    refs = [bytes.fromhex(ref) for ref in life("fill", home, temporary, database).split()]
    life("export", home, temporary, database)
    kek, folder = keks(home)[0], server.folder
    held = keys_in(kek, refs, home)
    assert len(set(held)) == 2
    assert refs[0].hex().encode() in b"".join(path.read_bytes() for path in files(folder))  # these are the files
    life("ask", home, temporary, database)
    life("erase", home, temporary, database)
    for path in files(folder):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue  # a running server takes files of its own away
        assert not [name for name, secret in SECRETS.items() if any(form in data for form in forms(secret))], path.name
        assert not [key for key in held if key in data or key.hex().encode() in data], path.name
    assert secrets_in(home, temporary) == set()
    assert keys_in(kek, refs, home) == []
