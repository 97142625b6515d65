"""Intervals against published ones, a portfolio's figures by hand, and shadow mode on files small and large."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.days import from_iso
from shouyi.decision.lending.intervals import clopper_pearson, middle, resampled, wilson
from shouyi.decision.lending.market import MarketRate
from shouyi.decision.lending.portfolio import (
    Held,
    break_even_ppm,
    by_band,
    saved_fen,
    stressed,
    vintages,
    weighted_saving_ppm,
)
from shouyi.decision.lending.shadow import Decided, Shadow, ladder_fen, shadow
from shouyi.decision.lending.shadow_file import parse_decisions, parse_market, per_cent_ppm
from shouyi.evidence.cells import CellRefused
from shouyi.evidence.errors import EvidenceError
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from stages.decision.lending.lent import TERMS

GUIDE = parse_guide(guide_bytes())
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]
"""Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I: Wilson, Clopper and Pearson."""


@pytest.mark.parametrize(("hits", "of", "score", "exact"), NEWCOMBE)
def test_intervals_as_newcombe_published_them(
    hits: int, of: int, score: tuple[float, float], exact: tuple[float, float]
) -> None:
    for found, (low, high) in ((wilson(hits, of), score), (clopper_pearson(hits, of), exact)):
        assert (round(found.low_ppm / 10**6, 4), round(found.high_ppm / 10**6, 4)) == (low, high)


@pytest.mark.parametrize("of", [1, 7, 20])
def test_the_exact_interval_covers_at_least_what_it_says(of: int) -> None:
    """By the binomial distribution itself, whatever the true share."""
    intervals = [clopper_pearson(hits, of) for hits in range(of + 1)]
    for per_mille in range(0, 1001, 25):
        share = per_mille / 1000
        covers = (each for each in intervals if each.low_ppm <= 1000 * per_mille <= each.high_ppm)
        chance = sum(comb(of, each.hits) * share**each.hits * (1 - share) ** (of - each.hits) for each in covers)
        assert chance >= 0.95 - 1e-9


def test_of_nothing_nothing_is_known() -> None:
    assert (wilson(0, 0).low_ppm, clopper_pearson(0, 0).high_ppm, wilson(0, 0).ppm) == (0, 10**6, 0)
    assert middle([]) is None
    assert resampled([], 1) == []
    assert middle([None] * 3 + [1] * 7) is None
    assert middle([None] + [1] * 9) == (1, 1)


def test_a_bootstrap_of_a_mean_is_near_the_textbooks() -> None:
    """400 cases of 0 and 1, half and half: ± 1.96 · √(.25/400), and the same digits each time."""
    rows = [(each % 2, 5, 0) for each in range(400)]
    found = resampled(rows, 7)
    assert found == resampled(rows, 7) != resampled(rows, 8)
    assert {(totals[1], totals[2]) for totals in found} == {(2_000, 0)}
    low, high = middle(totals[0] * 1000 // 400 for totals in found) or (0, 0)
    assert low == pytest.approx(451, abs=6)
    assert high == pytest.approx(549, abs=6)


def held(**changes: Any) -> Held:
    return replace(Held("A", from_iso("2026-01-15"), 10_000_000, 23_000, 33_000), **changes)


def test_a_portfolio_by_quarter_and_band() -> None:
    loans = [
        held(),
        held(granted_on=from_iso("2026-03-31"), defaulted_on=from_iso("2026-08-01"), lost_fen=4_000_000),
        held(band="C", granted_on=from_iso("2026-04-01"), amount_fen=2_000_000, rate_ppm=29_000),
    ]
    first, second = vintages(loans, from_iso("2026-10-05"))
    assert (first.quarter, first.count, first.amount_fen, first.lost_fen) == ("2026Q1", 2, 20_000_000, 4_000_000)
    assert [(age, share.hits, share.of) for age, share in first.defaulted] == [(3, 0, 2), (6, 1, 2)]
    assert (second.quarter, [age for age, _share in second.defaulted]) == ("2026Q2", [3, 6])
    bands = by_band(loans, GUIDE)
    assert [(row.band, row.count, row.lost_ppm) for row in bands[:3]] == [("A", 2, 200_000), ("B", 0, 0), ("C", 1, 0)]
    assert weighted_saving_ppm(loans) == (2 * 10_000_000 * 10_000 + 2_000_000 * 4_000) // 22_000_000
    assert weighted_saving_ppm([]) == 0


def test_what_a_borrower_saves_against_the_market() -> None:
    """12,000 at 6 % instead of 8 % over twelve equal instalments: 393.56 of interest instead of 526.32 or so."""
    assert saved_fen(TERMS, 80_000) == pytest.approx(13_300, abs=200)
    assert saved_fen(TERMS, 60_000) == 0


def test_where_a_rung_breaks_even() -> None:
    """A margin of 1 % and a default that loses half: 1 ÷ (1 + 50) of loans a year; a guarantor of half doubles it."""
    assert break_even_ppm(30_000, 20_000, 500) == 10**6 * 10_000 // (10_000 + 500_000)
    assert break_even_ppm(30_000, 20_000, 500, guaranteed=500) == 10**6 * 10_000 // (10_000 + 250_000)
    assert break_even_ppm(20_000, 20_000, 500) is None
    found = stressed(clopper_pearson(0, 1000), 30_000, 20_000, 500)
    assert [(each.multiple, each.carries) for each in found] == [(1000, True), (1500, True), (2000, True), (3000, True)]
    assert not any(each.carries for each in stressed(clopper_pearson(30, 1000), 30_000, 20_000, 500))


DAY = from_iso("2026-05-05")


def decided(case: int, band: str = "B", did: str = "refused", asked: int = 100_000, **more: Any) -> Decided:
    return Decided(f"c{case:05d}", DAY, band, did, 100 * asked, **more)  # type: ignore[arg-type]


def lent(case: int, outcome: str = "repaid", lost: int = 0, **more: Any) -> Decided:
    return decided(case, did="approved", granted_fen=10_000_000, outcome=outcome, lost_fen=100 * lost, **more)


def test_who_would_have_been_served_and_at_what_loss() -> None:
    """40 finished loans of band B, two of which lost half: 2.5 % of what was lent; 20 refused who ask for 300,000 each
    would get 200,000 each: 4,000,000 at 2.5 %."""
    rows = [lent(each, "defaulted" if each < 2 else "repaid", 50_000 if each < 2 else 0) for each in range(40)]
    rows += [decided(100 + each, asked=300_000) for each in range(20)]
    rows += [decided(200, "thin"), decided(201, "none", did="withdrawn")]
    found = shadow(rows, GUIDE)
    assert (found.cases, found.left_out) == (61, 1)
    assert (found.both.cases, found.bank_only.cases, found.ladder_only.cases, found.neither.cases) == (40, 0, 20, 1)
    assert found.ladder_only.ladder_fen == 20 * 20_000_000
    assert [row.lost_ppm for row in found.bands if row.band == "B"] == [25_000]
    one, two = found.new_loss[1], found.new_loss[2]
    assert (one.fen, two.fen) == (10_000_000, 20_000_000)
    assert one.low_fen is not None
    assert one.high_fen is not None
    assert 0 <= one.low_fen < one.fen < one.high_fen < found.careful_loss_fen * 2
    assert found.verdict == "holds"


def test_the_same_rows_in_any_order_give_the_same_bytes() -> None:
    rows = [lent(each, "defaulted" if each % 9 == 0 else "repaid", 1_000 if each % 9 == 0 else 0) for each in range(45)]
    rows += [decided(100 + each) for each in range(9)]
    assert shadow(rows, GUIDE).to_json() == shadow(rows[::-1], GUIDE).to_json()


def test_a_thin_band_is_not_estimated_but_named() -> None:
    found = shadow([*(lent(each) for each in range(29)), decided(100)], GUIDE)
    assert (found.unestimated_fen, found.new_loss[1].fen, found.verdict) == (10_000_000, 0, "unknown")
    assert shadow([], GUIDE).verdict == "unknown"
    assert shadow([decided(1)], GUIDE, refused_rows=1).verdict == "broken"


def test_a_band_that_lost_nothing_yet_is_not_taken_for_safe() -> None:
    """The bootstrap of no loss is 0 to 0; the careful figure is the upper bound of no default in forty, 8.8 %."""
    found = shadow([*(lent(each) for each in range(40)), decided(100)], GUIDE)
    assert (found.new_loss[1].low_fen, found.new_loss[1].high_fen) == (0, 0)
    assert found.careful_loss_fen == pytest.approx(10_000_000 * 0.0881, rel=0.01)


def test_rates_are_held_against_the_average_that_was_out_that_day() -> None:
    market = [MarketRate(DAY - 30, 50_000, "x"), MarketRate(DAY + 1, 10_000, "y")]
    rows = [lent(1, rate_ppm=40_001), lent(2, rate_ppm=40_000), lent(3)]
    found = shadow(rows, GUIDE, market).rates
    assert (found.compared, found.above_cap.hits, found.saved_a_year_fen) == (2, 1, 10)
    assert shadow(rows, GUIDE, market[1:]).rates.compared == 0


def test_what_is_affordable_is_counted_and_shrinks_nothing() -> None:
    row = decided(1, affordable_fen=1)
    found = shadow([row], GUIDE)
    assert (found.unaffordable, found.affordable_known) == (1, 1)
    assert found.ladder_only.ladder_fen == ladder_fen(row, GUIDE) == 10_000_000


HEAD = "case,decided_on,band,decision,asked,granted,rate,outcome,lost,affordable\n"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("1,2026-05-05,D,refused,5,,,,,", "word_unknown", "band"),
        ("1,2026-05-05,A,perhaps,5,,,,,", "word_unknown", "decision"),
        ("1,2026-05-05,A,refused,0,,,,,", "amount_form", "asked"),
        ("1,2026-05-05,A,refused,1000000001,,,,,", "amount_form", "asked"),
        ("1,2026-05-05,A,approved,5,,,,,", "cell_contradicts_row", "granted"),
        ("1,2026-05-05,A,approved,5,6,,,,", "cell_contradicts_row", "granted"),
        ("1,2026-05-05,A,refused,5,5,,,,", "cell_contradicts_row", "granted"),
        ("1,2026-05-05,A,refused,5,,3.5,,,", "cell_contradicts_row", "rate"),
        ("1,2026-05-05,A,refused,5,,,repaid,,", "cell_contradicts_row", "outcome"),
        ("1,2026-05-05,A,approved,5,5,,repaid,1,", "cell_contradicts_row", "lost"),
        ("1,2026-05-05,A,approved,5,5,,defaulted,6,", "cell_contradicts_row", "lost"),
        ("1,2026-05-05,A,approved,5,5,3.55555,,,", "rate_form", "rate"),
        ("0,2026-05-05,A,refused,5,,,,,", "row_repeated", "case"),
        (",2026-05-05,A,refused,5,,,,,", "cell_missing", "case"),
        ("1,2026-05-05,A,refused,5,,,,", "row_width", ""),
    ],
)
def test_a_row_of_a_banks_file_is_refused_by_line_and_column(row: str, code: str, column: str) -> None:
    text = HEAD + "0,2026-05-05,A,approved,500000,500000,2.3,running,,\n" + row + "\nz,2026-05-05,A,refused,5,,,,,\n"
    found = parse_decisions("d.csv", text.encode())
    assert [(refusal.line, refusal.code, refusal.detail) for refusal in found.refusals] == [(3, code, column)]
    assert [each.case for each in found.rows] == ["0", "z"]
    assert (found.rows[0].granted_fen, found.rows[0].rate_ppm) == (50_000_000, 23_000)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (HEAD + text).encode("utf-8", "surrogatepass")))
def test_any_bytes_give_decisions_or_the_stages_error(data: bytes) -> None:
    for parse in (parse_decisions, parse_market):
        with suppress(EvidenceError):
            parse("x.csv", data)


def test_a_market_is_read_and_its_bad_rows_are_named() -> None:
    text = "on,rate,source\n2026-05-01,3.31,PBC\n2026-05-01,3.3,PBC\n2026-04-01,0,PBC\n2026-02-01,3.5,PBC\n"
    rates, refusals = parse_market("m.csv", text.encode())
    assert [rate.rate_ppm for rate in rates] == [35_000, 33_100]
    assert [(refusal.line, refusal.code) for refusal in refusals] == [(3, "row_repeated"), (4, "out_of_range")]
    assert per_cent_ppm("3.3125") == 33_125
    for bad in ("3,3", "-1", "100.5", "1e3", ""):
        with pytest.raises(CellRefused):
            per_cent_ppm(bad)


def test_the_report_is_one_object_without_anybodys_name() -> None:
    found: Shadow = shadow([lent(1), decided(2)], GUIDE)
    value = json.loads(found.to_json())
    assert value["verdict"] == "unknown"
    assert "c00001" not in found.to_json()
