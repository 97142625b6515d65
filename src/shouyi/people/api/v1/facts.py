"""Orders, reviews and outcomes that you hand in: looked at first, undone while there is time, admitted once."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from shouyi.evidence.upload import UploadRefused
from shouyi.people.api.cursors import page
from shouyi.people.api.gate import Needs
from shouyi.people.api.problems import Place, Problem
from shouyi.people.api.schemas import Cursor, Deliveries, DeliverySaid, Limit, Refusals, RefusalSaid, instant
from shouyi.people.api.v1.organisation import organisation_of
from shouyi.people.facts import words
from shouyi.people.facts.delivering import (
    Handed,
    KindRefused,
    OrdersMissing,
    StepRefused,
    ask_to_admit,
    hand_in,
    steps_for,
    undo,
)  # fmt: skip
from shouyi.people.facts.models import Delivery
from shouyi.people.facts.signatures import Signature, SignatureRefused

router = Router(tags=["facts"])
FILE_BYTES_MAX = 20 * 1024 * 1024
TYPES = ("text/csv", "application/x-ndjson")
DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):", re.ASCII)
KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
UPLOAD = {
    "requestBody": {
        "required": True,
        "description": "The table as docs/stages/evidence.md has it, UTF-8, at most 20 MiB and 200,000 rows.",
        "content": {name: {"schema": {"type": "string", "minLength": 1}} for name in TYPES},
    },
    "parameters": [
        {"in": "header", "name": "Content-Digest", "required": True, "description": "RFC 9530, over the body.",
         "schema": {"type": "string", "pattern": r"^sha-256=:[A-Za-z0-9+/]{43}=:$"}},
        {"in": "header", "name": "Upload-Key", "required": False, "description": "Your client key, where you sign.",
         "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
        {"in": "header", "name": "Upload-Signature", "required": False,
         "description": "Ed25519 over the five lines of docs/api/README.md, in base64.",
         "schema": {"type": "string", "pattern": "^[A-Za-z0-9+/]{86}==$"}},
    ],
}  # fmt: skip


@router.post("/facts", auth=Needs("facts.upload", types=TYPES, bytes_max=FILE_BYTES_MAX, keyed=True, atomic=False),
             response={200: DeliverySaid, 201: DeliverySaid}, operation_id="uploadFacts", summary="Hand in a file",
             openapi_extra=UPLOAD)  # fmt: skip
def upload_facts(
    request: HttpRequest, kind: Literal["orders", "reviews", "outcomes"], orders: UUID | None = None
) -> Status[DeliverySaid]:
    """Takes a file of orders, reviews or outcomes in, and looks at it row by row: read it until it is `checked`.

    The same file again is the same delivery (200), and adds nothing. Reviews name the delivery of their `orders`. Which
    outcomes an organisation may attest depends on what it is: a row of another's is refused (`not_yours_to_attest`).
    """
    body = _whole_body(request)
    via = request.actor.program.client  # type: ignore[attr-defined]
    handed = Handed(kind, body, orders, via, None, _signature(request))
    try:
        row, new = hand_in(organisation_of(request), handed)
    except KindRefused:
        raise Problem("kind", Place("query", "kind", "kind")) from None
    except UploadRefused as refused:
        raise Problem("file_refused", Place("file", "", refused.code, refused.line)) from None
    except SignatureRefused as refused:
        raise Problem(refused.code, Place("header", "Upload-Signature", refused.code)) from None
    except OrdersMissing:
        raise Problem("orders_missing", Place("query", "orders", "missing")) from None
    return Status(201 if new else 200, _said(row))


def _whole_body(request: HttpRequest) -> bytes:
    """The body, if it is what its digest says. Raises Problem."""
    found = DIGEST.fullmatch(request.headers.get("Content-Digest", "").strip())
    if found is None:
        raise Problem("digest_missing", Place("header", "Content-Digest", "missing"))
    if not hmac.compare_digest(base64.b64decode(found[1]), hashlib.sha256(request.body).digest()):
        raise Problem("digest_differs", Place("header", "Content-Digest", "differs"))
    return request.body


def _signature(request: HttpRequest) -> Signature | None:
    key, shown = request.headers.get("Upload-Key", ""), request.headers.get("Upload-Signature", "")
    if not key and not shown:
        return None
    try:
        value = base64.b64decode(shown, validate=True)
    except (ValueError, binascii.Error):
        value = b""
    if not KEY.fullmatch(key) or len(value) != 64:
        raise Problem("signature_invalid", Place("header", "Upload-Signature", "malformed"))
    return Signature(key, value)


@router.get("/facts", auth=Needs("facts.read"), response=Deliveries, operation_id="listDeliveries",
            summary="List what you handed in")  # fmt: skip
def list_deliveries(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Deliveries:
    """Your organisation's files, the newest first."""
    org = request.actor.program.seat.org  # type: ignore[attr-defined]
    rows = Delivery.objects.filter(organisation__org=org).select_related("orders")
    found, after = page(rows, f"facts/{org}", cursor, limit)
    return Deliveries(items=[_said(row) for row in found], next=after)


