"""Killed in the middle of a put: nothing half-written can be seen, what was acknowledged is whole, and the next start
cleans up. And carved after an erasure: no planted word, no key, in any file of home and temporary folder."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gateways.blob_writer import STEPS, content
from gateways.shelves import folder_blobs, folder_shelf, keystore
from shouyi.gateways.blobs import Blobs
from shouyi.gateways.sealed_file import file_key

TESTS = Path(__file__).parents[1]


def writer(home: Path, *stop_at: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gateways.blob_writer", str(home), *stop_at]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=TESTS, env={**os.environ, "PYTHONPATH": str(TESTS)})


def kill(process: subprocess.Popen[bytes]) -> list[bytes]:
    process.kill()
    out, _ = process.communicate()
    return out.splitlines()


def leftovers(home: Path) -> list[Path]:
    return list((home / "blobs" / "incoming").glob("*"))


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step(tmp_path: Path, step: str) -> None:
    keys = keystore(tmp_path)
    maker = keys.ref("maker-1").hex()
    process = writer(tmp_path, step)
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == [b"start 0\n", b"stopped\n"]
    beside = Blobs(folder_shelf(tmp_path), keys)  # another process starts while this one writes
    assert len(leftovers(tmp_path)) == (step != "after the rename")
    kill(process)
    seen = beside.list(maker)
    assert len(seen) == (step == "after the rename")
    for address in seen:
        assert beside.read(maker, address) == b"".join(content(0))
    folder_shelf(tmp_path)
    assert leftovers(tmp_path) == []
    assert beside.put(maker, content(0)).size == len(b"".join(content(0)))


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_time(tmp_path: Path, seed: int) -> None:
    keys = keystore(tmp_path)
    maker = keys.ref("maker-1").hex()
    process = writer(tmp_path)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.01, 0.3))
    kept = [line.split() for line in kill(process) if line.startswith(b"kept")]
    blobs = Blobs(folder_shelf(tmp_path), keys)
    assert leftovers(tmp_path) == []
    for _, number, address in kept:
        assert blobs.read(maker, address.decode()) == b"".join(content(int(number)))
    assert len(blobs.list(maker)) - len(kept) in (0, 1)
    for address in blobs.list(maker):
        assert blobs.read(maker, address).startswith(b"planted")


def carved(folders: list[Path], secrets: dict[str, bytes]) -> dict[str, str]:
    """Secrets that stand in some file's bytes, with the file.."""
    found = {}
    for path in (each for folder in folders for each in folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            found |= {name: str(path) for name, secret in secrets.items() if secret in data}
    return found


def test_carving_finds_nothing_of_an_erased_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    blobs, keys = folder_blobs(home)
    marker = b"planted " + os.urandom(16).hex().encode()
    makers = [keys.ref(f"maker-{number}") for number in (1, 2)]
    blob, _ = (blobs.put(maker.hex(), [marker] * 20_000) for maker in makers)
    sealed = (home / "blobs" / makers[0].hex() / blob.address).read_bytes()
    person = keys.person_key(makers[0])
    secrets = {
        "content": marker,
        "person key": person,
        "file key": file_key(person),
        "key in hex": person.hex().encode(),
        "ciphertext": sealed[64:128],
        "address": blob.address.encode(),
    }
    assert "ciphertext" in carved([home], secrets)  # the search can find
    keys.destroy(makers[0])
    keys.cut(5)
    blobs.erase(makers[0].hex())
    assert carved([home, temporary], secrets) == {}
    assert makers[0].hex() not in {path.name for path in home.rglob("*")}
    (home / "leak").write_bytes(b"..." + person)
    assert carved([home], secrets) == {"person key": str(home / "leak")}
