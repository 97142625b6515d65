"""What a reader of a source hands on: facts in the order of import, refused rows, and what was seen on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field

from shouyi.evidence.records import Refusal
from shouyi.evidence.trade.records import Reviewed, TradeFact, Visited
from shouyi.evidence.trade.units import Stated, Unit

Identity = tuple[str, str, str, int]
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands in the files, before any rule: plain numbers for the report of an import."""

    orders: int = 0
    orders_without_items: int = 0
    orders_shared: int = 0
    reviews: int = 0
    reviews_repeated: int = 0
    dispatched_before_purchase_same_day: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """`persons`: every maker of the source, sorted, with evidence or without. `facts` stand in the order of import,
    `texts` are reviews' words by (person, order), `places` say for each fact's identity where its source states it.
    `horizon` is the last day that the source reaches (None: no row at all)."""

    persons: tuple[str, ...]
    units: tuple[Unit, ...]
    facts: tuple[TradeFact, ...]
    refusals: tuple[Refusal, ...]
    horizon: int | None
    counts: Counts = field(default_factory=Counts)
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict, hash=False)
    places: Mapping[Identity, Place] = field(default_factory=dict, hash=False)


def identity(fact: TradeFact) -> Identity:
    """What makes two statements mean the same happening: type, person, and the order or the buyer's day of visit."""
    if isinstance(fact, Visited):
        return type(fact).__name__, fact.person, fact.buyer, fact.visited
    return type(fact).__name__, fact.person, fact.order, 0


def import_key(fact: TradeFact) -> tuple[int, str, int, Identity]:
    """The order of import: `on`, person, kind (a review before a statement, by name), order.

    An order has one review a maker, so that answer time and line are decided when that one is chosen.
    """
    return fact.on, fact.person, not isinstance(fact, Reviewed), identity(fact)


def reading_of(
    persons: Iterable[str],
    units: Iterable[Unit],
    stated: Iterable[Stated],
    refusals: Iterable[Refusal],
    horizon: int | None,
    counts: Counts,
) -> Reading:
    """The parts put in order."""
    found = sorted(stated, key=lambda item: import_key(item.fact))
    texts = {(s.fact.person, s.fact.order): s.text for s in found if isinstance(s.fact, Reviewed) and s.text}
    return Reading(
        persons=tuple(sorted(set(persons))),
        units=tuple(units),
        facts=tuple(item.fact for item in found),
        refusals=tuple(sorted(refusals, key=astuple)),
        horizon=horizon,
        counts=counts,
        texts=texts,
        places={identity(item.fact): (item.file, item.line) for item in found},
    )
