"""Votes as pages need them: every proposal with its ballots and the places of its entries, and the steps of a vote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from shouyi.governance.counting import Outcome, Stage
from shouyi.governance.records import InForce, Proposal, Roll, Tally, Terms
from shouyi.governance.rolls import Voice
from shouyi.score.effect import Effect
from shouyi.score.redraft import Changes

Words = Literal["here", "taken_out", "lost"]


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot. `voter` is an organisation's id or, with `by` as its carrier, a delegate's seat; `index` its leaf in
    `rule`, `day` the day on which it was written."""

    voter: str
    by: str
    is_seat: bool
    choice: str
    index: int
    day: int


@dataclass(frozen=True, slots=True)
class Vetoed:
    seat: str
    of: str
    by: str
    index: int
    day: int


@dataclass(frozen=True, slots=True)
class Comment:
    """What an organisation said. `text` is "" unless `words` is `here`."""

    by: str
    digest: str
    text: str
    words: Words
    index: int
    day: int


@dataclass(frozen=True, slots=True)
class Vote:
    """One proposal as it stands on `today`. `index` is its leaf in `rule`, `activated` that of its activation.

    `orgs` and `seats` are who may cast: on the roll when it was opened, in order. `in_force` says since when and for
    what its document holds, once it was activated; `until` the last day on which it did, where another came.
    """

    digest: str
    proposal: Proposal
    tally: Tally
    stage: Stage
    outcome: Outcome
    today: int
    index: int
    orgs: tuple[str, ...]
    seats: tuple[str, ...]
    ballots: tuple[Cast, ...] = ()
    vetoes: tuple[Vetoed, ...] = ()
    comments: tuple[Comment, ...] = ()
    activated: int | None = None
    in_force: InForce | None = None
    until: int | None = None

    @property
    def is_open(self) -> bool:
        return self.stage in (Stage.COMMENT, Stage.VOTING)


class VoteNotTaken(Exception):
    """The ledger will not take it as things stand; trying again will not help. `code` is `VoteRefused`'s, or `unable`:
    the organisation's signing key is not in this house, or the organisation is suspended."""

    permanent = True

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document that could be proposed: canonical bytes, their digest, its version, and what it would replace
    (digest, "none" where nothing is in force)."""

    data: bytes
    digest: str
    version: str
    replaces: str


class Votes(Protocol):
    """What reads may be called from any thread. What writes waits for whoever writes now, so only jobs call it; called
    again, it changes nothing more. Raises VoteNotTaken, GatewayError."""

    def all(self) -> Sequence[Vote]:
        """Every proposal there ever was, the latest first; comments without their words."""

    def one(self, digest: str) -> Vote | None:
        """The proposal of this digest, with what was said."""

    def today(self) -> int:
        """The day on which an entry would be written."""

    def size(self) -> int:
        """How many entries `rule` has."""

    def roll(self) -> Roll:
        """Who may vote on what is proposed now."""

    def voices(self) -> Sequence[Voice]:
        """Everybody who ever could vote, with the days and the places of the entries that say so, the first first."""

    def terms(self) -> Mapping[str, Terms]:
        """By subject: how votes about it go. Nothing else can be proposed."""

    def document(self, digest: str) -> bytes | None:
        """The document of this proposal; None where it is lost or changed."""

    def replaced(self, digest: str) -> bytes | None:
        """What this proposal would take the place of; None where nothing was in force, or it is lost."""

    def guide(self) -> Drafted:
        """The guide in force, which replaces itself."""

    def draft_guide(self, version: str, changes: Changes) -> Drafted:
        """The guide in force with other numbers. Raises GuideMalformed. Takes seconds for a new half-life."""

    def draft(self, subject: str, unverified: bytes) -> Drafted:
        """A stranger's document, judged as a proposal's is. Raises CanonError, GuideMalformed, VoteRefused."""

    def replaceable(self, subject: str) -> bytes | None:
        """The document in force for this subject; None where there is none."""

    def effect(self, document: bytes, progress: Callable[[str, int, int], None], beside: bytes | None = None) -> Effect:
        """What this guide would do to everybody with a file, beside the guide in force or another, on the day of the
        evidence."""

    def propose(self, org: str, subject: str, document: bytes) -> str:
        """Gives the proposal's digest."""

    def comment(self, org: str, digest: str, text: str, salt: bytes) -> str:
        """Gives the comment's digest."""

    def take_out(self, comment: str) -> None:
        """Destroys what was said; that something was said stays."""

    def vote(self, org: str, digest: str, choice: str) -> None: ...

    def activate(self, org: str, digest: str) -> None: ...

    def ballot_text(self, digest: str, seat: str, choice: str) -> bytes:
        """What a delegate signs to vote."""

    def veto_text(self, digest: str, seat: str, of: str) -> bytes:
        """What a delegate signs to veto."""

    def carry_ballot(self, digest: str, seat: str, choice: str, sig: str, by: str = "") -> None:
        """Carried by the organisation `by`, "" for the operator's."""

    def carry_veto(self, digest: str, seat: str, of: str, sig: str, by: str = "") -> None: ...
