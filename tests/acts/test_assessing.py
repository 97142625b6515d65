"""A kill anywhere while facts are weighed loses no day and no digit; a table of another guide is begun anew."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from acts.conftest import settings
from acts.river import flow
from shouyi.acts.assessing import assess_everybody, last_on
from shouyi.acts.erasing import erase_person
from shouyi.archive.facts import facts_of
from shouyi.gateways.vault import Vault
from shouyi.wiring import open_house


@pytest.fixture
def house(tmp_path, few):
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    return opened


def lines(found):
    return [each.to_json() for each in found]


def digits(house) -> list[str]:
    return lines(assess_everybody(open_house(house.settings)))


def test_a_crash_between_the_table_and_the_day_loses_neither(house, monkeypatch):
    note = Vault.note

    def dying(self: Vault, name: str, value: bytes) -> None:
        if name == "last_on":
            raise KeyboardInterrupt
        note(self, name, value)

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "note", dying)
        with pytest.raises(KeyboardInterrupt):
            assess_everybody(house)
    assert len(digits(house)) == 2
    files = house.vault.files(house.vault.refs_since((0, 0, 0, 0)))
    assert last_on(house) == max(fact.on for _, opened in files for fact in facts_of(opened))


@pytest.fixture(params=["another guide", "another layout", "torn", "missing"])
def stale(request, house):
    """The house with digits, whose table was then weighed otherwise, with a person whom nobody knows any more."""
    before = digits(house)
    head = house.settings.home / "weighed" / "table.json"
    plain = json.loads(head.read_bytes())
    others = {"another guide": {**plain, "guide": "00" * 32}, "another layout": {**plain, "layout": 0}}
    if request.param == "missing":
        head.unlink()
    else:
        head.write_text(json.dumps(others[request.param]) if request.param in others else "{")
    events = head.parent / "events"
    (events / "00009.parquet").write_bytes((events / "00000.parquet").read_bytes())
    return house, before


def test_a_table_weighed_otherwise_is_weighed_again_from_nothing(stale):
    house, before = stale
    assert digits(house) == before
    assert digits(house) == before
    assert [path.name for path in (house.settings.home / "weighed" / "events").iterdir()] == ["00000.parquet"]


def test_nor_does_it_stand_in_the_way_of_an_erasure(stale):
    house, before = stale
    erase_person(house, "maker-1")
    found = assess_everybody(house)
    assert lines(found) == [line for line in before if '"maker-0"' in line]
    kept = pq.read_table(house.settings.home / "weighed" / "persons.parquet")["person"].to_pylist()
    assert kept == [house.keys.ref("maker-0").hex()]
