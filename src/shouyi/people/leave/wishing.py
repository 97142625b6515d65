"""Wishing for leave: what may be declared, kept sealed until a job has written it into the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from django.db import transaction

from shouyi.canon.days import EPOCH
from shouyi.evidence.outcome.records import Outcome
from shouyi.people.jobs.models import Job, State
from shouyi.people.jobs.queue import enqueue
from shouyi.people.leave.models import REFUSED, TAKEN_UP, Wish
from shouyi.score.circumstances import LEAVE
from shouyi.score.leave import clock_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

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
    waiting = [wish.numbers for wish in wishes if wish.word == "declare" and wish.state != REFUSED]
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
        enqueue(WRITING, made.uid, key=_key(made), not_before=begins)
    return made


def ending(wishes: Iterable[Wish]) -> set[tuple[int, ...]]:
    """Where the leaves stand whose end is under way: wished for, not refused, and its job has not given up."""
    asked = [wish for wish in wishes if wish.word == "end" and wish.state != REFUSED]
    given_up = set(Job.objects.filter(key__in=map(_key, asked), state=State.FAILED).values_list("key", flat=True))
    return {wish.numbers[:2] for wish in asked if _key(wish) not in given_up}


def take_up(wish: Wish) -> bool:
    """Marks it as being written, so that nobody takes it back meanwhile; False where somebody had."""
    return bool(Wish.objects.filter(pk=wish.pk).update(state=TAKEN_UP))


def take_back(uid: UUID) -> bool:
    """Forgets a wish that no job has taken up; False where one had, or where it is gone."""
    return bool(Wish.objects.filter(uid=uid).exclude(state=TAKEN_UP).delete()[0])


def _key(wish: Wish) -> str:
    return f"{WRITING}/{wish.uid}"
