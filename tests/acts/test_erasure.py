"""After erasure, with the KEK and every file at hand: neither the person's key nor their words can be carved out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from acts.conftest import settings
from acts.river import ORG, flow, silent
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.erasing import erase_person
from shouyi.archive.errors import ArchiveError, PersonErased
from shouyi.ledger.kind import RULE
from shouyi.wiring import open_house

MAKER, BUYER = "maker-1", f"{ORG}/buyer-1"


@pytest.fixture
def house(tmp_path, few):
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    assess_everybody(opened)
    return opened


def files(home):
    return [path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()]


def carved(home, ref):
    """Every key of this person that any window of any file gives up under any KEK."""
    keks = [bytes.fromhex(key) for key in json.loads((home / "keys" / "kek.json").read_bytes()).values()]
    found = []
    for data in (path.read_bytes() for path in sorted(home.glob("keys.db*"))):
        for at in range(max(0, len(data) - 59)):
            for kek in keks:
                try:
                    found.append(AESGCM(kek).decrypt(data[at : at + 12], data[at + 12 : at + 60], ref))
                except InvalidTag:
                    continue
    return found


def test_the_carver_finds_a_key_that_was_not_destroyed(house):
    ref = house.keys.ref(MAKER)
    assert house.keys.person_key(ref) in carved(house.settings.home, ref)


@pytest.mark.parametrize("person", [MAKER, BUYER])
def test_neither_key_nor_words_survive(house, person):
    home, ref = house.settings.home, house.keys.ref(person)
    key = house.keys.person_key(ref)
    sealed = [row for (row,) in house.vault._db.execute("SELECT sealed FROM rows WHERE ref = ?", (ref,))]
    sealed += [row for (row,) in house.vault._db.execute("SELECT other FROM rows WHERE other_ref = ?", (ref,))]
    assert sealed
    if person == MAKER:
        erase_person(house, person)
    else:
        house.vault.erase_person(person)
    everything = files(home)
    assert key not in carved(home, ref)
    for data in everything:
        assert key not in data
        assert key.hex().encode() not in data
        assert "种下的词".encode() not in data
        assert b"planted-words" not in data
        assert person.encode() not in data
        assert not any(row in data for row in sealed)


def test_the_log_stays_whole_and_says_that_it_happened(house):
    before = [house.store.entries(log, 0, size) for log, size in enumerate(house.ledger.state.sizes)]
    once = house.keeper.open_once(MAKER)
    erase_person(house, MAKER)
    after = [house.store.entries(log, 0, size) for log, size in enumerate(house.ledger.state.sizes)]
    assert [new[: len(old)] for old, new in zip(before, after, strict=True)] == before
    last = json.loads(after[RULE][-1])
    assert (last["kind"], last["pub"]) == ("archive.erased", {"once": once})


def test_nothing_of_the_person_can_be_read_any_more(house):
    erase_person(house, MAKER)
    with pytest.raises(PersonErased):
        house.vault.openings(MAKER)
    assert [each.person for each in assess_everybody(house)] == ["maker-0"]
    with pytest.raises(ArchiveError):
        erase_person(house, MAKER)


def test_an_erasure_cut_short_is_completed_by_repeating_it(house):
    house.vault.erase_person(MAKER)  # the process died here: key and rows gone, the entry not written
    erase_person(house, MAKER)
    assert json.loads(house.store.entries(RULE, 0, house.ledger.state.sizes[RULE])[-1])["kind"] == "archive.erased"


def test_a_buyers_words_go_and_the_makers_file_stays(house):
    house.vault.erase_person(BUYER)
    reviews = [o for o in house.vault.openings(MAKER) if o.kind.name == "review.given"]
    closed = [o for o in reviews if not o.is_open("text")]
    assert closed
    assert all(o.is_open("stars") for o in closed)
    assert any(o.is_open("text") for o in reviews)


@pytest.mark.parametrize("seed", ["", "tests"])
def test_an_import_does_not_bring_back_whoever_erased(tmp_path, few, seed):
    opened = open_house(replace(settings(tmp_path / "again"), seed=seed))
    flow(opened, few)
    erase_person(opened, MAKER)
    orders, reviews = flow(opened, few)
    assert (orders.entries, reviews.entries) == (0, 0)
    assert {row.code for row in orders.refusals} == {"person_erased"}
    assert opened.vault.persons(by_kind="archive.opened") == ["maker-0"]
    with opened.ledger.writing():
        opened.keeper.begin()
        opened.keeper.open_files([MAKER])
    assert sum(done.entries for done in flow(opened, few)) > 0


def test_whoever_erased_can_come_back_under_the_next_generation(house, few):
    erase_person(house, MAKER)
    with house.ledger.writing():
        house.keeper.begin()
        house.keeper.open_files([MAKER], lambda done, total: silent("", done, total))
    opened = [json.loads(e) for e in house.store.entries(RULE, 0, house.ledger.state.sizes[RULE])]
    last = [entry for entry in opened if entry["kind"] == "archive.opened"][-1]
    assert last["pub"]["after"] != "none"
