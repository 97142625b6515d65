"""What an organisation does with a consent to recompute and sign. Each look passes the door, signing too.

The export is read once, by the request that brings it, and not kept. What is signed goes to and fro in the form, sealed
by the house for a day; the key stays with the organisation, and the house sees its signature alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shouyi.ledger.errors import SignatureInvalid
from shouyi.ledger.possession import require_possession
from shouyi.people.behind import behind
from shouyi.people.consent.models import Consent
from shouyi.people.consent.standing import today
from shouyi.people.cosigning import words
from shouyi.people.cosigning.forms import ExportForm
from shouyi.people.cosigning.keeping import HandSigned, keep_signature, kept, open_beside, own_keys
from shouyi.people.cosigning.models import Signed
from shouyi.people.organisations.forms import ProofForm
from shouyi.people.organisations.views import may, page_of
from shouyi.people.permission.requests import permitted, the_organisation
from shouyi.people.ports.cosigner import CosignRefused
from shouyi.people.ports.door import NothingOpen
from shouyi.score.cosigned import parse_statement, to_sign
from shouyi.score.errors import AssessmentDiffers

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from shouyi.people.ports.door import Disclosed
    from shouyi.score.cosigned import Statement

PURPOSE, FIELDS = "cosigning", ("band", "score", "interval", "dimensions")
SALT, SIGNING_S, A_PAGE = "shouyi.people.cosigning.org_views", 24 * 60 * 60, 20


@require_safe
@never_cache
@permitted("cosign.read", the_organisation)
def people(request: HttpRequest, org: str) -> HttpResponse:
    """Who lets this organisation recompute their score and sign it today."""
    found = Consent.objects.filter(organisation__org=org, purpose=PURPOSE, withdrawn_at=None, until_on__gte=today())
    shown = Paginator(found.order_by("-given_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    signed = {row.ref for row in Signed.objects.filter(ref__in=[each.ref for each in shown]) if org in row.orgs}
    rows = [{"uid": each.uid, "called": each.handle, "until_on": each.until_on, "signed": each.ref in signed}
            for each in shown]  # fmt: skip
    return render(request, "cosigning/people.html", page_of(request, org) | {"shown": shown, "rows": rows})


@require_safe
@never_cache
@permitted("cosign.read", the_organisation)
def person(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """What this person opened, and what this organisation signed of it. Who else signed stands under the same text
    alone: the person handed the same export to both."""
    consent = _consent(org, uid)
    try:
        found = _open(request, consent, "cosign.read")
    except NothingOpen:
        return _closed(request, consent)
    notes = [
        {"said": words.signed_by(each.signers), "holds": each.holds, "score": each.statement.score,
         "band": each.statement.band, "on": each.statement.as_of}
        for each in kept(consent.ref) if org in each.row.orgs
    ]  # fmt: skip
    return _page(request, consent, "person", {
        "found": found, "notes": notes, "can_sign": _is_whole(found) and may(request, "cosign.sign", org),
        "lacking": not _is_whole(found),
    })  # fmt: skip


@require_safe
@never_cache
@permitted("cosign.read", the_organisation)
def note(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """The latest note that this organisation signed, as a file that anybody can check."""
    consent = _consent(org, uid)
    try:
        _open(request, consent, "cosign.read")
    except NothingOpen:
        return _closed(request, consent)
    row = next((each for each in Signed.objects.filter(ref=consent.ref) if org in each.orgs), None)
    if row is None:
        raise Http404
    return note_file(row, consent.handle)


def note_file(row: Signed, called: str) -> HttpResponse:
    """The note as whoever checks it wants it."""
    headers = {"Content-Disposition": f'attachment; filename="shouyi-{called}.note"'}
    return HttpResponse(row.note.encode(), content_type="text/plain; charset=utf-8", headers=headers)


# signing --------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted("cosign.sign", the_organisation)
def sign(request: HttpRequest, org: str, uid: UUID) -> HttpResponse:
    """The export, then both sums line by line, then the signature over what was recomputed."""
    consent = _consent(org, uid)
    if request.method == "POST" and "text" in request.POST:
        return _signed(request, consent, request.POST["text"])
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ExportForm(*sent)
    if request.method != "POST" or not form.is_valid():
        return _page(request, consent, "export", {"form": form, "has_key": bool(own_keys(org))})
    try:
        found = _open(request, consent, "cosign.sign")
        said = _recomputed(consent, found, form.cleaned_data["file"])
    except NothingOpen:
        return _closed(request, consent)
    except CosignRefused as problem:
        form.add_error("file", str(words.WHY[problem.code]))
        return _page(request, consent, "export", {"form": form, "has_key": bool(own_keys(org))})
    return _compared(request, consent, found, said)


def _recomputed(consent: Consent, found: Disclosed, unverified_export: bytes) -> Statement:
    if found.on is None or not _is_whole(found):
        raise CosignRefused("consent")
    org = consent.organisation.org
    return behind().cosigner.recompute(unverified_export, consent.ref, org, found.guide, found.on)


def _compared(request: HttpRequest, consent: Consent, found: Disclosed, said: Statement) -> HttpResponse:
    org, lines = consent.organisation.org, words.compared(found, said)
    equal, beside = all(line.same for line in lines), open_beside(consent.ref, said)
    signed = beside is not None and org in beside.orgs
    text = ""
    if equal and not signed and own_keys(org):
        about = [org, str(consent.uid), said.to_body().decode(), behind().cosigner.now()]
        text = signing.dumps(about, salt=SALT, compress=True)
    return _page(request, consent, "compare", {
        "lines": lines, "equal": equal, "signed": signed, "has_key": bool(own_keys(org)), "text": text,
        "beside": words.listed(beside.orgs) if beside and not signed else "",
        "form": ProofForm(), "to_sign": _bytes_of(text) if text else "",
    })  # fmt: skip


def _signed(request: HttpRequest, consent: Consent, unverified_text: str) -> HttpResponse:
    """What came back from the organisation's own machine; saved as a file first, where it asks for that."""
    said, unix = _opened(consent, unverified_text)
    data = to_sign(said, unix)
    if "save" in request.POST:
        headers = {"Content-Disposition": 'attachment; filename="to-sign.txt"'}
        return HttpResponse(data, content_type="text/plain; charset=utf-8", headers=headers)
    form = ProofForm(request.POST)
    by = _hand(consent.organisation.org, data, form) if form.is_valid() else None
    if by is None:
        return _page(request, consent, "sign", {"form": form, "text": unverified_text, "to_sign": data.decode()})
    try:
        _open(request, consent, "cosign.sign")  # withdrawn meanwhile, it is signed by nobody
        keep_signature(consent.ref, consent.organisation.org, said, by, unix)
    except NothingOpen:
        return _closed(request, consent)
    except AssessmentDiffers:
        messages.info(request, _("Your organisation has signed this already."))
    else:
        messages.success(request, _("Signed. You and the person can download it."))
    return HttpResponseRedirect(reverse("cosigning_person", args=[consent.organisation.org, consent.uid]))


