"""Five people whom the default guide must place where its authors say: if a change moves them, the change is wrong or
the guide's page is."""

from __future__ import annotations

from shouyi.score.guide import Guide
from shouyi.score.records import Assessment, Event
from stages.score.given import assess_events

TODAY = 20_000
MONTH = 30


def months(indicator: str, per_month: int, good_of_ten: float, count: int = 24, y_bad: int = 0) -> list[Event]:
    """So many events a month for so many months, spread over the month; of ten, so many are good."""
    found = []
    for number in range(per_month * count):
        on = TODAY - number * MONTH // per_month
        good = (number * good_of_ten) % 10 < good_of_ten
        found.append(Event("p", indicator, on, 1000 if good else y_bad, 1000))
    return found


def trade(kept: float, satisfied: float, returning: float, stood: float = 10, per_month: int = 10) -> list[Event]:
    """Ten orders a month for two years; half of the buyers write, a third of what a visit can tell is known. Of ten
    orders `kept` leave in time, and `stood` are neither cancelled nor come back."""
    deeds = months("dispatch", per_month, kept)
    deeds += [event for name in ("not_cancelled", "not_returned") for event in months(name, per_month, stood)]
    voices = months("satisfied", per_month // 2, satisfied, y_bad=150)
    return deeds + months("capacity", 1, kept) + voices + months("repeat", per_month // 3, returning)


def assess(guide: Guide, events: list[Event], **standings: int) -> Assessment:
    return assess_events(events, guide, "p", TODAY, **standings)


def test_without_any_evidence_about_45(guide: Guide) -> None:
    found = assess(guide, [])
    assert (found.score, found.band, found.dimensions["skill"], found.dimensions["fulfilment"]) == (
        452,
        "thin",
        430,
        500,
    )
    assert all(part.missing for part in found.contributions)


def test_average_trade_about_55(guide: Guide) -> None:
    found = assess(guide, trade(kept=9.4, satisfied=8, returning=0.3, stood=9.9))
    assert 530 <= found.score <= 570, found
    assert found.band == "none"


def test_flawless_trade_alone_67_to_69(guide: Guide) -> None:
    found = assess(guide, trade(kept=10, satisfied=10, returning=2))
    assert 670 <= found.score <= 699, found
    assert found.band == "C"


def test_a_provincial_inheritor_without_a_loan_about_81(guide: Guide) -> None:
    found = assess(guide, trade(kept=10, satisfied=9, returning=1), qualification=900, panel=850, contribution=200)
    assert 800 <= found.score <= 825, found
    assert next(part for part in found.contributions if part.indicator == "repayment").missing


def test_a_county_inheritor_with_twelve_repayments_about_82(guide: Guide) -> None:
    events = trade(kept=10, satisfied=9, returning=1) + months("repayment", 1, 10, count=12)
    events += months("quality_checks", 1, 10, count=6)
    found = assess(guide, events, qualification=600, panel=800, training=20_000, contribution=130)
    assert 815 <= found.score <= 825, found
    assert found.band in ("A", "B")
