"""Files of many invitations: what is taken, what is refused by name, and attacks by spreadsheet, both ways."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st


def read(data: bytes) -> list[tuple[int, str, str, str]]:
    from shouyi.people.organisations.rows import read_rows

    return [(row.number, row.reach, row.language, row.why) for row in read_rows(data)]


def refused(data: bytes) -> tuple[str, str]:
    from shouyi.people.organisations.rows import FileRefused, read_rows

    with pytest.raises(FileRefused) as caught:
        read_rows(data)
    return caught.value.code, caught.value.what


GOOD = "reach,post,language\n13800138000,officer,zh\nName@Example.org,reader,en\n"
TAKEN = [(2, "+8613800138000", "zh-hans", ""), (3, "name@example.org", "en", "")]


@pytest.mark.parametrize("data", [
    GOOD.encode(), GOOD.encode("utf-8-sig"), GOOD.replace("\n", "\r\n").encode(), GOOD.upper().encode(),
    GOOD.replace("reach,post,language", "联系方式,职务,语言").encode("gb18030"),
    GOOD.replace("officer", "经办人").replace("reader", "查看者").encode("gb18030"),
    GOOD.replace(",zh\n", ",中文\n").encode("utf-8-sig"),
], ids=["plain", "mark", "crlf", "capitals", "gbk headings", "gbk posts", "chinese"])  # fmt: skip
def test_what_spreadsheets_save_is_read(data: bytes) -> None:
    assert read(data) == TAKEN


ATTACKS = {
    "formula": ("=1+1,officer,zh", "formula"),
    "full width formula": ("＝1+1,officer,zh", "formula"),
    "plus formula": ("+1+cmd|' /C calc'!A0,officer,zh", "formula"),
    "minus": ("-2+3,officer,zh", "formula"),
    "at": ("@SUM(A1),officer,zh", "formula"),
    "tab before": ('"\t=1",officer,zh', "formula"),
    "blank before": ('" =1",officer,zh', "formula"),
    "formula in post": ("13800138000,=HYPERLINK(1),zh", "formula"),
    "formula in language": ("13800138000,officer,=1", "formula"),
    "a cell too many": ("13800138000,officer,zh,blind", "cells"),
    "a cell too long": (f"{'1' * 300},officer,zh", "cells"),
    "post nobody has": ("13800138000,owner,zh", "post"),
    "post empty": ("13800138000,,zh", "post"),
    "language nobody reads": ("13800138000,officer,tlh", "language"),
    "land line": ("010-66668888,officer,zh", "reach"),
    "two addresses": ("a@x.org;b@x.org,officer,zh", "reach"),
    "header injection": ('"a@x.org\nBcc: b@x.org",officer,zh', "reach"),
    "empty reach": (",officer,zh", "reach"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_a_line_left_out_and_nothing_of_it_is_kept(attack: str) -> None:
    line, why = ATTACKS[attack]
    (_, reach, language, found), *others = read(f"reach,post,language\n{line}\n13900139000,reader,en\n".encode())
    assert (reach, language, found) == ("", "", why)
    assert [other[1] for other in others] == ["+8613900139000"]


FILES = {
    "disability": (b"reach,post,disability\n13800138000,officer,1\n", ("column", "disability")),
    "残疾等级": ("reach,post,残疾等级\n13800138000,officer,1\n".encode(), ("column", "残疾等级")),
    "name": (b"name,reach,post\nx,13800138000,officer\n", ("column", "name")),
    "organisation smuggled": (b"reach,post,org\n13800138000,officer,org-x\n", ("column", "org")),
    "twice": (b"reach,post,reach\n1,officer,2\n", ("twice", "reach")),
    "twice in two languages": ("reach,post,联系方式\n1,officer,2\n".encode(), ("twice", "reach")),
    "no post": (b"reach,language\n13800138000,zh\n", ("missing", "post")),
    "no reach": (b"post\nofficer\n", ("missing", "reach")),
    "empty": (b"", ("missing", "reach")),
    "headings alone": (b"reach,post\n\n", ("empty", "")),
    "nul": (b"reach,post\n1\x00,officer\n", ("encoding", "")),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xff\xff", ("encoding", "")),
    "open quote": (b'reach,post\n"13800138000,officer\n', ("encoding", "")),
    "too many lines": (b"reach,post\n" + b"x,officer\n" * 501, ("rows", "")),
    "too large": (b"reach,post\n" + b" " * 100_000, ("large", "")),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_refused_as_a_whole_and_says_why(name: str) -> None:
    data, why = FILES[name]
    assert refused(data) == why


def test_a_column_s_name_is_cut_before_it_is_shown() -> None:
    assert refused(("reach,post," + "x" * 300 + "\n1,officer,1\n").encode()) == ("column", "x" * 40)


def test_the_same_reach_twice_is_one_however_it_is_written() -> None:
    found = read("reach,post\n13800138000,officer\n+86 138 0013 8000,admin\n１３８００１３８０００,reader\n".encode())
    assert [why for *_, why in found] == ["", "twice", "twice"]


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_refused(data: bytes) -> None:
    from shouyi.people.organisations.rows import FileRefused, read_rows

    for made in (data, b"reach,post,language\n" + data):
        try:
            rows = read_rows(made)
        except FileRefused:
            continue
        for row in rows:
            assert bool(row.why) != bool(row.reach)


@given(
    st.lists(st.text(min_size=1, max_size=20).filter(lambda t: "\0" not in t and "\r" not in t), min_size=1, max_size=4)
)
def test_no_cell_that_leaves_begins_a_formula(cells: list[str]) -> None:
    from shouyi.people.organisations.rows import FORMULA, write_csv

    written = write_csv([tuple(cells)]).decode("utf-8-sig")
    (found,) = csv.reader(io.StringIO(written, newline=""))
    assert [cell.removeprefix("'") for cell in found] == [cell.removeprefix("'") for cell in cells]
    assert not any(cell.startswith((*FORMULA, "+")) for cell in found)
