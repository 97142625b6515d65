"""What lending refuses. Each error has a stable `code` for programs; pages make words of it."""

from __future__ import annotations

from shouyi.decision.errors import DecisionError


class LendingError(DecisionError):
    """Family of all of them. `code` says what does not hold, `detail` where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class TermsUnsound(LendingError):
    """Terms of a loan that no schedule can be made of."""


class RateUndefined(LendingError):
    """Flows that no single rate makes equal: what is paid back is less than was lent, or the sign changes twice."""


class MarketUnfit(LendingError):
    """A market average from after the day it is used on, too old, or without a source."""


class BeyondTheLaw(LendingError):
    """A charge above what the law allows."""


class ChangeRefused(LendingError):
    """A prepayment, deferral or new schedule that may not be made so."""


class GuaranteeRefused(LendingError):
    """A guarantor's step that may not come now, or a share that does not fit."""


class FileRefused(LendingError):
    """A payment that cannot be written into a file for a bank."""


class ReleaseUnfit(LendingError):
    """What a person showed does not hold, cannot be told, is of another guide or day, or leaves the band out."""
