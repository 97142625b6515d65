"""Where one thing turns into another: bands, the five years of a bad event, the as-of day, 64 bits."""

from __future__ import annotations

import subprocess
import sys

import ibis
import pyarrow.parquet as pq
import pytest

from shouyi.evidence.records import Origin
from shouyi.score.aggregate import faded_totals
from shouyi.score.assess import assess
from shouyi.score.errors import DayTooCrowded, EventOutOfRange, TableMismatch
from shouyi.score.finish import _band, finish
from shouyi.score.guide import Guide
from shouyi.score.reasons import reasons, with_evidence
from shouyi.score.records import Event, Evidence, Place, Totals
from shouyi.score.sums import sums_of
from shouyi.score.table import EventTable
from shouyi.score.totals import FULL_DAY, DayTotal, day_totals, totals
from stages.score.given import assess_events

TODAY = 20_000
MUCH = Totals(good=10 * 10**6)


@pytest.mark.parametrize(
    ("score", "p80", "rates", "band"),
    [
        (1000, 999, Totals(10**7 - 1, 0), "thin"),
        (1000, 999, Totals(0, 10**7), "none"),
        (1000, 999, Totals(10**7 - 1, 1), "none"),
        (599, 999, MUCH, "none"),
        (600, 0, MUCH, "C"),
        (699, 0, MUCH, "C"),
        (700, 0, MUCH, "B"),
        (799, 999, MUCH, "B"),
        (800, 599, MUCH, "B"),
        (800, 600, MUCH, "A"),
        (1000, 599, MUCH, "B"),
    ],
)
def test_bands_in_their_order(guide: Guide, score: int, p80: int, rates: Totals, band: str) -> None:
    assert _band(guide, score, p80, [rates]) == band


def test_thin_counts_all_rates_together_and_a_bad_event_lifts_nobody_out_of_none(guide: Guide) -> None:
    halves = {"dispatch": Totals(good=5 * 10**6), "repeat": Totals(good=5 * 10**6)}
    assert finish(guide, halves).band == "none"
    assert finish(guide, {"dispatch": Totals(good=9 * 10**6)}).band == "thin"
    assert finish(guide, {"dispatch": Totals(good=9 * 10**6, bad=10**6)}).band == "none"


def bad_and_good(age: int) -> list[Event]:
    return [Event("p", "dispatch", TODAY - age, y, 1000) for y in (0, 1000)]


def test_bad_evidence_ends_after_1826_days_and_good_evidence_does_not(guide: Guide) -> None:
    young = totals(day_totals(bad_and_good(1825), guide), guide, TODAY)["dispatch"]
    old = totals(day_totals(bad_and_good(1826), guide), guide, TODAY)["dispatch"]
    assert young.good == young.bad > 0
    assert old.good > 0 and old.bad == 0  # noqa: PT018


def test_what_lies_ahead_of_the_day_is_left_out(guide: Guide) -> None:
    later = [Event("p", "dispatch", TODAY + 1, 0, 1000)]
    assert assess_events(later, guide, "p", TODAY) == assess_events([], guide, "p", TODAY)
    assert assess_events(later, guide, "p", TODAY + 1).score < 452


@pytest.mark.parametrize(
    "event",
    [
        Event("p", "dispatch", 1, 1001, 1000),
        Event("p", "dispatch", 1, -1, 1000),
        Event("p", "dispatch", 1, 1, 0),
        Event("p", "dispatch", 1, 1, 1001),
        Event("p", "qualification", 1, 1, 1),
        Event("p", "kindness", 1, 1, 1),
        Event("p", "dispatch", 1, 1, 1, at=2),
        Event("p", "training", 1, 999, 1),
        Event("p", "training", 1, 1000, 2_000_001),
    ],
)
def test_an_event_out_of_range_is_refused_before_anything_is_written(event: Event, guide: Guide, tmp_path) -> None:
    with pytest.raises(EventOutOfRange):
        assess_events([event], guide, "p", TODAY)
    table = EventTable.open(tmp_path, guide)
    with pytest.raises(EventOutOfRange):
        table.replace({"p": Evidence((event,))})
    assert table.files("events") == []
    assert table.numbers == {}


