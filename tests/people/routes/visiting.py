"""Sending one request of a row as one visitor, and everything that the answer gives away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from people.routes.rows import Row
from people.routes.standing import Standing, taken_back

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

CHANCE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}')


def visit(
    standing: Standing, row: Row, who: str, method: str, *, fresh: bool = True, keep: bool = False, **changed: Any
) -> HttpResponse:
    """The answer to one request. What it changed is taken back unless `keep`; `changed` are other arguments."""
    client = prepared(standing, row, who, fresh=fresh)
    with taken_back(keep):
        return send(client, row, standing, method, **changed)


def prepared(standing: Standing, row: Row, who: str, *, fresh: bool = True, **options: Any) -> Client:
    """The visitor's browser, with what the row wants in the session of the one who may."""
    client = standing.client(who, fresh=fresh, **options)
    if who == row.tie.allowed and (wanted := row.session(standing)):
        session = client.session
        session.update(wanted)
        session.save()
    return client


def send(client: Client, row: Row, standing: Standing, method: str, **changed: Any) -> HttpResponse:
    from django.urls import reverse

    arguments = dict(row.arguments(standing)) | changed
    path = reverse(row.name, kwargs=arguments) + row.query
    if method == "POST":
        return client.post(path, dict(row.body(standing)))
    return client.generic(method, path)


def everything(answer: HttpResponse) -> str:
    """Status, headers, cookies and content as one text."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return f"{answer.status_code} {dict(answer.headers)} {answer.cookies} {content.decode('utf-8', 'replace')}"


def answered_by(answer: HttpResponse) -> str:
    """The same, without what chance makes of it."""
    answer.cookies.clear()
    for name in ("X-Request-Id", "Expires"):
        answer.headers.pop(name, None)
    return CHANCE.sub("", everything(answer))
