"""Codes become sentences: every fact, every reason, every band; numbers keep their digits."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.utils import translation

from people.memory_reader import reader
from shouyi.evidence.outcome import records as attested
from shouyi.evidence.outcome.records import ABOUT_PEOPLE, Need, Outcome
from shouyi.evidence.trade import records as trade
from shouyi.people import wording
from shouyi.people.wording import numbers, reports, works
from shouyi.score.guide import Level, Rate, Said, Stock
from shouyi.score.records import Change, Reason

DAY = 20_700
KINDS_OF_CHANGE = {Rate: ("events", ""), Stock: ("amount", ""), Level: ("level", "county_inheritor")}
FACTS = [
    (trade.Dispatched("p", DAY, "D1", DAY + 1), "按时发出"),
    (trade.Dispatched("p", DAY, "D1", DAY), "按时发出"),
    (trade.Dispatched("p", DAY + 2, "D1", DAY), "晚了2天发出"),
    (trade.Overdue("p", DAY + 30, "D1", DAY), "30天内没有发出"),
    (trade.Cancelled("p", DAY, "D1", "seller"), "由您取消"),
    (trade.Cancelled("p", DAY, "D1", "buyer"), "由买家取消，不计分"),
    (trade.Cancelled("p", DAY, "D1", "platform"), "由平台取消，不计分"),
    (trade.Cancelled("p", DAY, "D1", "unknown"), "不知道是谁取消的"),
    (trade.Delivered("p", DAY, "D1", None), "送到了"),
    (trade.Delivered("p", DAY + 1, "D1", DAY), "送达早晚不计分"),
    (trade.Returned("p", DAY, "D1", "quality"), "因质量退回"),
    (trade.Returned("p", DAY, "D1", "other"), "不计分"),
    (trade.Visited("p", DAY, "b", DAY - 30, True), "又来买了"),
    (trade.Visited("p", DAY, "b", DAY - 180, False), "没有再买"),
    (trade.Sold("p", DAY, "D1", 2, 53_600, "CNY"), "2件，536.00 CNY"),
    (trade.Reviewed("p", DAY, "D1", "b", 5, 1, 0, None, None, None, None, None), "给了5星。"),
    (trade.Reviewed("p", DAY, "D1", "b", 1, 1, 0, None, DAY, DAY, DAY + 3, DAY + 9), "不加分，也不减分"),
]


@pytest.mark.parametrize(("fact", "part"), FACTS)
def test_every_fact_says_what_it_is(fact: trade.TradeFact, part: str) -> None:
    with translation.override("zh-hans"):
        assert part in wording.fact_sentence(fact)
    with translation.override("en"):
        assert wording.fact_sentence(fact).isascii()


def test_the_carriers_delay_is_said_only_when_it_is_one() -> None:
    late_by_maker = trade.Reviewed("p", DAY, "D1", "b", 1, 1, 0, None, DAY, DAY + 1, DAY + 3, DAY + 9)
    with translation.override("zh-hans"):
        assert "承运方" not in wording.fact_sentence(late_by_maker)


def outcomes() -> list[Outcome]:
    """Each fact at both ends and within its range, with everything that it can hold."""
    return [
        Outcome("p", 20_000, what, value, None if fact.until is Need.NEVER else 20_500,
                None if fact.about is Need.NEVER else "x-1")
        for what, fact in attested.FACTS.items()
        for value in sorted({fact.least, (fact.least + fact.most) // 2, fact.most})
    ]  # fmt: skip


@pytest.mark.parametrize("fact", outcomes(), ids=lambda fact: f"{fact.what}-{fact.value}")
def test_every_attested_fact_reads_in_both_languages(fact: Outcome) -> None:
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = wording.fact_sentence(fact)
    assert all("%(" not in text for text in said.values())
    assert said["zh-hans"] != said["en"]
    assert ("x-1" in said["en"]) == (fact.about is not None and fact.what not in ABOUT_PEOPLE)
    assert ("2026" in said["zh-hans"]) == (fact.until is not None)


def test_attested_facts_say_what_they_say() -> None:
    with translation.override("en"):
        assert wording.fact_sentence(Outcome("p", 1, "training", 1250)) == "You completed a course of 12.5 hours."
        assert wording.fact_sentence(Outcome("p", 1, "leave", 1)) == "You declared a leave of 1 day. Nobody asked why."
        failed = wording.fact_sentence(Outcome("p", 1, "quality_check", 0, about="q-1"))
        assert failed == "A piece drawn at random did not pass its check. It is about q-1."
        voice = wording.fact_sentence(Outcome("p", 1, "room_voice", 905, about="pseudonym"))
        assert voice == "Somebody who watched a live room, and then bought, was satisfied to 90.5%."
    with translation.override("zh-hans"):
        panel = wording.fact_sentence(Outcome("p", 1, "panel", 735, 20_500))
        assert "73.5分" in panel
        assert "有效期至" in panel


def test_what_is_no_fact_is_refused() -> None:
    with pytest.raises(TypeError):
        wording.fact_sentence("D1")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_code_of_the_guide_has_a_name(language: str) -> None:
    guide = reader().guide()
    with translation.override(language):
        named = [(found.name, wording.indicator(found.name)) for found in guide.indicators]
        named += [(found.name, wording.dimension(found.name)) for found in guide.dimensions]
        named += [(code, wording.never_used(code)) for code in guide.never_used]
        named += [(code, wording.band(code)) for code in ("A", "B", "C", "none", "thin")]
    assert [code for code, name in named if code == name] == []


def test_every_kind_that_can_stand_in_a_file_has_a_name() -> None:
    from shouyi.ledger.kinds import kinds

    about_people = [kind.name for kind in kinds().values() if kind.fields]
    assert [name for name in about_people if wording.kind(name) == name] == []


def test_every_fed_indicator_has_its_reasons_and_advice() -> None:
    guide = reader().guide()
    with translation.override("en"):
        for found in (found for found in guide.indicators if found.facts):
            for moved in (10**12, -(10**12)):
                code = found.reason_up if moved > 0 else found.reason_down
                said = reports.reason_sentence(Reason(code, found.name, moved), guide.version)
                assert said != wording.indicator(found.name)
            kind, fact = KINDS_OF_CHANGE[type(found.form)]
            said = reports.change_sentence(Change(kind, found.name, 300, 700, "B", fact=fact))
            assert wording.indicator(found.name) not in said
            assert said.isascii()
            assert ("county inheritor" in said) if fact else re.search("3|72", said)
        assert "30 days" in reports.change_sentence(Change("wait", "", 30, 700, "B"))


def test_a_voted_guide_speaks_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    guide = reader().guide()
    found = next(found for found in guide.indicators if found.name in reports.UP)
    reason, words = Reason(found.reason_up, found.name, 10**12), {found.reason_up: Said("New words.", "新的话。")}
    voted = SimpleNamespace(guide=lambda: replace(guide, version="7.7", words=words))
    monkeypatch.setattr(reports, "reader", lambda: voted)
    with translation.override("en"):
        assert reports.reason_sentence(reason, "7.7") == "New words."
        assert reports.reason_sentence(reason, "7.6") == str(reports.UP[found.name])


@pytest.mark.parametrize(
    ("reachable", "said"),
    [(1000, "2.0 points are missing to Band B."), (690, "Band B begins at 70.0 and cannot be reached"),
     (700, "2.0 points are missing to Band B.")],
)  # fmt: skip
def test_missing_points_are_named_only_where_they_can_be_had(reachable: int, said: str) -> None:
    report, guide = reader().report("p-good"), reader().guide()
    assert report is not None
    found = replace(report.assessment, score=guide.bands.b - 20, band="C")
    with translation.override("en"):
        assert reports.under_headline(found, guide, reachable).startswith(said)


def test_the_lowest_band_out_of_reach_is_the_one_that_is_named() -> None:
    from shouyi.people.artisan.report_page import out_of_reach

    guide = reader().guide()
    with translation.override("en"):
        named = [out_of_reach(most, guide) for most in (590, 690, 700, 799, 800)]
    assert named == ["Band C", "Band B", "Band A", "Band A", ""]


@pytest.mark.parametrize(("value", "text"), [(0, "0.0"), (5, "0.5"), (668, "66.8"), (1000, "100.0")])
def test_tenths(value: int, text: str) -> None:
    assert numbers.tenths(value) == text


@pytest.mark.parametrize(("value", "text"), [(12, "+1.2"), (-3, "−0.3"), (0, "0.0"), (-40, "−4.0")])
def test_signed_tenths(value: int, text: str) -> None:
    assert numbers.signed_tenths(value) == text


@pytest.mark.parametrize("parts", [[1, 1, 1], [99, 99, 99], [100, 250, 7], [0, 0]])
def test_hundredths_add_up(parts: list[int]) -> None:
    shown, total = numbers.hundredths_that_add_up(parts, 10)
    assert sum(int(part.replace(".", "")) for part in shown) == int(total.replace(".", "")) == sum(parts) // 10


def test_days_in_both_languages() -> None:
    with translation.override("zh-hans"):
        assert numbers.day_element(20_781) == '<time datetime="2026-11-24">2026年11月24日</time>'
        assert "至<time" in numbers.range_element(20_700, 20_781)
        assert "2025年" in numbers.range_element(20_300, 20_781)
    with translation.override("en"):
        assert "24 November 2026" in numbers.day_element(20_781)


@pytest.mark.parametrize(("title", "text"), [("银项圈", "《银项圈》"), ("《鱼》背扇", "《鱼》背扇")])
def test_titles_are_quoted_once(title: str, text: str) -> None:
    with translation.override("zh-hans"):
        assert works.quoted(title) == text
