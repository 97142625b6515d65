"""What an artisan sees of the own file. Whose file it is comes from the sign-in alone: no address can name another."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shouyi.people.artisan.file_page import file_page
from shouyi.people.artisan.forms import BetweenForm, WhatIfForm
from shouyi.people.artisan.history_page import between_page, course
from shouyi.people.artisan.report_page import report_page
from shouyi.people.artisan.what_if_page import choices, count_of, what_if_page
from shouyi.people.behind import behind
from shouyi.people.cases.annotations import annotations
from shouyi.people.cases.standing import by_line, objections
from shouyi.people.consent.page import is_easy
from shouyi.people.cosigning.keeping import said_of
from shouyi.people.permission.decide import decide
from shouyi.people.permission.requests import permitted, the_file
from shouyi.people.ports import NotNow
from shouyi.people.reading import reader
from shouyi.people.rights.pdf import NoFonts, pdf_of
from shouyi.people.trail.page import looks_of, rows
from shouyi.score.history import month_ends
from shouyi.score.what_if import options
from shouyi.score.what_if import what_if as score_if

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from shouyi.people.ports import Report
    from shouyi.people.ports.door import Door
    from shouyi.people.trail.page import LookRow
    from shouyi.score.guide import Guide

P = ParamSpec("P")
LINES_A_PAGE, LOOKS = 40, 3
PRINT = Path(__file__).parent / "templates" / "artisan" / "report_print.css"
SIZES = {"a4": ("", 22), "large": ("html { font-size: 18pt; } @page { margin: 15mm; }", 38)}
"""By size of print: what the report's PDF adds to its style sheet, and how large the letters in pictures are."""


def on_the_file(
    action: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, str, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Hands the view the ref of the file at hand, one's own or that of whom one helps, where the table lets it."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, str, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def with_file(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            return view(request, request.target.ref, *args, **kwargs)  # type: ignore[attr-defined]

        return require_safe(never_cache(permitted(action, the_file)(with_file)))

    return decorate


@on_the_file("file.read")
def assessment(request: HttpRequest, ref: str) -> HttpResponse:
    """The score of this evidence: how much, why, what would change it, how to recompute it."""
    report = _door().report(request.actor, ref)
    if report is None:
        return _unassessed(request, ref)
    mine = objections(ref) if _may(request, "case.read") else None
    page = report_page(report, _guide(report), by_line(mine or ()))
    if is_easy(request):
        return render(request, "artisan/report_easy.html", {"page": page})
    context = {"page": page, "form": WhatIfForm(None, page.counted, page.held), "objections": mine}
    context |= {"signed": said_of(ref, report.assessment)}
    return render(request, "artisan/report.html", context | {"looks": _looks(request, ref)})


@on_the_file("file.read")
def what_if(request: HttpRequest, ref: str) -> HttpResponse:
    """One thing supposed, and what would then stand, finished by the scorer."""
    report = _door().report(request.actor, ref)
    if report is None:
        return _unassessed(request, ref)
    guide, day = _guide(report), report.assessment.day
    open_to = options(guide, report.weighed, day)
    form = WhatIfForm(request.GET if "of" in request.GET else None, *choices(open_to))
    page = None
    if form.is_bound and form.is_valid():
        choice = form.by_code[form.cleaned_data["of"]]
        kind = next(each.kind for each in open_to if each.indicator == choice.indicator)
        count = count_of(choice.indicator, kind, form.cleaned_data["n"] or 0)
        found = score_if(guide, report.weighed, day, choice.indicator, count, choice.fact)
        page = what_if_page(found, report, guide)
    return render(request, "artisan/what_if.html", {"form": form, "page": page})


@on_the_file("file.read")
def history(request: HttpRequest, ref: str) -> HttpResponse:
    """How the score went, and what moved it between two days."""
    report = _door().report(request.actor, ref)
    if report is None or report.assessment.evidence.first_on is None:
        return _unassessed(request, ref)
    guide, first, last = _guide(report), report.assessment.evidence.first_on, report.assessment.day
    asked = request.GET if {"since", "until"} & set(request.GET) else None
    usual = {"since": max(month_ends(last, 1)[0], first), "until": last}
    form = BetweenForm(asked, first, last, initial=usual)
    days = usual if asked is None else form.cleaned_data if form.is_valid() else None
    page = between_page(report, guide, days["since"], days["until"]) if days and days["since"] < days["until"] else None
    context = {"form": form, "page": page, "first": first, "last": last, "course": course(report, guide)}
    return render(request, "artisan/history.html", context)


@on_the_file("file.read")
def report_pdf(request: HttpRequest, ref: str, size: str) -> HttpResponse:
    """The report as PDF/UA-1, in ordinary or in large print."""
    if size not in SIZES:
        raise Http404
    report = _door().report(request.actor, ref)
    if report is None:
        return _unassessed(request, ref)
    page = report_page(report, _guide(report))
    try:
        style, letters = SIZES[size]
        context = {"page": page, "letters": letters}
        document = pdf_of("artisan/report_print.html", context, PRINT.read_text("utf-8") + style)
    except NoFonts:
        return render(request, "artisan/no_pdf.html", status=503)
    return _download(document, "shouyi-report.pdf", "application/pdf")


def _guide(report: Report) -> Guide:
    """The guide of the run that said this."""
    return report.guide or reader().guide()


def _may(request: HttpRequest, action: str) -> bool:
    """Whether this visitor may do something else with the same file."""
    return decide(request.actor, action, request.target).allowed  # type: ignore[attr-defined]


def _looks(request: HttpRequest, ref: str) -> list[LookRow] | None:
    """The last looks of others, scoring runs aside; None for a helper, whose reading of the view log is a look too."""
    if request.actor.ref != ref:  # type: ignore[attr-defined]
        return None
    return rows(looks_of(ref, "others").exclude(tie="run")[:LOOKS], ref)


def _unassessed(request: HttpRequest, ref: str) -> HttpResponse:
    return render(request, "artisan/not_assessed.html") if _door().lines(request.actor, ref) else _no_file(request)  # type: ignore[attr-defined]


@on_the_file("file.read")
def own_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Every entry of the file; `?of=` an indicator shows what feeds it."""
    lines = _door().lines(request.actor, ref)
    if not lines:
        return _no_file(request)
    page = file_page(lines, reader().guide(), request.GET.get("of", ""), annotations(ref))
    shown = Paginator(page.lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    name = "artisan/file_easy.html" if is_easy(request) else "artisan/file.html"
    return render(request, name, {"page": page, "shown": shown})


@on_the_file("file.prove")
def line_proof(request: HttpRequest, ref: str, log: int, index: int) -> HttpResponse:
    """The proof file of one own entry; another person's entry does not exist here."""
    proof = _door().line_proof(request.actor, ref, log, index)
    if proof is None:
        raise Http404
    return _download(proof, f"shouyi-{log}-{index}.tlog-proof", "text/plain")


@on_the_file("file.export")
def export(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole archive with proofs."""
    try:
        archive = _door().export(request.actor, ref)
    except NotNow:
        return render(request, "artisan/export_later.html", status=503)
    if archive is None:
        return _no_file(request, 404)
    return _download(archive, "shouyi-archive.json", "application/json")


def _door() -> Door:
    return behind().door


def _no_file(request: HttpRequest, status: int = 200) -> HttpResponse:
    """Erased, or never opened: nothing here will change by waiting, and there is nothing to download."""
    return render(request, "artisan/no_file.html", status=status)


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
