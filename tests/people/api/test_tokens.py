"""Tokens: who gets one, how long it is good, what ends it on the very next request."""

from __future__ import annotations

import json
import secrets
import time
from datetime import timedelta

import pytest

from people.api.programs import BANK, FORM, PLATFORM, browser, code, form, organisation, program

pytestmark = pytest.mark.usefixtures("database")


def test_a_secret_gives_a_token_that_opens_its_scopes() -> None:
    made = program(BANK, "org.read")
    answer = made.fetch_token()
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 600
    assert answer.json()["scope"] == "org.read"
    assert answer["Cache-Control"] == "no-store"
    said = made.get("/organisation").json()
    assert (said["org"], said["scopes"], said["client"]) == (BANK, ["org.read"], str(made.row.uid))
    assert code(made.get("/cases")) == (403, "scope")


def test_neither_secret_nor_token_stands_in_the_database() -> None:
    from shouyi.people.api.models import Client, Token

    made = program(BANK)
    rows = [str(vars(row)) for model in (Client, Token) for row in model.objects.all()]
    assert not any(made.secret in row or made.token in row for row in rows)


@pytest.mark.parametrize("wrong", ["secret", "client", "nobody", "both", "grant"])
def test_whoever_is_refused_learns_one_thing(wrong: str) -> None:
    made = program(BANK)
    data = {"grant_type": "client_credentials", "client_id": str(made.row.uid), "client_secret": made.secret}
    match wrong:
        case "secret":
            data["client_secret"] = "sy_wrong"
        case "client":
            data["client_id"] = "00000000-0000-4000-8000-000000000000"
        case "nobody":
            data = {"grant_type": "client_credentials"}
        case "both":
            data["client_id"] = "\x00'; --"
        case "grant":
            data["grant_type"] = "password"
    answer = browser().post("/api/v1/token", data=form(data), content_type=FORM)
    expected = (400, "unsupported_grant_type") if wrong == "grant" else (401, "invalid_client")
    assert (answer.status_code, answer.json()["error"]) == expected
    if wrong != "grant":
        assert set(answer.json()) == {"error", "error_description"}
        assert answer["WWW-Authenticate"].startswith("Basic")


def test_scopes_only_shrink() -> None:
    made = program(BANK, "org.read", "case.queue")
    assert made.fetch_token("org.read").json()["scope"] == "org.read"
    for beyond in ("org.read file.disclosed", "org.edit", "org.read org.read x"):
        answer = made.fetch_token(beyond)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def test_no_program_gets_what_the_table_gives_no_program() -> None:
    from shouyi.people.api.clients import make_client, scopes_for

    assert "client.change" not in scopes_for("bank")
    assert "facts.upload" not in scopes_for("federation")
    with pytest.raises(ValueError, match="scopes"):
        make_client(organisation(BANK), "x", ("client.change",), None)


def test_a_scope_taken_from_the_client_is_gone_from_its_tokens() -> None:
    made = program(BANK, "org.read", "case.queue")
    type(made.row).objects.filter(pk=made.row.pk).update(scopes=["org.read"])
    assert code(made.get("/cases")) == (403, "scope")


def test_ten_minutes_and_not_one_more() -> None:
    from django.utils import timezone

    from shouyi.people.api.models import Token

    made = program(BANK)
    assert made.get("/organisation").status_code == 200
    Token.objects.update(until=timezone.now() - timedelta(seconds=1))
    answer = made.get("/organisation")
    assert code(answer) == (401, "token_unknown")
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_ending_the_client_ends_its_tokens_and_what_was_kept() -> None:
    from shouyi.people.api.clients import end_client
    from shouyi.people.behind import sealer

    made = program(BANK)
    assert sealer().has(made.row.holder)
    end_client(made.row, None)
    assert code(made.get("/organisation")) == (401, "token_unknown")
    assert made.fetch_token().status_code == 401


def test_a_suspended_organisation_looks_and_does_nothing() -> None:
    from django.utils import timezone

    made = program(PLATFORM)
    found = organisation(PLATFORM)
    found.suspended_at = timezone.now()
    found.save()
    assert made.get("/organisation").json()["suspended"] is True
    assert made.get("/cases").status_code == 200
    assert code(made.upload("orders", b"x")) == (403, "suspended")
    assert code(made.get("/consents")) == (403, "suspended")


def test_revoking_works_on_the_next_request_and_tells_nothing() -> None:
    made, other = program(BANK), program(BANK)
    for token in (made.token, "sy_unknown"):
        data = form({"token": token})
        answer = browser().post("/api/v1/token/revoke", data=data, content_type=FORM, headers=made.basic())
        assert (answer.status_code, answer.json()) == (200, {})
    assert code(made.get("/organisation")) == (401, "token_unknown")
    data = form({"token": other.token})
    refused = browser().post("/api/v1/token/revoke", data=data, content_type=FORM, headers=made.basic())
    assert refused.status_code == 400
    assert other.get("/organisation").status_code == 200


