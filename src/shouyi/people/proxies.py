"""Whose word counts for how a request came: X-Forwarded-Proto and -For of the configured proxies, nobody else's.

A host is never taken from a header of a proxy: TLS in front hands `Host` on as it is, and Django judges that.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from ipaddress import IPv4Network, IPv6Network

    from django.http import HttpRequest, HttpResponseBase

    Network = IPv4Network | IPv6Network

SAID = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR")
FORGED = ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_SSL", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
"""Never used; taken away, so that no library finds them."""


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Raises ImproperlyConfigured on what is neither an address nor a network."""
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError:
        raise ImproperlyConfigured("pages.trusted_proxies: an entry is no address and no network") from None


class TrustedProxies:
    """Middleware: afterwards `is_secure()` and REMOTE_ADDR tell of the visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._trusted = networks(settings.SHOUYI_TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        for name in FORGED:
            meta.pop(name, None)
        proto, hops = (str(meta.pop(name, "")) for name in SAID)
        if self._trusts(str(meta.get("REMOTE_ADDR", ""))):
            if proto in ("http", "https"):
                meta["wsgi.url_scheme"] = proto  # META is the WSGI environment itself
            meta["REMOTE_ADDR"] = self._visitor(hops) or meta["REMOTE_ADDR"]
        return self.get_response(request)

    def _trusts(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self._trusted)
        except ValueError:
            return False

    def _visitor(self, hops: str) -> str:
        """The last hop that is no proxy of ours: what stands before it, the visitor may have written."""
        for hop in reversed([each.strip() for each in hops.split(",")]):
            try:
                ip_address(hop)
            except ValueError:
                return ""
            if not self._trusts(hop):
                return hop
        return ""
