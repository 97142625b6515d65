"""Who works on a job, and how it ends. Each change is one conditional update, so that it takes effect once.

No row is locked across statements; SQLite and PostgreSQL count the rows that an update changed alike, and whoever
changed none was too late. Clocks of workers must agree to within a few seconds.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from shouyi.people.jobs.errors import Cancelled, LostLease, Stopping
from shouyi.people.jobs.models import Job, State
from shouyi.people.jobs.registry import kind_of, names

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

LOOK_AT = 8
"""How many waiting jobs one worker tries, oldest first, before it says that there is none."""
LAPSED = "LeaseRanOut"


def claim(now: datetime) -> Job | None:
    """Takes the oldest due job that this program knows, or none."""
    due = Job.objects.filter(state=State.WAITING, not_before__lte=now, name__in=names())
    for pk, name in due.order_by("not_before", "pk").values_list("pk", "name")[:LOOK_AT]:
        token, until = uuid.uuid4(), now + timedelta(seconds=kind_of(name).lease_s)
        taken = Job.objects.filter(pk=pk, state=State.WAITING, cancel_asked=False).update(
            state=State.RUNNING, claim=token, lease_until=until, seen_at=now, attempts=F("attempts") + 1,
            started_at=Case(When(started_at=None, then=Value(now)), default=F("started_at")),
        )  # fmt: skip
        if taken:
            return Job.objects.filter(pk=pk, claim=token).first()
    return None


def renew(job: Job, **changes: object) -> None:
    """Writes progress or notes and moves the lease. Raises `LostLease`, `Cancelled` or `Stopping`."""
    now = timezone.now()
    changes |= {"seen_at": now, "lease_until": now + timedelta(seconds=kind_of(job.name).lease_s)}
    if not _mine(job).filter(cancel_asked=False).update(**changes):
        raise Cancelled(job.name) if _mine(job).exists() else LostLease(job.name)
    for name, value in changes.items():
        setattr(job, name, value)
    if job.stopping():
        raise Stopping(job.name)


def finish(job: Job) -> bool:
    """Says that the job is done. False when the lease was lost: then somebody else says it."""
    return _end(job, State.DONE, done=F("total"), error="")


def give_up(job: Job, error: str) -> bool:
    """Says that the job failed for good."""
    return _end(job, State.FAILED, error=error)


def call_off(job: Job) -> bool:
    """Ends a running job that somebody cancelled."""
    return _end(job, State.CANCELLED)


def put_back(job: Job, not_before: datetime, error: str = "") -> bool:
    """Back to the queue, to be tried again; ended when it was cancelled meanwhile."""
    return _requeue(job, not_before=not_before, error=error)


def give_back(job: Job) -> bool:
    """Back to the queue as if it had not been taken; its notes stay."""
    return _requeue(job, not_before=timezone.now(), attempts=Greatest(F("attempts") - 1, 0))


def cancel(job: Job) -> bool:
    """Cancels a waiting job at once, and asks a running one to end at its next step. False when it had ended."""
    asked = {"cancel_asked": True}
    ended = {**asked, "state": State.CANCELLED, "ended_at": timezone.now()}
    tries = ((State.WAITING, ended), (State.RUNNING, asked), (State.WAITING, ended))  # it may go back in between
    return any(Job.objects.filter(pk=job.pk, state=state).update(**changes) for state, changes in tries)


def try_again(job: Job) -> bool:
    """A job that failed or was cancelled goes back to the queue, with its notes and a new count of attempts."""
    anew = {"state": State.WAITING, "attempts": 0, "not_before": timezone.now(), "ended_at": None, "error": ""}
    lost = Job.objects.filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED))
    return bool(lost.update(**anew, cancel_asked=False))


def sweep(now: datetime) -> int:
    """Puts back jobs whose lease ran out, ends those that were cancelled or tried too often. Returns how many."""
    lapsed = Job.objects.filter(state=State.RUNNING, lease_until__lt=now, name__in=names())
    return sum(_settle_lapsed(job, now) for job in lapsed.order_by("lease_until")[:100])


def _settle_lapsed(job: Job, now: datetime) -> bool:
    kind = kind_of(job.name)
    still = _mine(job).filter(lease_until=job.lease_until, cancel_asked=job.cancel_asked)
    if job.cancel_asked:
        return bool(still.update(state=State.CANCELLED, claim=None, ended_at=now))
    if job.attempts > kind.retries:
        return bool(still.update(state=State.FAILED, claim=None, ended_at=now, error=LAPSED))
    wait = kind.backoff(job.attempts)
    return bool(still.update(state=State.WAITING, claim=None, not_before=now + wait, error=LAPSED))


def _mine(job: Job) -> QuerySet[Job]:
    """The one row, as long as this taking holds it."""
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, claim=job.claim)


def _requeue(job: Job, **changes: object) -> bool:
    back = _mine(job).filter(cancel_asked=False).update(state=State.WAITING, claim=None, lease_until=None, **changes)
    return bool(back) or call_off(job)


def _end(job: Job, state: State, **changes: object) -> bool:
    return bool(_mine(job).update(state=state, claim=None, lease_until=None, ended_at=timezone.now(), **changes))
