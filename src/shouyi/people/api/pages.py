"""Pages about the API: its guide, made from the document itself, without a script of anybody else's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouyi.people.api.document import document
from shouyi.people.api.limits import POLICIES
from shouyi.people.api.problems import KINDS
from shouyi.people.permission.requests import permitted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@permitted("page.read")
def guide(request: HttpRequest) -> HttpResponse:
    """How to begin, every operation, every error."""
    found = _document()
    return render(request, "api/guide.html", {
        "base": f"{settings.SHOUYI_URL}/api/v1", "about": found["info"]["description"], "limits": POLICIES,
        "operations": [
            _operation(path, method, entry)
            for path, methods in found["paths"].items()
            for method, entry in methods.items()
        ],
        "problems": [(code, kind) for code, kind in sorted(KINDS.items())],
    })  # fmt: skip


@cache
def _document() -> dict[str, Any]:
    """Made once a process: whoever asks for this page again and again must not have it made anew each time."""
    return document()


def _operation(path: str, method: str, entry: dict[str, Any]) -> dict[str, Any]:
    scopes = [scope for each in entry.get("security", ()) for scopes in each.values() for scope in scopes]
    return {
        "id": entry["operationId"], "path": path, "method": method.upper(), "summary": entry["summary"],
        "description": " ".join(entry.get("description", "").split()), "scope": ", ".join(scopes),
        "parameters": [
            {"name": p["name"], "in": p["in"], "required": p["required"], "description": p.get("description", "")}
            for p in entry["parameters"]
        ],
        "statuses": ", ".join(entry["responses"]),
    }  # fmt: skip
