"""What a file may be that somebody hands in: judged by what it holds, never by its name. A refusal carries a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shouyi.evidence.errors import EvidenceError

Kind = Literal["jpeg", "png", "csv", "jsonl", "pdf"]
"""What is kept. Pictures of other formats come out as one of the first two."""

MEDIA_TYPES: dict[Kind, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "pdf": "application/pdf",
}
PICTURES: frozenset[Kind] = frozenset({"jpeg", "png"})

CODES = frozenset(
    {
        "active_content",  # a PDF that would do something when it is opened
        "archive",  # a ZIP, an office document, a compressed file
        "cut_short",  # not everything arrived
        "empty",
        "encrypted",  # a PDF with a password
        "not_text",  # a table with bytes that are no text
        "picture_broken",
        "picture_format",  # a picture, but of a kind that is not taken
        "picture_too_large",  # more pixels than anybody's camera makes
        "room_full",  # this person's room for files is used up
        "table_broken",  # a table that cannot be read by row and column
        "too_hard",  # judging it took more time or memory than a file may
        "too_large",
        "two_kinds",  # a file that another program would read as something else
        "unknown_kind",
    }
)


class UploadRefused(EvidenceError):
    """A file that is not kept. `code` is one of CODES, `line` the line of a table, 0 elsewhere."""

    def __init__(self, code: str, line: int = 0, detail: str = "") -> None:
        assert code in CODES, code
        super().__init__(code, "", line, detail)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is kept of a file: pictures anew and without what they told beside the picture, others as they came.

    `width` and `height` in pixels, 0 where it is no picture.
    """

    kind: Kind
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]
