"""Turns schedules into jobs: one job for each occasion, whoever of the workers comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.jobs.models import Job
from shouyi.people.jobs.queue import enqueue
from shouyi.people.jobs.registry import Kind, scheduled

if TYPE_CHECKING:
    from datetime import datetime


def plan(now: datetime) -> list[Job]:
    """Writes down the newest occasion of every schedule, unless its key says that it is. Returns these jobs."""
    return [_latest(kind, now) for kind in scheduled()]


def _latest(kind: Kind, now: datetime) -> Job:
    assert kind.occasions is not None
    occasion = kind.occasions.latest(now)
    return enqueue(kind.name, occasion, key=f"{kind.name}/{occasion}", not_before=now)
