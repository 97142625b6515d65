"""On a real small house: what the vault opened, counted where it opens, is what the view log says, to the row."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from people.consent import cast
from people.real_file import HEADER, NAMES
from shouyi.acts.admission import admit_reading
from shouyi.acts.assessing import assess_everybody, assess_person
from shouyi.acts.founding import Joining, join
from shouyi.acts.looking import HouseLooks
from shouyi.acts.reading import HouseReader
from shouyi.acts.recording import HouseRecorder
from shouyi.archive.consent import PURPOSES
from shouyi.evidence.trade.tables import read_orders
from shouyi.gateways.counting import UNLOGGED, opened_so_far
from shouyi.people.accounts.models import Account
from shouyi.people.behind import behind, sealer
from shouyi.people.consent.giving import withdraw
from shouyi.people.consent.jobs import record
from shouyi.people.consent.models import Consent
from shouyi.people.ports.door import NothingOpen
from shouyi.people.trail import notes
from shouyi.people.trail.models import Look
from shouyi.settings import Settings
from shouyi.wiring import House, open_house

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("database")
ORG = "org-platform-counts"


@dataclass
class World:
    house: House
    persons: tuple[str, str]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: None) -> World:
    """Two artisans whose accounts own real files; door, looks and recorder stand on their house."""
    chosen = Settings(tmp_path / "home", "counts", "counts.shouyi.example", "", "http://localhost:8000",
                      "http://localhost:8001")  # fmt: skip
    house = open_house(chosen)
    house.begin()
    rows = [f"o{n},maker-{n % 2},b{n % 3},,2026-0{1 + n % 5}-10T10:00:00,2026-0{1 + n % 5}-15,2026-0{1 + n % 5}-14,,"
            f"2026-0{1 + n % 5}-20,,,,,1,1000,CNY" for n in range(10)]  # fmt: skip
    (tmp_path / "orders.csv").write_text("\n".join([HEADER, *rows, ""]))
    with house.ledger.writing():
        join(house, [Joining(ORG, "platform", NAMES)])
    reading = read_orders(tmp_path / "orders.csv", today=house.keeper.today())
    admit_reading(house, reading, ORG, lambda *_: None)
    persons = tuple(house.vault.persons(by_kind="archive.opened"))
    for login, person in zip(("xiumei", "laowu"), persons, strict=True):
        account = Account.objects.get(username=login)
        account.person, account.ref = person, sealer().ref(person)
        account.save()
    reader = HouseReader(house, lambda: "zh-hans")
    monkeypatch.setattr("shouyi.acts.door.reader", lambda: reader)
    monkeypatch.setitem(behind().__dict__, "looks", HouseLooks(house))
    monkeypatch.setitem(behind().__dict__, "recorder", HouseRecorder(house))
    return World(house, persons)


def grown(before: dict[str, int]) -> dict[str, int]:
    return {act: n - before.get(act, 0) for act, n in opened_so_far().items() if n != before.get(act, 0)}


@pytest.mark.parametrize("seed", range(3))
def test_the_gateways_count_is_the_view_logs_sum(world: World, seed: int) -> None:
    chance, before = random.Random(seed), opened_so_far()
    fields = PURPOSES["lending"].fields
    cast.organisation()

    def own() -> None:
        actor = cast.owner(chance.choice(("xiumei", "laowu")))
        chance.choice((behind().door.report, behind().door.lines))(actor, actor.ref)

    def proof() -> None:
        actor = cast.owner()
        behind().door.line_proof(actor, actor.ref, 1, chance.randrange(3))

    def recipient() -> None:
        try:
            asked = chance.sample(fields, chance.randint(1, len(fields)))
            behind().door.open(cast.officer(), cast.owner().ref, "lending", asked, org=cast.BANK)
        except NothingOpen:
            pass

    def preview() -> None:
        behind().door.preview(cast.owner(), cast.owner().ref, cast.BANK, "lending", fields, fields)

    def end() -> None:
        for consent in Consent.objects.filter(withdrawn_at=None)[:1]:
            withdraw(cast.owner(), cast.owner().ref, consent.uid)

    deeds = [own, proof, recipient, preview, end, lambda: assess_everybody(world.house),
             lambda: cast.consented("band", "evidence-fulfilment"), lambda: cast.consented("amounts"),
             lambda: assess_person(world.house, world.persons[0])]  # fmt: skip
    for deed in [deeds[5], *chance.choices(deeds, k=25)]:
        deed()
    notes.take_over()
    found = grown(before)
    assert set(found) <= {"door", "run", "assessment"}
    assert found["door"] > 0
    assert sum(found.values()) == sum(Look.objects.values_list("openings", flat=True))
    assert sum(Look.objects.exclude(act__in=("run", "assessment")).values_list("openings", flat=True)) == found["door"]


def test_a_run_is_one_row_for_everybody_in_it(world: World) -> None:
    before = opened_so_far()
    assess_everybody(world.house)
    assert notes.take_over() == 1
    row = Look.objects.get(act="run")
    assert (row.ref, row.tie, row.openings) == ("", "run", grown(before)["run"])
    assert row.openings >= len(world.persons)
    assert notes.take_over() == 0


def test_what_is_not_logged_has_a_name_and_a_reason(world: World) -> None:
    assert all(len(reason) > 15 for reason in UNLOGGED.values())
    consent, before = cast.consented("band"), opened_so_far()
    record(None, str(consent.uid))
    assert set(grown(before)) <= {"consent"}


def test_consent_and_withdrawal_stand_in_the_ledger_once(world: World) -> None:
    consent = cast.consented("band")
    record(None, str(consent.uid))
    record(None, str(consent.uid))
    withdraw(cast.owner(), cast.owner().ref, consent.uid)
    record(None, str(consent.uid))
    record(None, str(consent.uid))
    kinds = [o for o in world.house.vault.openings(world.persons[0]) if o.kind.name.startswith("consent.")]
    assert [o.kind.name for o in kinds] == ["consent.given", "consent.withdrawn"]
    assert kinds[0].own.fields["consent"] == kinds[1].own.fields["consent"] == consent.uid.hex
    assert (kinds[0].own.fields["recipient"], kinds[0].own.fields["fields"]) == (cast.BANK, ("band",))
    consent.refresh_from_db()
    assert consent.recorded_at is not None
    assert consent.end_recorded_at is not None


def test_a_crash_between_the_rows_and_the_batch_leaves_one_entry(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    consent = cast.consented("band")
    keeper = world.house.keeper

    class Killed(BaseException): ...

    def killed(by: str, entries: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(keeper, "_submit", killed)
        with pytest.raises(Killed):
            record(None, str(consent.uid))
    assert Consent.objects.get().recorded_at is None
    record(None, str(consent.uid))
    found = [o.kind.name for o in world.house.vault.openings(world.persons[0]) if o.kind.name.startswith("consent.")]
    assert found == ["consent.given"]
