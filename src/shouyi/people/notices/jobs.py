"""What leaves the house when nobody looks. Trying again is the delivery's own business, for it keeps quiet hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.jobs.registry import job, schedule
from shouyi.people.notices import sending

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job


@job("notices.deliver", retries=2)
def deliver(_job: Job, uid: str) -> None:
    """One delivery, unless its account is gone with all that it was told."""
    sending.deliver(uid)


@schedule("notices.sweep", every_minutes=1)
def sweep(job: Job, _occasion: str) -> None:
    """Whatever has fallen due: tried before, held by quiet hours, or left by a worker that was killed.

    A provider that does not answer costs seconds each time: every message renews the lease.
    """
    waiting = sending.due()
    for done, uid in enumerate(waiting, 1):
        sending.deliver(uid)
        job.step(done, len(waiting))
