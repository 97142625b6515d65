"""A program of an organisation, as tests use it: with a real client, a real token, over Django's own test client."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpResponse

    from shouyi.people.api.models import Client as Row
    from shouyi.people.organisations.models import Organisation

BANK, PLATFORM, OTHER, OPERATOR = "org-bank-api", "org-platform-tests", "org-platform-other", "org-operator-tests"
KINDS = {BANK: "bank", PLATFORM: "platform", OTHER: "platform", OPERATOR: "operator"}


def organisation(org: str) -> Organisation:
    from shouyi.people.organisations.models import Organisation

    return Organisation.objects.get_or_create(org=org, defaults={"kind": KINDS[org], "name_zh": org, "name_en": org})[0]


@dataclass
class Program:
    """`token` is sent with every request unless told otherwise."""

    row: Row
    secret: str
    token: str = ""

    def fetch_token(self, scope: str = "") -> HttpResponse:
        data = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        return browser().post("/api/v1/token", data=form(data), content_type=FORM, headers=self.basic())

    def basic(self) -> dict[str, str]:
        pair = f"{self.row.uid}:{self.secret}".encode()
        return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def get(self, path: str, **headers: str) -> HttpResponse:
        return browser().get(f"/api/v1{path}", headers=self.bearer() | headers)

    def post(self, path: str, body: Any = None, key: str | None = "", **headers: str) -> HttpResponse:
        """`key` None: without; "": a new one."""
        keyed = {} if key is None else {"Idempotency-Key": key or secrets.token_hex(16)}
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = headers.pop("type", "application/json")
        return browser().post(f"/api/v1{path}", data=data, content_type=kind, headers=self.bearer() | keyed | headers)

    def upload(self, kind: str, data: bytes, query: str = "", key: str | None = "", **headers: str) -> HttpResponse:
        return self.post(
            f"/facts?kind={kind}{query}", data, key, **({"type": "text/csv", "Content-Digest": of(data)} | headers)
        )

    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} if self.token else {}


FORM = "application/x-www-form-urlencoded"


def form(data: dict[str, str]) -> bytes:
    from urllib.parse import urlencode

    return urlencode(data).encode()


def of(data: bytes) -> str:
    """Content-Digest of the data."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


def browser() -> Any:
    from django.test import Client

    return Client(SERVER_NAME="localhost")


def program(org: str, *scopes: str, jwk: str = "") -> Program:
    """A new one, with every scope of its kind unless told which."""
    from shouyi.people.api.clients import make_client, scopes_for

    found = organisation(org)
    row, secret = make_client(found, "tests", scopes or scopes_for(found.kind), None, jwk)
    made = Program(row, secret)
    if secret:
        made.token = made.fetch_token().json()["access_token"]
    return made


def code(response: HttpResponse) -> tuple[int, str]:
    """Status and code of a problem, whose form is looked at."""
    assert response["Content-Type"] == "application/problem+json", response.content
    said = response.json()
    assert said["status"] == response.status_code
    assert said["next"]
    assert set(said) == {"type", "title", "status", "code", "next", "where"}
    return response.status_code, said["code"]
