"""Wishing for leave: what may be declared, kept sealed until a job has written it into the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from django.db import transaction

from shouyi.canon.days import EPOCH
from shouyi.evidence.outcome.records import Outcome
from shouyi.people.jobs.queue import enqueue
from shouyi.people.leave.models import WAITING, Wish
from shouyi.score.circumstances import LEAVE
from shouyi.score.leave import clock_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shouyi.people.ports import Line
    from shouyi.score.guide import Leave

WRITING, REGISTRAR = "leave.write", "org-registrar"
BACK_DAYS, AHEAD_DAYS = 14, 365
"""A leave may be declared so many days after it began, for whoever could not before; and so long ahead."""
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of leave in the file: the first, the last, and where they stand (`at`). `own`: its owner declared them."""

    first: int
    last: int
    at: tuple[int, int]
    org: str = ""
    own: bool = False

    @property
    def days(self) -> int:
        return self.last - self.first + 1


def stretches(lines: Iterable[Line]) -> tuple[Stretch, ...]:
    """Every leave that stands in these lines, the latest first."""
    found = [
        Stretch(fact.on, fact.on + fact.value - 1, (line.log, line.index), line.org, line.by == REGISTRAR)
        for line in lines
        for fact in line.facts
        if isinstance(fact, Outcome) and fact.what == LEAVE
    ]
    return tuple(sorted(found, key=lambda each: (-each.first, -each.last)))


def taken(known: Sequence[Stretch], wishes: Sequence[Wish]) -> list[tuple[int, int]]:
    """(first day, number of days) of all that is declared, written already or not."""
    waiting = [wish.numbers for wish in wishes if wish.word == "declare" and wish.state == WAITING]
    return [(each.first, each.days) for each in known] + [(first, days) for first, days in waiting]


def uncounted(leaves: Sequence[tuple[int, int]], first: int, days: int, leave: Leave) -> int:
    """How many days of a further leave would not stop the clock: more than the guide lets count."""
    stopped = frozenset(clock_of([*leaves, (first, days)], leave.days, leave.window).stopped)
    return sum(day not in stopped for day in range(first, first + days))


def overlaps(leaves: Iterable[tuple[int, int]], first: int, days: int) -> bool:
    """Whether one of these lies on a day of it."""
    return any(start < first + days and first < start + length for start, length in leaves)


def wish(ref: str, said: str, first: int = 0) -> Wish:
    """Keeps it and has it written, not before the day `first` has begun in China: no entry speaks of a day to come."""
    begins = datetime.fromordinal(EPOCH + first).replace(tzinfo=CHINA) if first else None
    with transaction.atomic():
        made = Wish(ref=ref, holder=ref, said=said)
        made.save()
        enqueue(WRITING, made.uid, key=f"{WRITING}/{made.uid}", not_before=begins)
    return made
