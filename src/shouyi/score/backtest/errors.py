"""What a backtest refuses."""

from __future__ import annotations

from shouyi.score.errors import ScoreError


class RatingsMalformed(ScoreError):
    """A file of ratings with a line that is none: `line` counts from 1, `what` names the fault."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


class TooFewRatings(ScoreError):
    """Too little history to tune on one part and test on another."""


class TooFewOrders(ScoreError):
    """Too few orders to tune on some windows and test on others."""
