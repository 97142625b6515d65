"""Floors follow from the guide; what was delivered stands beside them, and each shortfall has a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.decision.exposure.errors import ProblemUnsound
from shouyi.decision.exposure.floors import Merchant, Promise, band_share, promise, share_of
from shouyi.decision.exposure.settlement import Delivered, Period, attainment, settle, why_short
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes

PARSED = parse_guide(guide_bytes("2"))
BANDS = ("A", "B", "C", "none", "thin")


@pytest.fixture(scope="module")
def guide() -> Guide:
    return PARSED


def merchant(name: str, band: str, width: int = 100, days: int = 1000) -> Merchant:
    return Merchant(name, band, 400, 400 + width, days)


def test_the_guide_gives_more_to_a_higher_band_and_less_where_it_knows_less(guide: Guide) -> None:
    assert [band_share(guide, band, 100) for band in BANDS] == [800, 600, 400, 250, 250]
    assert [band_share(guide, "A", width) for width in (150, 151, 1000, 1001)] == [800, 600, 600, 0]


def test_a_newcomer_has_the_newcomers_share_where_that_is_more_and_while_it_lasts(guide: Guide) -> None:
    assert share_of(guide, merchant("new", "none", 1001, 0)) == (250, "newcomer")
    assert share_of(guide, merchant("new", "none", 1001, 90)) == (0, "band")
    assert share_of(guide, merchant("new", "A", 100, 0)) == (800, "band")


def test_floors_are_whole_impressions_of_an_equal_share(guide: Guide) -> None:
    """Two merchants, 1,001 impressions, everything may be promised: 1001 · 250 // 2000 and 1001 · 600 // 2000."""
    found = promise(guide, [merchant("a", "none"), merchant("b", "B")], 1001, 1000)
    assert found == (Promise("a", 250, "band", 125), Promise("b", 600, "band", 300))


def test_beyond_the_zones_limit_every_floor_is_lowered_alike(guide: Guide) -> None:
    found = promise(guide, [merchant("a", "A"), merchant("b", "B")], 1400, 350)
    assert [each.floor for each in found] == [280, 210]
    assert sum(each.floor for each in found) == 1400 * 350 // 1000


@given(st.lists(st.sampled_from(BANDS), min_size=1, max_size=30), st.integers(0, 10**9), st.integers(0, 1000))
def test_no_more_is_promised_than_the_zone_allows(bands: list[str], slots: int, guaranteed: int) -> None:
    found = promise(PARSED, [merchant(str(at), band) for at, band in enumerate(bands)], slots, guaranteed)
    assert sum(each.floor for each in found) * 1000 <= slots * guaranteed
    by_share = sorted((each.share, each.floor) for each in found)
    assert [floor for _share, floor in by_share] == sorted(each.floor for each in found)


def test_nobody_has_two_floors_and_a_period_is_sound(guide: Guide) -> None:
    with pytest.raises(ProblemUnsound, match="merchant_twice"):
        promise(guide, [merchant("a", "A"), merchant("a", "B")], 100)
    with pytest.raises(ProblemUnsound, match="period"):
        promise(guide, [merchant("a", "A")], 100, 1001)


FULL, FEW = Period(20_000, 20_030, 1000, 1000), Period(20_000, 20_030, 1000, 600)
REASONS = {
    "no_candidates": (Delivered(0, 0, 0), FULL),
    "few_candidates": (Delivered(40, 99, 99), FULL),
    "crowded": (Delivered(60, 500, 60), FULL),
    "fewer_visits": (Delivered(60, 500, 500), FEW),
    "missed": (Delivered(59, 500, 500), FEW),
}


@pytest.mark.parametrize("why", REASONS)
def test_each_shortfall_has_the_first_reason_that_holds(why: str) -> None:
    assert why_short(100, *REASONS[why]) == why


def test_the_ledger_has_a_line_for_every_promise() -> None:
    promises = [Promise("a", 800, "band", 100), Promise("b", 250, "newcomer", 30), Promise("c", 0, "band", 0)]
    lines = settle(promises, {"a": Delivered(120, 500, 500)}, FULL, {"a": 0, "b": 70})
    assert [(line.delivered, line.shortfall, line.why, line.price) for line in lines] == [
        (120, 0, "", 0),
        (0, 30, "no_candidates", 70),
        (0, 0, "", 0),
    ]
    assert attainment(lines) == 500
    assert attainment(lines[2:]) == 1000
