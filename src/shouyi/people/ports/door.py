"""The one door to a person's file: whoever reads it, its owner too, comes through here and stands in the view log.

Nothing here is text for people. `ref` is whose file; days are whole days since 1970-01-01; amounts are minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shouyi.archive.consent import Closed
from shouyi.people.permission.actors import Actor
from shouyi.people.ports.reader import Line, Report
from shouyi.score.records import Reason


@dataclass(frozen=True, slots=True)
class Evidence:
    """What lines of a file say together: how often each thing happened, never which order or buyer it was.

    `objected` is how many of the lines bear the remark of a case.
    """

    counts: tuple[tuple[str, int], ...]
    first_on: int | None = None
    last_on: int | None = None
    objected: int = 0


@dataclass(frozen=True, slots=True)
class Amount:
    """What buyers paid in a month ("2026-11") in one currency."""

    month: str
    orders: int
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class WorkShown:
    """A registered work by its title."""

    title: str
    on: int


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What the fields in `fields` (names of `archive.consent.FIELDS`) say; of every other field nothing is here.

    `closed` says of each field that was asked for and is not open why. A field that is open and of which nothing is
    recorded is None or empty. `on` and `guide` are those of the assessment; `proof` is a proof file whose open result
    fields are those in `fields`. `until_on` is the last day of the consent, None for a preview without one.
    """

    ref: str
    purpose: str
    fields: tuple[str, ...]
    closed: tuple[tuple[str, Closed], ...] = ()
    until_on: int | None = None
    on: int | None = None
    guide: str = ""
    band: str | None = None
    score: int | None = None
    interval: tuple[int, int] | None = None
    dimensions: tuple[tuple[str, int], ...] = ()
    reasons: tuple[Reason, ...] = ()
    fulfilment: Evidence | None = None
    word_of_mouth: Evidence | None = None
    skill: Evidence | None = None
    social: Evidence | None = None
    finance: Evidence | None = None
    works: tuple[WorkShown, ...] = ()
    name: str = field(default="", repr=False)
    reach: str = field(default="", repr=False)
    amounts: tuple[Amount, ...] = ()
    proof: bytes | None = field(default=None, repr=False)


class NothingOpen(Exception):
    """No consent opens any of the fields that were asked for; `closed` says why, field by field."""

    def __init__(self, closed: Sequence[tuple[str, Closed]]) -> None:
        super().__init__("no consent opens this")
        self.closed = tuple(closed)


class Door(Protocol):
    """Each call decides by the table of permissions first (raises `permission.requests.NotAllowed`), then by consent
    where the tie is consent, notes the look in the view log, durably, and only then reads. Call it outside
    transactions."""

    def report(self, actor: Actor, ref: str) -> Report | None:
        """For the owner and helpers: the latest result."""

    def lines(self, actor: Actor, ref: str) -> tuple[Line, ...]:
        """For the owner and helpers: every entry."""

    def line_proof(self, actor: Actor, ref: str, log: int, index: int) -> bytes | None:
        """For the owner and helpers: the proof of one entry."""

    def export(self, actor: Actor, ref: str) -> bytes | None:
        """For the owner: the complete archive. Raises NotNow."""

    def open(
        self, actor: Actor, ref: str, purpose: str, fields: Sequence[str], act: str = "file.disclosed", org: str = ""
    ) -> Disclosed:
        """For a recipient: of these fields what its consents open today. `org` names the seat, where there are several.

        Raises NothingOpen where nothing is open, be it that consent was withdrawn while the file was read.
        """

    def preview(
        self,
        actor: Actor,
        ref: str,
        org: str,
        purpose: str,
        fields: Sequence[str],
        opening: Sequence[str] | None = None,
    ) -> Disclosed:
        """For the owner: what `open` would give this organisation today, or would if `opening` were consented to."""
