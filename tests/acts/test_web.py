"""What the web's processes do to one installation: many threads, imports that die or still run, witnesses that fail."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from acts.conftest import settings
from acts.river import ORG, flow, silent
from shouyi.acts import proving, reading
from shouyi.acts.admission import admit_reading
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.checking import HOLDS, UNKNOWN, check_house, verify_file
from shouyi.acts.erasing import erase_person
from shouyi.acts.founding import Joining, join
from shouyi.acts.proving import Prover, work_proof
from shouyi.acts.reading import HouseReader
from shouyi.archive.errors import NotInArchive
from shouyi.cli import main
from shouyi.evidence.records import Draft
from shouyi.evidence.trade.tables import read_orders, read_reviews
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.source import FolderSource
from shouyi.gateways.witness_app import open_witness
from shouyi.ledger.errors import CutUnknown
from shouyi.ledger.prooffile import parse_proof
from shouyi.people.ports import NotNow, Report
from shouyi.wiring import open_house

MAKER, WORK = "maker-1", "work-1"
THREADS = 8


class Died(BaseException):
    """Stands for the process that ends here."""


@pytest.fixture
def house(tmp_path, few):
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    assess_everybody(opened)
    return opened


@pytest.fixture
def witnessed(house, monkeypatch):
    """The house while a witness of its own answers, whose clock stands still: equal cuts give equal bytes."""
    source, home, now = FolderSource(house.public), house.settings.home / "witness", house.clock()
    with open_witness(home, source, house.pin(), house.witness_key, lambda: now) as near:
        monkeypatch.setattr(proving, "require_witness", lambda _: near)
        yield house


def reader_of(house):
    """The pages' reader: as in another process, over connections of its own."""
    return HouseReader(open_house(house.settings), lambda: "zh")


def register(house, public_id=WORK):
    """A work of the maker's, within `writing()`."""
    house.keeper.begin()
    join(house, [Joining("org-hall", "certifier", {"en": "Hall", "zh": "馆"})])
    house.keeper.add_sources([(MAKER, "org-hall")])
    plate = {"craft": "c", "maker": "m", "title": "t", "work": public_id}
    (opening,) = house.keeper.admit([Draft("work.registered", MAKER, "org-hall", house.keeper.today(), plate)])
    house.vault.put_work(public_id, MAKER, opening)
    return opening


def at_once(count, ask):
    """What `ask(n)` gives to so many threads that start together and are switched often."""
    barrier, interval = Barrier(count), sys.getswitchinterval()

    def run(number):
        barrier.wait(30)
        return ask(number)

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(run, range(count)))
    finally:
        sys.setswitchinterval(interval)


# threads --------------------------------------------------------------------------------------------------------------


def test_threads_that_grow_the_hashes_together_give_the_paths_of_one(house, monkeypatch):
    openings = [opening for opening in house.vault.openings(MAKER) if opening.kind.log != 3][:THREADS]
    alone = [Prover(house).proof(opening, []) for opening in openings]
    entries, every_thread = house.store.entries, Barrier(len(openings))

    def together(log, start, stop):
        found = entries(log, start, stop)
        try:
            every_thread.wait(0.3)  # without a lock, all have read before any appends
        except Exception:
            every_thread.abort()
        return found

    monkeypatch.setattr(house.store, "entries", together)
    shared = Prover(house)
    assert at_once(len(openings), lambda n: shared.proof(openings[n], [])) == alone


def test_sqlite_serialises_what_threads_ask_of_one_connection():
    assert sqlite3.threadsafety == 3


def everything(reader):
    """All that pages ask for, but for the instant at which a work was checked."""
    report, lines, work = reader.report(MAKER), reader.lines(MAKER), reader.work(WORK)
    proofs = [reader.line_proof(MAKER, line.log, line.index) for line in lines[:4]]
    return report, lines, proofs, work.checks, work.leaf, reader.works(3), reader.pin(), reader.logins()


def test_pages_are_read_without_any_transaction(witnessed):
    with witnessed.ledger.writing():
        register(witnessed)
    reader, said = reader_of(witnessed), []
    for store in (reader.house.store, reader.house.vault, reader.house.keys):
        store._db.set_trace_callback(said.append)
    everything(reader)
    assert work_proof(Prover(reader.house), WORK)
    assert reader.export(MAKER)
    assert len(said) > 20
    assert {statement.split()[0] for statement in said} <= {"SELECT", "PRAGMA"}


