"""Names under which attempts are counted in the shared cache: digests, for the plain ones hold network addresses."""

from __future__ import annotations

from django.utils.crypto import salted_hmac


def digest_key(key: str, key_prefix: str, version: int) -> str:
    """For CACHES["default"]["KEY_FUNCTION"]: 64 hex digits."""
    return salted_hmac("shouyi/attempts/1", f"{key_prefix}:{version}:{key}", algorithm="sha256").hexdigest()
