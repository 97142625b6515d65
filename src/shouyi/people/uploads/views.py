"""Pages of files: one's own, one more, the content, deleting. No address holds anything but a random name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shouyi.archive.errors import ArchiveError
from shouyi.evidence.upload import UploadRefused
from shouyi.people.behind import behind
from shouyi.people.permission.actors import Target
from shouyi.people.permission.requests import permitted, the_file
from shouyi.people.uploads.forms import UploadForm
from shouyi.people.uploads.keeping import delete_upload, keep_upload
from shouyi.people.uploads.models import Upload
from shouyi.people.uploads.words import why_refused

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

A_PAGE = 40
SANDBOX = "sandbox; default-src 'none'; style-src 'none'; frame-ancestors 'none'"


def the_upload(request: HttpRequest, uid: UUID, **kwargs: object) -> Target:
    """Whose the upload is that the address names."""
    return Target(ref=get_object_or_404(Upload, uid=uid).holder)


@require_safe
@never_cache
@permitted("upload.read", target=the_file)
def my_uploads(request: HttpRequest) -> HttpResponse:
    """The files at hand, the newest first."""
    found = Upload.objects.filter(holder=request.target.ref)  # type: ignore[attr-defined]
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "uploads/mine.html", {"shown": shown, "uploads": shown.object_list})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("upload.write", target=the_file)
def new_upload(request: HttpRequest) -> HttpResponse:
    """One more file."""
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid() and _keep(request, form):
        return HttpResponseRedirect(reverse("my_uploads"))
    return render(request, "uploads/new.html", {"form": form})


def _keep(request: HttpRequest, form: UploadForm) -> bool:
    """Keeps it, or says in the form why it is not kept."""
    data, ref = form.cleaned_data, request.target.ref  # type: ignore[attr-defined]
    try:
        keep_upload(ref, data["file"], form.unverified_name, data["alternative"], decorative=data["decorative"])
    except UploadRefused as refusal:
        form.add_error("file", why_refused(refusal))
        return False
    return True


@require_safe
@never_cache
@permitted("upload.read", target=the_upload)
def upload_content(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The content: pictures to be seen in a page, all else to be saved. It runs nothing and is cached nowhere."""
    upload = get_object_or_404(Upload, uid=uid)
    try:
        chunks = behind().files.open(upload.holder, upload.address)
    except ArchiveError:
        raise Http404 from None
    response = StreamingHttpResponse(chunks, content_type=upload.media_type)
    response["Content-Length"] = str(upload.size)
    response["Content-Disposition"] = content_disposition_header(not upload.is_picture, upload.filename)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("upload.write", target=the_upload)
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Asks once, then deletes for good."""
    upload = get_object_or_404(Upload, uid=uid)
    if request.method == "POST":
        delete_upload(upload)
        return HttpResponseRedirect(reverse("my_uploads"))
    return render(request, "uploads/delete.html", {"upload": upload})
