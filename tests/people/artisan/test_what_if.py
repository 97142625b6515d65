"""The form of suppositions: what it says is the scorer's, to the digit; whatever else is sent is answered in words."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.memory_reader import TODAY, reader
from shouyi.people.artisan.forms import WhatIfForm
from shouyi.people.artisan.what_if_page import choices, count_of
from shouyi.score.indicators import UNADVISED
from shouyi.score.what_if import options, what_if

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

FEW = settings.default.max_examples // 4
"""Each makes the whole form, half a second."""
pytestmark = pytest.mark.usefixtures("database")
ADDRESS = "/my/score/what-if"


def weighed(person: str = "p-good"):
    report = reader().report(person)
    assert report is not None
    return report.weighed


def text(answer) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"


@pytest.mark.parametrize(
    ("code", "number", "indicator", "count", "fact"),
    [
        ("dispatch", "12", "dispatch", 12, ""),
        ("training", "60", "training", 6000, ""),
        ("contribution", "24", "contribution", 100, ""),
        ("qualification/city_inheritor", "", "qualification", 0, "city_inheritor"),
    ],
)
def test_the_digits_are_the_scorers(
    sign_in: Callable[[str], Client], code: str, number: str, indicator: str, count: int, fact: str
) -> None:
    due = what_if(reader().guide(), weighed(), TODAY, indicator, count, fact).after
    page = text(sign_in("xiumei").get(f"{ADDRESS}?{urlencode({'of': code, 'n': number})}"))
    assert f"会从60.5分变成{tenths(due.score)}分" in page
    assert f"{tenths(due.low)}\N{EN DASH}{tenths(due.high)}" in page
    assert "为什么" in page
    assert "<script" not in page.split("<main")[1]


def test_what_changes_the_band_says_so(sign_in: Callable[[str], Client]) -> None:
    page = text(sign_in("xiumei").get(f"{ADDRESS}?of=contribution&n=72"))
    assert "档位从“丙档”变成“乙档”" in page


def test_what_goes_no_higher_is_said(sign_in: Callable[[str], Client]) -> None:
    """A fifth of her buyers came back, twice of what the guide asks for."""
    page = text(sign_in("xiumei").get(f"{ADDRESS}?of=repeat&n=200"))
    assert "已经到100.0（满分100），再多也不会更高" in page
    assert "还是60.5分" in page


def test_the_report_itself_holds_the_form(sign_in: Callable[[str], Client]) -> None:
    page = text(sign_in("xiumei").get("/my/score"))
    form = page.split(f'action="{ADDRESS}"')[1].split("</form>")[0]
    offered = set(re.findall(r'<option value="([^"]+)"', form))
    assert {"dispatch", "satisfied", "contribution", "qualification/county_inheritor"} <= offered
    assert not offered & (UNADVISED | {"repayment"})
    assert 'method="get"' in page.split(f'action="{ADDRESS}"')[0].rsplit("<form", 1)[1]


HOSTILE = [
    {"of": "panel", "n": "3"},
    {"of": "cash_flow", "n": "3"},
    {"of": "repayment", "n": "3"},
    {"of": "health", "n": "3"},
    {"of": "qualification/panel"},
    {"of": "", "n": "3"},
    {"of": "dispatch", "n": ""},
    {"of": "dispatch", "n": "0"},
    {"of": "dispatch", "n": "-5"},
    {"of": "dispatch", "n": "201"},
    {"of": "dispatch", "n": "1e3"},
    {"of": "dispatch", "n": "9" * 5000},
    {"of": "dispatch", "n": "<script>alert(1)</script>"},
    {"of": "<script>alert(1)</script>", "n": "1"},
    {"of": "../../dispatch", "n": "\N{ARABIC-INDIC DIGIT FIVE}\u202e"},
]


@pytest.mark.parametrize("sent", HOSTILE, ids=[f"{n}" for n in range(len(HOSTILE))])
def test_anything_else_is_answered_in_words(sign_in: Callable[[str], Client], sent: dict[str, str]) -> None:
    answer = sign_in("xiumei").get(f"{ADDRESS}?{urlencode(sent)}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>出错：" in page
    assert "会从" not in page
    assert "<script>alert" not in page


@given(st.text(max_size=30), st.text(max_size=12))
@settings(max_examples=FEW)
def test_no_text_breaks_the_form(of: str, n: str) -> None:
    open_to = options(reader().guide(), weighed(), TODAY)
    form = WhatIfForm({"of": of, "n": n}, *choices(open_to))
    if form.is_valid():
        choice = form.by_code[form.cleaned_data["of"]]
        assert choice.fact or 1 <= form.cleaned_data["n"] <= choice.most


@given(st.data())
@settings(max_examples=FEW)
def test_whatever_the_form_takes_the_scorer_takes_too(data) -> None:
    guide, found = reader().guide(), weighed("p-late")
    open_to = options(guide, found, TODAY)
    choice = data.draw(st.sampled_from([each for group in choices(open_to) for each in group]))
    number = data.draw(st.integers(1, choice.most)) if choice.most else 0
    kind = next(each.kind for each in open_to if each.indicator == choice.indicator)
    count = count_of(choice.indicator, kind, number)
    said = what_if(guide, found, TODAY, choice.indicator, count, choice.fact)
    assert said.after.score >= said.before.score


def test_a_stranger_and_somebody_without_a_file(client: Client, sign_in: Callable[[str], Client]) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert sign_in("officer").get(ADDRESS).status_code == 403
    assert "还没有评估过" in text(sign_in("ahe").get(ADDRESS))
    assert sign_in("xiumei").post(ADDRESS, {"of": "dispatch", "n": "3"}).status_code == 405