def test_threads_read_and_export_as_one_does(witnessed):
    with witnessed.ledger.writing():
        register(witnessed)
    export = reader_of(witnessed).export(MAKER)
    alone = everything(reader_of(witnessed))
    reader = reader_of(witnessed)
    asked = at_once(THREADS, lambda n: everything(reader) if n % 2 else reader.export(MAKER))
    assert asked == [export, alone] * (THREADS // 2)


def test_one_export_at_a_time_goes_through_the_house_that_writes(house, monkeypatch):
    running, most = [], []

    def slow(writer, person, prover):
        running.append(writer)
        most.append(len(running))
        time.sleep(0.05)
        running.pop()
        return str(id(writer)).encode()

    monkeypatch.setattr(reading, "export_person", slow)
    reader = reader_of(house)
    assert len(set(at_once(THREADS, lambda _: reader.export(MAKER)))) == 1
    assert most == [1] * THREADS


# exports --------------------------------------------------------------------------------------------------------------


def die_before_placing(house, few, monkeypatch):
    """An import of reviews that ends once its batch is durable, before anybody noted where its entries stand."""

    def dying(placed):
        if placed:
            raise Died

    orders = read_orders(few / "orders.csv", today=house.keeper.today())
    reviews = read_reviews(few / "reviews.csv", orders.units, today=house.keeper.today())
    admit_reading(house, orders, ORG, silent)
    with monkeypatch.context() as patched:
        patched.setattr(house.vault, "place", dying)
        with pytest.raises(Died):
            admit_reading(house, reviews, ORG, silent)


def test_an_export_after_an_import_that_died_is_complete(tmp_path, few, monkeypatch):
    house = open_house(settings(tmp_path / "h"))
    house.begin()
    with house.ledger.writing():
        join(house, [Joining(ORG, "platform", {"en": "Platform", "zh": "平台"})])
    die_before_placing(house, few, monkeypatch)
    source, home = FolderSource(house.public), house.settings.home / "witness"
    with open_witness(home, source, house.pin(), house.witness_key, house.clock) as near:
        monkeypatch.setattr(proving, "require_witness", lambda _: near)
        data = reader_of(house).export(MAKER)
    assert verify_file(data, house.pin_bytes()).status == HOLDS
    assert b"review.given" in data


@pytest.mark.parametrize("problem", [GatewayError("no answer", permanent=False), CutUnknown("never seen")])
@pytest.mark.parametrize("question", ["cosign", "unspent"])
def test_a_witness_that_does_not_help_is_asked_again_later(witnessed, monkeypatch, problem, question):
    def fail(*_):
        raise problem

    near = proving.require_witness(witnessed)
    answers = {"cosign": near.cosign, "unspent": near.unspent, question: fail}
    monkeypatch.setattr(proving, "require_witness", lambda _: SimpleNamespace(**answers))
    with pytest.raises(NotNow):
        reader_of(witnessed).export(MAKER)


def test_nobodys_export_and_an_erased_persons_are_none(witnessed):
    reader = reader_of(witnessed)
    assert reader.export(MAKER)
    erase_person(witnessed, MAKER)
    assert (reader.export(MAKER), reader.export("nobody"), reader.lines(MAKER)) == (None, None, ())


@pytest.mark.parametrize("before", [None, 0o644])
def test_an_export_is_its_owners_alone(tmp_path, monkeypatch, before):
    monkeypatch.setattr("shouyi.cli.house", lambda **_: None)
    monkeypatch.setattr("shouyi.acts.noting.noted", lambda *_: nullcontext())
    monkeypatch.setattr(proving, "export_person", lambda house, person: b"{}")
    path, umask = tmp_path / "export.json", os.umask(0)
    if before:
        path.write_text("what stood there before")
        path.chmod(before)
    try:
        done = CliRunner().invoke(main, ["export", "--person", MAKER, str(path)])
    finally:
        os.umask(umask)
    assert (done.exit_code, path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (0, b"{}", 0o600)


# works ----------------------------------------------------------------------------------------------------------------


def test_a_work_is_not_there_until_it_is_published(house):
    reader = reader_of(house)
    prover = Prover(reader.house)
    with house.ledger.writing():
        register(house)
        with pytest.raises(NotInArchive):
            work_proof(prover, WORK)
        assert reader.work(WORK) is None
    assert work_proof(prover, WORK)
    assert reader.work(WORK).title == "t"


@pytest.mark.parametrize("suffix", ["", "-credit"])
def test_an_erased_work_is_not_there_any_more(house, suffix):
    house.vault.release(MAKER, released=True)
    with house.ledger.writing():
        opening = register(house)
    reader = reader_of(house)
    prover = Prover(reader.house)
    assert work_proof(prover, WORK + suffix)
    with house.ledger.writing():
        house.keeper.erase_fact(MAKER, opening, "wrong-person")
    assert (work_proof(prover, WORK + suffix), reader.work(WORK), reader.works(3)) == (None, None, ())


def test_the_work_of_somebody_whose_key_is_gone_is_not_there_either(house):
    with house.ledger.writing():
        register(house)
    reader = reader_of(house)
    house.keys.destroy(house.keys.ref(MAKER))  # the first step of an erasure: the rows are still there
    assert work_proof(Prover(reader.house), WORK) is None
    assert (reader.work(WORK), reader.works(3), reader.lines(MAKER)) == (None, (), ())


@pytest.mark.parametrize("ask", ["report", "proof"])
def test_a_run_that_comes_between_two_looks_changes_nothing(house, monkeypatch, ask):
    def answer(of):
        return HouseReader(of, lambda: "zh").report(MAKER) if ask == "report" else Prover(of).result(MAKER, ["score"])

    before, noted, asked = house.vault.noted("run"), house.vault.noted, []
    expected = replace(found, previous=None) if isinstance(found := answer(house), Report) else found
    assess_everybody(house, house.keeper.today())
    assert noted("run") != before

    def between(name):
        asked.append(name)
        return {"run": before if asked.count("run") == 1 else noted("run"), "run_before": None}[name]

    monkeypatch.setattr(house.vault, "noted", between)
    given = answer(house)
    if ask == "report":
        assert given == expected
    else:  # the same leaf and result under a newer checkpoint
        assert verify_file(given, house.pin_bytes()).status == UNKNOWN
        assert parse_proof(given).result == parse_proof(expected).result


# fsck -----------------------------------------------------------------------------------------------------------------


def test_a_batch_that_comes_meanwhile_waits_for_fsck(house):
    other, writing = open_house(house.settings), []

    def write():
        with other.ledger.writing():
            register(other)

    def show(phase, done, total):
        if not writing:
            writing.append(Thread(target=write))
            writing[0].start()
            writing[0].join(0.5)
            assert writing[0].is_alive()

    count = house.store.batch_count()
    report = check_house(house, show)
    assert (report.findings, report.batch_count) == ([], count)
    writing[0].join(30)
    after = check_house(house, silent)
    assert after.findings == []
    assert after.batch_count > count
