"""The page of everybody's scores, and asking for a new look."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shouyi.people.jobs.models import Job, State
from shouyi.people.jobs.queue import enqueue
from shouyi.people.permission.decide import decide
from shouyi.people.permission.requests import permitted
from shouyi.people.watching.models import Watched
from shouyi.people.watching.page import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@never_cache
@permitted("scores.read")
def scores(request: HttpRequest) -> HttpResponse:
    """The last look, drawn; without one, how to have one taken."""
    last = Watched.objects.first()
    page = {"page": page_of(last.figures) if last else None, "made_at": last.made_at if last else None}
    return render(request, "watching/scores.html", page | {"can_look": decide(request.actor, "scores.look").allowed})


@require_POST
@never_cache
@permitted("scores.look")
def look(request: HttpRequest) -> HttpResponse:
    """A new look, by a job; the one that is under way, where there is one."""
    job = Job.objects.filter(name="watching.look", state__in=(State.WAITING, State.RUNNING)).first()
    if job is None:
        job = enqueue("watching.look", uuid.uuid4(), for_account=request.user)
    return HttpResponseRedirect(reverse("job", args=[job.uid]))
