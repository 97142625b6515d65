"""The document of the API itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from shouyi.people.api.gate import Needs

router = Router(tags=["document"])


@router.get("/openapi.json", auth=Needs("page.read", public=True, etag=True), response=dict,
            operation_id="readDocument",
            summary="Read this document")  # fmt: skip
def read_document(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1. It is kept beside the program, and a test holds the two alike."""
    from shouyi.people.api.document import document_text

    return HttpResponse(document_text(), content_type="application/json; charset=utf-8")
