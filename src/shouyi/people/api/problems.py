"""Errors as problem details (RFC 9457): a stable code, what is wrong and where, and what to do next.

Written in English for whoever writes programs; pages say the same to people in their language. A problem never repeats
a value that somebody sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One code: the status it comes with, what it means, and the next step."""

    status: int
    title: str
    next: str


_KINDS = {
    # how it was sent
    "https_required": Kind(403, "The API is served over https alone.", "Use the https address, and make a new secret."),
    "token_in_url": Kind(400, "A credential stands in the address.",
                         "Send it in the header Authorization; ask for a new one."),
    "malformed": Kind(400, "The request cannot be read.", "Compare it with the document of the API."),
    "body_cut_short": Kind(400, "Fewer bytes arrived than were announced.",
                           "Send it again, with the same Idempotency-Key."),
    "json_invalid": Kind(400, "The body is not JSON as RFC 8259 and I-JSON have it.",
                         "Send one object, each name once."),
    "json_too_deep": Kind(400, "The JSON is nested too deeply.", "At most 16 levels are read."),
    "json_number": Kind(400, "A number is not finite or not exact.", "Use integers from -(2^53-1) to 2^53-1."),
    "length_required": Kind(411, "A body came without its length.",
                            "Send Content-Length; chunked bodies are not read."),
    "too_large": Kind(413, "The body is too large.", "At most 1 MiB, for files 20 MiB; split the file."),
    "media_type": Kind(415, "The media type of the body is not taken here.",
                       "Send what the document names, not compressed."),
    "method": Kind(405, "This address has no such method.", "The header Allow names those that it has."),
    # who asks
    "token_missing": Kind(401, "There is no token.", "Ask /api/v1/token for one; send it as Authorization: Bearer."),
    "token_unknown": Kind(401, "The token is not good.", "It has run out or was ended: ask for a new one."),
    "scope": Kind(403, "The token does not have the scope for this.",
                  "An administrator of your organisation can add it."),
    "kind": Kind(403, "Organisations of your kind do not do this.", "The table of permissions says which ones do."),
    "suspended": Kind(403, "Your organisation is suspended: it can look, not act.", "Ask the operator."),
    "not_allowed": Kind(403, "This is not allowed.", "The table of permissions says who may."),
    "not_found": Kind(404, "There is nothing here, or it is not yours.", "Take addresses from lists, as they are."),
    "too_many": Kind(429, "Too many requests.", "Wait as long as Retry-After says."),
    # what is asked
    "invalid": Kind(422, "The request says something that it may not say.",
                    "`where` names each place and what is wrong."),
    "cursor_invalid": Kind(400, "The cursor is not one of this list.", "Take `next` as it was given, or begin anew."),
    "key_missing": Kind(400, "The header Idempotency-Key is missing or malformed.",
                        "Send 8 to 128 printable ASCII characters."),
    "key_reused": Kind(422, "This Idempotency-Key came with another request.", "Use a new key for a new request."),
    "key_under_way": Kind(409, "The same request is under way.", "Ask again in a second, with the same key."),
    "changed_meanwhile": Kind(409, "Somebody else acted meanwhile.", "Read it anew, then decide."),
    "not_now": Kind(409, "Its state does not allow this step.", "Read it: `state` and `steps` say what is possible."),
    "consent_not_provided": Kind(422, "No consent can be given for this.", "The table of purposes says what for."),
    "code_unknown": Kind(422, "This code opens nothing.", "Ask its owner for a new one: each serves once."),
    "nothing_open": Kind(403, "No consent opens any of these fields.", "`where` says why; ask for consent."),
    "not_ready": Kind(503, "What this needs does not answer at the moment.", "Ask again later."),
    # files of facts
    "file_refused": Kind(422, "The file as a whole cannot be read.",
                         "`where` says what it is; mend it and send it again."),
    "digest_missing": Kind(400, "The header Content-Digest is missing or malformed.", "RFC 9530: sha-256=:base64:"),
    "digest_differs": Kind(400, "The body is not what Content-Digest says.",
                           "Send it again, with the same Idempotency-Key."),
    "signature_missing": Kind(403, "Your organisation signs its uploads, and this one has no signature.",
                              "Sign with the organisation's client key, or revoke that key."),
    "signature_invalid": Kind(403, "The signature is not of this upload under a good client key.", "See the guide."),
    "orders_missing": Kind(422, "Reviews need the orders that they are about.",
                           "Send `orders`, the uid of a delivery."),
    "internal": Kind(500, "We made a mistake.", "Nothing was changed. Send it again, or tell us the request's id."),
}  # fmt: skip
KINDS: Mapping[str, Kind] = MappingProxyType(_KINDS)
STATUSES = tuple(sorted({kind.status for kind in KINDS.values()}))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is wrong: `part` of the request (body, query, path, header), a JSON pointer or a name, a code."""

    part: str
    at: str
    code: str
    line: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"in": self.part, "at": self.at, "code": self.code} | ({"line": self.line} if self.line else {})


class Problem(Exception):
    """Raised anywhere below the gate; becomes the answer. Whatever the request had changed is undone."""

    def __init__(self, code: str, *where: Place, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code, self.where, self.headers = code, where, dict(headers or {})


def answer(code: str, where: Sequence[Place] = (), headers: Mapping[str, str] | None = None) -> JsonResponse:
    """The response for a code."""
    kind = KINDS[code]
    said = {
        "type": f"{settings.SHOUYI_URL}/api/v1/guide#{code}", "title": kind.title, "status": kind.status, "code": code,
        "next": kind.next, "where": [place.as_json() for place in where],
    }  # fmt: skip
    response = JsonResponse(said, status=kind.status, content_type=MEDIA_TYPE, headers=dict(headers or {}))
    if kind.status == 401:
        response.headers.setdefault("WWW-Authenticate", 'Bearer realm="shouyi"')
    return response
