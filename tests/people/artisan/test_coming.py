"""What the report says of a guide that is to come, and of what came in since the run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from people.memory_reader import FACTS, TODAY, reader
from shouyi.people.artisan.coming_page import coming_page, news_said
from shouyi.people.ports import Coming, News, Report
from shouyi.people.wording.numbers import tenths
from shouyi.score.assess import assess_evidence
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.redraft import Changes, redraft
from shouyi.score.weigh import weigh_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
PERSON, PROPOSAL = "p-late", "ab" * 32


def report(changes: Changes | None = None, entries: int = 0) -> Report:
    found = reader().report(PERSON)
    assert found is not None
    if changes is not None:
        guide = parse_guide(redraft(guide_bytes(), "2.1", changes))
        assessment = assess_evidence(weigh_person(PERSON, FACTS[PERSON], guide), guide, PERSON, TODAY)
        found = replace(found, coming=Coming(assessment, TODAY + 9, PROPOSAL))
    return replace(found, news=News(entries, found.assessment)) if entries else found


def test_nothing_on_its_way_says_nothing() -> None:
    assert coming_page(report()) is None
    assert news_said(report()) == ""


@pytest.mark.parametrize(("language", "said"), [("en", "From 3 December 2026"), ("zh-hans", "2026年12月3日")])
def test_both_guides_stand_beside_each_other(language: str, said: str) -> None:
    told = report(Changes(numbers={"dispatch": {"hi": 900}}))
    with translation.override(language):
        page = coming_page(told)
    assert page is not None
    assert said in page.title
    now, then = told.assessment, told.coming.assessment
    assert page.rows[0][1:] == (tenths(now.score), tenths(then.score))
    assert page.rows[0][1] in page.takeaway
    assert page.rows[0][2] in page.takeaway
    assert len(page.rows) == 3 + len(now.dimensions)
    for row, name in zip(page.rows[3:], now.dimensions, strict=True):
        assert row[1:] == (tenths(now.dimensions[name]), tenths(then.dimensions[name]))


def test_a_guide_that_changes_nothing_for_somebody_says_so() -> None:
    with translation.override("en"):
        page = coming_page(report(Changes()))
    assert page is not None
    assert "as it does today" in page.takeaway
    assert page.rows[0][1] == page.rows[0][2]


@pytest.mark.parametrize(("entries", "said"), [(1, "1 entry came in since. With it"), (3, "3 entries came in since.")])
def test_news_are_counted_and_said(entries: int, said: str) -> None:
    told = report(entries=entries)
    with translation.override("en"):
        assert said in news_said(told)
        assert tenths(told.assessment.score) in news_said(told)


def test_it_stands_on_the_page(sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    told = report(Changes(numbers={"dispatch": {"hi": 900}}), entries=2)
    monkeypatch.setattr(type(reader()), "report", lambda _self, _person: told)
    page = sign_in("laowu").get("/my/score").content.decode()
    assert "2 条" in page
    assert 'id="h-coming"' in page
    assert f"/votes/{PROPOSAL}" in page
    assert tenths(told.coming.assessment.score) in page
