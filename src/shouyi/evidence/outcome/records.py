"""The general record of an attested fact, `Outcome`, and the enumerated list of facts that it can state.

It says what happened, never what it is worth: weights, anchors and units of the score are the guide's business. Where a
richer source exists later, its own records stand beside these. The list grows; no word in it ever changes its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from shouyi.evidence.records import Origin


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attested fact about `person`, final on `on`.

    `what` names it in `FACTS`, which says what `value` means. `until`: the last day on which it holds (None: it does
    not run out). `about`: the attester's own name of what it concerns, such as a piece, an order, a buyer (None: only
    the person). Of one attester, `what`, `about` and `on` name one fact.
    """

    person: str
    on: int
    what: str
    value: int
    until: int | None = None
    about: str | None = None
    origin: Origin | None = None


class Need(Enum):
    """Whether a record of this fact has the field."""

    NEVER = "never"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a word of the list means: the range of `value` in `unit`, and whether `until` and `about` belong to it."""

    least: int
    most: int
    unit: str
    until: Need = Need.NEVER
    about: Need = Need.MAY


def _held() -> Fact:
    """A certificate that somebody holds, until it runs out."""
    return Fact(1, 1, "held", Need.MAY)


def _kept(about: Need = Need.MAY) -> Fact:
    """Something that was kept (1000) or not (0)."""
    return Fact(0, 1000, "‰", Need.NEVER, about)


def _amount(most: int) -> Fact:
    """Hundredths of a unit."""
    return Fact(1, most, "1/100", Need.NEVER, Need.MAY)


def _days(most: int) -> Fact:
    """A stretch of days that begins on `on`."""
    return Fact(1, most, "days", Need.NEVER, Need.NEVER)


FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        # skill
        "national_inheritor": _held(),
        "provincial_inheritor": _held(),
        "city_inheritor": _held(),
        "county_inheritor": _held(),
        "accredited_certificate": _held(),
        "vocational_certificate": _held(),
        "panel": Fact(0, 1000, "‰, corrected for each judge's severity", Need.MUST),
        "quality_check": _kept(),
        "training": _amount(1_000_000),
        # fulfilment
        "joint_order": _kept(),
        "sale_stood": Fact(1000, 1000, "‰", Need.NEVER, Need.MUST),
        "capacity": _kept(Need.NEVER),
        "leave": _days(366),
        "force_majeure": _days(366),
        # word of mouth
        "room_voice": _kept(Need.MUST),
        "campaign": Fact(0, 1000, "‰ of its weight that a voice about this order keeps", Need.NEVER, Need.MUST),
        # social contribution
        "apprenticeship": _amount(1_000_000),
        "employment": _amount(1_000_000),
        "heritage_output": _amount(100_000),
        "public_benefit": _amount(1_000_000),
        # finance
        "repayment": _kept(),
        "cash_flow": Fact(0, 1000, "‰", Need.MUST, Need.NEVER),
    }
)
"""Fact → what it means. `capacity`: a month in which no more was accepted than declared. `sale_stood`: the time for
returns ran out and the work had not come back for its quality. `apprenticeship`, `employment`: person-months;
`training`, `public_benefit`: hours; money given is nowhere among them."""

ABOUT_PEOPLE = frozenset({"room_voice", "apprenticeship", "employment"})
"""Facts whose `about` names another person (a buyer, a learner, a worker): a file shows a pseudonym instead."""
