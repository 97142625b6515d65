"""The owner's page of the view log, and the same as a file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shouyi.people.consent.page import is_easy
from shouyi.people.permission.requests import permitted, the_file
from shouyi.people.permission.rules import Tie
from shouyi.people.rights.tables import harmless
from shouyi.people.trail import notes
from shouyi.people.trail.page import WHOSE, looks_of, rows

if TYPE_CHECKING:
    from django.http import HttpRequest

A_PAGE, ON_PAPER = 40, 1000


@require_safe
@never_cache
@permitted("trail.read", the_file)
def trail(request: HttpRequest) -> HttpResponse:
    """Who looked at the file, who acted for its owner, and the runs that counted it."""
    ref, whose = _asked(request)
    shown = Paginator(looks_of(ref, whose), ON_PAPER if "print" in request.GET else A_PAGE).get_page(
        request.GET.get("page")
    )
    choices = [(code, name, code == whose) for code, name in WHOSE.items()]
    context = {"shown": shown, "rows": rows(shown, ref), "choices": choices, "whose": whose}
    return render(request, "trail/trail.html", context | {"narrowed": f"of={whose}&", "easy": is_easy(request)})


@require_safe
@never_cache
@permitted("trail.read", the_file)
def trail_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV, in the reader's language."""
    ref, whose = _asked(request)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow([_("When"), _("Who"), _("Did what"), _("What for"), _("What was open"), _("Remark")])
    for row in rows(looks_of(ref, whose).iterator(), ref):
        when = localtime(row.at).isoformat(timespec="seconds")
        table.writerow([harmless(text) for text in (when, row.who, row.did, row.purpose, _list(row.names), row.note)])
    headers = {"Content-Disposition": 'attachment; filename="shouyi-view-log.csv"'}
    return HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _list(names: tuple[str, ...]) -> str:
    return _("; ").join(names)


def _asked(request: HttpRequest) -> tuple[str, str]:
    """Whose log and which part of it. That a helper read it stands in it."""
    ref: str = request.target.ref  # type: ignore[attr-defined]
    if request.decision.tie is Tie.HELP:  # type: ignore[attr-defined]
        notes.note(request.actor, ref, "trail.read", "help")  # type: ignore[attr-defined]
    whose = request.GET.get("of", "others")
    return ref, whose if whose in WHOSE else "others"
