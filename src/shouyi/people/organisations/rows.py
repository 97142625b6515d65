"""Many invitations from a file: CSV with the columns reach, post, language, as any spreadsheet saves it.

Nothing else may stand in it. Another column is refused by its name before a single cell is read, so that no list of
people with something beside their telephone is ever taken in.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouyi.people.accounts.reach import NotAReach, parse_reach
from shouyi.people.permission.actors import Post
from shouyi.people.rights.tables import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTES_MAX, ROWS_MAX, CELL_CHARS_MAX = 100_000, 500, 254
COLUMNS = {
    "reach": "reach", "post": "post", "language": "language",
    "联系方式": "reach", "职务": "post", "语言": "language",
}  # fmt: skip
POSTS = {"admin": Post.ADMIN, "officer": Post.OFFICER, "reader": Post.READER,
         "管理员": Post.ADMIN, "经办人": Post.OFFICER, "查看者": Post.READER}  # fmt: skip
LANGUAGES = {
    "": "",
    "zh": "zh-hans",
    "zh-hans": "zh-hans",
    "en": "en",
    "中文": "zh-hans",
    "英文": "en",
    "english": "en",
}
FORMULA = ("=", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Beginnings that a spreadsheet would run. A plus may begin a telephone number, and is looked at as such."""


class FileRefused(Exception):
    """The whole file: `code` is large, encoding, empty, rows, column, twice or missing; `what` names the column."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `number` as a spreadsheet counts. `why` is "" or cells, formula, reach, post, language, twice; then
    nothing of the line is kept but its number."""

    number: int
    reach: str = ""
    post: Post = Post.READER
    language: str = ""
    why: str = ""


def read_rows(unverified: bytes) -> tuple[Row, ...]:
    """Every line with what is in it or what is wrong with it. Raises FileRefused."""
    if len(unverified) > BYTES_MAX:
        raise FileRefused("large")
    lines = _lines(_text(unverified))
    columns = _columns(next(lines, (0, []))[1])
    found, seen = [], set[str]()
    for number, cells in lines:
        if len(found) == ROWS_MAX:
            raise FileRefused("rows")
        row = _row(number, cells, columns)
        found.append(Row(number, why="twice") if row.reach in seen else row)
        seen |= {row.reach} - {""}
    if not found:
        raise FileRefused("empty")
    return tuple(found)


def write_csv(rows: list[tuple[str, ...]]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets show Chinese; every cell by `harmless`."""
    written = io.StringIO()
    csv.writer(written).writerows([tuple(map(harmless, row)) for row in rows])
    return written.getvalue().encode("utf-8-sig")


def _text(data: bytes) -> str:
    """UTF-8, with or without its mark, else what Chinese spreadsheets save. Raises FileRefused."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise FileRefused("encoding")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line that is not blank. Raises FileRefused."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise FileRefused("encoding") from None


def _columns(cells: list[str]) -> list[str]:
    """What stands in which column. Raises FileRefused, naming the first that has no place here."""
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in COLUMNS:
            raise FileRefused("column", name[:40])
    found = [COLUMNS[name] for name in names]
    for name in found:
        if found.count(name) > 1:
            raise FileRefused("twice", name)
    for name in ("reach", "post"):
        if name not in found:
            raise FileRefused("missing", name)
    return found


def _row(number: int, cells: list[str], columns: list[str]) -> Row:
    if any(cell.strip() for cell in cells[len(columns) :]) or any(len(cell) > CELL_CHARS_MAX for cell in cells):
        return Row(number, why="cells")
    if any(cell.strip(" ").startswith(FORMULA) for cell in cells):
        return Row(number, why="formula")
    said = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    return _said(number, said)


def _said(number: int, said: dict[str, str]) -> Row:
    post, language = POSTS.get(said.get("post", "").lower()), LANGUAGES.get(said.get("language", "").lower())
    try:
        reach = parse_reach(said.get("reach", ""))
    except NotAReach:
        return Row(number, why="formula" if said.get("reach", "").startswith("+") else "reach")
    if post is None:
        return Row(number, why="post")
    return Row(number, why="language") if language is None else Row(number, reach, post, language)
