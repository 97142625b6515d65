"""Numbers of the queue for health checks and metrics. No name of a person, no id, no argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min
from django.utils import timezone

from shouyi.people.jobs.models import Job, State, Worker

if TYPE_CHECKING:
    from datetime import datetime


def jobs_by_state() -> dict[str, int]:
    """How many rows stand in each state; every state is named."""
    found = dict(Job.objects.values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in State}


def oldest_due_age_s(now: datetime | None = None) -> float:
    """How long the oldest job has been due without a worker taking it, in seconds; 0 when none is."""
    now = now or timezone.now()
    oldest = Job.objects.filter(state=State.WAITING, not_before__lte=now).aggregate(at=Min("not_before"))["at"]
    return (now - oldest).total_seconds() if oldest else 0.0


def worker_seen_at() -> datetime | None:
    """When a worker last said that it is there, by its round or by a step of its job; None when none is known."""
    rounds = Worker.objects.aggregate(at=Max("seen_at"))["at"]
    steps = Job.objects.filter(state=State.RUNNING).aggregate(at=Max("seen_at"))["at"]
    return max((at for at in (rounds, steps) if at), default=None)


def why_not_worked(now: datetime | None = None, silent_s: float = 60) -> str:
    """Nothing when somebody works; otherwise `no_worker` or `silent_worker`."""
    now = now or timezone.now()
    if Job.objects.filter(state=State.RUNNING, lease_until__gte=now).exists():
        return ""
    seen_at = worker_seen_at()
    if seen_at is None:
        return "no_worker"
    return "" if (now - seen_at).total_seconds() <= silent_s else "silent_worker"
