"""What the pages of cosigning ask of a house: recomputing an export by its pin and guides, answering for a holder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.acts.countersigning import recomputed
from shouyi.acts.voted_documents import guide_named, guides
from shouyi.archive.consent import ConsentRefused
from shouyi.archive.errors import ArchiveError, CosignaturesTooOld
from shouyi.canon.errors import CanonError
from shouyi.evidence.errors import EvidenceError
from shouyi.ledger.errors import CANNOT_TELL, ArchiveIncomplete, LedgerError, UnknownFormat
from shouyi.ledger.holding import answer
from shouyi.people.ports.cosigner import CosignRefused
from shouyi.score.errors import ScoreError

if TYPE_CHECKING:
    from shouyi.ledger.holding import Challenge
    from shouyi.score.cosigned import Statement
    from shouyi.score.guide import Guide
    from shouyi.wiring import House

CODES: tuple[tuple[type[Exception], str], ...] = (
    (ConsentRefused, "consent"), (CosignaturesTooOld, "old"), (ArchiveIncomplete, "incomplete"),
    (UnknownFormat, "aged"), *((each, "unknown") for each in CANNOT_TELL),
)  # fmt: skip
"""What goes wrong with an export, the nearest first; whatever else does is broken."""


class HouseCosigner:
    """Implements `people.ports.cosigner.Cosigner` over a house of its own."""

    def __init__(self, house: House) -> None:
        self.house = house

    def recompute(self, unverified_export: bytes, ref: str, org: str, guide: str, day: int) -> Statement:
        """See the port."""
        try:
            found = recomputed(unverified_export, self.house.pin(), self._guide(guide), org, self.now(), day)
        except (ArchiveError, CanonError, EvidenceError, LedgerError, ScoreError) as problem:
            raise CosignRefused(next((code for kind, code in CODES if isinstance(problem, kind)), "broken")) from None
        if found.holder != self.house.keeper.holder_digest_of(bytes.fromhex(ref)):
            raise CosignRefused("other")
        return found

    def _guide(self, version: str) -> Guide:
        with self.house.ledger.reading_anew():
            named = (guide_named(self.house, digest) for digest in reversed(guides(self.house)))
            found = next((each for each in named if each.version == version), None)
        if found is None:
            raise CosignRefused("unknown")
        return found

    def answer(self, ref: str, challenge: Challenge) -> str:
        """See the port."""
        return answer(self.house.settings.net, challenge, self.house.keeper.holder_of(bytes.fromhex(ref))).to_line()

    def now(self) -> int:
        """See the port."""
        return int(self.house.clock())
