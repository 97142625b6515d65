"""What a vote is made of. Every record says how it stands in the machine's state (`to_plain`), and comes back from it.

Days are whole days since 1970 in UTC+8, shares are ‰ of a whole, digests and keys are lower-case hex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

NOTHING = "none"
"""What a proposal replaces where nothing is in force yet."""


class Choice(StrEnum):
    """What a ballot says. Who abstains is counted for the quorum, and neither way."""

    ABSTAIN = "abstain"
    NO = "no"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules for votes about one subject.

    `comment`, `voting`, `notice`: days. `quorum`: ‰ of the electorate that must cast a ballot. `majority`: ‰ of yes and
    no together that must say yes. `veto`: ‰ of the electorate's seats that must veto one and the same input.
    """

    comment: int
    majority: int
    notice: int
    quorum: int
    veto: int
    voting: int

    def to_plain(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Seat:
    """A delegate, who has no other name here: `key` (Ed25519) is good through the day `until`; `by` seated them."""

    name: str
    key: str
    until: int
    by: str


@dataclass(frozen=True, slots=True)
class Roll:
    """Who may vote: accredited organisations and seats, both in the order of their names."""

    orgs: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()

    def seat(self, name: str, day: int) -> Seat | None:
        """The seat of this name, if somebody sits there on `day`."""
        return next((seat for seat in self.seats if seat.name == name and day <= seat.until), None)

    def seats_on(self, day: int) -> int:
        """How many seats are taken on `day`."""
        return sum(day <= seat.until for seat in self.seats)

    def plus_org(self, org: str) -> Roll:
        return replace(self, orgs=tuple(sorted({*self.orgs, org})))

    def minus_org(self, org: str) -> Roll:
        return replace(self, orgs=tuple(each for each in self.orgs if each != org))

    def plus_seat(self, seat: Seat) -> Roll:
        """With `seat` in the place of whoever sat there before."""
        return replace(self, seats=tuple(sorted((*self.minus_seat(seat.name).seats, seat), key=lambda s: s.name)))

    def minus_seat(self, name: str) -> Roll:
        return replace(self, seats=tuple(seat for seat in self.seats if seat.name != name))

    def to_plain(self) -> dict[str, Any]:
        return {"orgs": list(self.orgs), "seats": [[seat.name, seat.key, seat.until, seat.by] for seat in self.seats]}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Roll:
        return cls(tuple(plain["orgs"]), tuple(Seat(*seat) for seat in plain["seats"]))


@dataclass(frozen=True, slots=True)
class Proposal:
    """That `document` (a digest) take the place of `replaces` as what is in force for `subject`.

    `inputs` are what the document would take in and delegates may veto. `opened_on` is the block's day; `roll` is the
    number of the roll at the opening, `orgs` and `seats` how many of each were on it: the electorate.
    """

    by: str
    subject: str
    document: str
    version: str
    replaces: str
    inputs: tuple[str, ...]
    opened_on: int
    terms: Terms
    roll: int
    orgs: int
    seats: int

    @property
    def electorate(self) -> int:
        return self.orgs + self.seats

    def to_plain(self) -> dict[str, Any]:
        return asdict(self) | {"inputs": list(self.inputs)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Proposal:
        return cls(**{**plain, "inputs": tuple(plain["inputs"]), "terms": Terms(**plain["terms"])})


@dataclass(frozen=True, slots=True)
class Tally:
    """What was cast so far: ballots by choice, and how many seats vetoed which input. `activated_on`: 0 until then."""

    abstain: int = 0
    no: int = 0
    yes: int = 0
    vetoes: Mapping[str, int] = field(default_factory=dict, hash=False)
    activated_on: int = 0

    @property
    def cast(self) -> int:
        return self.abstain + self.no + self.yes

    def plus(self, choice: Choice) -> Tally:
        return Tally(**{**asdict(self), choice.value: getattr(self, choice.value) + 1})

    def plus_veto(self, of: str) -> Tally:
        return replace(self, vetoes={**self.vetoes, of: self.vetoes.get(of, 0) + 1})

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds for a subject from the day `since`: by which proposal."""

    document: str
    proposal: str
    since: int
    version: str

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)
