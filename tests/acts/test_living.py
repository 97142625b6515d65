"""Kept entry by entry, a person's digits are those of a run over everybody: after news, corrections, damage, another
guide; and nothing of whoever was erased is left in what is kept."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from acts.conftest import settings
from acts.river import ORG, flow, silent
from shouyi.acts.admission import admit_reading
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.erasing import erase_person
from shouyi.acts.founding import REGISTRAR
from shouyi.acts.living import live_digits
from shouyi.archive.errors import PersonErased
from shouyi.evidence.outcome.tables import parse_outcomes
from shouyi.evidence.trade.statement import REVIEW
from shouyi.evidence.trade.tables import read_orders, read_reviews
from shouyi.gateways.live_store import Parts
from shouyi.score import live_parts
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.live import Live
from shouyi.score.records import Digits
from shouyi.wiring import House, open_house

AS_OF = 20_700


@pytest.fixture
def house(tmp_path: Path, few: Path) -> House:
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    return opened


def digits(house: House, person: str, as_of: int = AS_OF) -> Digits:
    return live_digits(house, person, as_of)


def of_a_run(house: House, as_of: int = AS_OF) -> dict[str, Digits]:
    return {each.person: each for each in assess_everybody(open_house(house.settings), as_of)}


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose whole file is weighed from here on."""
    weighed, of = [], Live.of.__func__

    def noted(cls, person, facts, guide):
        weighed.append(person)
        return of(cls, person, facts, guide)

    monkeypatch.setattr(Live, "of", classmethod(noted))
    return weighed


def more_orders(house: House, few: Path, name: str = "p") -> None:
    """Ten more orders and reviews, of days between the earlier ones."""
    for file in ("orders.csv", "reviews.csv"):
        lines = (few / file).read_text().splitlines()
        later = [line.replace("o", name, 1).replace("-15T", "-09T").replace("-22,", "-25,") for line in lines[1:]]
        (few / file).write_text("\n".join([lines[0], *later, ""]))
    today = house.keeper.today()
    orders = read_orders(few / "orders.csv", today=today)
    admit_reading(house, orders, ORG, silent)
    admit_reading(house, read_reviews(few / "reviews.csv", orders.units, today=today), ORG, silent)


def test_news_are_added_and_nothing_is_weighed_twice(house: House, few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = counting(monkeypatch)
    before = {who: digits(house, who) for who in ("maker-0", "maker-1")}
    assert weighed == ["maker-0", "maker-1"]
    more_orders(house, few)
    after = {who: digits(house, who) for who in before}
    assert weighed == ["maker-0", "maker-1"], "what was kept served"
    assert after != before
    assert after == of_a_run(house)
    later = open_house(house.settings)  # another process
    assert {who: digits(later, who, AS_OF + 400) for who in before} == of_a_run(house, AS_OF + 400)
    assert weighed == ["maker-0", "maker-1"]


def test_leave_has_the_file_weighed_anew(house: House, few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digits(house, "maker-1")
    weighed = counting(monkeypatch)
    leave = parse_outcomes("outcomes.csv", b"maker,what,on,value,until,about\nmaker-1,leave,2026-03-01,30,,\n")
    assert admit_reading(house, leave, REGISTRAR, silent, shared_names=True).entries == 1
    assert digits(house, "maker-1") == of_a_run(house)["maker-1"]
    assert weighed == ["maker-1"]


def test_what_was_taken_out_is_out_of_it(house: House) -> None:
    before = digits(house, "maker-1")
    fact = next(each for each in house.vault.openings("maker-1") if each.kind.name == REVIEW)
    with house.ledger.writing():
        house.keeper.erase_fact("maker-1", fact, "objection")
    assert digits(house, "maker-1") != before
    assert digits(house, "maker-1") == of_a_run(house)["maker-1"]


def rows(house: House) -> sqlite3.Connection:
    return sqlite3.connect(house.settings.home / "live.db", isolation_level=None)


@pytest.mark.parametrize("damage", [
    "UPDATE parts SET sealed = zeroblob(length(sealed))",
    "UPDATE parts SET sealed = substr(sealed, 1, 7)",
    "DELETE FROM parts WHERE name = (SELECT name FROM parts ORDER BY length(sealed) DESC LIMIT 1)",
    "UPDATE parts SET sealed = (SELECT sealed FROM parts ORDER BY length(sealed) DESC LIMIT 1)",
    "DELETE FROM parts",
])  # fmt: skip
def test_damage_is_seen_and_mended(house: House, damage: str) -> None:
    due = digits(house, "maker-1")
    assert rows(house).execute(damage).rowcount
    assert digits(open_house(house.settings), "maker-1") == due


@pytest.mark.parametrize("other", ["guide", "layout"])
def test_of_another_guide_or_layout_it_is_made_anew(house: House, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    digits(house, "maker-1")
    weighed = counting(monkeypatch)
    if other == "guide":
        house._followed = (first := guide_bytes(1)), parse_guide(first)
        assert digits(house, "maker-1").guide == parse_guide(first).version
    else:
        monkeypatch.setattr(live_parts, "LAYOUT", 99)
        assert digits(house, "maker-1") == of_a_run(house)["maker-1"]
    assert weighed == ["maker-1"]


def test_of_the_erased_nothing_is_left(house: House) -> None:
    digits(house, "maker-0"), digits(house, "maker-1")
    refs = {ref for (ref,) in rows(house).execute("SELECT DISTINCT ref FROM parts")}
    assert refs == {house.keys.ref("maker-0"), house.keys.ref("maker-1")}
    gone = house.keys.ref("maker-1")
    sealed = [row for (row,) in rows(house).execute("SELECT sealed FROM parts WHERE ref = ?", (gone,))]
    assert sealed
    erase_person(house, "maker-1")
    with pytest.raises(PersonErased):
        digits(house, "maker-1")
    assert {ref for (ref,) in rows(house).execute("SELECT DISTINCT ref FROM parts")} == refs - {gone}
    carved = b"".join(path.read_bytes() for path in house.settings.home.glob("live.db*"))
    assert not [row for row in sealed if row in carved]


def test_the_file_names_nobody(house: House) -> None:
    digits(house, "maker-1")
    plain = b"".join(path.read_bytes() for path in house.settings.home.glob("live.db*"))
    for word in (b"maker", b"buyer", b"dispatch", b"room/", b"core"):
        assert word not in plain


def test_a_crash_in_mid_change_leaves_what_was(house: House, few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digits(house, "maker-1")
    more_orders(house, few)
    put = Parts.put

    def dying(self: Parts, parts: dict[str, bytes]) -> None:
        put(self, dict(list(parts.items())[:1]))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Parts, "put", dying)
        with pytest.raises(KeyboardInterrupt):
            digits(house, "maker-1")
    assert digits(house, "maker-1") == of_a_run(house)["maker-1"]


def test_a_mark_is_kept_with_what_it_marks(house: House) -> None:
    """A day later nothing is new: the same parts serve, and none is written."""
    digits(house, "maker-1")
    before = rows(house).execute("SELECT * FROM parts ORDER BY ref, name").fetchall()
    assert digits(house, "maker-1", AS_OF + 1).day == AS_OF + 1
    assert rows(house).execute("SELECT * FROM parts ORDER BY ref, name").fetchall() == before
