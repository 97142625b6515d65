"""Reports: whole numbers under a published schema, p corrected over all, thin tables withheld, two years compared."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.canonical import encode
from shouyi.decision.fairness.decisions import Decided
from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.errors import AuditRefused
from shouyi.decision.fairness.invented import REST, Plan, invent_log
from shouyi.decision.fairness.power import indicators_of
from shouyi.decision.fairness.records import Groups, groups_of
from shouyi.decision.fairness.report.compare import compare
from shouyi.decision.fairness.report.decisions import report_decisions
from shouyi.decision.fairness.report.exposure import report_exposure
from shouyi.decision.fairness.report.indicators import report_indicators
from shouyi.decision.fairness.report.reading import parse_report
from shouyi.decision.fairness.report.records import MILLION, Line, Report
from shouyi.decision.fairness.report.schema import FILE, SCHEMA, schema_bytes
from shouyi.decision.fairness.report.sentences import CODES
from shouyi.decision.fairness.report.told import told, told_changes


def exposure_report(penalty: float = 0.0, seed: int = 1, listings: int = 120) -> Report:
    shown, groups = invent_log(Plan(penalty=penalty, listings=listings), Draws(seed))
    return report_exposure(shown, groups, least=10, consent="invented")


def applicants(seed: int, n: int = 2000, penalty: float = 0.0) -> tuple[Decided, Groups]:
    draws = Draws(seed)
    code = (draws.uniform((n,)) < 0.6).astype(np.int64)
    score = np.clip(700 + 110 * draws.normal((n,)), 0, 1000).astype(np.int64)
    approved = draws.uniform((n,)) < np.clip((score - 400) / 500 - penalty * (code == 0), 0.02, 0.98)
    good = (draws.uniform((n,)) < 0.3 + 0.4 * score / 1000).astype(np.int64)
    return Decided(score, approved, np.where(approved, good, -1)), Groups(("a", "b"), code)


def decisions_report(seed: int = 1, n: int = 2000, penalty: float = 0.0, least: int = 10) -> Report:
    decided, groups = applicants(seed, n, penalty)
    return report_decisions(decided, groups, least=least, consent="invented", reference="b")


def indicators_report() -> Report:
    rows = [{"speed": (float(at % 7), 3.0), "stars": (10.0 + at % 3, 8.0)} for at in range(60)]
    groups = groups_of(["a" if at % 7 < 2 else "b" for at in range(60)])
    return report_indicators(indicators_of(rows, {"speed": 8.0, "stars": 20.0}), groups, least=10, consent="invented")


REPORTS = {"exposure": exposure_report, "decisions": decisions_report, "indicators": indicators_report}


@pytest.mark.parametrize("make", REPORTS.values(), ids=REPORTS.keys())
def test_a_report_is_what_its_schema_says_and_reads_back(make: object) -> None:
    assert callable(make)
    report = make()
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(report.to_json()))
    assert parse_report(report.to_json()) == report
    assert make().to_json() == report.to_json()


def test_the_schema_that_is_published_is_the_one_in_force() -> None:
    assert FILE.read_bytes() == schema_bytes()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def line(report: Report, figure: str, group: str) -> Line:
    (found,) = [each for _, each in report.lines if (each.figure, each.group) == (figure, group)]
    return found


def test_a_planted_difference_is_said_and_a_clean_log_says_what_could_have_been_found() -> None:
    planted, clean = exposure_report(penalty=0.6), exposure_report()
    assert planted.found
    assert [each.code for each in planted.sentences] == ["less_shown"]
    assert planted.sentences[0].words == ("disabled", REST)
    assert planted.sentences[0].numbers[2] < 0
    assert not clean.found
    assert [each.code for each in clean.sentences] == ["shown_alike"]
    assert clean.sentences[0].numbers == line(clean, "detectable", "disabled").measured[:1]


def test_lists_that_put_a_group_last_fail_more_often_than_chance() -> None:
    """Each list by its own candidates: a group that is rare in a list is not asked for there."""
    clean, planted = (
        report_exposure(
            *invent_log(Plan(penalty=penalty, gap=0, of_group=70, of_rest=80), Draws(1)), least=10, consent="x"
        )
        for penalty in (0.0, 1.5)
    )
    assert line(clean, "prefix_fails", "disabled").measured[1] < 50_000
    assert line(planted, "prefix_fails", "disabled").measured[1] > 50_000
    assert line(planted, "prefix_fails", REST).measured[0] == 0


def test_a_bank_that_sets_the_score_aside_is_found_and_one_that_follows_it_is_not() -> None:
    assert [each.code for each in decisions_report(penalty=0.2).sentences][:2] == ["less_approved", "below_four_fifths"]
    clean = decisions_report()
    assert [each.code for each in clean.sentences] == ["approved_alike"]
    assert line(clean, "approved", "all").count == 2000


def test_p_is_corrected_over_everything_that_was_tested() -> None:
    report = decisions_report()
    tested = [each for _, each in report.lines if each.tested]
    assert len(tested) == 4
    smallest = min(tested, key=lambda each: each.tested[0])
    assert smallest.tested[1] == pytest.approx(min(MILLION, 4 * smallest.tested[0]), abs=4)


def test_thin_tables_are_withheld_whole_and_said_to_be() -> None:
    few = decisions_report(n=150, least=15)
    withheld = {table.name: table.withheld for table in few.tables}
    assert withheld == {"approval": "", "step": "too_few", "meaning": "too_few"}
    assert [table.lines for table in few.tables if table.withheld] == [(), ()]
    assert {each.words for each in few.sentences if each.code == "table_withheld"} == {("step",), ("meaning",)}


def test_bands_that_are_too_thin_are_joined_before_they_are_withheld() -> None:
    figures = {each.figure for _, each in decisions_report(n=420).lines}
    assert {"good_below_80", "good_from_80"} <= figures
    assert "good_from_60" not in figures
    assert "good_from_60" in {each.figure for _, each in decisions_report(n=4_000).lines}


def test_small_groups_are_hidden_two_at_least_and_only_counted() -> None:
    shown, groups = invent_log(Plan(listings=80), Draws(1))
    codes = groups.codes.copy()
    codes[:4], codes[4:16] = 2, 3
    four = Groups(("disabled", REST, "tiny", "twelve"), codes)
    report = report_exposure(shown, four, least=10, consent="invented")
    assert report.groups == ("disabled", REST)
    assert report.sample.hidden == 2
    assert {each.group for _, each in report.lines} == {"disabled", REST, "all"}
    assert "tiny" not in report.to_json().decode()
    assert report.sentences[-1].code == "groups_hidden"


def test_a_group_that_one_merchant_makes_is_small_however_many_it_has() -> None:
    shown, groups = invent_log(Plan(listings=80), Draws(1))
    mine = groups.codes[shown.merchant] == 0
    first = np.isin(np.arange(len(mine)), np.unique(np.where(mine, shown.merchant, 0), return_index=True)[1])
    giant = replace(shown, merchant=np.where(mine & ~first, 0, shown.merchant))
    assert len(set(giant.merchant[mine])) >= 20
    with pytest.raises(AuditRefused, match="groups_too_small"):
        report_exposure(giant, groups, least=10, consent="invented")


def test_too_few_people_or_an_unknown_reference_are_no_report() -> None:
    shown, groups = invent_log(Plan(listings=20), Draws(1))
    with pytest.raises(AuditRefused, match="groups_too_small"):
        report_exposure(shown, groups, least=40, consent="invented")
    with pytest.raises(AuditRefused, match="reference_unknown"):
        report_exposure(shown, groups, least=10, consent="invented", reference="everybody")


def test_one_group_that_is_large_enough_is_compared_with_nobody() -> None:
    shown, groups = invent_log(Plan(listings=60, of_group=14), Draws(1))
    three = Groups(("a", "b", "c"), np.where((groups.codes == 0) & (np.arange(150) % 2 == 0), 2, groups.codes))
    with pytest.raises(AuditRefused, match="groups_too_small: 3 groups, 1 large enough"):
        report_exposure(shown, three, least=10, consent="invented")


def test_whoever_is_not_in_the_sample_is_in_no_figure() -> None:
    """Else the figure of all, less the groups', would tell the decision of the one who is not."""
    decided, groups = applicants(1, 600)
    inside = Groups(groups.names, np.where(np.arange(600) == 5, -1, groups.codes))
    report = report_decisions(decided, inside, least=10, consent="invented", reference="b")
    assert line(report, "approved", "all").count == 599
    assert (report.sample.labelled, report.sample.whole) == (599, 600)


