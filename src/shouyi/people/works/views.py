"""The pages behind a scanned code."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from shouyi.people.permission.requests import permitted
from shouyi.people.reading import reader
from shouyi.people.works.code import code_picture
from shouyi.people.works.forms import ProblemForm
from shouyi.people.works.page import work_page
from shouyi.people.works.reporting import report

if TYPE_CHECKING:
    from django.http import HttpRequest

    from shouyi.people.ports import Work


def _require_work(public_id: str) -> Work:
    found = reader().work(public_id)
    if found is None:
        raise Http404
    return found


@require_safe
@permitted("work.read")
def work(request: HttpRequest, public_id: str) -> HttpResponse:
    """Is it real, who made it, how; and the check that the visitor's own device makes."""
    page = work_page(_require_work(public_id), settings.SHOUYI_PROOFS_URL, reader().pin())
    return render(
        request,
        "works/work.html",
        {"page": page, "work": page.work, "official_host": urlsplit(settings.SHOUYI_URL).netloc},
    )


@require_safe
@permitted("work.read")
def code(request: HttpRequest, public_id: str) -> HttpResponse:
    """The code to print and put on the work."""
    found = _require_work(public_id)
    return render(request, "works/code.html", {"work": found, "address": _address(public_id)})


@require_safe
@permitted("work.read")
def code_svg(request: HttpRequest, public_id: str) -> HttpResponse:
    """The code alone, as a picture."""
    found = _require_work(public_id)
    return HttpResponse(code_picture(_address(public_id), found.title), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("work.report")
def problem(request: HttpRequest, public_id: str) -> HttpResponse:
    """Takes a report about this work; nobody has to sign in for it."""
    found = _require_work(public_id)
    form = ProblemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report(public_id, **form.cleaned_data)
        return HttpResponseRedirect(reverse("work_problem_sent", args=[public_id]))
    return render(request, "works/problem.html", {"work": found, "form": form})


@require_safe
@permitted("work.report")
def problem_sent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Says that the report arrived and what happens next."""
    return render(request, "works/problem_sent.html", {"work": _require_work(public_id)})


def _address(public_id: str) -> str:
    return settings.SHOUYI_URL + reverse("work", args=[public_id])
