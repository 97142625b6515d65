"""What the owner has of it: every note, as a file; and the answer to whoever wants to know whether it is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shouyi.ledger.holding import subject_digest
from shouyi.ledger.note import parse_note
from shouyi.people.behind import behind
from shouyi.people.cosigning import words
from shouyi.people.cosigning.forms import ChallengeForm
from shouyi.people.cosigning.keeping import kept
from shouyi.people.cosigning.models import Signed
from shouyi.people.cosigning.org_views import note_file
from shouyi.people.permission.requests import permitted, the_file
from shouyi.people.trail import notes

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@require_safe
@never_cache
@permitted("file.read", the_file)
def mine(request: HttpRequest) -> HttpResponse:
    """Every score that somebody recomputed and signed, and whether it still says what stands."""
    ref = request.target.ref  # type: ignore[attr-defined]
    report = behind().door.report(request.actor, ref)  # type: ignore[attr-defined]
    rows = [
        {"uid": each.row.uid, "said": words.signed_by(each.signers), "holds": each.holds, "known": bool(each.signers),
         "score": each.statement.score, "band": each.statement.band, "on": each.statement.as_of,
         "stands": report is not None and each.speaks_of(report.assessment)}
        for each in kept(ref)
    ]  # fmt: skip
    own = request.actor.ref == ref  # type: ignore[attr-defined]
    return render(request, "cosigning/mine.html", {"rows": rows, "own": own})


@require_safe
@never_cache
@permitted("file.read", the_file)
def note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The signed note. Whoever gets it can check it without us."""
    row = _row(request, uid)
    return note_file(row, "cosigned")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("cosign.answer", the_file)
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """First whom the answer is for; then the answer, made with the key that the note names."""
    row = _row(request, uid)
    about = subject_digest(parse_note(row.note.encode()).body)
    form = ChallengeForm(request.POST if request.method == "POST" else None, about=about)
    if request.method != "POST" or not form.is_valid():
        return render(request, "cosigning/challenge.html", {"form": form, "uid": uid})
    asked = form.cleaned_data["challenge"]
    if "sure" not in request.POST:
        return render(request, "cosigning/check.html", {"challenge": asked, "line": asked.to_line(), "uid": uid})
    with transaction.atomic():
        notes.note(request.actor, row.ref, "cosign.answer", "own")  # type: ignore[attr-defined]
        line = behind().cosigner.answer(row.ref, asked)
    return render(request, "cosigning/answer.html", {"challenge": asked, "line": line})


def _row(request: HttpRequest, uid: UUID) -> Signed:
    """Looked up among those of the file at hand; another's is not there."""
    ref = request.target.ref  # type: ignore[attr-defined]
    if not ref:
        raise Http404
    return get_object_or_404(Signed, uid=uid, ref=ref)
