"""`shouyi assess --run`: an earlier run gives the same digits and the same root, whatever came in, went out or left
since; what differs is named, and of whoever is held no longer nothing is told but how many they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acts.conftest import ORDERS, settings
from acts.river import ORG, copied, flow, silent
from shouyi.acts.admission import admit_reading
from shouyi.acts.assessing import assess_everybody, last_run
from shouyi.acts.correcting import HouseCorrector
from shouyi.acts.erasing import erase_person
from shouyi.acts.replaying import Replay, find_run, replay, runs
from shouyi.archive.openings import Sealed
from shouyi.archive.results import run_of
from shouyi.canon.canonical import decode, encode
from shouyi.cli import main
from shouyi.evidence.trade.statement import REVIEW, STATEMENT
from shouyi.evidence.trade.tables import parse_orders
from shouyi.gateways.errors import GatewayError
from shouyi.ledger.keys import salt
from shouyi.wiring import House, open_house

LATE = "late,maker-1,buyer-9,,2026-02-01T10:00:00,2026-02-05,2026-02-20,,2026-02-25,,,,,1,1000,CNY"
"""An order that was dispatched after the promised day, long before the run's day."""


def _live(home: Path, trade: Path) -> House:
    house = open_house(settings(home))
    flow(house, trade)
    assess_everybody(house)
    return house


@pytest.fixture
def house(tmp_path: Path, few: Path) -> House:
    """Two makers and one run."""
    return copied(tmp_path / "h", few, _live)


@pytest.fixture
def first(house: House) -> str:
    """The run's digest."""
    return next(runs(house)).digest.hex()


def lines(found: list[object]) -> list[str]:
    return [each.to_json() for each in found]  # type: ignore[attr-defined]


def again(house: House, run: str) -> Replay:
    return replay(open_house(house.settings), run)


def write_late(house: House) -> None:
    """What happened before the run and was written down after it."""
    table = parse_orders("orders.csv", f"{ORDERS}\n{LATE}\n".encode(), today=house.keeper.today())
    assert not admit_reading(house, table, ORG, silent).refusals


def take_out(house: House, person: str) -> None:
    """One statement about the person, by the door that an upheld objection takes."""
    stated = next(each for each in house.vault.openings(person) if each.kind.name == STATEMENT)
    ref = house.keys.ref(person).hex()
    assert HouseCorrector(house).erase_line(ref, stated.kind.log, stated.index, "objection")


