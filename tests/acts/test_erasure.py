"""After erasure, with the KEK and every file at hand: neither the person's key nor their words can be carved out."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from acts.conftest import settings
from acts.river import ORG, flow, silent
from shouyi.acts import erasing
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.checking import check_house
from shouyi.acts.erasing import erase_person
from shouyi.archive.errors import ArchiveError, PersonErased
from shouyi.gateways.embedded import EmbeddedLedger
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.keystore import Keystore
from shouyi.gateways.vault import Vault
from shouyi.ledger.kind import RULE
from shouyi.score.table import EventTable
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
    erase_person(house, person)
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


class Died(BaseException):
    """The process ended here."""


STEPS = {
    "noted": (Keystore, "destroy"),
    "the key is gone": (Vault, "_forget"),
    "rows are gone": (Keystore, "cut"),
    "logs are cut": (EmbeddedLedger, "submit"),
    "the entry is written": (Vault, "note_erased"),
    "the table is next": (EventTable, "forget"),
    "the note is left": (Vault, "end_erasure"),
}


def die(*_, **__):
    raise Died


def cut_short(house, person, step, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(*STEPS[step], die)
        with pytest.raises(Died):
            erase_person(house, person)


def written(house):
    entries = [json.loads(entry) for entry in house.store.entries(RULE, 0, house.ledger.state.sizes[RULE])]
    return [entry["pub"]["once"] for entry in entries if entry["kind"] == "archive.erased"]


@pytest.mark.parametrize(
    ("step", "person"),
    [(step, MAKER) for step in STEPS] + [(step, BUYER) for step in STEPS if step != "logs are cut"],  # no entry is due
)
def test_the_next_start_finishes_an_erasure_that_was_cut_short(house, few, person, step, monkeypatch):
    home, ref, once = house.settings.home, house.keys.ref(person), house.keeper.open_once(person)
    key = house.keys.person_key(ref)
    cut_short(house, person, step, monkeypatch)
    again = open_house(house.settings)
    assert "maker-0" in again.vault.persons()  # nobody else is concerned, whoever reads before a writer comes
    assert {r for r, _ in again.vault.all_openings()} >= {again.keys.ref("maker-0")}
    flow(again, few)
    assert written(again) == ([once] if once else [])
    assert again.vault.erasures(erased=False) == again.vault.erasures(erased=True) == []
    assert not again.vault.has_person(person)
    assert again.vault.row_counts(person) == (0, 0)
    assert ref.hex() not in EventTable.open(home / "weighed", again.guide).numbers
    assert key not in carved(home, ref)
    assert [each.person for each in assess_everybody(again)] == (["maker-0"] if person == MAKER else ["maker-0", MAKER])


@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_cut_short_can_be_repeated(house, step, monkeypatch):
    once = house.keeper.open_once(MAKER)
    cut_short(house, MAKER, step, monkeypatch)
    assert erase_person(open_house(house.settings), MAKER)
    assert written(open_house(house.settings)) == [once]


@pytest.mark.parametrize("name", ["keys.db", "vault.db"])
def test_whoever_reads_meanwhile_puts_the_end_off_and_stops_nobody(house, name, monkeypatch):
    monkeypatch.setattr(erasing, "PATIENCE_S", 0.05)
    reader = sqlite3.connect(house.settings.home / name, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute(f"SELECT * FROM {'wrapped' if name == 'keys.db' else 'persons'}").fetchall()
    with pytest.raises(GatewayError, match="next start"):
        erase_person(house, MAKER)
    assert [each.person for each in assess_everybody(house)] == ["maker-0"]
    assert written(house) == []  # it is not said before it is so
    with house.ledger.writing(), pytest.raises(GatewayError, match="not finished"):
        house.keeper.open_files([MAKER])
    reader.execute("COMMIT")
    reader.close()
    house.begin()
    assert len(written(house)) == 1
    assert (house.settings.home / f"{name}-wal").stat().st_size == 0 or name == "vault.db"


def test_a_table_of_another_guide_does_not_stop_an_erasure(house):
    (house.settings.home / "weighed" / "table.json").write_text("{}")
    erase_person(house, MAKER)
    assert [each.person for each in assess_everybody(house)] == ["maker-0"]


def test_other_processes_forget_the_key_at_once(house):
    other = open_house(house.settings)
    ref = other.keys.ref(MAKER)
    other.vault.openings(MAKER)
    other.vault.source(ref, ORG)
    erase_person(house, MAKER)
    with pytest.raises(PersonErased):
        other.keys.person_key(ref)
    with pytest.raises(PersonErased):
        other.vault.source(ref, ORG)
    with pytest.raises(PersonErased):
        other.vault.name_of(ref)
    assert ref not in {*other.keys._known, *other.vault._ciphers}


class Late:
    """A connection before whose next BEGIN something else happens, as while it waits for its turn."""

    def __init__(self, db, before):
        self._db, self._before = db, before

    def __getattr__(self, name):
        return getattr(self._db, name)

    def execute(self, query, *values):
        if query.startswith("BEGIN") and self._before:
            before, self._before = self._before, None
            before()
        return self._db.execute(query, *values)


def test_who_waited_for_an_erasure_writes_nothing_under_the_key_that_it_destroyed(house):
    """Else a row would be left that nobody can open and no erasure explains."""
    other = open_house(house.settings)
    ref = house.keys.ref(MAKER)
    house.vault.put_results(
        b"0" * 32, {MAKER: b"a result"}
    )  # the control; the key was derived from, and is kept at hand

    def erased():
        other.vault.begin_erasure(MAKER)
        other.vault.erase(ref, 5)
        other.vault.note_erased(ref)
        other.vault.end_erasure(ref)

    house.vault._db = Late(house.vault._db, erased)
    with pytest.raises(PersonErased):
        house.vault.put_results(b"1" * 32, {MAKER: b"another"})
    assert house.vault._db.execute("SELECT count(*) FROM results WHERE ref = ?", (ref,)).fetchone() == (0,)
    assert ref not in other.vault.without_key()
    house.vault.note("still", b"writes")
    assert other.vault.noted("still") == b"writes", "what was refused is rolled back, and the next one has its turn"


def test_looks_of_two_at_once_have_names_of_their_own(house):
    """In a demonstration they follow from the number: the view log takes one of two of a name over."""
    other, names = open_house(house.settings), []
    house.vault._db = Late(house.vault._db, lambda: names.append(other.vault.begin_look("run", b"", 1)))
    names.append(house.vault.begin_look("run", b"", 1))
    found = {number: uid for number, uid, *_ in house.vault.looks()}
    assert len({found[name] for name in names}) == 2


def test_a_lost_key_is_told_from_an_erasure(house):
    ref = house.keys.ref(MAKER)
    house.keys.destroy(ref)
    found = check_house(house, silent).findings
    (lost,) = [str(each) for each in found if ref.hex() in str(each)]
    assert "no key is here" in lost
    erase_person(house, MAKER)
    assert not check_house(house, silent).findings


def test_an_import_does_not_bring_back_a_buyer(house, few):
    before = house.ledger.state.sizes
    erase_person(house, BUYER)
    assert house.ledger.state.sizes == before  # no file was open: nothing to say on the ledger
    orders, reviews = flow(house, few)
    assert (orders.entries, reviews.entries) == (0, 0)
    assert {row.code for row in reviews.refusals} == {"person_erased"}
    assert not house.vault.has_person(BUYER)
    with pytest.raises(ArchiveError):
        erase_person(house, BUYER)
    with house.ledger.writing():
        house.keeper.begin()
        house.vault.add_persons([BUYER])
        assert not house.vault.has_person(BUYER)
        house.keeper.open_files([BUYER])
    assert house.vault.has_person(BUYER)
    assert not house.vault.is_gone(BUYER)


def test_a_buyers_words_go_and_the_makers_file_stays(house):
    erase_person(house, BUYER)
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