def test_eight_million_events_a_day_are_the_most_in_python(guide: Guide) -> None:
    full = DayTotal("dispatch", TODAY, FULL_DAY, 0, FULL_DAY // 10**6, TODAY)
    assert totals([full], guide, TODAY)["dispatch"].good == FULL_DAY < 2**63 >> 20
    with pytest.raises(DayTooCrowded):
        totals([DayTotal("dispatch", TODAY, FULL_DAY, 1, 1, TODAY)], guide, TODAY)


def test_and_in_an_engine(guide: Guide, engine) -> None:
    """At the limit the product just fits 64 bits; past it the engine neither wraps nor fails, and says how much."""
    number, days = guide.by_name["dispatch"].number, [TODAY] * 3
    rows = {"person": [0, 1, 2], "indicator": [number] * 3, "on": days, "at": days, "count": [1, 1, 1],
            "good": [FULL_DAY, FULL_DAY, 2**60], "bad": [0, 1, 0]}  # fmt: skip
    found = engine.to_pyarrow(faded_totals(ibis.memtable(rows), guide, TODAY, guarded=True)).to_pylist()
    found = sorted(found, key=lambda row: row["person"])
    assert [row["good"] for row in found] == [FULL_DAY, 0, 0]
    assert [row["most"] for row in found] == [FULL_DAY, FULL_DAY + 1, 2**60]


def test_a_table_too_crowded_is_refused(guide: Guide, engine, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("shouyi.score.totals.FULL_DAY", 2_000_000)
    table, crowd = EventTable.open(tmp_path, guide), [Event("p", "dispatch", TODAY, 1000, 1000)] * 3
    with pytest.raises(DayTooCrowded, match="dispatch"):
        table.replace({"p": Evidence(tuple(crowd))})
    assert table.files("events") == []
    with pytest.raises(DayTooCrowded, match="dispatch"):
        assess_events(crowd, guide, "p", TODAY)
    monkeypatch.undo()
    table.replace({"p": Evidence(tuple(crowd))})
    monkeypatch.setattr("shouyi.score.totals.FULL_DAY", 2_000_000)
    monkeypatch.setattr("shouyi.score.aggregate.FULL_DAY", 2_000_000)
    with pytest.raises(DayTooCrowded, match="dispatch"):
        sums_of(table, guide, ["p"], TODAY, engine, kept=False)


def placed(on: int, y: int, index: int, c: int = 1000) -> Event:
    return Event("p", "dispatch", on, y, c, Origin("", 1, index, index))


def test_reasons_link_the_strongest_evidence_in_their_direction(guide: Guide) -> None:
    events = [placed(TODAY - 9, 0, 1), placed(TODAY - 1, 0, 2), placed(TODAY, 0, 3, c=300), placed(TODAY, 1000, 4)]
    found = assess_events(events, guide, "p", TODAY)
    (reason,) = found.reasons_down
    assert (reason.code, reason.events) == ("dispatch_down", 4)
    assert reason.evidence == (Place(1, 2), Place(1, 1), Place(1, 3))
    assert reason.moved < 0
    assert found.reasons_up == ()
    assert with_evidence(reason, Evidence(tuple(events)), guide, TODAY + 9_000).evidence == ()


def test_reasons_are_ordered_by_what_they_moved_and_at_most_four(guide: Guide) -> None:
    good = dict.fromkeys(("dispatch", "not_cancelled", "not_returned", "capacity", "satisfied", "repeat"), MUCH)
    found = finish(guide, good)
    up, down = reasons(found.contributions, guide)
    assert [reason.indicator for reason in up] == ["satisfied", "dispatch", "not_returned", "not_cancelled"]
    assert down == ()
    assert [reason.moved for reason in up] == sorted((reason.moved for reason in up), reverse=True)


def test_the_table_keeps_replaces_and_forgets(guide: Guide, engine, tmp_path) -> None:
    table = EventTable.open(tmp_path, guide)
    people = {
        f"p{n}": Evidence((Event(f"p{n}", "dispatch", TODAY - n % 50, 1000, 1000, Origin("", 1, n, n)),))
        for n in range(600)
    }
    table.replace(people, (0, 600, 0, 1))
    assert len(table.files("events")) == len(table.files("days")) == 3
    again = EventTable.open(tmp_path, guide)
    assert (again.numbers, again.sizes, again.last_on()) == (table.numbers, (0, 600, 0, 1), TODAY)
    worse = Evidence((Event("p7", "dispatch", TODAY, 0, 1000, Origin("", 1, 900, 900)),))
    again.replace({"p7": worse}, (0, 901, 0, 1))
    assert again.evidence_of("p7") == worse
    assert again.evidence_of("p8") == people["p8"]
    again.forget("p8")
    final = EventTable.open(tmp_path, guide)
    assert "p8" not in final.numbers
    assert final.evidence_of("p8") == Evidence()
    found = assess(final, guide, ["p8", "p7", "p9"], TODAY, engine)
    assert [each.person for each in found] == ["p8", "p7", "p9"]
    assert found[0].evidence.events == 0 < found[1].evidence.events
    assert 8 not in pq.read_table(tmp_path / "events")["person"].to_pylist()


def test_a_table_of_another_guide_is_refused(guide: Guide, tmp_path) -> None:
    EventTable.open(tmp_path, guide).replace({})
    (tmp_path / "table.json").write_text('{"guide": "00", "layout": 1, "sizes": null}')
    with pytest.raises(TableMismatch):
        EventTable.open(tmp_path, guide)
    (tmp_path / "table.json").write_text("[]")
    with pytest.raises(TableMismatch):
        EventTable.open(tmp_path, guide)


def test_one_compact_line_with_the_agreed_keys(guide: Guide) -> None:
    line = assess_events([], guide, "p", TODAY).to_json()
    assert line == (
        '{"person":"p","score":452,"low":293,"high":612,"band":"thin","dimensions":{"skill":430,"fulfilment":500,'
        '"word_of_mouth":500,"social":300,"finance":500},"guide":"1","day":20000}'
    )


def test_whoever_recomputes_needs_no_engine() -> None:
    """The way from facts to digits loads neither an engine nor its columns."""
    code = "import sys, shouyi.score.assess, shouyi.score.weigh; print(*{m.partition('.')[0] for m in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "shouyi" in loaded
    assert not {"ibis", "pyarrow", "duckdb", "pandas", "numpy", "django"} & set(loaded)
