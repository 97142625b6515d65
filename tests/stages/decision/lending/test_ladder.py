"""The ladder from the guide, the market it is measured by, what is affordable beside it, and who stands for a loan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.days import from_iso
from shouyi.decision.lending.affordability import (
    STEP_FEN,
    InstalmentRule,
    Means,
    Room,
    a_month,
    affordable,
    instalment_room,
)
from shouyi.decision.lending.eligible import eligible
from shouyi.decision.lending.errors import GuaranteeRefused, MarketUnfit, ReleaseUnfit, TermsUnsound
from shouyi.decision.lending.guarantors import (
    MOVES,
    Form,
    Guarantee,
    Guarantor,
    Move,
    move,
    offer,
    parts_of,
    standing_share,
)
from shouyi.decision.lending.ladder import rung
from shouyi.decision.lending.market import MarketRate, in_force, require_fit
from shouyi.decision.lending.released import Released, rung_released
from shouyi.decision.lending.schedule import Method, schedule_of
from shouyi.score.guide import parse_guide
from shouyi.score.guides import VERSIONS, guide_bytes
from stages.decision.lending.lent import TERMS

TODAY = from_iso("2026-12-01")
MARKET = MarketRate(from_iso("2026-11-10"), 33_100, "中国人民银行 2026年第三季度货币政策执行报告, invented figure")
GUIDE = parse_guide(guide_bytes())
RULE = InstalmentRule("org-bank", "3", from_iso("2026-01-01"), share=500, months=12, eased=400)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_ladder_of_the_paper_stands_in_every_guide(version: str) -> None:
    """≥ 80: up to 500,000 yuan at no more than 70 % of the average, at least 30 % below it; then 200,000, 50,000."""
    guide = parse_guide(guide_bytes(version))
    rungs = [rung(guide, band, MARKET, TODAY) for band in ("A", "B", "C", "none", "thin")]
    assert [each.limit_fen for each in rungs] == [50_000_000, 20_000_000, 5_000_000, 0, 0]
    assert [each.cap_ppm for each in rungs[:3]] == [23_170, 26_480, 29_790]
    assert [(each.serves, each.help) for each in rungs[3:]] == [(False, "assistance")] * 2
    assert rungs[0].guide_digest == guide.digest


@given(st.integers(1, 10**6))
def test_a_cap_is_floored_in_the_borrowers_favour(average: int) -> None:
    found = rung(GUIDE, "A", replace(MARKET, rate_ppm=average), TODAY)
    assert found.cap_ppm * 1000 <= 700 * average < (found.cap_ppm + 1) * 1000


@pytest.mark.parametrize(
    ("change", "today", "code"),
    [
        ({}, from_iso("2026-11-09"), "not_yet_published"),
        ({}, from_iso("2026-11-10") + 201, "too_old"),
        ({"source": "  "}, TODAY, "source_missing"),
        ({"source": "a\nb"}, TODAY, "source_missing"),
        ({"rate_ppm": 0}, TODAY, "out_of_range"),
        ({"rate_ppm": 10**6 + 1}, TODAY, "out_of_range"),
    ],
)
def test_an_average_without_day_or_source_or_too_old_is_not_lent_by(
    change: dict[str, object], today: int, code: str
) -> None:
    with pytest.raises(MarketUnfit, match=code):
        require_fit(replace(MARKET, **change), today)  # type: ignore[arg-type]


def test_the_latest_average_that_was_out_counts() -> None:
    older = replace(MARKET, on=MARKET.on - 90, rate_ppm=34_000)
    later = replace(MARKET, on=TODAY + 1, rate_ppm=1)
    assert in_force([later, MARKET, older], TODAY) is MARKET
    assert in_force([later, MARKET, older], MARKET.on - 1) is older
    with pytest.raises(MarketUnfit, match="none_published"):
        in_force([later], TODAY)


def test_affordability_is_the_banks_rule_and_a_guarantor_eases_it() -> None:
    """6,000 a month on average, half of it 3,000, less 500 of other loans; a guarantor of half makes 2,500 ÷ 0.8."""
    means = Means((600_000,) * 12, other_instalments_fen=50_000)
    assert instalment_room(RULE, means) == 250_000
    assert instalment_room(RULE, replace(means, guaranteed=500)) == 312_500
    assert instalment_room(RULE, Means((1_200_000,) * 6)) == 300_000
    assert instalment_room(RULE, Means((0,) * 12, 5)) == 0


@given(st.integers(0, 10**6), st.sampled_from(Method), st.integers(0, 1000))
def test_the_amount_is_the_largest_whose_instalment_fits(income: int, method: Method, guaranteed: int) -> None:
    terms = replace(TERMS, method=method, count=12)
    found = affordable(RULE, Means((income,) * 12, guaranteed=guaranteed), terms, 5_000_000)
    assert found.amount_fen % STEP_FEN == 0
    assert not found.amount_fen or a_month(terms, found.amount_fen) <= found.instalment_fen
    assert found.amount_fen == 5_000_000 or a_month(terms, found.amount_fen + STEP_FEN) > found.instalment_fen
    assert not found.amount_fen or schedule_of(replace(terms, principal_fen=found.amount_fen)).instalments


def test_both_figures_are_shown_and_neither_changes_the_other() -> None:
    found = rung(GUIDE, "A", MARKET, TODAY)
    little = affordable(RULE, Means((200_000,) * 12), TERMS, found.limit_fen)
    room = Room(found, little)
    assert (room.rung.limit_fen, room.binding) == (50_000_000, "affordability")
    assert 0 < little.amount_fen < found.limit_fen
    assert Room(found, None).binding == "not_asked"
    assert Room(rung(GUIDE, "C", MARKET, TODAY), replace(little, amount_fen=5_000_001)).binding == "ladder"
    assert Room(rung(GUIDE, "C", MARKET, TODAY), replace(little, amount_fen=5_000_000)).binding == "neither"


@pytest.mark.parametrize(
    "rule", [replace(RULE, share=0), replace(RULE, share=1001), replace(RULE, months=0), replace(RULE, eased=901)]
)
def test_a_rule_that_is_none(rule: InstalmentRule) -> None:
    with pytest.raises(TermsUnsound):
        instalment_room(rule, Means((1,) * 12))


def test_before_any_form_everybody_hears_what_is_next() -> None:
    a, none = (rung(GUIDE, band, MARKET, TODAY) for band in ("A", "none"))
    assert (eligible(a).code, eligible(a).left_fen) == ("", 50_000_000)
    assert eligible(a, owed_fen=20_000_000).left_fen == 30_000_000
    assert (eligible(a, owed_fen=50_000_000).code, eligible(none).code) == ("limit_used", "no_rung")
    assert {eligible(none).next, eligible(a, has_open=True).next, eligible(a, is_overdue=True).next} == {
        "assistance", "application", "repay",
    }  # fmt: skip


RELEASED = Released(TODAY - 5, GUIDE.digest, {"band": "B"}, "holds")


def test_a_bank_goes_by_what_was_released_and_by_its_own_check() -> None:
    """The band alone is enough, and it is all that is there."""
    assert rung_released(GUIDE, RELEASED, MARKET, TODAY).limit_fen == 20_000_000
    assert rung_released(GUIDE, RELEASED, MARKET, TODAY + 26).band == "B"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"verdict": "broken"}, "proof_broken"),
        ({"verdict": "unknown"}, "proof_unknown"),
        ({"guide_digest": "00"}, "another_guide"),
        ({"day": TODAY + 1}, "day"),
        ({"day": TODAY - 32}, "day"),
        ({"fields": {"score": 812}}, "band_not_released"),
        ({"fields": {"band": "S"}}, "band_not_released"),
    ],
)
def test_what_was_released_and_is_not_lent_by(change: dict[str, object], code: str) -> None:
    with pytest.raises(ReleaseUnfit, match=code):
        rung_released(GUIDE, replace(RELEASED, **change), MARKET, TODAY)  # type: ignore[arg-type]


def standing(share: int = 500, form: Form = Form.JOINT) -> Guarantor:
    return move(offer("g", share, form, TODAY, TODAY + 400), Move.ACCEPT, TODAY)


def test_a_guarantor_from_offer_to_payment() -> None:
    called = move(standing(), Move.CALL, TODAY + 100, amount_fen=1_000)
    part = move(called, Move.PAY, TODAY + 110, amount_fen=400)
    assert (part.state, part.paid_fen) == (Guarantee.CALLED, 400)
    assert move(part, Move.PAY, TODAY + 120, amount_fen=600).state is Guarantee.PAID
    with pytest.raises(GuaranteeRefused, match="amount"):
        move(part, Move.PAY, TODAY + 120, amount_fen=601)


def test_who_stands_behind_the_borrower_is_called_after_them() -> None:
    behind = standing(form=Form.GENERAL)
    with pytest.raises(GuaranteeRefused, match="borrower_first"):
        move(behind, Move.CALL, TODAY + 1, amount_fen=5)
    assert move(behind, Move.CALL, TODAY + 1, amount_fen=5, pursued=True).state is Guarantee.CALLED


def test_a_period_that_is_over_is_over() -> None:
    with pytest.raises(GuaranteeRefused, match="over_already"):
        move(standing(), Move.CALL, TODAY + 401, amount_fen=5)
    with pytest.raises(GuaranteeRefused, match="not_due"):
        move(standing(), Move.LAPSE, TODAY + 400)
    assert move(standing(), Move.LAPSE, TODAY + 401).state is Guarantee.RELEASED


def test_parts_never_pass_the_whole_loss() -> None:
    one = standing(600)
    with pytest.raises(GuaranteeRefused, match="share"):
        offer("h", 401, Form.JOINT, TODAY, TODAY + 9, [one])
    with pytest.raises(GuaranteeRefused, match="twice"):
        offer("g", 1, Form.JOINT, TODAY, TODAY + 9, [one])
    other = offer("h", 400, Form.JOINT, TODAY, TODAY + 9, [one])
    assert (standing_share([one, other]), standing_share([one, other], offered=True)) == (600, 1000)
    assert parts_of(1_001, [one, other]) == {"g": 600}


@given(
    st.lists(st.tuples(st.sampled_from(Move), st.integers(0, 500), st.integers(0, 2_000), st.booleans()), max_size=8)
)
def test_no_step_leads_anywhere_that_is_not_in_the_table(steps: list[tuple[Move, int, int, bool]]) -> None:
    found = offer("g", 500, Form.GENERAL, TODAY, TODAY + 400)
    for step, later, amount, pursued in steps:
        before = found
        try:
            found = move(found, step, TODAY + later, amount_fen=amount, pursued=pursued)
        except GuaranteeRefused:
            continue
        assert found.state in (MOVES[before.state, step], before.state)
        assert 0 <= found.paid_fen <= found.called_fen
        assert (found.state is Guarantee.PAID) == (0 < found.paid_fen == found.called_fen)
