"""Keys are made once, where their time has come; a lost one is an error, never a new one."""

from __future__ import annotations

import os
import sqlite3
import stat
from functools import partial

import pytest

from shouyi.archive.errors import PersonErased
from shouyi.gateways import keystore
from shouyi.gateways.chance import system_randomness
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.keystore import Keystore, key_file

NEW = partial(Keystore, randomness=system_randomness, create=True)
OLD = partial(Keystore, randomness=system_randomness)


def test_what_was_made_is_found_again(tmp_path):
    made = NEW(tmp_path)
    made.add_persons(["maker-1"])
    signer, registrar, key = made.signer("a.b", create=True), made.registrar_key(create=True), made.ref("maker-1")
    found = OLD(tmp_path)
    assert found.person_key(key) == made.person_key(key)
    assert (found.signer("a.b").public, found.registrar_key()) == (signer.public, registrar)
    assert NEW(tmp_path).signer("a.b", create=True).public == signer.public
    for path in (tmp_path / "keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not path.name.endswith(".new")


@pytest.mark.parametrize("ask", [lambda keys: keys.registrar_key(), lambda keys: keys.signer("org-x.batch")])
def test_nothing_is_made_unasked(tmp_path, ask):
    with pytest.raises(GatewayError, match=r"(registrar|org-x\.batch)\.key") as problem:
        ask(NEW(tmp_path))
    assert problem.value.permanent
    assert not list((tmp_path / "keys").glob("*.key"))


@pytest.mark.parametrize("name", ["keys.db", "keys/kek.json"])
def test_a_home_that_lost_its_keys_does_not_open(tmp_path, name):
    NEW(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(GatewayError, match=name.removeprefix("keys/")):
        OLD(tmp_path)
    assert not (tmp_path / name).exists()


def test_wrapped_keys_forbid_a_new_kek_even_in_a_home_that_looks_new(tmp_path):
    NEW(tmp_path).add_persons(["maker-1"])
    (tmp_path / "keys" / "kek.json").unlink()
    with pytest.raises(GatewayError, match=r"kek\.json"):
        NEW(tmp_path)


@pytest.mark.parametrize("length", [0, 1, 32, 63])
def test_half_a_key_is_no_key(tmp_path, length):
    path = tmp_path / "w" / "witness.key"
    key_file(path, system_randomness, b"w", create=True)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(GatewayError, match=r"witness\.key"):
        key_file(path, system_randomness, b"w", create=True)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"1": "00"}', '{"lookup": 3}', '{"1": null}', '{"1": "' + "00" * 32 + '"}']
)
def test_half_a_kek_file_is_an_error(tmp_path, text):
    NEW(tmp_path)
    (tmp_path / "keys" / "kek.json").write_text(text)
    with pytest.raises(GatewayError, match=r"kek\.json"):
        OLD(tmp_path)


def test_two_first_starts_at_once_agree(tmp_path):
    """The other one runs through while the first has drawn its KEK and not yet written it."""
    others = []

    def meanwhile(purpose: bytes, length: int) -> bytes:
        if purpose == b"lookup" and not others:
            others.append(None)
            others[0] = NEW(tmp_path)
        return system_randomness(purpose, length)

    mine = Keystore(tmp_path, meanwhile, create=True)
    mine.add_persons(["maker-1"])
    ref = mine.ref("maker-1")
    assert others[0].person_key(ref) == mine.person_key(ref)


def test_of_two_that_link_at_once_the_first_stands(tmp_path, monkeypatch):
    path = tmp_path / "k" / "a.key"
    link = os.link

    def overtaken(source, target):
        with monkeypatch.context() as calm:
            calm.setattr(keystore.os, "link", link)
            first.append(key_file(path, system_randomness, b"a", create=True))
        link(source, target)

    first = []
    monkeypatch.setattr(keystore.os, "link", overtaken)
    assert key_file(path, system_randomness, b"a", create=True).public == first[0].public


def test_a_key_is_durable_before_it_is_used(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(
        os, "fsync", lambda fd, sync=os.fsync: (done.append(os.readlink(f"/proc/self/fd/{fd}")), sync(fd))
    )
    monkeypatch.setattr(os, "link", lambda a, b, link=os.link: (done.append("link"), link(a, b)))
    key_file(tmp_path / "k" / "a.key", system_randomness, b"a", create=True)
    at = done.index("link")
    assert any(name.endswith(".new") for name in done[:at])
    assert {str(tmp_path / "k"), str(tmp_path)} <= set(done[at:])


def test_a_key_that_another_process_destroyed_is_not_used_again(tmp_path):
    mine, other = NEW(tmp_path), OLD(tmp_path)
    mine.add_persons(["maker-1"])
    ref = mine.ref("maker-1")
    other.person_key(ref)
    mine.destroy(ref)
    with pytest.raises(PersonErased):
        other.person_key(ref)
    assert ref not in other._known


def test_a_write_that_failed_leaves_the_connection_to_the_next_one(tmp_path):
    keys = NEW(tmp_path)
    keys._db.execute("CREATE TRIGGER full BEFORE INSERT ON wrapped BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(sqlite3.Error, match="disk full"):
        keys.add_persons(["maker-1"])
    keys._db.execute("DROP TRIGGER full")
    keys.add_persons(["maker-1"])
    assert keys.has(keys.ref("maker-1"))
