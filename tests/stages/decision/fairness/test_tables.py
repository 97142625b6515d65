"""Tables of strangers: documented columns and no others; a bad row is named and nothing else is lost."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.decision.fairness.tables import grouped, parse_decisions, parse_groups, parse_indicators, parse_log
from shouyi.evidence.errors import EvidenceError

LOG = "listing,merchant,position,relevance,shown_at\n"
ROWS = (
    "l1,m1,1,0.9,2026-11-01",
    "l1,m2,2,0.4,2026-11-01",
    "l2,m2,1,-3,2026-11-02 08:30",
    "l2,m1,,2.5,2026-11-02",
    "l2,m1,,1,2026-11-02",
)
GOOD = LOG + "\n".join([*ROWS, ""])
DECISIONS = "person,score,decision,outcome\n"
INDICATORS = "person,indicator,points,neutral,most\n"


def test_a_log_becomes_columns() -> None:
    found = parse_log("log.csv", GOOD.encode())
    shown = found.shown
    assert not found.refusals
    assert shown.listing.tolist() == [0, 0, 1, 1, 1]
    assert shown.position.tolist() == [1, 2, 1, 0, 0]
    assert shown.relevance.tolist() == [0.9, 0.4, -3.0, 2.5, 1.0]
    assert [shown.merchants[at] for at in shown.merchant] == ["m1", "m2", "m2", "m1", "m1"]
    assert shown.day.tolist() == [20_758, 20_758, 20_759, 20_759, 20_759]


def test_json_lines_say_the_same() -> None:
    lines = (
        '{"listing":"l1","merchant":"m1","position":1,"relevance":"0.9","shown_at":"2026-11-01"}\n'
        '{"listing":"l1","merchant":"m2","position":2,"relevance":"0.4","shown_at":"2026-11-01"}\n'
        '{"listing":"l2","merchant":"m2","position":1,"relevance":-3,"shown_at":"2026-11-02 08:30"}\n'
    )
    found = parse_log("log.jsonl", lines.encode())
    assert not found.refusals
    assert found.shown.relevance.tolist() == [0.9, 0.4, -3.0]


BAD = {
    "no list": (",m1,1,0.9,2026-11-01", "cell_missing", "listing"),
    "no relevance": ("l1,m1,1,,2026-11-01", "cell_missing", "relevance"),
    "relevance with a comma": ('l1,m1,1,"0,9",2026-11-01', "number_form", "relevance"),
    "relevance that is none": ("l1,m1,1,nan,2026-11-01", "number_form", "relevance"),
    "relevance by exponent": ("l1,m1,1,1e5,2026-11-01", "number_form", "relevance"),
    "position 0": ("l1,m1,0,0.9,2026-11-01", "position_form", "position"),
    "position a fraction": ("l1,m1,1.5,0.9,2026-11-01", "number_form", "position"),
    "position without end": ("l1,m1,100001,0.9,2026-11-01", "position_form", "position"),
    "a place twice": ("l1,m1,2,0.9,2026-11-01", "position_repeated", "position"),
    "no day": ("l1,m1,1,0.9,yesterday", "date_form", "shown_at"),
    "a day that is none": ("l1,m1,1,0.9,2026-02-30", "date_impossible", "shown_at"),
    "a formula with a line break in it": ("l1,=1\t+1,1,0.9,2026-11-01", "name_form", "merchant"),
    "a column too many": ("l1,m1,1,0.9,2026-11-01,x", "row_width", ""),
    "a quotation mark astray": ('l1,"m1,1,0.9,2026-11-01', "row_quotes", ""),
}


@pytest.mark.parametrize(("row", "code", "column"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_refused_by_line_and_column_and_the_others_stand(row: str, code: str, column: str) -> None:
    text = f"{LOG}l1,m9,2,0.1,2026-11-01\n{row}\nl2,m9,1,0.1,2026-11-01\n"
    found = parse_log("log.csv", text.encode())
    assert [(each.line, each.code, each.detail) for each in found.refusals] == [(3, code, column)]
    assert found.shown.listing.tolist() == [0, 1]


@pytest.mark.parametrize("column", ["group", "disability", "item"])
def test_a_platforms_file_cannot_carry_a_group(column: str) -> None:
    """A closed table: whoever sends labels beside the log sends a file that is not read."""
    text = GOOD.replace("shown_at\n", f"shown_at,{column}\n")
    with pytest.raises(EvidenceError) as refused:
        parse_log("log.csv", text.encode())
    assert (refused.value.code, refused.value.line) == ("column_unknown", 1)


def test_a_file_of_another_format_or_header_is_refused() -> None:
    for name, data, code in (
        ("log.xlsx", b"PK", "format_unknown"),
        ("log.csv", b"\xff\xfe", "file_undecodable"),
        ("log.csv", b"listing,merchant\n", "column_missing"),
        ("log.csv", b"", "header_missing"),
    ):
        with pytest.raises(EvidenceError) as refused:
            parse_log(name, data)
        assert refused.value.code == code


def test_labels_are_words_and_refusals_tell_none() -> None:
    labels, refusals = parse_groups("g.csv", b"name,group\nm1,deaf\nm2,=cmd()\nm1,none\nm3,<b>\nm4,not_disabled\n")
    assert labels == {"m1": "deaf", "m4": "not_disabled"}
    assert [(each.line, each.code, each.detail) for each in refusals] == [
        (3, "word_form", "group"), (4, "row_repeated", "name"), (5, "word_form", "group")]  # fmt: skip
    assert grouped(("m4", "x", "m1"), labels).codes.tolist() == [1, -1, 0]


def test_too_many_groups_are_a_mistake() -> None:
    rows = "".join(f"m{at},g{at}\n" for at in range(33))
    with pytest.raises(EvidenceError, match="too_many_groups"):
        parse_groups("g.csv", f"name,group\n{rows}".encode())


def test_decisions_become_columns_and_a_person_stands_once() -> None:
    text = DECISIONS + "p1,80,approved,good\np2,79.9,refused,\np3,100.1,approved,good\np1,50,refused,\np4,60,perhaps,\n"
    found = parse_decisions("d.csv", (text + "p5,60,refused,so so\n").encode())
    assert found.persons == ("p1", "p2")
    assert found.decided.score.tolist() == [800, 799]
    assert found.decided.approved.tolist() == [True, False]
    assert found.decided.outcome.tolist() == [1, -1]
    assert [(each.line, each.code) for each in found.refusals] == [
        (4, "score_form"), (5, "row_repeated"), (6, "word_unknown"), (7, "word_unknown")]  # fmt: skip


def test_an_empty_table_of_decisions_is_empty() -> None:
    assert parse_decisions("d.csv", DECISIONS.encode()).persons == ()


def test_indicators_become_columns_and_whoever_lacks_one_is_left_out() -> None:
    text = INDICATORS + "p1,dispatch,10.5,6,13.5\np1,repeat,1,1.5,3\np2,dispatch,9,6,13.5\np3,dispatch,9,6,14\n"
    found = parse_indicators("i.csv", text.encode())
    assert found.persons == ("p1",)
    assert found.indicators.points.tolist() == [[10.5, 1.0]]
    assert found.indicators.neutral.tolist() == [[6.0, 1.5]]
    assert found.indicators.most.tolist() == [13.5, 3.0]
    assert [each.code for each in found.refusals] == ["most_differs", "indicator_missing"]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (LOG + text).encode("utf-8", "replace")))
def test_any_bytes_give_a_table_or_one_error(data: bytes) -> None:
    for name in ("x.csv", "x.jsonl"):
        for parse in (parse_log, parse_groups, parse_decisions, parse_indicators):
            with suppress(EvidenceError):
                parse(name, data)
