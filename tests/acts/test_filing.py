"""Files of a whole house: erased with the person, also where the erasure was cut short; kept where the settings say."""

from __future__ import annotations

import os

import pytest

from acts.conftest import settings
from acts.river import flow
from gateways.shelves import s3_server, s3_shelf
from shouyi.acts import erasing
from shouyi.acts.erasing import erase_person
from shouyi.acts.filing import open_files
from shouyi.archive.errors import PersonErased
from shouyi.evidence.upload import Judged
from shouyi.gateways.sealed_file import file_key
from shouyi.wiring import open_house

MAKER = "maker-1"
MARKER = b"planted-in-a-file " + os.urandom(8).hex().encode()


@pytest.fixture
def house(tmp_path, few):
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    return opened


def the_files(house):
    return open_files(house.settings.home, house.keys)


def found_in(folder, secrets):
    return {path.name for path in folder.rglob("*") if path.is_file() and any(s in path.read_bytes() for s in secrets)}


def test_erased_with_the_person(house, tmp_path, monkeypatch):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    files, ref, other = the_files(house), house.keys.ref(MAKER), house.keys.ref("maker-0").hex()
    judged = files.judge(b"a,b\n" + MARKER + b",2\n")
    address, stays = files.keep(ref.hex(), judged), files.keep(other, judged)
    sealed = (house.settings.home / "blobs" / ref.hex() / address).read_bytes()
    secrets = [MARKER, house.keys.person_key(ref), file_key(house.keys.person_key(ref)), sealed[64:128]]
    assert found_in(house.settings.home, secrets) == {address}
    erase_person(house, MAKER)
    assert found_in(house.settings.home, secrets) | found_in(temporary, secrets) == set()
    assert not (house.settings.home / "blobs" / ref.hex()).exists()
    with pytest.raises(PersonErased):
        files.open(ref.hex(), address)
    assert b"".join(files.open(other, stays)) == judged.data


def test_an_erasure_that_was_cut_short_takes_the_files_at_the_next_start(house, monkeypatch):
    files, ref = the_files(house), house.keys.ref(MAKER).hex()
    files.keep(ref, Judged("csv", MARKER))
    monkeypatch.setattr(erasing, "_forget", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        erase_person(house, MAKER)
    assert files.addresses(ref)
    monkeypatch.undo()
    open_house(house.settings).begin()
    assert not files.addresses(ref)


def test_kept_in_the_storage_that_the_settings_name(house, monkeypatch):
    with s3_server() as endpoint:
        bucket = s3_shelf(endpoint).account.bucket
        told = {"ENDPOINT": endpoint, "BUCKET": bucket, "KEY_ID": "key", "SECRET": "secret"}
        for name, value in told.items():
            monkeypatch.setenv(f"SHOUYI_S3_{name}", value)
        files, ref = the_files(house), house.keys.ref(MAKER).hex()
        address = files.keep(ref, Judged("csv", MARKER))
        assert b"".join(files.open(ref, address)) == MARKER
        assert not (house.settings.home / "blobs").exists()
        with files.blobs.shelf.open(ref, address) as sealed:
            assert MARKER not in sealed.read(10_000)
        erase_person(house, MAKER)
        assert files.blobs.shelf.refs() == ()


def test_the_room_of_a_person_is_configured(house, monkeypatch):
    monkeypatch.setenv("SHOUYI_PERSON_MIB_MAX", "7")
    assert the_files(house).blobs.limits.person_bytes_max == 7 << 20
