"""How often anybody is invited: three messages a day to one number or address, from all organisations and all people
who look for a helper together.

Counted where attempts are counted, under a keyed digest that is gone a day later. Whoever invites is told nothing of
it: it would say that others invited the same person. What is too much today goes out later.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from shouyi.people.jobs.queue import enqueue

if TYPE_CHECKING:
    from uuid import UUID

A_DAY, DAY_S = 3, 24 * 60 * 60
LATER_H = 6
"""How long a message waits that is one too many for whoever gets it."""


def has_room(reach_key: str, message: str) -> bool:
    """Whether this message may go there now; then it counts. Asked again for the same message, as after a failure, it
    counts once."""
    slots = [f"invited/{reach_key}/{number}" for number in range(A_DAY)]
    return message in cache.get_many(slots).values() or any(cache.add(slot, message, DAY_S) for slot in slots)


def put_off(job: str, uid: UUID, message: str) -> None:
    """Has the job of this name try again later, for this row and message. Of that the operator alone knows."""
    then = timezone.now() + timedelta(hours=LATER_H)
    enqueue(job, uid, key=f"{job}/{uid}/{message}/{then:%Y-%m-%dT%H00}", not_before=then)
