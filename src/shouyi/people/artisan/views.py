"""What an artisan sees of the own file. Whose file it is comes from the sign-in alone: no address can name another."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shouyi.people.artisan.file_page import file_page
from shouyi.people.artisan.report_page import report_page
from shouyi.people.behind import behind
from shouyi.people.cases.annotations import annotations
from shouyi.people.permission.requests import permitted, the_file
from shouyi.people.ports import NotNow
from shouyi.people.reading import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from shouyi.people.ports.door import Door

P = ParamSpec("P")
LINES_A_PAGE = 40


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
        return render(request, "artisan/not_assessed.html") if _door().lines(request.actor, ref) else _no_file(request)
    return render(request, "artisan/report.html", {"page": report_page(report, reader().guide())})


@on_the_file("file.read")
def own_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Every entry of the file; `?of=` an indicator shows what feeds it."""
    lines = _door().lines(request.actor, ref)
    if not lines:
        return _no_file(request)
    page = file_page(lines, reader().guide(), request.GET.get("of", ""), annotations(ref))
    shown = Paginator(page.lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "artisan/file.html", {"page": page, "shown": shown})


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
