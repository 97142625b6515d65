"""Sessions in the database, encrypted: during a sign-in they hold how somebody is reached.

AES-256-GCM under a key derived from the site's secret, which lies in a file of the home, not in the database.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.sessions.backends import db
from django.utils.crypto import salted_hmac

NONCE_BYTES = 12


def site_cipher(purpose: str) -> AESGCM:
    """A cipher of this site for one purpose."""
    return AESGCM(salted_hmac(f"shouyi/{purpose}/1", "", algorithm="sha256").digest())


def close(purpose: str, plain: bytes) -> str:
    """Base64 of nonce and ciphertext."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return b64encode(nonce + site_cipher(purpose).encrypt(nonce, plain, None)).decode("ascii")


def reopen(purpose: str, closed: str) -> bytes:
    """What `close` closed. Raises ValueError when it was changed or is under another secret."""
    raw = b64decode(closed, validate=True)
    try:
        return site_cipher(purpose).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
    except InvalidTag:
        raise ValueError("not closed here, or changed") from None


class SessionStore(db.SessionStore):
    """Django's own, but for what it writes. A row that does not open is an empty session, never an error."""

    def _validate_session_key(self, key: str) -> bool:
        """Only what could be one of ours is looked for: PostgreSQL takes no NUL, and a cookie can hold one."""
        return bool(super()._validate_session_key(key)) and key.isascii() and key.isalnum()

    def encode(self, session_dict: dict[str, Any]) -> str:
        return close("session", orjson.dumps(session_dict, option=orjson.OPT_NON_STR_KEYS))

    def decode(self, session_data: str) -> dict[str, Any]:
        try:
            opened: dict[str, Any] = orjson.loads(reopen("session", session_data))
        except ValueError:
            return {}
        return opened
