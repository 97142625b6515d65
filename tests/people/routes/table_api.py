"""The API's part of the table of routes: one row an operation, with what a program, a program without the scope, one of
another organisation, a person's session and nobody are answered."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from people.api.programs import FORM, form, of
from people.routes.standing import Standing, orders_csv

if TYPE_CHECKING:
    from django.http import HttpResponse


@dataclass(frozen=True, slots=True)
class Call:
    """One operation. `status` is what `program` is answered, `other` what the other organisation's is; `public` asks
    nobody. `body` is JSON unless `type` says otherwise."""

    name: str
    method: str
    action: str
    status: int = 200
    program: str = "program_a"
    other: int = 404
    public: bool = False
    arguments: Callable[[Standing], Mapping[str, Any]] = field(default=lambda standing: {})
    body: Callable[[Standing], Any] = field(default=lambda standing: None)
    query: str = ""
    type: str = "application/json"

    @property
    def stranger(self) -> str:
        return "program_b" if self.program == "program_a" else "program_a"

    def send(self, standing: Standing, who: str, method: str = "", **changed: Any) -> HttpResponse:
        """As the program `who`, as a person with a session ("owner", …), or as nobody ("out")."""
        from django.urls import reverse

        path = reverse(SHARED.get(self.name, self.name), kwargs=dict(self.arguments(standing)) | changed) + self.query
        client = standing.client("out" if who.startswith("program") else who)
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        if who.startswith("program"):
            headers |= standing.things[who].bearer()
        data = self._data(standing)
        if data and self.type == "text/csv":
            headers["Content-Digest"] = of(data)
        return client.generic(method or self.method, path, data, self.type if data else "", headers=headers)

    def _data(self, standing: Standing) -> bytes:
        said = self.body(standing)
        if said is None:
            return b""
        return said if isinstance(said, bytes) else json.dumps(said).encode()


def uid(word: str) -> Callable[[Standing], dict[str, str]]:
    return lambda standing: {"uid": str(standing.things[word].uid)}


def answered(standing: Standing) -> dict[str, Any]:
    return {"outcome": "declined", "text": "looked at it", "version": standing.things["case"].version}


def charged(standing: Standing) -> dict[str, str]:
    return {"member": str(standing.accounts["officer_a"].uid)}


def ranked(standing: Standing) -> dict[str, Any]:
    return {"k": 1, "owners": [0, 1], "floors": [0, 1], "views": [{"items": [0, 1], "scores": [2, 1]}]}


CALLS = (
    Call("api1_issue_token", "POST", "page.read", 401, public=True, type=FORM,
         body=lambda s: form({"grant_type": "client_credentials"})),
    Call("api1_revoke_token", "POST", "page.read", 401, public=True, type=FORM, body=lambda s: form({"token": "none"})),
    Call("api1_read_organisation", "GET", "org.read", other=200),
    Call("api1_list_consents", "GET", "consent.list", program="program_b", other=200),
    Call("api1_read_file", "GET", "file.disclosed", program="program_b", arguments=uid("consent")),
    Call("api1_ask_for_consent", "POST", "consent.ask", 201, program="program_b", other=422,
         body=lambda s: {"purpose": "lending", "fields": ["band"], "days": 9}),
    Call("api1_read_ask", "GET", "consent.ask", program="program_b", arguments=uid("ask")),
    Call("api1_list_cases", "GET", "case.queue", other=200),
    Call("api1_read_case", "GET", "case.queue", arguments=uid("case")),
    Call("api1_answer_case", "POST", "case.answer", arguments=uid("case"), body=answered),
    Call("api1_assign_case", "POST", "case.assign", arguments=uid("case"), body=charged, other=422),
    Call("api1_upload_facts", "POST", "facts.upload", 201, other=201, query="?kind=orders", type="text/csv",
         body=lambda s: orders_csv("api1")),
    Call("api1_list_deliveries", "GET", "facts.read", other=200),
    Call("api1_read_delivery", "GET", "facts.read", arguments=uid("delivered")),
    Call("api1_list_refusals", "GET", "facts.read", arguments=uid("delivered")),
    Call("api1_admit_delivery", "POST", "facts.admit", arguments=uid("delivered"), status=409),
    Call("api1_undo_delivery", "POST", "facts.undo", arguments=uid("delivered")),
    Call("api1_rank_views", "POST", "exposure.rank", other=403, body=ranked),
    Call("api1_list_checkpoints", "GET", "proof.read", public=True),
    Call("api1_read_work_proof", "GET", "proof.read", public=True, arguments=lambda s: {"public_id": "SY7K3M92QF"}),
    Call("api1_read_document", "GET", "page.read", public=True),
    Call("api_not_found", "GET", "page.read", 404, public=True, arguments=lambda s: {"rest": "v9/none"}),
)  # fmt: skip
SHARED = {"api1_list_deliveries": "api1_upload_facts"}
"""An operation that has its address from another one → that one's name."""
API_NAMES = frozenset(call.name for call in CALLS if call.name not in SHARED)