@router.get("/facts/{uuid:uid}", auth=Needs("facts.read", etag=True), response=DeliverySaid,
            operation_id="readDelivery", summary="Read how far a file is")  # fmt: skip
def read_delivery(request: HttpRequest, uid: UUID) -> DeliverySaid:
    """Where it stands, how many rows are news, known or refused, and which steps are possible."""
    return _said(_delivery(request, uid))


@router.get("/facts/{uuid:uid}/refusals", auth=Needs("facts.read"), response=Refusals, operation_id="listRefusals",
            summary="List refused rows")  # fmt: skip
def list_refusals(request: HttpRequest, uid: UUID, cursor: Cursor = "", limit: Limit = 100) -> Refusals:
    """The rows that are not taken, from the top of the file: line, code, column, and what to do about it.

    Messages are in the language of Accept-Language (zh, en).
    """
    row = _delivery(request, uid)
    found, after = page(row.refused.all(), f"refusals/{row.uid}", cursor, limit, forwards=True)
    items = [
        RefusalSaid(line=r.line, code=r.code, column=r.column, message=words.why_row(r.code, r.column)) for r in found
    ]
    return Refusals(items=items, next=after)


@router.post("/facts/{uuid:uid}/admit", auth=Needs("facts.admit", keyed=True), response=DeliverySaid,
             operation_id="admitDelivery", summary="Admit a file")  # fmt: skip
def admit_delivery(request: HttpRequest, uid: UUID) -> DeliverySaid:
    """Admits the rows that are not refused. It is final at `final_at`; until then it can be undone."""
    return _step(request, uid, ask_to_admit)


@router.post("/facts/{uuid:uid}/undo", auth=Needs("facts.undo", keyed=True), response=DeliverySaid,
             operation_id="undoDelivery", summary="Undo a file")  # fmt: skip
def undo_delivery(request: HttpRequest, uid: UUID) -> DeliverySaid:
    """Takes a file back that is not final yet, and with orders their reviews. Its content is destroyed."""
    return _step(request, uid, undo)


def _step(request: HttpRequest, uid: UUID, step) -> DeliverySaid:
    try:
        step(_delivery(request, uid))
    except StepRefused:
        raise Problem("not_now") from None
    return _said(_delivery(request, uid))


def _delivery(request: HttpRequest, uid: UUID) -> Delivery:
    org = request.actor.program.seat.org  # type: ignore[attr-defined]
    return get_object_or_404(Delivery.objects.select_related("orders", "organisation"), uid=uid, organisation__org=org)


def _said(row: Delivery) -> DeliverySaid:
    return DeliverySaid(
        uid=row.uid, kind=row.kind, state=row.state, received_at=instant(row.received_at),
        final_at=instant(row.final_at),
        rows_new=row.new, rows_known=row.known, rows_refused=row.refused.count(), entries=row.entries,
        orders=row.orders.uid if row.orders else None, signed_by=row.signed_by, why=row.why, steps=list(steps_for(row)),
    )  # fmt: skip
