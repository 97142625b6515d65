"""Recomputing somebody's export for an organisation that has their consent, and answering in the holder's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shouyi.ledger.holding import Challenge
    from shouyi.score.cosigned import Statement


class CosignRefused(Exception):
    """`code`: broken (no export of this network that holds), incomplete, old (over a day), consent (the export tells of
    none in force), other (somebody else's file), aged (that day cannot be replayed), unknown (it cannot be told)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cosigner(Protocol):
    """Every method may be called from any thread."""

    def recompute(self, unverified_export: bytes, ref: str, org: str, guide: str, day: int) -> Statement:
        """What the organisation can sign of this export: it is of the file `ref`, and scored under the guide of this
        version as of this day. Raises CosignRefused."""

    def answer(self, ref: str, challenge: Challenge) -> str:
        """The line by which the holder of the file answers. Raises PersonErased."""

    def now(self) -> int:
        """The house's clock, in seconds."""
