"""Files of rows: from a stranger's bytes to numbered rows of cells, each line once.

A file that cannot be read, is not UTF-8 or has not the header it needs is an `EvidenceError`, since nothing in it can
be trusted. A line that is no row of that header is a `Row` without cells, and the lines after it are read as if it were
not there: a stray quotation mark in one row swallows none of its neighbours.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shouyi.canon.canonical import decode
from shouyi.canon.errors import CanonError
from shouyi.evidence.cells import CellRefused
from shouyi.evidence.errors import EvidenceError

BYTES_MAX = 1 << 30
LINES_JOINED_MAX = 100
REPORT_EVERY_ROWS = 1_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table holds: the columns that must be there and those that may be. `open` tables may have others too."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    open: bool = False
    multiline: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row at its line; `cells` by column name, None when the line is no row and `code` says why."""

    file: str
    line: int
    cells: Mapping[str, str] | None
    code: str = ""

    def require_cells(self) -> Mapping[str, str]:
        """The cells. Raises CellRefused for a line that is no row."""
        if self.cells is None:
            raise CellRefused(self.code)
        return self.cells


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, gunzipped when its name ends in .gz; at most 1 GiB of them. Raises EvidenceError."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            data = stream.read(BYTES_MAX + 1)
    except FileNotFoundError:
        raise EvidenceError("file_missing", path.name) from None
    except (OSError, EOFError, ValueError, zlib.error) as problem:
        raise EvidenceError("file_unreadable", path.name, detail=type(problem).__name__) from None
    if len(data) > BYTES_MAX:
        raise EvidenceError("file_too_large", path.name)
    return data


def lines_of(file: str, data: bytes) -> list[str]:
    """The lines of UTF-8 text without their ends (LF or CR LF) and without a byte order mark. Raises EvidenceError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise EvidenceError("file_undecodable", file, data.count(b"\n", 0, problem.start) + 1) from None
    return [line.removesuffix("\r") for line in text.split("\n")]


def rows_of(file: str, data: bytes, columns: Columns, progress: Progress) -> Iterator[Row]:
    """The rows of a table whose format its name tells: CSV (.csv) or JSON Lines (.jsonl), also with .gz behind it.

    `progress` hears of lines read and lines in all. Raises EvidenceError.
    """
    lines = lines_of(file, data)
    for row in _format(file)(file, lines, columns):
        yield row
        if row.line % REPORT_EVERY_ROWS == 0:
            progress(row.line, len(lines))
    progress(len(lines), len(lines))


def _format(file: str) -> Callable[[str, Sequence[str], Columns], Iterator[Row]]:
    plain = file.removesuffix(".gz")
    if plain.endswith(".csv"):
        return csv_rows
    if plain.endswith(".jsonl"):
        return json_rows
    raise EvidenceError("format_unknown", file)


def csv_rows(file: str, lines: Sequence[str], columns: Columns) -> Iterator[Row]:
    """Rows of comma-separated values under a header line (RFC 4180). Raises EvidenceError for the header."""
    header = _cells(lines[0])
    if header is None or not any(header):
        raise EvidenceError("header_missing", file, 1)
    _require_header(file, header, columns)
    position = 1
    while position < len(lines):
        if not lines[position]:
            position += 1
            continue
        row, taken = _record(file, lines, position, header, columns)
        yield row
        position += taken


def json_rows(file: str, lines: Sequence[str], columns: Columns) -> Iterator[Row]:
    """Rows of one JSON object a line, with the same columns. Strings, whole numbers and null stand for cells."""
    known = {*columns.required, *columns.optional}
    for number, line in enumerate(lines, 1):
        if line.strip():
            cells, code = _object(line, known)
            yield Row(file, number, cells, code)


def _require_header(file: str, header: Sequence[str], columns: Columns) -> None:
    """Every required column once; no column twice; no unknown one unless the table is open."""
    known = {*columns.required, *columns.optional}
    for column in columns.required:
        if column not in header:
            raise EvidenceError("column_missing", file, 1, column)
    for column in header:
        if column in known and header.count(column) > 1:
            raise EvidenceError("column_twice", file, 1, column)
        if column not in known and not columns.open:
            raise EvidenceError("column_unknown", file, 1, repr(column[:80]))


def _record(file: str, lines: Sequence[str], at: int, header: Sequence[str], columns: Columns) -> tuple[Row, int]:
    """The record that begins at line index `at`, and how many lines it takes. A record that fails takes one line."""
    most = LINES_JOINED_MAX if columns.multiline else 1
    for taken in range(1, min(most, len(lines) - at) + 1):
        cells = _cells("\n".join(lines[at : at + taken]))
        if cells is not None and len(cells) == len(header):
            return Row(file, at + 1, dict(zip(header, cells, strict=True))), taken
        if cells is not None:
            return Row(file, at + 1, None, "row_width"), 1
    return Row(file, at + 1, None, "row_quotes"), 1


def _cells(text: str) -> list[str] | None:
    """The cells of one whole record; None while a quotation mark stands open or out of place."""
    if '"' not in text:
        return text.split(",")
    try:
        records = list(csv.reader([text], strict=True))
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def _object(line: str, known: Collection[str]) -> tuple[dict[str, str] | None, str]:
    try:
        found = decode(line.encode("utf-8", "surrogatepass"))
    except CanonError:
        return None, "row_json"
    if not isinstance(found, dict):
        return None, "row_json"
    if not found.keys() <= set(known):
        return None, "column_unknown"
    if any(isinstance(value, bool) or not isinstance(value, None | str | int) for value in found.values()):
        return None, "cell_form"
    return {column: "" if value is None else str(value) for column, value in found.items()}, ""
