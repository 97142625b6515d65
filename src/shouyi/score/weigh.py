"""From facts to events and holdings, under one guide: the only place where a fact gets a weight.

Caps and circumstances are per maker, so one person's facts can be weighed apart from everybody else's, in any order of
input.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from shouyi.canon.days import DAY_MAX, month_of
from shouyi.evidence.facts import Fact, kind_of
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import Reviewed
from shouyi.score.circumstances import Circumstances, circumstances
from shouyi.score.errors import FactOutOfRange
from shouyi.score.guide import Guide, Stock, Voices
from shouyi.score.indicators import EVENTS, HOLDINGS, satisfied
from shouyi.score.records import Event, Evidence, Holding

_NOWHERE = Origin(source="", log=-1, index=-1, turn=-1)


Room = Counter[tuple[int, str, str]]
"""How many voices count already, by (month of `on`, "buyer" or "cohort", which one): what the caps look at."""

Turn = tuple[int, int, int]
"""What decides first which voice comes first: said in a room or written (1, 0), log, turn in it; −1: never in a log."""


@dataclass(frozen=True, slots=True)
class _Voice:
    """An event of `satisfied` with what its caps look at. `said`: in a live room, not in a review."""

    event: Event
    buyer: str
    cohort: str | None
    order: str
    said: bool


def weigh(facts: Iterable[Fact], guide: Guide) -> list[Event]:
    """The events of these facts, by person, indicator (the guide's order), day, place. Equal for any order of input.

    A fact weighs only under indicators whose list in the guide names it. Voices meet their caps in the order of their
    turn in the log: one per buyer and maker, two per cohort and maker, in a calendar month of `on`; what was said in a
    room comes after the reviews. Raises FactOutOfRange.
    """
    found = [event for person, mine in _by_person(facts).items() for event in weigh_person(person, mine, guide).events]
    return sorted(found, key=lambda event: (event.person, *_order(event, guide)))


def weigh_person(person: str, facts: Iterable[Fact], guide: Guide, room: Room | None = None) -> Evidence:
    """All that the guide weighs of one person's facts, each part in the table's order. Raises FactOutOfRange.

    `room`: what earlier voices of theirs took of the caps; those that count here are counted in it.
    """
    mine = list(facts)
    _require_sane(person, mine)
    around = circumstances(mine, guide)
    events: list[Event] = []
    voices: list[_Voice] = []
    for fact in mine:
        for event in _uncapped(fact, guide, around):
            if event.indicator == satisfied.NAME:
                voices += _voice(fact, event, around)
            else:
                events.append(event)
    events += _heard(sorted(voices, key=_turn), guide.voices, Counter() if room is None else room)
    return Evidence(
        events=tuple(sorted(map(around.timed, events), key=lambda event: _order(event, guide))),
        holdings=tuple(sorted(_held(mine, guide), key=lambda held: _held_order(held, guide))),
        stopped=around.clock.stopped,
    )


def weighs_alike(one: Guide, other: Guide) -> bool:
    """Whether both guides weigh every fact alike, so that the weighed events of one are those of the other. They may
    differ in what is made of the events: weights, half-lives, starting values, bands."""
    return _weighing(one) == _weighing(other)


def _weighing(guide: Guide) -> object:
    """All of a guide that this module and the indicators look at."""
    found = [
        (each.name, type(each.form), dict(each.facts), each.form.most if isinstance(each.form, Stock) else None)
        for each in guide.indicators
    ]
    return found, guide.voices, guide.leave


def _by_person(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.person].append(fact)
    return found


def _require_sane(person: str, facts: Iterable[Fact]) -> None:
    for fact in facts:
        assert fact.person == person, "a fact under another person's name"
        if not 0 <= fact.on <= DAY_MAX:
            raise FactOutOfRange(f"day {fact.on} is outside the calendar")


def _uncapped(fact: Fact, guide: Guide, around: Circumstances) -> Iterator[Event]:
    """What a fact adds; an amount too small to count in thousandths adds nothing."""
    if around.excuse(fact):
        return
    kind = kind_of(fact)
    for name, events in EVENTS.items():
        if name in guide.by_name and kind in guide.by_name[name].facts:
            yield from (event for event in events(fact, guide) if event.c)


def _held(facts: Iterable[Fact], guide: Guide) -> Iterator[Holding]:
    for fact in facts:
        for name, holdings in HOLDINGS.items():
            if name in guide.by_name and kind_of(fact) in guide.by_name[name].facts:
                yield from holdings(fact, guide)


# voices ---------------------------------------------------------------------------------------------------------------


def _voice(fact: Fact, event: Event, around: Circumstances) -> Iterator[_Voice]:
    """The voice, lighter where a campaign brought the order; none that this leaves without weight."""
    if isinstance(fact, Outcome):
        yield _Voice(event, fact.about or "", None, "", said=True)
        return
    assert isinstance(fact, Reviewed)
    weight = event.c * around.kept(fact.origin.source if fact.origin else "", fact.order) // 1000
    if weight:
        yield _Voice(replace(event, c=weight), fact.buyer, fact.cohort, fact.order, said=False)


def turn_of(fact: Fact) -> Turn:
    """When it is a voice's turn at the caps."""
    origin = fact.origin or _NOWHERE
    return int(isinstance(fact, Outcome)), origin.log, origin.turn


def _turn(voice: _Voice) -> tuple[int | str, ...]:
    """First come, first counted: reviews before what was said, each by its turn in the log; what has no place yet, by
    what it says."""
    event = voice.event
    origin = event.origin or _NOWHERE
    says = (event.on, voice.order, voice.buyer, voice.cohort or "", event.y, event.c)
    return (voice.said, origin.log, origin.turn, *says)


def _heard(voices: Iterable[_Voice], caps: Voices, room: Room) -> Iterator[Event]:
    """Voices that still find room in their buckets; only one that counts takes room."""
    for voice in voices:
        month = month_of(voice.event.on)
        most = {(month, "buyer", voice.buyer): caps.per_buyer_month}
        if voice.cohort is not None:
            most[month, "cohort", voice.cohort] = caps.per_cohort_month
        if all(room[bucket] < limit for bucket, limit in most.items()):
            room.update(most.keys())
            yield voice.event


# the table's order ----------------------------------------------------------------------------------------------------


def _order(event: Event, guide: Guide) -> tuple[int | str, ...]:
    return (*_place(event, guide), event.y, event.c)


def _held_order(held: Holding, guide: Guide) -> tuple[int | str, ...]:
    return (*_place(held, guide), held.until, held.value)


def _place(found: Event | Holding, guide: Guide) -> tuple[int | str, ...]:
    origin = found.origin or _NOWHERE
    number = guide.by_name[found.indicator].number
    return (number, found.on, origin.log, origin.turn, origin.index, origin.source)