def test_every_sentence_has_the_parts_that_its_code_names() -> None:
    for report in (exposure_report(0.6), decisions_report(penalty=0.2), indicators_report(), decisions_report(n=150)):
        for each in report.sentences:
            numbers, words = CODES[each.code]
            assert (len(each.numbers), len(each.words)) == (len(numbers), len(words))


def test_a_year_beside_another_tells_what_moved() -> None:
    before, after = decisions_report(seed=1, n=3_000), decisions_report(seed=2, n=3_000, penalty=0.3)
    changes = {(each.figure, each.group): each.way for each in compare(before, after)}
    assert changes["approved", "a"] == "fell"
    assert changes["approved_gap", "a"] == "fell"
    assert changes["approved", "b"] == "unclear"
    same = compare(before, decisions_report(seed=3, n=3_000))
    assert {each.way for each in same} == {"unclear"}
    assert "unclear" in told_changes(same)


def test_reports_of_two_kinds_are_not_compared() -> None:
    with pytest.raises(AuditRefused, match="reports_differ"):
        compare(exposure_report(), decisions_report())


def test_a_report_at_a_terminal_names_every_figure() -> None:
    report = indicators_report()
    text = told(report)
    assert all(each.figure in text for _, each in report.lines)
    assert "indicator_tells speed a b" in text


