"""Whose name a name is, and what becomes of openings when publishing is in somebody's way."""

from __future__ import annotations

import threading

import pytest

from acts.conftest import settings
from acts.river import ORG, flow, silent
from shouyi.acts.admission import admit_reading
from shouyi.acts.founding import Joining, join
from shouyi.evidence.trade.tables import read_orders
from shouyi.gateways import keeper
from shouyi.gateways.embedded import NotPublished
from shouyi.ledger.errors import CheckpointRolledBack
from shouyi.wiring import open_house

OTHER = "org-platform-other"


@pytest.fixture
def house(tmp_path, few):
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    with opened.ledger.writing():
        join(opened, [Joining(OTHER, "platform", {"en": "Other", "zh": "另"})])
    return opened


def test_a_name_that_another_source_brought_is_another_person(house, few):
    done = admit_reading(house, read_orders(few / "orders.csv"), OTHER, silent)
    assert done.entries == 0
    assert {row.code for row in done.refusals} == {"maker_of_another_source"}
    assert all(row.line for row in done.refusals)


def test_a_source_that_uses_the_keepers_names_writes_in_the_same_file(house, few):
    done = admit_reading(house, read_orders(few / "orders.csv"), OTHER, silent, shared_names=True)
    assert done.entries > 0
    assert {o.by for o in house.vault.openings("maker-1")} >= {ORG, OTHER}
    again = admit_reading(house, read_orders(few / "orders.csv"), OTHER, silent)
    assert (again.entries, again.refusals) == (0, ())


def test_a_maker_cannot_take_a_buyers_name(house, few):
    text = (few / "orders.csv").read_text().replace("maker-0", f"{ORG}/buyer-0")
    (few / "orders.csv").write_text(text)
    done = admit_reading(house, read_orders(few / "orders.csv"), ORG, silent)
    assert "maker_name" in {row.code for row in done.refusals}
    assert f"{ORG}/buyer-0" not in house.vault.persons(by_kind="archive.opened")


def test_a_durable_batch_keeps_its_openings_when_it_cannot_be_published(tmp_path, few, monkeypatch):
    monkeypatch.setattr(keeper, "BATCH_ENTRIES", 2)
    opened = open_house(settings(tmp_path / "h"))
    opened.begin()
    opened.ledger._publish_every = 2

    def foreign(*_):
        raise CheckpointRolledBack("a foreign checkpoint lies in the folder")

    with monkeypatch.context() as broken:
        broken.setattr(opened.ledger.folder, "publish", foreign)
        with pytest.raises((NotPublished, CheckpointRolledBack)):
            flow(opened, few)
    done = flow(opened, few)  # the foreign checkpoint is gone: everything goes on, nothing is written twice
    assert [again.entries for again in flow(opened, few)] == [0, 0]
    assert done
    unopened = {o.tag for p in opened.vault.persons(by_kind="archive.opened") for o in opened.vault.openings(p)}
    assert len(unopened) == sum(1 for _ in opened.vault.all_openings())


def test_two_threads_never_write_at_once(house):
    inside, most, barrier = [0], [0], threading.Barrier(4)

    def write():
        barrier.wait()
        for _ in range(5):
            with house.ledger.writing():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1


def test_what_was_taken_out_comes_back_corrected_only(tmp_path, few):
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    with opened.ledger.writing():
        opened.keeper.begin()
        fact = next(o for o in opened.vault.openings("maker-1") if o.kind.name == "trade.statement")
        opened.keeper.erase_fact("maker-1", fact, "objection")
    size = len(opened.vault.openings("maker-1"))
    flow(opened, few)
    assert len(opened.vault.openings("maker-1")) == size
    taken = opened.vault.taken_out(opened.keys.ref("maker-1"))
    assert taken
    assert all(len(mark) == 16 for mark in taken)
    orders = few / "orders.csv"
    orders.write_text(orders.read_text().replace(",1000,CNY", ",1001,CNY"))
    flow(opened, few)
    assert len(opened.vault.openings("maker-1")) > size
