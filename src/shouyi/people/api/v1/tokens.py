"""Tokens. These two answer as RFC 6749 and RFC 7009 say, errors too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from shouyi.people.api import oauth
from shouyi.people.api.gate import Needs
from shouyi.people.api.schemas import OAuthError, TokenSaid

router = Router(tags=["tokens"])
FORM = "application/x-www-form-urlencoded"
NEEDS = Needs("page.read", public=True, types=(FORM,), policy="token")
_TEXT = {"type": "string", "maxLength": 4000}
_CLIENT = {"client_id": _TEXT, "client_secret": _TEXT, "client_assertion_type": _TEXT, "client_assertion": _TEXT}


def _body(required: str, **fields: object) -> dict[str, object]:
    schema = {"type": "object", "required": [required], "properties": {**fields, **_CLIENT}}
    return {"requestBody": {"required": True, "content": {FORM: {"schema": schema}}}}


@router.post("/token", auth=NEEDS, response={200: TokenSaid, 400: OAuthError, 401: OAuthError},
             operation_id="issueToken",
             summary="Get a token",
             openapi_extra=_body("grant_type", grant_type={"const": "client_credentials"}, scope=_TEXT))  # fmt: skip
def issue_token(request: HttpRequest) -> HttpResponse:
    """OAuth 2.0 client credentials. Show your client by HTTP Basic, by `client_id` and `client_secret`, or by a signed
    `client_assertion` (RFC 7523; ES256, Ed25519 or EdDSA; `jti` once). A token holds ten minutes; none refreshes it.
    """
    return oauth.issue(request)


@router.post("/token/revoke", auth=NEEDS, response={200: dict, 400: OAuthError, 401: OAuthError},
             operation_id="revokeToken", summary="Revoke a token",
             openapi_extra=_body("token", token=_TEXT))  # fmt: skip
def revoke_token(request: HttpRequest) -> HttpResponse:
    """The token is good no more, from the next request on. An unknown one is answered alike."""
    return oauth.revoke(request)
