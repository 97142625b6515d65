"""Pages of jobs: how far one is, the list of one's own, and the two things that can be done about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shouyi.people.jobs import leases
from shouyi.people.jobs.models import Job
from shouyi.people.jobs.page import job_page, jobs_of, progress
from shouyi.people.jobs.registry import is_stoppable
from shouyi.people.permission.actors import Target
from shouyi.people.permission.requests import permitted, the_account

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

JOBS_A_PAGE = 20
OPERATOR_ONLY = "-"
"""The account of a job that nobody asked for: nobody has it, so that the operator's rule alone opens it."""


def the_job(request: HttpRequest, uid: UUID) -> Target:
    """Whose the job is: the account's that asked, the organisation's, or the operator's alone. What was asked for in an
    organisation's name is no longer theirs who have left it."""
    job = get_object_or_404(Job.objects.select_related("account"), uid=uid)
    asked_here = job.account and (not job.org or any(seat.org == job.org for seat in request.actor.seats))  # type: ignore[attr-defined]
    return Target(account=str(job.account.uid) if asked_here else OPERATOR_ONLY, org=job.org)


@require_safe
@never_cache
@permitted("job.list", target=the_account)
def my_jobs(request: HttpRequest) -> HttpResponse:
    """Everything long that this account, or its organisations, asked for."""
    shown = Paginator(jobs_of(request.actor), JOBS_A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    return render(request, "jobs/jobs.html", {"shown": shown, "jobs": [job_page(job) for job in shown]})


@require_safe
@never_cache
@permitted("job.read", target=the_job)
def job(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far it is. It can be left and returned to; without scripts, "Look again" asks for it anew."""
    return render(request, "jobs/job.html", {"page": job_page(get_object_or_404(Job, uid=uid))})


@require_safe
@never_cache
@permitted("job.read", target=the_job)
def job_progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same in JSON, for the page's script."""
    return JsonResponse(progress(get_object_or_404(Job, uid=uid)).as_json())


@require_POST
@permitted("job.change", target=the_job)
def cancel_job(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ends it: at once when it waits, after the piece at hand when it runs. It can be tried again afterwards.

    What is taken back elsewhere goes on: somebody who read "cancelled" here would find it done all the same.
    """
    found = get_object_or_404(Job, uid=uid)
    if is_stoppable(found.name):
        leases.cancel(found)
    return HttpResponseRedirect(reverse("job", args=[uid]))


@require_POST
@permitted("job.change", target=the_job)
def try_job_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Puts one that failed or was cancelled back into the queue."""
    leases.try_again(get_object_or_404(Job, uid=uid))
    return HttpResponseRedirect(reverse("job", args=[uid]))
