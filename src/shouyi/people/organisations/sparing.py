"""How often anybody is invited: three messages a day to one number or address, from all organisations together.

Counted where attempts are counted, under a keyed digest that is gone a day later. Whoever invites is told nothing of
it: it would say that others invited the same person. What is too much today goes out later.
"""

from __future__ import annotations

from django.core.cache import cache

A_DAY, DAY_S = 3, 24 * 60 * 60


def has_room(reach_key: str, message: str) -> bool:
    """Whether this message may go there now; then it counts. Asked again for the same message, as after a failure, it
    counts once."""
    slots = [f"invited/{reach_key}/{number}" for number in range(A_DAY)]
    return message in cache.get_many(slots).values() or any(cache.add(slot, message, DAY_S) for slot in slots)