def command(house: House, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("SHOUYI_HOME", str(house.settings.home))
    monkeypatch.setenv("SHOUYI_NET", house.settings.net)
    return CliRunner().invoke(main, ["assess", "--run", *words])


def reseal(house: House, person: str, **changed: object) -> None:
    """The person's kept row says something else, sealed as well as the house itself would."""
    run = last_run(house)
    assert run
    data = house.vault.result(run.digest, house.keys.ref(person))
    assert data
    house.vault.put_results(run.digest, {person: encode(decode(data) | changed)})


def forget_leaves(house: House) -> None:
    """As a home that wrote its runs before leaves were kept, and two more runs since."""
    house.vault._db.execute("DELETE FROM runs")
    house.vault._db.execute("DELETE FROM notes WHERE name IN ('run', 'run_before')")


# equal ----------------------------------------------------------------------------------------------------------------


def test_a_run_gives_its_digits_and_its_root_again_and_writes_nothing(house, first, monkeypatch):
    sizes, looks = house.store.sizes(), len(house.vault.looks())
    done = command(house, monkeypatch, first[:8], "--json")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == lines(assess_everybody(house))
    assert f"run {first}" in done.stderr
    assert "2 of 2 people replayed" in done.stderr
    assert "equal: the same digits, and the root of the run's entry" in done.stderr
    assert house.store.sizes() == sizes
    assert not list(house.settings.home.glob("replaying-*"))
    assert house.vault.looks()[looks][3] == "run", "a replay opens everybody's files"


def test_what_was_written_down_later_does_not_count_at_the_runs_sizes(house, first):
    before = lines(again(house, first).digits)
    write_late(house)
    after = assess_everybody(house, find_run(house, first).pub["as_of"])
    assert lines(after) != before, "it would count by its day"
    found = again(house, first)
    assert (found.status, lines(found.digits)) == (0, before)
    second = again(house, "last")
    assert (second.status, lines(second.digits)) == (0, lines(after))


def test_a_run_before_leaves_were_kept_is_rooted_by_making_everybodys_again(house, first):
    forget_leaves(house)
    found = again(house, first)
    assert (found.status, found.is_rooted) == (0, True)


# held no longer -------------------------------------------------------------------------------------------------------


def test_whoever_was_erased_is_a_number_and_the_root_still_stands(house, first, monkeypatch):
    kept = [line for line in lines(again(house, first).digits) if '"maker-0"' in line]
    erase_person(house, "maker-1")
    done = command(house, monkeypatch, first, "--json")
    assert (done.exit_code, done.stdout.splitlines()) == (0, kept)
    assert "held no longer, so the commitment only: 1" in done.stderr
    assert "maker-1" not in done.output
    assert house.keys.ref("maker-1").hex() not in done.output


def test_without_the_leaves_it_cannot_be_told_once_somebody_left(house, first):
    forget_leaves(house)
    erase_person(house, "maker-1")
    found = again(house, first)
    assert (found.status, found.gone, found.differences) == (2, 1, [])


def test_whoever_comes_back_is_not_who_was_in_the_run(house, first):
    erase_person(house, "maker-1")
    with house.ledger.writing():
        house.keeper.begin()
        house.keeper.open_files(["maker-1"])
    found = again(house, first)
    assert (found.status, found.gone) == (0, 1)
    assert [each.person for each in found.digits] == ["maker-0"]


def test_a_fact_taken_out_later_leaves_the_commitment_of_that_person_alone(house, first):
    take_out(house, "maker-1")
    found = again(house, first)
    assert (found.status, found.closed, found.gone) == (0, 1, 0)
    assert [each.person for each in found.digits] == ["maker-0"]
    assess_everybody(house)
    second = again(house, "last")
    assert (second.status, second.closed, len(second.digits)) == (0, 0, 2), "that run did without it already"


# something differs ----------------------------------------------------------------------------------------------------


def test_a_changed_row_is_named_by_person_and_field(house, first, monkeypatch):
    score = again(house, first).digits[1].score
    reseal(house, "maker-1", score=score + 10)
    done = command(house, monkeypatch, first)
    assert done.exit_code == 1
    assert f"differs: maker-1: score: kept {score + 10}, replayed {score}" in done.stderr
    assert "maker-0: " not in done.stderr


def test_a_torn_row_is_named(house, first):
    house.vault._db.execute("UPDATE results SET sealed = zeroblob(80) WHERE ref = ?", (house.keys.ref("maker-0"),))
    found = again(house, first)
    assert (found.status, [(each.person, each.field) for each in found.differences]) == (1, [("maker-0", "row")])


def test_a_changed_row_of_somebody_who_cannot_be_replayed_is_under_no_root(house, first):
    take_out(house, "maker-1")
    reseal(house, "maker-1", band="A")
    found = again(house, first)
    assert [(each.person, each.field) for each in found.differences] == [("maker-1", "leaf")]


def test_evidence_that_was_changed_gives_another_leaf(house, first):
    """Even where the row is changed with it: the run's leaf is what was committed."""
    ref = house.keys.ref("maker-1")
    stated = next(each for each in house.vault.openings("maker-1") if each.kind.name == REVIEW)
    own = Sealed({**stated.own.fields, "stars": 1}, stated.own.seed)
    sealed = house.vault._seal(ref, own.to_bytes(), stated.by.encode() + b"/" + stated.tag)
    house.vault._db.execute("UPDATE rows SET sealed = ? WHERE by = ? AND tag = ?", (sealed, stated.by, stated.tag))
    forged = again(house, first)
    assert forged.status == 1
    names = {each.field for each in forged.differences if each.person == "maker-1"}
    assert {"score", "word_of_mouth", "leaf"} <= names
    reseal(house, "maker-1", **{each.field: each.replayed for each in forged.differences if each.field != "leaf"})
    assert [(each.person, each.field) for each in again(house, first).differences] == [("maker-1", "leaf")]
    forget_leaves(house)
    assert [(each.person, each.field) for each in again(house, first).differences] == [("", "root")]


def test_changed_leaves_do_not_lead_to_the_root(house, first):
    kept = run_of(house.vault.leaves(bytes.fromhex(first)))
    forged = kept.leaves[0] + salt(b"", "another leaf")
    house.vault._db.execute("UPDATE runs SET leaves = ?", (forged,))
    found = again(house, first)
    assert found.status == 1
    assert ("", "root") in [(each.person, each.field) for each in found.differences]


# cannot tell ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["0" * 64, "abc", "../../etc", "LAST", "g" * 64])
def test_a_run_that_is_not_there_cannot_be_told(house, asked, monkeypatch):
    done = command(house, monkeypatch, asked)
    assert (done.exit_code, done.stdout) == (2, "")


def test_before_the_first_run_there_is_none_to_replay(tmp_path, few):
    house = open_house(settings(tmp_path / "new"))
    flow(house, few)
    with pytest.raises(GatewayError, match="no run last"):
        replay(house, "last")


@pytest.mark.parametrize("other", [("--as-of", "2026-01-01"), ("--person", "maker-1"), ("--guide", "1")])
def test_day_people_and_guide_are_the_runs_own(house, first, other, monkeypatch):
    done = command(house, monkeypatch, first, *other)
    assert (done.exit_code, done.stdout) == (2, "")
