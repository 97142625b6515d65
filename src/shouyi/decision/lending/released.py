"""What a bank receives of a person, and what it may conclude: the fields that were ticked, judged by the bank itself.

A file of proofs is the first way in; a wallet's presentation will be a second one, which gives the same `Released`.
Nothing else comes with it: no score where only the band was ticked, and never a word about why a field was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

from shouyi.decision.lending.errors import ReleaseUnfit
from shouyi.decision.lending.ladder import Rung, rung
from shouyi.decision.lending.market import MarketRate
from shouyi.score.guide import Guide
from shouyi.score.records import Band

AGE_MAX = 31
"""Days after which a released result is too old to decide by: the person is asked for a new one."""
Value = int | str | None


@dataclass(frozen=True, slots=True)
class Released:
    """`fields` by name as the proofs opened them, `verdict` what the bank's own check of those proofs came to, `way`
    how they came ("proof", "wallet")."""

    day: int
    guide_digest: str
    fields: Mapping[str, Value] = field(hash=False)
    verdict: Literal["holds", "broken", "unknown"]
    way: str = "proof"

    @property
    def band(self) -> Band:
        """The band. Raises ReleaseUnfit where it was not ticked, or is none."""
        found = self.fields.get("band")
        if found not in get_args(Band):
            raise ReleaseUnfit("band_not_released")
        return found  # type: ignore[return-value]


class Presents(Protocol):
    """A way by which a person shows what they ticked for an application."""

    def released(self, application: str) -> Released | None:
        """What was shown and checked, None while nothing was."""


def rung_released(guide: Guide, released: Released, market: MarketRate, today: int) -> Rung:
    """The rung of what was released, under the guide in force. Raises ReleaseUnfit for proofs that do not hold or
    cannot be told, another guide, or a result from after today or too old; MarketUnfit."""
    if released.verdict != "holds":
        raise ReleaseUnfit("proof_" + released.verdict)
    if released.guide_digest != guide.digest:
        raise ReleaseUnfit("another_guide")
    if not 0 <= today - released.day <= AGE_MAX:
        raise ReleaseUnfit("day", "day")
    return rung(guide, released.band, market, today)
