"""What is published beside the logs is a copy: taken away or edited, it is put back, and never comes in force."""

from __future__ import annotations

import shutil
from hashlib import sha256

import pytest

from acts.conftest import seeded, settings
from acts.river import flow, silent
from shouyi.acts.checking import check_house
from shouyi.acts.founding import Joining, join
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.sqlite import LedgerStore
from shouyi.ledger.policy import parse_pin, pin_digest
from shouyi.wiring import House, open_house

NAMES = {"en": "Another", "zh": "另一家"}


def verifier(self: House, pin: bytes) -> tuple[bytes, str]:
    """Stands for the built bundle, which need not be here."""
    data = b"<!doctype html>" + pin
    return data, sha256(data).hexdigest()


@pytest.fixture(autouse=True)
def built(monkeypatch):
    monkeypatch.setattr(House, "offline_file", verifier)


@pytest.fixture
def house(tmp_path, few):
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    return opened


def files(house: House) -> dict[str, bytes]:
    found = (path for path in house.public.rglob("*") if path.is_file())
    return {path.relative_to(house.public).as_posix(): path.read_bytes() for path in found}


def again(house: House) -> House:
    opened = open_house(house.settings)
    opened.begin()
    return opened


def found(house: House) -> set[tuple[str, str]]:
    return {(each.code, each.place) for each in check_house(house, silent).findings}


def test_the_published_folder_taken_away_comes_back_byte_for_byte(house):
    before = files(house)
    assert {"pin.json", "pin/1.json", "pin/2.json", "verify.html", "guide/2.json", "guide/2.note"} <= before.keys()
    shutil.rmtree(house.public)
    assert files(again(house)) == before
    assert found(house) == set()


@pytest.mark.parametrize(
    "name", ["pin.json", "pin/2.json", "pin/1.json", "verify.html", "guide/2.json", "guide/2.note"]
)
def test_an_edited_document_is_found_and_never_comes_in_force(house, name):
    before = files(house)
    path = house.public / name
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    assert found(house) == {("document", name)}
    again(house)
    assert files(house) == before
    assert found(house) == set()


def test_nor_does_one_that_somebody_edited_everywhere(house):
    (house.public / "pin.json").unlink()
    for path in (house.public / "pin/2.json", house.pins / "2.json"):
        path.write_bytes(path.read_bytes().replace("平台".encode(), "别人".encode()))
    with pytest.raises(GatewayError):
        again(house)
    assert not (house.public / "pin.json").exists()
    assert {("document", "pins/2.json"), ("document", "pin/2.json"), ("document", "pins/1.json")} <= found(house)


@pytest.mark.parametrize("number", [1, 2])
def test_a_kept_pin_that_is_lost_is_found_and_taken_from_the_published_one(house, number):
    own = house.pins / f"{number}.json"
    kept = own.read_bytes()
    own.unlink()
    assert found(house) == {("document", f"pins/{number}.json")}
    again(house)
    assert own.read_bytes() == kept
    assert found(house) == set()


def test_pins_name_each_other_back_to_the_first(house):
    first, second = (parse_pin((house.pins / f"{number}.json").read_bytes()) for number in (1, 2))
    assert second.previous == first.digest.hex()
    assert second.digest.hex() == house.ledger.state.get("policy")["digest"]
    assert first.previous == "none"


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_at_the_batch_of_a_policy_leaves_the_one_that_counts(tmp_path, monkeypatch, when):
    house = open_house(seeded(tmp_path))
    house.begin()
    append = LedgerStore.append

    def dying(self: LedgerStore, changes: object) -> None:
        if when == "after":
            append(self, changes)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, house.ledger.writing():
        patch.setattr(LedgerStore, "append", dying)
        with pytest.raises(KeyboardInterrupt):
            join(house, [Joining("org-another", "platform", NAMES)])
    opened = again(house)
    number = 2 if when == "after" else 1
    assert opened.pin().number == number
    assert pin_digest(opened.pin_bytes()).hex() == opened.ledger.state.get("policy")["digest"]
    assert found(opened) == set()
    with opened.ledger.writing():
        join(opened, [Joining("org-another", "platform", NAMES)])
    assert opened.pin().number == 2
    assert opened.pin().names["org-another"] == NAMES
