"""A job as its pages need it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from shouyi.people.jobs import words
from shouyi.people.jobs.models import ENDED, Job, State
from shouyi.people.jobs.registry import is_stoppable

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shouyi.people.permission.actors import Actor


@dataclass(frozen=True, slots=True)
class Progress:
    """What the script asks for: `phase` changes when there is something to announce."""

    said: str
    announce: str
    phase: str
    done: int
    total: int
    ended: bool

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def progress(job: Job) -> Progress:
    """How far the job is now."""
    phase = f"{job.state}/{job.phase}"
    said = words.said(job)
    return Progress(said, f"{words.title(job)}: {said}", phase, job.done, job.total, job.state in ENDED)


@dataclass(frozen=True, slots=True)
class JobPage:
    """`leads_to` is the address of what came of it, "" while there is none; `stops_at` where it can be taken back, for
    work that cancelling its row would not end ("": here, or nowhere any more)."""

    uid: str
    title: str
    state: str
    asked_on: str
    progress: Progress
    leads_to: str
    stops_at: str
    error: str
    can_cancel: bool
    can_try_again: bool


def job_page(job: Job) -> JobPage:
    """Everything on the page of this job."""
    leads_to, ended = words.shown(job).leads_to, job.state in ENDED
    return JobPage(
        uid=str(job.uid),
        title=words.title(job),
        state=State(job.state).label,
        asked_on=words.when(job.created_at),
        progress=progress(job),
        leads_to=leads_to(job) if leads_to and job.state == State.DONE else "",
        stops_at=leads_to(job) if leads_to and not ended and not is_stoppable(job.name) else "",
        error=job.error if job.state == State.FAILED else "",
        can_cancel=not ended and not job.cancel_asked and is_stoppable(job.name),
        can_try_again=job.state in (State.FAILED, State.CANCELLED),
    )


def jobs_of(actor: Actor) -> QuerySet[Job]:
    """What this actor asked for themselves, and what was asked for in their organisations' names; newest first."""
    orgs = [seat.org for seat in actor.seats]
    return Job.objects.filter(Q(account__uid=actor.account, org="") | Q(org__in=orgs)).order_by("-created_at", "-pk")