BREAKS = {
    "a float": lambda value: value | {"first_on": 1.5},
    "another version": lambda value: value | {"v": 2},
    "an unknown member": lambda value: value | {"merchants": []},
    "a group that is markup": lambda value: value | {"groups": ["<b>", "b"]},
    "a reference that is no group": lambda value: value | {"reference": "c"},
    "a figure twice": lambda value: value | {"tables": [value["tables"][0], value["tables"][0]]},
    "an unknown sentence": lambda value: value | {"sentences": [{"code": "all_well", "numbers": [], "words": []}]},
    "a sentence without its numbers": lambda value: (
        value | {"sentences": [{"code": "less_shown", "numbers": [], "words": []}]}
    ),
    "ends that do not enclose": lambda value: (
        value | {"tables": [{"name": "x", "withheld": "", "lines": [
            {"count": 1, "figure": "f", "group": "a", "measured": [5, 6, 7], "tested": []}]}]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoil", BREAKS.values(), ids=BREAKS.keys())
def test_a_report_that_is_none_is_refused(spoil: object) -> None:
    assert callable(spoil)
    value = json.loads(decisions_report(n=300).to_json())
    try:
        data = encode(spoil(value))
    except ValueError:
        data = json.dumps(spoil(value)).encode()
    with pytest.raises(AuditRefused, match="report_malformed"):
        parse_report(data)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_report_or_one_error(data: bytes) -> None:
    with pytest.raises(AuditRefused):
        parse_report(data)


def test_groups_that_never_meet_are_said_not_to_be_comparable() -> None:
    shown, groups = invent_log(Plan(listings=60), Draws(1))
    of_group = groups.codes[shown.merchant] == 0
    apart = replace(shown, listing=2 * shown.listing + of_group)
    order = np.argsort(apart.listing, kind="stable")
    columns = {name: getattr(apart, name)[order] for name in ("position", "relevance", "merchant", "day")}
    _, listing = np.unique(apart.listing[order], return_inverse=True)
    report = report_exposure(replace(apart, listing=listing, **columns), groups, least=10, consent="invented")
    assert [each.code for each in report.sentences] == ["not_comparable"]
    assert not report.found
