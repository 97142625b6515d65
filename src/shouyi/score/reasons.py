"""Why the score is where it is: the indicators that evidence moved furthest, and the evidence that moved them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from shouyi.score.guide import Guide, Level
from shouyi.score.leave import Clock
from shouyi.score.records import Contribution, Event, Evidence, Holding, Place, Reason

MOST = 4
LINKS = 8
"""At most so many reasons each way, and so many pieces of evidence with each."""


def reasons(contributions: Sequence[Contribution], guide: Guide) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Up to four reasons up and four down, by W·v·(u − u without evidence), ties in the guide's order."""
    up = sorted((found for found in contributions if found.moved > 0), key=lambda found: -found.moved)
    down = sorted((found for found in contributions if found.moved < 0), key=lambda found: found.moved)
    return tuple(_reason(f, guide) for f in up[:MOST]), tuple(_reason(f, guide) for f in down[:MOST])


def _reason(found: Contribution, guide: Guide) -> Reason:
    indicator = guide.by_name[found.indicator]
    code = indicator.reason_up if found.moved > 0 else indicator.reason_down
    return Reason(code=code, indicator=found.indicator, moved=found.moved)


def with_evidence(found: Reason, evidence: Evidence, guide: Guide, as_of: int) -> Reason:
    """The reason with the number of its indicator's pieces of evidence and the places of the strongest in its
    direction: c·y·w for what lifts, c·(1000 − y)·w⁻ for what lowers, of a level the highest in force; of equals the
    later, then the earlier place."""
    pieces: list[Event | Holding] = [*evidence.events, *evidence.holdings]
    mine = [piece for piece in pieces if piece.indicator == found.indicator and piece.on <= as_of]
    strength = _strength(guide, Clock(evidence.stopped), as_of, lifts=found.moved > 0)
    placed = [piece for piece in mine if piece.origin and strength(piece)]
    placed.sort(key=lambda piece: (-strength(piece), -piece.on, _place(piece)))
    places = dict.fromkeys(Place(*_place(piece)) for piece in placed)
    return replace(found, events=len(mine), evidence=tuple(places)[:LINKS])


def _place(piece: Event | Holding) -> tuple[int, int]:
    return (piece.origin.log, piece.origin.index) if piece.origin else (-1, -1)


def _strength(guide: Guide, clock: Clock, as_of: int, *, lifts: bool) -> Callable[[Event | Holding], int]:
    today = clock.at(as_of)

    def strength(piece: Event | Holding) -> int:
        if isinstance(piece, Holding):
            return piece.value if piece.until >= as_of else 0
        form = guide.by_name[piece.indicator].form
        assert not isinstance(form, Level), piece.indicator
        weights, age = guide.weights[form.half_life], today - piece.clock
        if age >= len(weights) or not (lifts or as_of - piece.on < guide.bad_ends):
            return 0
        return piece.c * (piece.y if lifts else 1000 - piece.y) * weights[age]

    return strength
