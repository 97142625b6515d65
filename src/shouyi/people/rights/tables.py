"""Tables as CSV that spreadsheets open as they are: UTF-8 with BOM, RFC 4180, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shouyi.people.rights.gathering import Table, Value

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet might compute; full-width signs count alike in some."""


UNSEEN = " \t\r\n\x0b\x0c\x85\u00a0\u2000\u2001\u2002\u2003\u2007\u2009\u200b\u202f\u3000\ufeff"
"""What one program or another takes away before it reads a cell."""


def csv_of(table: Table) -> bytes:
    """One header line, then a line a row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(row[name]) for name in table.columns] for row in table.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _cell(value: Value) -> str:
    """Text that could be a formula gets an apostrophe before it, as spreadsheets themselves write text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).replace("\0", "")
    return harmless(text) if isinstance(value, str) else text


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs: what could begin a formula, be it after blanks of whatever width, stands behind
    an apostrophe."""
    bare = text.lstrip(" ")
    return f"'{text}" if bare.startswith(FORMULA) or bare.lstrip(UNSEEN).startswith(FORMULA) else text
