"""What can be wrong with what a source states. The message is for programs; people's words are made from `code`."""

from __future__ import annotations


class EvidenceError(ValueError):
    """A stranger's file, document or committed fields do not hold as a whole.

    `code` is a stable word, `file` the name of what was read ("" for committed fields), `line` where it stands there
    (1 for the first line, 0 when it is nowhere in particular). One bad row of a good file is no error but a `Refusal`.
    """

    def __init__(self, code: str, file: str = "", line: int = 0, detail: str = "") -> None:
        where = f"{file}:{line}" if line else file
        super().__init__(": ".join(part for part in (where, code, detail) if part))
        self.code = code
        self.file = file
        self.line = line
        self.detail = detail