def _hand(org: str, data: bytes, form: ProofForm) -> HandSigned | None:
    """Under which of the organisation's own keys this is a signature of the text; the form says so where under none."""
    signature = form.cleaned_data["signature"]
    for public in own_keys(org):
        try:
            require_possession(data, public, signature)
        except SignatureInvalid:
            continue
        return HandSigned(public, signature)
    form.add_error("signature", _("This is not the signature of the text under your key. Sign the file as it is."))
    return None


def _opened(consent: Consent, unverified_text: str) -> tuple[Statement, int]:
    """What this house recomputed for this organisation and consent within a day; anything else is not ours."""
    try:
        org, uid, body, unix = signing.loads(unverified_text, salt=SALT, max_age=SIGNING_S)
    except signing.BadSignature:
        raise Http404 from None
    if (org, uid) != (consent.organisation.org, str(consent.uid)):
        raise Http404
    return parse_statement(body.encode()), unix


def _bytes_of(text: str) -> str:
    _org, _uid, body, unix = signing.loads(text, salt=SALT)
    return to_sign(parse_statement(body.encode()), unix).decode()


# every page -----------------------------------------------------------------------------------------------------------


def _consent(org: str, uid: UUID) -> Consent:
    return get_object_or_404(
        Consent.objects.select_related("organisation"), organisation__org=org, uid=uid, purpose=PURPOSE
    )


def _open(request: HttpRequest, consent: Consent, act: str) -> Disclosed:
    """Raises NothingOpen where no consent opens anything for this any more."""
    actor, org = request.actor, consent.organisation.org  # type: ignore[attr-defined]
    return behind().door.open(actor, consent.ref, PURPOSE, FIELDS, act=act, org=org)


def _is_whole(found: Disclosed) -> bool:
    """Whether everything that is signed is open."""
    return set(FIELDS) <= set(found.fields)


def _closed(request: HttpRequest, consent: Consent) -> HttpResponse:
    return _page(request, consent, "closed", {}, 403)


def _page(
    request: HttpRequest, consent: Consent, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    about = page_of(request, consent.organisation.org) | {"called": consent.handle, "uid": consent.uid}
    return render(request, f"cosigning/{name}.html", about | context, status=status)
