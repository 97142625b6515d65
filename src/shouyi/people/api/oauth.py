"""Tokens by OAuth 2.0 client credentials (RFC 6749), on Authlib: this module says only what is ours.

A client shows its secret (`client_secret_basic`, `client_secret_post`) or signs an assertion (`private_key_jwt`, RFC
7523; ES256 or Ed25519, by its old name EdDSA too, and no other algorithm; each `jti` once). Tokens are random, hold
ten minutes and are kept as keyed digests. Whoever is refused learns one thing: `invalid_client`.
"""

from __future__ import annotations

import copy
import hmac
import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.integrations.django_oauth2 import RevocationEndpoint as Revocation
from authlib.oauth2.rfc6749 import ClientMixin, InvalidClientError, InvalidScopeError, TokenMixin
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from joserfc import jwk, jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from shouyi.people.api.clients import digest
from shouyi.people.api.models import Client, Seen, Token

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TOKEN_S = 10 * 60
ASSERTION_S_MAX = 10 * 60
LEEWAY_S = 60
ALGORITHMS = ("ES256", "Ed25519", "EdDSA")
SIGNED = "private_key_jwt"
METHODS = ["client_secret_basic", "client_secret_post", SIGNED]


class Algorithms(JWSRegistry):
    """Ours and no other: none of them takes a public key for a shared secret.

    RFC 9864 names the curve, since EdDSA left it open. Our keys of that kind are of this one curve, so that programs
    may go on with the old name, and the library's warning at each of their assertions would tell nobody anything.
    """

    algorithms = {name: copy.copy(JWSRegistry.algorithms[name]) for name in ALGORITHMS}  # noqa: RUF012


Algorithms.algorithms["EdDSA"].security_warning = None
REGISTRY = Algorithms(algorithms=ALGORITHMS)


class OAuthClient(ClientMixin):
    """A client as Authlib asks for it."""

    def __init__(self, row: Client) -> None:
        self.row = row

    def get_client_id(self) -> str:
        return str(self.row.uid)

    def get_default_redirect_uri(self) -> str:
        return ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return False

    def check_response_type(self, response_type: str) -> bool:
        return False

    def check_client_secret(self, client_secret: str) -> bool:
        shown = digest("secret", client_secret)
        return bool(self.row.secret_digest) and hmac.compare_digest(shown, self.row.secret_digest)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == SIGNED if self.row.public_jwk else method in METHODS[:2]

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"

    def get_allowed_scope(self, scope: str | None) -> str:
        """What was asked for, in the client's order; everything the client has, when nothing was. Never more."""
        wanted = set(scope.split()) if scope else set(self.row.scopes)
        if wanted - set(self.row.scopes) or not wanted:
            raise InvalidScopeError()
        return " ".join(each for each in self.row.scopes if each in wanted)


class OAuthToken(TokenMixin):
    """A token as revocation asks for it."""

    def __init__(self, row: Token) -> None:
        self.row = row

    def check_client(self, client: OAuthClient) -> bool:
        return self.row.client_id == client.row.pk


class Credentials(ClientCredentialsGrant):
    """The one grant."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class Assertion(JWTBearerClientAssertion):
    """A client that signs instead of showing a secret."""

    CLIENT_AUTH_METHOD = SIGNED

    def get_audiences(self) -> list[str]:
        return [f"{settings.SHOUYI_URL}/api/v1/token", f"{settings.SHOUYI_URL}/api/v1"]

    def resolve_client_public_key(self, client: OAuthClient) -> jwk.Key:
        if not client.row.public_jwk:
            raise InvalidClientError()
        return jwk.import_key(json.loads(client.row.public_jwk))

    def process_assertion_claims(self, assertion: str, resolve_key: jwk.Key) -> dict[str, Any]:
        """Only our algorithms. Short-lived: its `jti` is not kept long."""
        try:
            claims = jwt.decode(assertion, resolve_key, registry=REGISTRY).claims
        except (JoseError, ValueError, TypeError):
            raise InvalidClientError() from None
        exp = claims.get("exp")
        if not isinstance(exp, int) or exp > timezone.now().timestamp() + ASSERTION_S_MAX + LEEWAY_S:
            raise InvalidClientError()
        self.verify_claims(claims)
        return claims

    def validate_jti(self, claims: dict[str, Any], jti: object) -> bool:
        """True the first time, for whoever inserts the row first."""
        if not isinstance(jti, str) or not 8 <= len(jti) <= 200:
            return False
        until = timezone.now() + timedelta(seconds=ASSERTION_S_MAX + 2 * LEEWAY_S)
        try:
            with transaction.atomic():
                Seen.objects.create(digest=digest("jti", f"{claims['sub']}\0{jti}"), until=until)
        except IntegrityError:
            return False
        return True


class RevocationEndpoint(Revocation):
    """RFC 7009, for access tokens."""

    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token: str, token_type_hint: str | None) -> OAuthToken | None:
        row = Token.objects.filter(digest=digest("token", token)).first()
        return OAuthToken(row) if row else None

    def revoke_token(self, token: OAuthToken, request: object) -> None:
        Token.objects.filter(pk=token.row.pk, revoked_at=None).update(revoked_at=timezone.now())


class Server(AuthorizationServer):
    """Authlib's server over our rows."""

    def create_bearer_token_generator(self) -> BearerTokenGenerator:
        return BearerTokenGenerator(lambda **_: f"sy_{secrets.token_urlsafe(32)}", None, lambda *_: TOKEN_S)

    def query_client(self, client_id: str) -> OAuthClient | None:
        try:
            row = Client.objects.select_related("organisation").filter(uid=UUID(client_id), ended_at=None).first()
        except (ValueError, AttributeError):
            return None
        return OAuthClient(row) if row else None

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        now = timezone.now()
        Token.objects.create(
            client=request.client.row, digest=digest("token", token["access_token"]), scopes=token["scope"].split(),
            until=now + timedelta(seconds=TOKEN_S),
        )  # fmt: skip
        Client.objects.filter(pk=request.client.row.pk).update(used_at=now)


def _server() -> Server:
    server = Server(None, None)
    server.register_client_auth_method(SIGNED, Assertion(leeway=LEEWAY_S))
    server.register_grant(Credentials)
    server.register_endpoint(RevocationEndpoint)
    return server


server = _server()
_REFUSED = {"error": "invalid_client", "error_description": "The client is unknown, or did not show that it is itself."}


def issue(request: HttpRequest) -> HttpResponse:
    """The answer of the token endpoint."""
    return _plain(server.create_token_response(request))


def revoke(request: HttpRequest) -> HttpResponse:
    """The answer of the revocation endpoint: 200, known or not."""
    return _plain(server.create_endpoint_response(RevocationEndpoint.ENDPOINT_NAME, request))


def _plain(response: HttpResponse) -> HttpResponse:
    """Errors in one form that tells nothing of why, nor repeats what was sent."""
    if response.status_code < 400:
        return response
    found = json.loads(response.content)
    refused = found.get("error") == "invalid_client"
    response.content = json.dumps(_REFUSED if refused else {"error": found.get("error", "invalid_request")})
    response.status_code = 401 if refused else 400
    response["Content-Type"], response["Cache-Control"] = "application/json", "no-store"
    if refused:
        response["WWW-Authenticate"] = 'Basic realm="shouyi"'
    return response