@pytest.mark.parametrize(
    "shown", ["", "Basic x", "Bearer", "Bearer ", "Bearer x", "bearer " + "x" * 5000, "Bearer sy_\x01", "Bearer ñ"]
)
def test_what_is_no_token_opens_nothing(shown: str) -> None:
    headers = {"authorization": shown} if shown else {}
    assert browser().get("/api/v1/organisation", headers=headers).status_code == 401


@pytest.mark.parametrize("name", ["access_token", "token", "client_secret", "Access_Token"])
def test_a_credential_in_an_address_is_refused_everywhere(name: str) -> None:
    made = program(BANK)
    assert code(made.get(f"/organisation?{name}={made.token}")) == (400, "token_in_url")
    assert code(browser().post(f"/api/v1/token?{name}=x", content_type=FORM, data=b"")) == (400, "token_in_url")


def test_plain_http_is_refused_but_near(settings_real: None) -> None:
    from django.test import Client

    made = program(BANK)
    far = Client(SERVER_NAME="shouyi.example")
    answer = far.get("/api/v1/organisation", headers=made.bearer())
    assert code(answer) == (403, "https_required")
    assert far.get("/api/v1/organisation", headers=made.bearer(), secure=True).status_code == 200


@pytest.fixture
def settings_real() -> object:
    """No demonstration, and a name of its own."""
    from django.test import override_settings

    with override_settings(SHOUYI_DEMONSTRATION=False, ALLOWED_HOSTS=["shouyi.example", "localhost"]):
        yield


# signed assertions ----------------------------------------------------------------------------------------------------


def signed(made: object, key: object, alg: str = "ES256", **claims: object) -> object:
    from joserfc import jwt
    from joserfc.errors import SecurityWarning

    now = int(time.time())
    told = {"iss": str(made.row.uid), "sub": str(made.row.uid), "aud": "http://localhost:8000/api/v1/token",
            "exp": now + 300, "iat": now, "jti": secrets.token_hex(16)} | claims  # fmt: skip
    told = {name: value for name, value in told.items() if value is not None}
    if alg == "EdDSA":
        with pytest.warns(SecurityWarning, match="RFC 9864"):
            return jwt.encode({"alg": alg}, told, key, algorithms=[alg])
    return jwt.encode({"alg": alg}, told, key, algorithms=[alg])


def show(assertion: str) -> object:
    data = {"grant_type": "client_credentials", "client_assertion": assertion,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}  # fmt: skip
    return browser().post("/api/v1/token", data=form(data), content_type=FORM)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("kind", "curve", "alg"),
    [("EC", "P-256", "ES256"), ("OKP", "Ed25519", "Ed25519"), ("OKP", "Ed25519", "EdDSA")],
)
def test_a_program_that_signs_needs_no_secret(kind: str, curve: str, alg: str) -> None:
    """Without a warning either, whichever name of its algorithm it says (RFC 9864)."""
    from joserfc import jwk

    key = jwk.generate_key(kind, curve)
    made = program(BANK, jwk=json.dumps(key.as_dict(private=False)))
    assert made.secret == ""
    once = signed(made, key, alg)
    assert show(once).status_code == 200
    assert show(once).status_code == 401, "the same jti again"
    assert show(signed(made, key, alg)).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [{"aud": "https://elsewhere.example/token"}, {"exp": 1}, {"exp": None}, {"exp": 10**12}, {"iss": "x"}, {"jti": None},  # noqa: E501
     {"jti": ""}, {"jti": 7}, {"exp": "soon"}, {"aud": None}],
)  # fmt: skip
def test_an_assertion_that_says_something_else_is_refused(claims: dict[str, object]) -> None:
    from joserfc import jwk

    key = jwk.generate_key("EC", "P-256")
    made = program(BANK, jwk=json.dumps(key.as_dict(private=False)))
    assert show(signed(made, key, **claims)).status_code == 401


def test_other_keys_and_algorithms_are_refused() -> None:
    from joserfc import jwk

    key, stranger = jwk.generate_key("EC", "P-256"), jwk.generate_key("EC", "P-256")
    made = program(BANK, jwk=json.dumps(key.as_dict(private=False)))
    assert show(signed(made, stranger)).status_code == 401
    public = jwk.import_key(json.dumps(key.as_dict(private=False)).encode(), "oct")
    assert show(signed(made, public, "HS256")).status_code == 401, "the public key is no shared secret"
    head, body, _ = signed(made, key).split(".")
    import base64

    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for broken in (f"{none}.{body}.", f"{head}.{body}.", "a.b.c", "", "x" * 3000):
        assert show(broken).status_code == 401


@pytest.mark.parametrize("kind", ["private", "rsa", "p384", "text", "empty", "deep"])
def test_only_public_keys_of_two_kinds_are_taken(kind: str) -> None:
    from joserfc import jwk

    from shouyi.people.api.clients import KeyRefused, checked_key

    text = {
        "private": json.dumps(jwk.generate_key("EC", "P-256").as_dict(private=True)),
        "rsa": json.dumps(jwk.generate_key("RSA", 2048).as_dict(private=False)),
        "p384": json.dumps(jwk.generate_key("EC", "P-384").as_dict(private=False)),
        "text": "no key", "empty": "{}", "deep": '{"kty":' * 50,
    }[kind]  # fmt: skip
    with pytest.raises(KeyRefused):
        checked_key(text)
