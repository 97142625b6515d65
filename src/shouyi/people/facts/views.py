"""Pages of deliveries: what was handed in, one more, one with its rows, and the steps that it can take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.archive.errors import ArchiveError
from shouyi.evidence.upload import UploadRefused
from shouyi.people.facts import words
from shouyi.people.facts.delivering import (
    Handed,
    KindRefused,
    OrdersMissing,
    StepRefused,
    ask_to_admit,
    content,
    hand_in,
    steps_for,
    undo,
)  # fmt: skip
from shouyi.people.facts.forms import HandInForm
from shouyi.people.facts.models import OPEN, Delivery
from shouyi.people.facts.signatures import SignatureRefused, own_keys
from shouyi.people.jobs.models import Job
from shouyi.people.jobs.page import progress
from shouyi.people.organisations.rows import write_csv
from shouyi.people.organisations.views import may, page_of
from shouyi.people.permission.requests import permitted, the_organisation
from shouyi.people.uploads.words import why_refused

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from shouyi.people.organisations.models import Organisation

ROWS_A_PAGE = 50


@require_safe
@never_cache
@permitted("facts.read", the_organisation)
def deliveries(request: HttpRequest, org: str) -> HttpResponse:
    """What was handed in, the newest first."""
    page = page_of(request, org)
    rows = page["organisation"].deliveries.order_by("-pk")
    shown = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    found = {"shown": shown, "rows": [_row(each) for each in shown], "can_upload": may(request, "facts.upload", org)}
    return render(request, "facts/list.html", page | found)


def _row(row: Delivery) -> dict[str, object]:
    return {
        "uid": row.uid, "kind": words.KINDS[row.kind], "state_code": row.state, "state": row.get_state_display(),
        "received_at": row.received_at, "final_at": row.final_at, "new": row.new, "known": row.known,
        "refused": row.refused.count(), "entries": row.entries, "why": words.why_file(row) if row.why else "",
        "signed_by": row.signed_by, "steps": steps_for(row),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("facts.upload", the_organisation)
def new_delivery(request: HttpRequest, org: str) -> HttpResponse:
    """One more file. Nothing is admitted by handing it in."""
    page = page_of(request, org)
    organisation = page["organisation"]
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandInForm(*sent, organisation=organisation, keys=tuple(own_keys(organisation)))
    if request.method == "POST" and form.is_valid() and (row := _handed(request, organisation, form)):
        return HttpResponseRedirect(reverse("delivery", args=[org, row.uid]))
    return render(request, "facts/new.html", page | {"form": form})


def _handed(request: HttpRequest, organisation: Organisation, form: HandInForm) -> Delivery | None:
    """The delivery; None where the form says why not."""
    data = form.cleaned_data
    orders = data["orders"].uid if data.get("orders") else None
    try:
        return _first_signed(organisation, form, lambda signature: Handed(
            data["kind"], data["file"], orders, by=request.user, signature=signature
        ))  # fmt: skip
    except UploadRefused as refused:
        form.add_error("file", why_refused(refused))
    except KindRefused:
        form.add_error("kind", _("Organisations of your kind do not state this."))
    except OrdersMissing:
        form.add_error("orders", _("Choose the orders that these reviews are about."))
    except SignatureRefused:
        form.add_error("signature", _("This is not the signature of this file under a good client key of yours."))
    return None


def _first_signed(organisation: Organisation, form: HandInForm, handed) -> Delivery:
    """Under whichever of the organisation's keys the signature is."""
    refused = SignatureRefused("signature_missing")
    for signature in form.signatures():
        try:
            return hand_in(organisation, handed(signature))[0]
        except SignatureRefused as problem:
            refused = problem
    raise refused


@require_safe
@never_cache
@permitted("facts.read", the_organisation)
def delivery(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """One file: how far it is, what would come of it, row by row what is not taken, what can be done."""
    row = _of(org, uid)
    shown = Paginator(row.refused.order_by("line", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    job = Job.objects.filter(uid=row.job).first() if row.job and row.state in ("received", "admitting") else None
    return render(request, "facts/one.html", page_of(request, org) | {
        "row": _row(row), "shown": shown, "job": job, "progress": progress(job) if job else None,
        "rows": [{"line": each.line, "why": words.why_row(each.code, each.column)} for each in shown],
        "can_admit": "admit" in steps_for(row) and may(request, "facts.admit", org),
        "can_now": row.state in ("checked", "waiting")
                   and settings.SHOUYI_DEMONSTRATION and may(request, "facts.admit", org)
                   and bool(row.new + row.known),
        "can_undo": "undo" in steps_for(row) and may(request, "facts.undo", org),
        "along": row.reviews.filter(state__in=OPEN).count(),
        "hours": settings.SHOUYI_FACTS_WINDOW_H,
    })  # fmt: skip


@require_POST
@permitted("facts.admit", the_organisation)
def admit(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """After the window; in a demonstration at once, if asked."""
    return _step(request, org, uid, lambda row: ask_to_admit(row, now="now" in request.POST))


@require_POST
@permitted("facts.undo", the_organisation)
def undo_delivery(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """Takes it back while there is time."""
    return _step(request, org, uid, undo)


def _step(request: HttpRequest, org: str, uid: UUID, step) -> HttpResponse:
    try:
        step(_of(org, uid))
    except StepRefused:
        messages.error(request, _("This cannot be done any more. The page shows where the file stands now."))
    return HttpResponseRedirect(reverse("delivery", args=[org, uid]))


@require_safe
@never_cache
@permitted("facts.read", the_organisation)
def refused_file(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """The refused rows as CSV, with what stood there while the content is here; nothing in it runs in a spreadsheet."""
    row = _of(org, uid)
    lines = _lines(row)
    rows = [
        (str(each.line), each.column, each.code, words.why_row(each.code, each.column), lines.get(each.line, ""))
        for each in row.refused.order_by("line", "pk")
    ]
    answer = HttpResponse(
        write_csv([("line", "column", "code", "message", "row"), *rows]), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="refused-{str(uid)[:8]}.csv"'
    return answer


def _lines(row: Delivery) -> dict[int, str]:
    """The file's lines by number; none once its content was destroyed."""
    if row.dropped_at:
        return {}
    try:
        return dict(enumerate(content(row).decode("utf-8", "replace").split("\n"), 1))
    except ArchiveError:
        return {}


def _of(org: str, uid: UUID) -> Delivery:
    return get_object_or_404(Delivery.objects.select_related("organisation", "orders"), uid=uid, organisation__org=org)
