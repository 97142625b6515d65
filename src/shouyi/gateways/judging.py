"""Uploads judged by what they hold. A name, and the media type that a browser sends, say nothing and are not asked.

1. Pictures (JPEG, PNG, WebP) are made anew (`pictures.py`), so what hides beside the pixels is gone.
2. PDF is read whole by qpdf (`pdf.py`) and refused where it would act, or where another program sees an archive in it.
3. Everything else must be text: JSON Lines when it begins with a brace, a table otherwise.

Archives are never opened, so none can unfold into more than it is.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

from shouyi.evidence.upload import Judged, UploadRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

ROWS_MAX = 200_000
COLUMNS_MAX = 200
CELL_CHARACTERS_MAX = 20_000
ENCODINGS = ("utf-8-sig", "gb18030")
"""Spreadsheets in China still write the second; it is kept as UTF-8."""

_ARCHIVES = (
    b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)  # fmt: skip
_OTHER_PICTURES = (b"GIF8", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00", b"8BPS", b"\xff\x0a")
_STILLS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def judge(unverified_data: bytes) -> Judged:
    """What is kept of a file. Raises UploadRefused, and nothing else, whatever the bytes are."""
    from shouyi.gateways.pdf import judge_pdf
    from shouyi.gateways.pictures import looks_like_picture, remake_picture

    _require_known(unverified_data)
    if looks_like_picture(unverified_data[:16]):
        return remake_picture(unverified_data)
    if unverified_data.startswith(b"%PDF-"):
        return judge_pdf(unverified_data)
    return _judge_text(_text(unverified_data))


def _require_known(data: bytes) -> None:
    """Refuses by the first bytes what is known and not taken, each with a word of its own."""
    if not data.strip():
        raise UploadRefused("empty")
    if data.startswith(_ARCHIVES):
        raise UploadRefused("archive")
    if data.startswith(_OTHER_PICTURES) or _is_bitmap(data) or (data[4:8] == b"ftyp" and data[8:12] in _STILLS):
        raise UploadRefused("picture_format")


def _is_bitmap(data: bytes) -> bool:
    """A BMP says BM and leaves four bytes empty: a table whose first column is called BMI does not."""
    return data.startswith(b"BM") and data[6:10] == b"\0\0\0\0"


def _text(data: bytes) -> str:
    """The text in UTF-8 or GB 18030, without controls. UTF-16 is none of the two: it is full of NUL bytes."""
    if b"\0" in data:
        raise UploadRefused("not_text", data.count(b"\n", 0, data.index(b"\0")) + 1, "NUL")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if bad := _CONTROL.search(text):
            where = text.count("\n", 0, bad.start()) + 1
            raise UploadRefused("not_text", where, f"U+{ord(bad.group()):04X}")
        return text
    raise UploadRefused("unknown_kind")


def _judge_text(text: str) -> Judged:
    start = text.lstrip()
    if start.startswith(("<", "#!", "%!")):  # markup or a program, whatever it is called
        raise UploadRefused("unknown_kind")
    if start.startswith("{"):
        _require_json_lines(text)
        return Judged("jsonl", text.encode())
    _require_table(text)
    return Judged("csv", text.encode())


def _require_json_lines(text: str) -> None:
    """One object a line (blank lines may stand between)."""
    for number, line in enumerate(text.split("\n"), 1):
        if number > ROWS_MAX:
            raise UploadRefused("too_large", number)
        if line.strip() and not isinstance(_json(line, number), dict):
            raise UploadRefused("table_broken", number, "no object")


def _json(line: str, number: int) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise UploadRefused("table_broken", number, "no JSON") from None


def _require_table(text: str) -> None:
    """RFC 4180, with the separator of the first line: every row has as many cells as the first."""
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        _require_rows(rows)
    except csv.Error as problem:
        raise UploadRefused("table_broken", rows.line_num, str(problem)) from None


def _require_rows(rows: Iterable[list[str]]) -> None:
    width = 0
    for number, row in enumerate(rows, 1):
        width = width or len(row)
        if row and len(row) != width:
            raise UploadRefused("table_broken", number, f"{len(row)} cells, not {width}")
        if number > ROWS_MAX or width > COLUMNS_MAX or any(len(cell) > CELL_CHARACTERS_MAX for cell in row):
            raise UploadRefused("too_large", number)
