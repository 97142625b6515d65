"""The history page: the picture is a table too, columns and rows add up, and hostile days are answered in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from people.memory_reader import reader
from shouyi.canon.days import from_iso
from shouyi.score.history import between, history

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
ADDRESS = "/my/score/history"


def weighed(person: str = "p-good"):
    report = reader().report(person)
    assert report is not None
    return report.weighed


def figures(row: str) -> list[int]:
    return [
        int(f.replace("−", "-").replace("+", "").replace(".", "")) for f in re.findall(r'num">([+−]?\d+\.\d)<', row)
    ]


def test_every_point_of_the_picture_is_the_scorers_of_its_day(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("xiumei").get("/my/score").content.decode()
    figure = html.split("从2025年12月31日到现在")[1].split("</table>")[0]
    days = re.findall(r'<th scope="row">(\d+)年(\d+)月(\d+)日</th><td class="num">(\d+)\.(\d)<', figure)
    assert len(days) == 12
    for year, month, day, whole, rest in days:
        on = from_iso(f"{year}-{int(month):02}-{int(day):02}")
        (due,) = history(reader().guide(), weighed(), [on])
        assert due.score == int(whole) * 10 + int(rest)
    assert figure.count("<circle") == 12


@pytest.mark.parametrize(("since", "until"), [("2026-01-15", "2026-11-24"), ("2026-05-31", "2026-06-01")])
def test_rows_and_columns_add_up(sign_in: Callable[[str], Client], since: str, until: str) -> None:
    html = sign_in("laowu").get(f"{ADDRESS}?{urlencode({'since': since, 'until': until})}").content.decode()
    table = html.split('aria-labelledby="h-moved"')[-1].split("</table>")[0]
    rows = [row for row in map(figures, table.split("<tr>")) if row]
    assert all(fresh + aged == total for fresh, aged, total in rows)
    *moves, foot = rows
    for column in range(3):
        assert sum(row[column] for row in moves) == foot[column]
    due = between(reader().guide(), weighed("p-late"), from_iso(since), from_iso(until))
    assert foot[2] == due.second.score - due.first.score


@pytest.mark.parametrize(
    "sent",
    [
        {"since": "2026-11-24", "until": "2026-11-24"},
        {"since": "2026-11-24", "until": "2026-01-01"},
        {"since": "1066-10-14", "until": "2026-01-01"},
        {"since": "2026-01-01", "until": "9999-12-31"},
        {"since": "yesterday", "until": "<script>alert(1)</script>"},
        {"since": "", "until": "2026-01-01"},
        {"until": "2026-01-01"},
        {"since": "2026-02-30", "until": "2026-W09"},
    ],
)
def test_other_days_are_answered_in_words(sign_in: Callable[[str], Client], sent: dict[str, str]) -> None:
    answer = sign_in("xiumei").get(f"{ADDRESS}?{urlencode(sent)}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>出错：" in page
    assert 'aria-labelledby="h-moved"' not in page
    assert "<script>alert" not in page


def test_a_stranger_and_somebody_without_a_file(client: Client, sign_in: Callable[[str], Client]) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert sign_in("officer").get(ADDRESS).status_code == 403
    assert "还没有评估过" in sign_in("ahe").get(ADDRESS).content.decode()
