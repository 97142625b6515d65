"""Pages of leave. Whoever helps may read them with the file; to declare and to end is the owner's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.people.behind import behind
from shouyi.people.consent.page import is_easy
from shouyi.people.leave.forms import LeaveForm
from shouyi.people.leave.models import Wish
from shouyi.people.leave.page import leave_page
from shouyi.people.leave.wishing import ending, stretches, taken, wish
from shouyi.people.leave.wishing import take_back as withdraw
from shouyi.people.permission.actors import Target
from shouyi.people.permission.requests import permitted, the_file
from shouyi.people.reading import reader
from shouyi.people.statements.asking import today

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from shouyi.people.ports import Line


def the_wish(request: HttpRequest, uid: UUID) -> Target:
    """Whose wish the address names."""
    return Target(ref=get_object_or_404(Wish, uid=uid).ref)


@require_safe
@never_cache
@permitted("file.read", the_file)
def mine(request: HttpRequest) -> HttpResponse:
    """Every leave of the file, and what waits to be written."""
    ref = request.target.ref
    page = leave_page(_lines(request, ref), _wishes(ref), today(), reader().guide().leave)
    name = "leave/mine_easy.html" if is_easy(request) else "leave/mine.html"
    return render(request, name, {"page": page, "own": request.actor.ref == ref})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("leave.declare", the_file)
def declare(request: HttpRequest) -> HttpResponse:
    """Two days, and nothing else."""
    ref, most = request.target.ref, reader().guide().leave
    leaves = taken(stretches(_lines(request, ref)), _wishes(ref))
    form = LeaveForm(request.POST or None, leaves=leaves, most=most)
    if request.method == "POST" and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        wish(ref, f"declare {first} {last - first + 1}", first)
        messages.success(request, _("Your leave is declared."))
        return HttpResponseRedirect(reverse("my_leave"))
    return render(request, "leave/declare.html", {"form": form, "most": most})


@require_POST
@permitted("leave.declare", the_file)
def end(request: HttpRequest, log: int, index: int) -> HttpResponse:
    """Back from today on: the leave that runs ends with yesterday, or is taken out where it began today."""
    ref, day = request.target.ref, today()
    found = next((each for each in stretches(_lines(request, ref)) if each.at == (log, index) and each.own), None)
    if found is None or found.last < day:
        raise Http404
    if found.at not in ending(_wishes(ref)):
        wish(ref, f"end {log} {index} {day - 1}")
    messages.success(request, _("Your leave ends. From today on everything counts again."))
    return HttpResponseRedirect(reverse("my_leave"))


@require_POST
@permitted("leave.declare", the_wish)
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Takes back what is not written yet."""
    if withdraw(uid):
        messages.success(request, _("The leave is taken back. Nothing of it was written down."))
    else:
        messages.error(request, _("It is being written down already. Once it stands here, you can end it."))
    return HttpResponseRedirect(reverse("my_leave"))


def _lines(request: HttpRequest, ref: str) -> tuple[Line, ...]:
    return behind().door.lines(request.actor, ref)


def _wishes(ref: str) -> list[Wish]:
    return list(Wish.objects.filter(ref=ref))
