"""Pages of one's rights over the file: exports, the erasure, its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouyi.archive.errors import ArchiveError
from shouyi.people.behind import behind
from shouyi.people.jobs.models import Job
from shouyi.people.permission.actors import Target
from shouyi.people.permission.requests import permitted, the_account
from shouyi.people.rights import erasing, exporting, receipts, words
from shouyi.people.rights.forms import ONCE, ErasureForm
from shouyi.people.rights.models import Erasure, Export
from shouyi.people.rights.pdf import NoFonts, pdf_of
from shouyi.people.rights.rows import ERASING, EXPORTING, Whose
from shouyi.people.trail import notes

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseBase


def own_file(request: HttpRequest, **kwargs: object) -> Target:
    """One's own, never that of whom one helps."""
    return Target(ref=request.actor.ref)  # type: ignore[attr-defined]


def the_export(request: HttpRequest, uid: UUID, **kwargs: object) -> Target:
    """Whose export the address names."""
    return Target(account=str(get_object_or_404(Export.objects.select_related("account"), uid=uid).account.uid))


@require_safe
@never_cache
@permitted("account.read", the_account)
def my_rights(request: HttpRequest) -> HttpResponse:
    """Exports that can be fetched, an erasure that waits, receipts; and the ways to each."""
    now, account = timezone.now(), request.user
    done = Erasure.objects.filter(account=account, done_at__isnull=False).order_by("-done_at")
    page = {
        "exports": Export.objects.filter(account=account, until__gt=now),
        "erasure": erasing.open_for(account),
        "receipts": [each.link for each in done],
        "has_file": bool(account.ref),
    }
    return render(request, "rights/mine.html", page)


# the export -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("account.export", the_account)
def new_export(request: HttpRequest) -> HttpResponse:
    """Says what an export holds; then puts one together in the background."""
    if request.method != "POST":
        return render(request, "rights/export.html")
    made = exporting.ask(request.user, get_language() or "zh-hans")
    return HttpResponseRedirect(reverse("job", args=[_job(f"{EXPORTING}/{made.uid}").uid]))


def _job(key: str) -> Job:
    return get_object_or_404(Job, key=key)


@require_safe
@never_cache
@permitted("account.export", the_export)
def export_content(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The ZIP, for its owner alone; that it was fetched stands in the view log."""
    export = get_object_or_404(Export, uid=uid, ready_at__isnull=False, until__gt=timezone.now())
    try:
        chunks = behind().files.open(export.holder, export.address)
    except ArchiveError:
        raise Http404 from None
    Export.objects.filter(pk=export.pk).update(fetched_at=timezone.now())
    if export.ref:
        notes.note(request.actor, export.ref, "file.export", "own")
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Length"] = str(export.size)
    response["Content-Disposition"] = 'attachment; filename="shouyi-export.zip"'
    return response


# the erasure ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("file.erase", own_file)
def erase(request: HttpRequest) -> HttpResponse:
    """When and what; then what would go, stay and is out of reach; then, by one more button, it is asked for."""
    if erasing.open_for(request.user):
        return HttpResponseRedirect(reverse("my_rights"))
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        return _ask(request, form) if "sure" in request.POST else _check(request, form)
    return render(request, "rights/erase.html", {"form": form})


def _check(request: HttpRequest, form: ErasureForm) -> HttpResponse:
    with_account = form.cleaned_data["what"] == "account"
    said = erasing.inventory(Whose(request.user.ref or "", request.user, with_account))
    at_once = form.cleaned_data["when"] == ONCE
    page = {"form": form, "page": words.receipt(said), "at_once": at_once, "wait_days": erasing.WAIT_DAYS}
    return render(request, "rights/erase_check.html", page)


def _ask(request: HttpRequest, form: ErasureForm) -> HttpResponse:
    at_once, with_account = form.cleaned_data["when"] == ONCE, form.cleaned_data["what"] == "account"
    try:
        _made, link = erasing.ask(request.actor, request.user, at_once=at_once, with_account=with_account)
    except erasing.AskedAlready:
        return HttpResponseRedirect(reverse("my_rights"))
    job = _job(f"{ERASING}/{_made.uid}")
    address = settings.SHOUYI_URL + reverse("erasure_receipt", args=[link])
    page = {"address": address, "at_once": at_once, "job": job.uid, "days": receipts.DAYS, "due_at": _made.due_at}
    return render(request, "rights/erase_asked.html", page)


@require_POST
@permitted("account.settle", the_account)
def keep(request: HttpRequest) -> HttpResponse:
    """Revokes an erasure that has not begun."""
    erasing.revoke(request.user)
    return HttpResponseRedirect(reverse("my_rights"))


@require_safe
@never_cache
@permitted("receipt.read")
def receipt(request: HttpRequest, link: str) -> HttpResponse:
    """What an erasure did, for whoever holds its link; `?as=pdf` the same to keep."""
    found = receipts.read(link)
    if found is None or not found[1].whole:
        return render(request, "rights/receipt_waiting.html", status=404 if found is None else 200)
    page = {"page": words.receipt(found[0]), "until": found[1].until, "link": link}
    if request.GET.get("as") == "pdf":
        return _as_pdf(request, page)
    return render(request, "rights/receipt.html", page)


def _as_pdf(request: HttpRequest, page: dict[str, object]) -> HttpResponse:
    try:
        document = pdf_of("rights/receipt_print.html", page)
    except NoFonts:
        return render(request, "rights/receipt.html", page | {"no_pdf": True}, status=503)
    answer = HttpResponse(document, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="shouyi-erasure.pdf"'
    return answer
