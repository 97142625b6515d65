"""The report's pages over a real house: its own ledger, vault, run and reader behind the door."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from people.pdf_ua import why_not_ua
from people.real_file import HEADER, NAMES
from shouyi.acts.admission import admit_reading
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.founding import Joining, join
from shouyi.acts.reading import HouseReader
from shouyi.evidence.trade.tables import read_orders
from shouyi.people.accounts.models import Account
from shouyi.people.behind import sealer
from shouyi.settings import Settings
from shouyi.wiring import House, open_house

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
ORG, PERSON = "org-platform-report", "maker-0"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: None) -> House:
    """Twelve orders of one maker over five months, assessed; her account owns the file."""
    chosen = Settings(tmp_path / "home", "report", "report.shouyi.example", "", "http://localhost:8000",
                      "http://localhost:8001")  # fmt: skip
    house = open_house(chosen)
    house.begin()
    rows = [f"o{n},{PERSON},b{n},,2026-0{1 + n % 5}-10T10:00:00,2026-0{1 + n % 5}-15,2026-0{1 + n % 5}-1{4 + n % 3},,"
            f"2026-0{1 + n % 5}-20,,,,,1,1000,CNY" for n in range(12)]  # fmt: skip
    (tmp_path / "orders.csv").write_text("\n".join([HEADER, *rows, ""]))
    with house.ledger.writing():
        join(house, [Joining(ORG, "platform", NAMES)])
    admit_reading(house, read_orders(tmp_path / "orders.csv", today=house.keeper.today()), ORG, lambda *_: None)
    assess_everybody(house)
    account = Account.objects.get(username="xiumei")
    account.person, account.ref = PERSON, sealer().ref(PERSON)
    account.save()
    reader = HouseReader(house, lambda: "zh-hans")
    monkeypatch.setattr("shouyi.acts.door.reader", lambda: reader)
    return house


def test_every_page_of_the_report(house: House, sign_in: Callable[[str], Client]) -> None:
    report = HouseReader(house, lambda: "zh-hans").report(PERSON)
    assert report is not None
    score = f"{report.assessment.score // 10}.{report.assessment.score % 10}"
    visitor = sign_in("xiumei")
    page = html.unescape(visitor.get("/my/score").content.decode())
    assert f"</span>{score}</span>" in page
    assert NAMES["zh"] in page.split('id="h-rests"')[1].split("</section>")[0]
    assert 'class="course"' in page
    supposed = html.unescape(visitor.get("/my/score/what-if?of=dispatch&n=9").content.decode())
    assert f"会从{score}分变成" in supposed
    moved = visitor.get("/my/score/history?since=2026-02-28&until=2026-05-01").content.decode()
    assert 'id="h-moved"' in moved
    assert f"您的分数是{score}。" in visitor.get("/my/score?words=easy").content.decode()
    assert why_not_ua(visitor.get("/my/score/report-a4.pdf").content, "zh-Hans") == []
