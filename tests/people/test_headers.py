"""Headers on every answer; hosts and proxies that are believed, and those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory, override_settings

from shouyi.people.proxies import TrustedProxies, networks

if TYPE_CHECKING:
    from django.http import HttpRequest

HTTPS = {
    "ALLOWED_HOSTS": ["shouyi.example"],
    "SECURE_SSL_REDIRECT": True,
    "SECURE_SSL_HOST": "shouyi.example",
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SHOUYI_TRUSTED_PROXIES": ("10.0.0.1", "10.1.0.0/16"),
}


@pytest.mark.parametrize("path", ["/", "/guide", "/nowhere", "/static/shouyi.css", "/health", "/account/sign-in"])
def test_every_answer_is_closed(client: Client, path: str) -> None:
    found = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in found["Content-Security-Policy"].split("; "))
    assert "unsafe" not in found["Content-Security-Policy"]
    assert {policy[name] for name in ("default-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert {policy[name] for name in ("script-src", "style-src", "form-action")} == {"'self'"}
    permissions = set(found["Permissions-Policy"].split(", "))
    assert {"camera=()", "geolocation=()", "publickey-credentials-get=(self)"} <= permissions
    assert "publickey-credentials-create=(self)" in permissions
    assert found["Cross-Origin-Resource-Policy"] == "same-origin"
    assert found["Referrer-Policy"] == "same-origin"
    assert found["Cross-Origin-Opener-Policy"] == "same-origin"
    assert found["X-Content-Type-Options"] == "nosniff"
    assert len(found["X-Request-Id"]) == 16


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "a b", "[::1", ""]
)
@pytest.mark.parametrize("path", ["/", "/account/sign-in", "/nowhere"])
def test_a_foreign_host_is_refused_and_repeated_nowhere(client: Client, host: str, path: str) -> None:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 400
    assert b"evil" not in answer.content


@pytest.mark.parametrize("name", ["x-forwarded-host", "x-host", "x-original-url", "x-rewrite-url", "forwarded"])
def test_no_header_stands_for_the_host(client: Client, name: str) -> None:
    answer = client.get("/account/sign-in", headers={name: "host=evil.example"})
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@override_settings(**HTTPS)
def test_http_goes_to_https_at_our_own_name_and_https_stays_there() -> None:
    client = Client()  # a new handler, for these settings
    ours = {"host": "shouyi.example"}
    answer = client.get("/guide?a=b", headers=ours)
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://shouyi.example/guide?a=b")
    assert "Strict-Transport-Security" not in answer.headers
    answer = client.get("/guide", headers=ours | {"x-forwarded-proto": "https"}, REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    forged = client.get(
        "/guide", headers={"host": "evil.example", "x-forwarded-proto": "https"}, REMOTE_ADDR="10.0.0.1"
    )
    assert forged.status_code == 400
    sent = client.get("/guide", headers={"host": "evil.example"})
    assert sent.headers.get("Location", "https://shouyi.example/guide") == "https://shouyi.example/guide"


@override_settings(**HTTPS)
@pytest.mark.parametrize(
    ("peer", "headers", "secure", "visitor"),
    [
        ("10.0.0.1", {"x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.9"}, True, "198.51.100.9"),
        ("10.0.0.1", {"x-forwarded-proto": "https", "x-forwarded-for": "1.1.1.1, 198.51.100.9, 10.1.2.3"}, True,
         "198.51.100.9"),
        ("10.0.0.1", {"x-forwarded-proto": "http"}, False, "10.0.0.1"),
        ("10.0.0.1", {"x-forwarded-proto": "https,http", "x-forwarded-for": "junk"}, False, "10.0.0.1"),
        ("198.51.100.7", {"x-forwarded-proto": "https", "x-forwarded-for": "10.0.0.1"}, False, "198.51.100.7"),
        ("127.0.0.1", {"x-forwarded-proto": "https"}, False, "127.0.0.1"),
        ("", {"x-forwarded-proto": "https"}, False, ""),
    ],
)  # fmt: skip
def test_only_a_trusted_proxy_is_believed(peer: str, headers: dict[str, str], secure: bool, visitor: str) -> None:
    seen: list[HttpRequest] = []
    TrustedProxies(seen.append)(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))  # type: ignore[arg-type]
    (request,) = seen
    assert (request.is_secure(), request.META["REMOTE_ADDR"]) == (secure, visitor)
    assert not [name for name in request.META if name.startswith("HTTP_X_FORWARDED")]


@pytest.mark.parametrize("text", ["*", "proxy.example", "10.0.0.1/40", "10.0.0.1/8", ""])
def test_what_is_no_network_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="trusted_proxies"):
        networks([text])
