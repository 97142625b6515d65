"""Why a step of a vote is refused. `code` is for programs, the message says what and where."""

from __future__ import annotations


class VoteRefused(ValueError):
    """A step that the rules of the vote do not allow, now or ever."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
