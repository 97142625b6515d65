"""Cells: dates, names, numbers and money, exactly."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.evidence import cells, files
from shouyi.evidence.cells import CellRefused
from shouyi.evidence.currencies import MINOR_DIGITS
from shouyi.evidence.errors import EvidenceError
from shouyi.evidence.files import Columns, csv_rows, lines_of

EPOCH = datetime(1970, 1, 1)


@given(st.datetimes(EPOCH, datetime(9999, 12, 31)))
def test_instants_of_either_form(at):
    minute = (at.replace(second=0, microsecond=0) - EPOCH) // timedelta(seconds=1)
    second = (at.replace(microsecond=0) - EPOCH) // timedelta(seconds=1)
    american = f"{at.month}/{at.day}/{at.year:04d} {at.hour}:{at.minute:02d}"
    assert cells.either_instant(american) == minute
    assert cells.either_instant(at.isoformat(sep=" ", timespec="seconds")) == second
    assert cells.iso_instant(at.isoformat(timespec="minutes")) == minute
    assert cells.iso_day(at.date().isoformat()) == second // cells.SECONDS


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("109.9", "BRL", 10990),
        ("109.90", "BRL", 10990),
        ("99", "BRL", 9900),
        ("0.07", "CNY", 7),
        ("1234567890123.45", "CNY", 123456789012345),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
    ],
)
def test_minor_units(text, code, minor):
    assert cells.minor_units(text, code) == minor


@given(st.decimals(0, 10**12, places=2), st.sampled_from(["BRL", "CNY"]))
def test_minor_units_are_exact(amount, code):
    assert cells.minor_units(f"{amount:f}", code) == amount * Decimal(100)


@pytest.mark.parametrize(
    ("text", "code", "problem"),
    [
        ("1.005", "BRL", "amount_too_fine"),
        ("1.0", "JPY", "amount_too_fine"),
        ("1.000", "BRL", "amount_too_fine"),
        ("-1", "BRL", "amount_form"),
        ("1,50", "BRL", "amount_form"),
        (".5", "BRL", "amount_form"),
        ("5.", "BRL", "amount_form"),
        ("1e3", "BRL", "amount_form"),
        ("NaN", "BRL", "amount_form"),
        ("１", "BRL", "amount_form"),
        ("9999999999999.9999", "CLF", "amount_form"),
    ],
)
def test_amounts_that_are_none(text, code, problem):
    with pytest.raises(CellRefused) as caught:
        cells.minor_units(text, code)
    assert caught.value.code == problem


def test_currencies():
    assert len(MINOR_DIGITS) > 150
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in MINOR_DIGITS)
    assert [MINOR_DIGITS[code] for code in ("CNY", "BRL", "USD", "JPY", "KRW", "BHD", "CLF")] == [2, 2, 2, 0, 0, 3, 4]


READERS = (cells.either_instant, cells.iso_day, cells.name, cells.words, cells.whole, cells.stars, cells.currency)


@given(st.text(max_size=60), st.sampled_from(READERS))
def test_any_text_reads_or_is_refused(text, reader):
    with suppress(CellRefused):
        reader(text)
    with suppress(CellRefused):
        cells.minor_units(text, "BRL")


csv_texts = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=9)


@given(st.lists(st.lists(csv_texts, min_size=2, max_size=2)))
def test_any_quoted_table_reads_as_it_was_written(rows):
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["a", "b"], *rows]]
    lines = lines_of("t.csv", "\n".join(quoted).encode())
    found = list(csv_rows("t.csv", lines, Columns(("a", "b"), multiline=True)))
    assert [[row.cells["a"], row.cells["b"]] for row in found] == rows
    starts = [1 + sum(text.count("\n") + 1 for text in quoted[:at]) for at in range(1, len(quoted))]
    assert [row.line for row in found] == starts


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz"])
def test_file_beyond_measure(name, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "BYTES_MAX", 1_000)
    for size, holds in ((1_000, True), (1_001, False)):
        data = b"x" * size
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        if holds:
            assert files.read_bytes(tmp_path / name) == data
        else:
            with pytest.raises(EvidenceError, match="file_too_large"):
                files.read_bytes(tmp_path / name)


def test_quotation_that_never_ends_costs_one_line():
    lines = lines_of("t.csv", b'a,b\n1,"never\n' + b"2,two\n" * 300)
    found = list(csv_rows("t.csv", lines, Columns(("a", "b"), multiline=True)))
    assert [(row.line, row.code) for row in found if row.cells is None] == [(2, "row_quotes")]
    assert len(found) == 301
