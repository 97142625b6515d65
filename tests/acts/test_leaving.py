"""Leave as its owner declares it on a real ledger and vault, read by an assessment: repeated, shortened, refused."""

from __future__ import annotations

import pytest

from acts.conftest import settings
from acts.river import flow
from shouyi.acts.assessing import assess_person
from shouyi.acts.founding import REGISTRAR
from shouyi.acts.leaving import HouseLeaver
from shouyi.acts.looking import HouseLooks
from shouyi.archive.errors import PersonErased
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import as_opened
from shouyi.evidence.outcome.records import Outcome
from shouyi.wiring import House, open_house

PERSON = "maker-1"


@pytest.fixture
def house(tmp_path, few) -> House:
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    return opened


@pytest.fixture
def leaver(house) -> HouseLeaver:
    return HouseLeaver(house)


def ref(house: House, person: str = PERSON) -> str:
    return house.keys.ref(person).hex()


def leaves(house: House) -> list[Outcome]:
    facts = facts_of([as_opened(opening, PERSON) for opening in house.vault.openings(PERSON)])
    return [fact for fact in facts if isinstance(fact, Outcome)]


def days(house: House) -> list[tuple[int, int]]:
    return [(each.on, each.value) for each in leaves(house)]


def test_it_stands_in_the_file_and_stops_the_clock(house, leaver):
    today = house.keeper.today()
    plain = assess_person(house, PERSON, today)
    aged = assess_person(house, PERSON, today + 89)
    assert leaver.declare(ref(house), today, 90)
    (found,) = leaves(house)
    assert (found.on, found.value, found.what, found.until, found.about) == (today, 90, "leave", None, None)
    assert found.origin.source == REGISTRAR
    after = assess_person(house, PERSON, today + 89)
    exact = [each.exact for each in after.contributions]
    assert exact == [each.exact for each in assess_person(house, PERSON, today - 1).contributions]
    assert aged.contributions != after.contributions
    assert plain.person == after.person


def test_again_it_adds_nothing(house, leaver):
    today, sizes = house.keeper.today(), []
    for _ in range(2):
        assert leaver.declare(ref(house), today - 3, 10)
        sizes.append(house.ledger.state.sizes)
    assert sizes[0] == sizes[1]
    assert days(house) == [(today - 3, 10)]


def test_back_early_what_is_left_is_the_shorter(house, leaver):
    today = house.keeper.today()
    leaver.declare(ref(house), today - 5, 30)
    (long,) = leaves(house)
    for _ in range(2):
        assert leaver.end(ref(house), long.origin.log, long.origin.index, today - 1)
        assert days(house) == [(today - 5, 5)]


def test_after_a_crash_between_the_two_it_comes_to_the_same(house, leaver, monkeypatch):
    today = house.keeper.today()
    leaver.declare(ref(house), today - 5, 30)
    (long,) = leaves(house)

    def dies(*_: object) -> None:
        raise OSError("no more power")

    with monkeypatch.context() as broken:
        broken.setattr(type(house.keeper), "erase_fact", dies)
        with pytest.raises(OSError, match="no more power"):
            leaver.end(ref(house), long.origin.log, long.origin.index, today - 1)
    assert sorted(days(house)) == [(today - 5, 5), (today - 5, 30)]
    assert leaver.end(ref(house), long.origin.log, long.origin.index, today - 1)
    assert days(house) == [(today - 5, 5)]


def test_taken_out_on_its_first_day_and_declared_anew(house, leaver):
    today = house.keeper.today()
    leaver.declare(ref(house), today, 30)
    (first,) = leaves(house)
    assert leaver.end(ref(house), first.origin.log, first.origin.index, today - 1)
    assert days(house) == []
    assert leaver.declare(ref(house), today, 30)
    assert days(house) == [(today, 30)]


def test_what_is_over_already_stays(house, leaver):
    today = house.keeper.today()
    leaver.declare(ref(house), today - 9, 5)
    (found,) = leaves(house)
    assert leaver.end(ref(house), found.origin.log, found.origin.index, today)
    assert days(house) == [(today - 9, 5)]


def test_nothing_but_such_a_leave_can_be_ended(house, leaver):
    places = [(o.kind.log, o.index) for o in house.vault.openings(PERSON)]
    before = house.ledger.state.sizes
    assert not any(leaver.end(ref(house), log, index, 0) for log, index in [*places, (0, 10**6), (3, 0)])
    assert house.ledger.state.sizes == before


def test_another_persons_leave_does_not_exist_here(house, leaver):
    today = house.keeper.today()
    leaver.declare(ref(house), today, 30)
    (mine,) = leaves(house)
    assert not leaver.end(ref(house, "maker-0"), mine.origin.log, mine.origin.index, today - 1)
    assert days(house) == [(today, 30)]


def test_somebody_without_a_file_opened_here(house, leaver):
    buyer = next(name for name in house.vault.persons() if "/" in name)
    assert not leaver.declare(ref(house, buyer), house.keeper.today(), 3)
    with pytest.raises(PersonErased):
        leaver.declare("00" * 16, house.keeper.today(), 3)


def test_a_demonstration_that_lives_earlier_declares_on_its_own_day(house, leaver):
    today = house.keeper.today()
    leaver.declare(ref(house), today + 7, 10)
    leaver.declare(ref(house), today + 7, 10)
    assert days(house) == [(today, 10)]


def test_it_stands_in_the_view_log(house, leaver):
    leaver.declare(ref(house), house.keeper.today(), 3)
    mine = [each for each in HouseLooks(house).pending() if each.ref == ref(house)]
    assert [each.act for each in mine] == ["leave"]
    assert mine[0].openings
