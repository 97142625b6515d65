"""The document: what django-ninja says of the operations, and what the gate adds to every one of them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from shouyi.people.api.gate import ENDINGS, Needs, needs_of
from shouyi.people.api.problems import KINDS, MEDIA_TYPE, STATUSES
from shouyi.people.api.schemas import ProblemDetails
from shouyi.people.api.version1 import DESCRIPTION, api
from shouyi.people.permission.rules import SCOPES

BASE = "/api/v1"
FOR_ALL = (400, 403, 404, 405, 413, 411, 415, 429, 500, 503)
_UID = {"uid": "$response.body#/uid"}
_FIRST = {"uid": "$response.body#/items/0/uid"}
LINKS: dict[str, tuple[str, dict[str, dict[str, str]]]] = {
    "uploadFacts": ("201", dict.fromkeys(("readDelivery", "listRefusals", "admitDelivery", "undoDelivery"), _UID)),
    "admitDelivery": ("200", dict.fromkeys(("readDelivery", "undoDelivery"), _UID)),
    "undoDelivery": ("200", dict.fromkeys(("readDelivery", "admitDelivery"), _UID)),
    "listDeliveries": ("200", dict.fromkeys(("readDelivery", "listRefusals", "admitDelivery"), _FIRST)),
    "listCases": ("200", dict.fromkeys(("readCase", "answerCase", "assignCase"), _FIRST)),
    "readCase": ("200", dict.fromkeys(("answerCase", "assignCase"), _UID)),
    "listConsents": ("200", dict.fromkeys(("readFile",), _FIRST)),
    "askForConsent": ("201", dict.fromkeys(("readAsk",), _UID)),
}
"""By operation: of which answer, and which operations go on from it with what."""
FIELDS = {
    "RateLimit": "What is left of the policy, and when it begins anew.",
    "RateLimit-Policy": "How many requests in how many seconds.",
    "X-Request-Id": "The id under which our log has this request.",
}


def document() -> dict[str, Any]:
    """The whole document, for this version of the program."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    found["info"] = {"title": "Shouyi 守艺", "version": api.version, "description": DESCRIPTION,
                     "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}  # fmt: skip
    found["servers"] = [{"url": "/", "description": "The installation whose document this is."}]
    for operation in _operations():
        for method in operation.methods:
            _complete(_entry(found, operation.operation_id, method), needs_of(operation), method)
    schemas = found["components"]["schemas"]
    schemas["ProblemDetails"] = ProblemDetails.model_json_schema(
        ref_template="#/components/schemas/{model}", by_alias=True
    )
    schemas |= schemas["ProblemDetails"].pop("$defs", {})
    found["components"]["securitySchemes"] = _schemes()
    found["components"]["headers"] = {n: {"description": t, "schema": {"type": "string"}} for n, t in FIELDS.items()}
    return found


def _operations() -> list[Any]:
    return [
        each
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for each in view.operations
    ]


def _entry(found: dict[str, Any], operation_id: str, method: str) -> dict[str, Any]:
    return next(
        entry for methods in found["paths"].values() for name, entry in methods.items()
        if name == method.lower() and entry["operationId"] == operation_id
    )  # fmt: skip


def _complete(entry: dict[str, Any], needs: Needs, method: str) -> None:
    if needs.public:
        entry["security"] = []
    else:
        entry["security"] = [{"client": [needs.action]}]
    entry["parameters"] = [each for each in entry["parameters"] if each["in"] != "cookie"]
    if needs.keyed:
        entry["parameters"].append(_key())
    if needs.etag:
        entry["responses"][304] = {"description": "You have this very answer (If-None-Match)."}
    if entry["operationId"] in ENDINGS:
        entry["deprecated"] = True
    _problems(entry, needs)
    for status, said in entry["responses"].items():
        if int(status) != 304:
            said["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in FIELDS}
    if entry["operationId"] in LINKS:
        status, onward = LINKS[entry["operationId"]]
        links = {name: {"operationId": name, "parameters": given} for name, given in onward.items()}
        entry["responses"][int(status)]["links"] = links
    entry["responses"] = {str(status): entry["responses"][status] for status in sorted(entry["responses"], key=int)}


def _key() -> dict[str, Any]:
    return {
        "in": "header", "name": "Idempotency-Key", "required": True, "example": "2f1c6a5e-4c0b-4b1e-9a53-0f3e8f7c1d2a",
        "description": "Yours, random, one for each thing that you want done. Sent again with the same request it gives "  # noqa: E501
        "the same answer for 24 hours; with another request, 422; while the first is under way, 409.",
        "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{8,128}$"},
    }  # fmt: skip


def _problems(entry: dict[str, Any], needs: Needs) -> None:
    statuses = {*FOR_ALL, 422} | (set() if needs.public else {401}) | ({409} if needs.keyed else set())
    for status in sorted(statuses & set(STATUSES)):
        codes = sorted(code for code, kind in KINDS.items() if kind.status == status)
        problem = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
        known = entry["responses"].setdefault(status, {"description": f"A problem: {', '.join(codes)}."})
        known.setdefault("content", {})[MEDIA_TYPE] = problem


def _schemes() -> dict[str, Any]:
    scopes = dict.fromkeys(sorted(SCOPES), "A row of the table of permissions.")
    flow = {"clientCredentials": {"tokenUrl": f"{BASE}/token", "scopes": scopes}}
    return {"client": {"type": "oauth2", "description": "A client of your organisation.", "flows": flow}}


@cache
def document_text() -> str:
    """As it is served and kept: sorted, so that a change shows as what it is."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
