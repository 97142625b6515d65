"""What the exposure engine refuses. Each error has a stable `code` for programs; pages make words of it."""

from __future__ import annotations

from shouyi.decision.errors import DecisionError


class ExposureError(DecisionError):
    """Family of all of them. `code` says what does not hold, `detail` where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class FileUnfit(ExposureError):
    """Bytes that are no matrix or no vector of the kind asked for, or too large to be opened."""


class ProblemUnsound(ExposureError):
    """Scores, owners, floors or K that do not fit together."""


class FloorsInfeasible(ExposureError):
    """Floors that no lists can meet. `short` says by how many impressions, for each owner who would miss some."""

    def __init__(self, code: str, detail: str, short: dict[int, int]) -> None:
        super().__init__(code, detail)
        self.short = short


class SolverFailed(ExposureError):
    """The linear solver ended without an optimum that could be proved."""
