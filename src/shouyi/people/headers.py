"""Security headers on every answer, pages and static files alike. Nothing inline runs, nothing foreign loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase


def content_security_policy(proofs_url: str) -> str:
    """Own files only; the one foreign address is the public proofs', for `fetch` and for downloads."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"connect-src 'self' {proofs_url}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def permissions_policy() -> str:
    """Nothing of the device but passkeys, on our own pages."""
    own = ("publickey-credentials-create", "publickey-credentials-get")
    none = ("camera", "display-capture", "geolocation", "microphone", "payment", "serial", "usb")
    return ", ".join([*(f"{name}=()" for name in none), *(f"{name}=(self)" for name in own)])


class SecurityHeaders:
    """Adds what Django 5.2 does not set itself, and what it sets on pages alone, to whatever is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": content_security_policy(settings.SHOUYI_PROOFS_URL),
            "Permissions-Policy": permissions_policy(),
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response
