"""Version 1 put together: django-ninja parses, checks and documents; the gate stands before every address of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.utils import replace_path_param_notation

from shouyi.people.api import gate
from shouyi.people.api.problems import Place, Problem, answer
from shouyi.people.api.strict import StrictParser
from shouyi.people.api.v1 import cases, consents, document, exposure, facts, organisation, proofs, tokens

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DESCRIPTION = (
    "For programs of organisations. Every answer is about your own organisation, or about what a person's consent "
    "opens to it; nothing here says, scores or hints at disability. Errors are problem details (RFC 9457) with a stable "  # noqa: E501
    "`code` and a `next` step. Days are in UTC+8."
)
api = NinjaAPI(
    title="Shouyi", version="1.0.0", description=DESCRIPTION, openapi_url=None, docs_url=None, parser=StrictParser(),
    urls_namespace="api1",
)  # fmt: skip
for each in (tokens, organisation, consents, cases, facts, exposure, proofs, document):
    api.add_router("", each.router)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Places and codes, never what stood there."""
    return answer("invalid", [_place(each) for each in error.errors][:20])


def _place(error: dict[str, Any]) -> Place:
    part, *rest = [str(each) for each in error.get("loc", ())] or ["body"]
    known = [step for step in rest if step not in ("heard",)]
    if error.get("type") == "extra_forbidden":
        known = known[:-1]  # a name that a stranger chose is a value too
    at = "/" + "/".join(known) if part == "body" else "/".join(known)
    return Place(part, at, str(error.get("type", "invalid")))


@api.exception_handler(Http404)
@api.exception_handler(HttpError)
@api.exception_handler(Exception)
def _raised(request: HttpRequest, error: Exception) -> HttpResponse:
    """Everything else goes to the gate, which undoes what was done and answers."""
    raise error


for _malformed in (BadRequest, HttpError, SuspiciousOperation, UnreadablePostError, UnicodeError):
    gate.ANSWERS.append((_malformed, "malformed"))


def patterns() -> list[URLPattern]:
    """One gate an address, in the order in which they were written."""
    return [
        path(
            replace_path_param_notation(route).lstrip("/"),
            gate.Gate(view),
            name=f"api1_{view.operations[0].view_func.__name__}",
        )
        for bound in api._get_bound_routers()
        for route, view in bound.path_operations.items()
    ]


def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever has no address here, said as the API says things."""
    return gate.leave(request, gate.answer_to(Problem("not_found")), gate.Passing())


not_found.action = "page.read"  # type: ignore[attr-defined]
not_found.csrf_exempt = True  # type: ignore[attr-defined]
