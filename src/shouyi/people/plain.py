"""Whatever comes in a request is text: a sign that no text holds is refused before any page reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase


class PlainText:
    """Answers NUL with a page of its own (400): PostgreSQL keeps none, so that reading on would be an error of ours.

    In addresses, and in the fields of forms, which the check of their token has read by now. The API's gate judges its
    own. Lone surrogates cannot come: Django reads text as UTF-8 and replaces what is none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if request.path.startswith("/api/") or not any("\0" in text for text in _texts(request)):
            return None
        return render(request, "400.html", status=400)


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    for fields in (request.GET, request.POST) if request.method == "POST" else (request.GET,):
        for name, values in fields.lists():
            yield name
            yield from values
