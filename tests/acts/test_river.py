"""The river as one: the same bytes on every run, nothing twice, nothing lost by a kill, the same digits either way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from acts.conftest import seeded, settings
from acts.river import ORG, flow, public_digest, silent
from shouyi.acts.admission import admit_reading
from shouyi.acts.assessing import assess_everybody, assess_person
from shouyi.acts.founding import Joining, join
from shouyi.evidence.trade.olist import read_olist
from shouyi.evidence.trade.tables import read_orders, read_reviews
from shouyi.score.assess import assess_evidence
from shouyi.score.weigh import weigh_person
from shouyi.wiring import open_house

SCRIPT = Path(__file__).with_name("river.py")
SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "olist" / "sample_5k"
BATCH = "60"


def run(home: Path, trade: Path, *die: str, hashseed: str = "0") -> subprocess.CompletedProcess:
    command = [sys.executable, str(SCRIPT), str(home), str(trade), BATCH, *die]
    environment = os.environ | {"PYTHONHASHSEED": hashseed}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory, trade) -> str:
    done = run(tmp_path_factory.mktemp("home") / "h", trade)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_another_run_under_another_hash_seed_gives_identical_bytes(tmp_path, trade, unbroken):
    assert run(tmp_path / "h", trade, hashseed="4711").stdout == unbroken


@pytest.mark.parametrize(("place", "when"), [
    (4, "before"), (6, "after"), *(pytest.param(*each, marks=pytest.mark.soak) for each in [
        (4, "after"), (7, "before"), (9, "after")])])  # fmt: skip
def test_killed_and_resumed_equals_never_killed(tmp_path, trade, unbroken, place, when):
    assert run(tmp_path / "h", trade, str(place), when).returncode == 9
    resumed = run(tmp_path / "h", trade)
    assert resumed.returncode == 0, resumed.stderr
    assert resumed.stdout == unbroken


def test_importing_twice_adds_nothing(tmp_path, trade):
    house = open_house(seeded(tmp_path))
    first = flow(house, trade)
    before = public_digest(tmp_path)
    again = flow(house, trade)
    assert all(done.entries for done in first)
    assert [(done.entries, done.facts) for done in again] == [(0, 0), (0, 0)]
    assert [done.known for done in again] == [done.facts for done in first]
    assert public_digest(tmp_path) == before


def test_the_river_gives_the_digits_that_the_files_give(tmp_path, trade):
    house = open_house(seeded(tmp_path))
    flow(house, trade)
    found = assess_everybody(house)
    orders = read_orders(trade / "orders.csv")
    facts = [*orders.facts, *read_reviews(trade / "reviews.csv", orders.units).facts]
    assert [each.person for each in found] == list(orders.persons)
    for each in found:
        mine = [fact for fact in facts if fact.person == each.person]
        direct = assess_evidence(weigh_person(each.person, mine, house.guide), house.guide, each.person, each.day)
        assert each.to_json() == direct.to_json()
        assert assess_person(house, each.person, each.day).to_json() == direct.to_json()


def test_a_run_is_one_entry_and_is_not_written_twice(tmp_path, trade):
    house = open_house(seeded(tmp_path))
    flow(house, trade)
    before = house.ledger.state.sizes
    assess_everybody(house)
    once = house.ledger.state.sizes
    assess_everybody(house)
    assert [b - a for a, b in zip(before, once, strict=True)] == [0, 0, 0, 1]
    assert house.ledger.state.sizes == once


def test_only_what_is_new_is_weighed_again(tmp_path, few):
    house = open_house(settings(tmp_path / "h"))
    flow(house, few)
    before = {each.person: each.to_json() for each in assess_everybody(house)}
    text = (few / "orders.csv").read_text()
    more = "x1,maker-0,buyer-9,,2026-06-10T10:00:00,2026-06-15,2026-06-30,,2026-07-02,,,,,1,1000,CNY\n"
    (few / "orders.csv").write_text(text + more)
    flow(house, few)
    after = {each.person: each.to_json() for each in assess_everybody(house)}
    fresh = {p: assess_person(house, p).to_json() for p in after}
    assert before != after
    assert after == fresh


@pytest.mark.skipif(not SAMPLE.exists(), reason="the Olist sample (shared/data/olist/sample_5k) is not here")
def test_five_thousand_real_orders_flow_and_score_as_read(tmp_path):
    house = open_house(seeded(tmp_path))
    house.begin()
    reading = read_olist(SAMPLE)
    with house.ledger.writing():
        join(house, [Joining(ORG, "platform", {"en": "Olist", "zh": "Olist"})])
    done = admit_reading(house, reading, ORG, silent)
    assert (done.persons, done.entries, done.refusals) == (1222, 21560, ())
    found = {each.person: each.to_json() for each in assess_everybody(house)}
    by_person: dict[str, list] = {person: [] for person in reading.persons}
    for fact in reading.facts:
        by_person[fact.person].append(fact)
    day = max(fact.on for fact in reading.facts)
    for person, facts in list(by_person.items())[::60]:  # explaining one takes a good moment
        assert (
            found[person]
            == assess_evidence(weigh_person(person, facts, house.guide), house.guide, person, day).to_json()
        )
