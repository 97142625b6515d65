"""The view log in plain words, as a page and as a file that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from people.consent import cast
from shouyi.people.behind import behind
from shouyi.people.ports.looks import Noted
from shouyi.people.trail import notes
from shouyi.people.trail.models import Look
from shouyi.people.trail.views import harmless

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_the_file_holds_what_a_hostile_helpers_name_cannot_run(sign_in: Callable[[str], Client]) -> None:
    helping = cast.helping("file.read", note='=HYPERLINK("http://evil")')
    cast.organisation()
    notes.note(cast.helper("file.read"), cast.owner().ref, "file.read", "help")
    Look.objects.create(ref=cast.owner().ref, at=datetime.now(UTC), act="=cmd", tie="consent", org="=org", openings=0)
    answer = sign_in("xiumei").get("/my/log.csv")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(table) == 3
    assert not [cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert helping.note in table[2][1]


def test_each_sees_the_own_log_and_everybodys_runs(sign_in: Callable[[str], Client]) -> None:
    cast.organisation()
    notes.note(cast.officer(), cast.owner().ref, "file.disclosed", "consent", org=cast.BANK, purpose="lending")
    Look.objects.create(ref="", at=datetime.now(UTC), act="run", tie="run", openings=7)
    mine, theirs = (sign_in(login).get("/my/log").content.decode() for login in ("xiumei", "laowu"))
    assert "山里银行，" in mine
    assert "决定是否放贷" in mine
    assert "山里银行" not in theirs
    assert "给所有人算了分" in mine
    assert "给所有人算了分" in theirs


def test_filters_and_pages(sign_in: Callable[[str], Client]) -> None:
    Look.objects.all().delete()  # what other tests of this process looked at
    for _ in range(45):
        notes.note(cast.owner(), cast.owner().ref, "file.read", "own")
    visitor = sign_in("xiumei")
    assert "没有人看过" in visitor.get("/my/log").content.decode()
    first = visitor.get("/my/log?of=own").content.decode()
    assert first.count("看了档案") == 40
    assert "page=2" in first
    assert visitor.get("/my/log?of=own&print=1").content.decode().count("看了档案") == 45
    assert visitor.get("/my/log?of=<script>").status_code == 200


def test_what_was_begun_and_never_ended_is_said(sign_in: Callable[[str], Client]) -> None:
    notes.begin(cast.owner(), cast.owner().ref, "file.read", "own")
    assert "不知道有没有看到内容" in sign_in("xiumei").get("/my/log?of=own").content.decode()


def test_a_log_is_taken_over_once_however_often_it_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    noted = [Noted(n, uuid.uuid4(), datetime(2026, 11, 1, tzinfo=UTC), "run", "", n) for n in range(3)]
    dropped: list[int] = []

    class Handing:
        def pending(self) -> list[Noted]:
            return noted

        def drop(self, numbers: list[int]) -> None:
            dropped.extend(numbers)

    monkeypatch.setitem(behind().__dict__, "looks", Handing())
    assert notes.take_over() == notes.take_over() == 3
    assert sorted(Look.objects.filter(act="run").values_list("openings", flat=True)) == [0, 1, 2]
    assert dropped == [0, 1, 2, 0, 1, 2]


def test_a_stranger_signs_in_first(client: Client) -> None:
    for path in ("/my/log", "/my/log.csv", "/my/consent"):
        assert client.get(path).status_code == 302
