"""Sessions in the database, encrypted: during a sign-in they hold how somebody is reached.

AES-256-GCM under a key derived from the site's secret, which lies in a file of the home, not in the database. A row
stands under a digest of its key, so that whoever reads the table, or a stolen copy of it, signs in nowhere.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

NONCE_BYTES = 12
KEPT_CHARS = 40
"""As many as the column holds: 160 bits, no fewer than a key has."""


def kept_as(key: str) -> str:
    """Under what the session of this key stands in the database: SHA-256 in hex, cut to KEPT_CHARS."""
    return sha256(key.encode()).hexdigest()[:KEPT_CHARS]


def end(kept: str) -> None:
    """Ends the session that stands under this: the very next request with its key is signed in nowhere."""
    from django.contrib.sessions.models import Session

    from shouyi.people.accounts.models import Device

    Session.objects.filter(session_key=kept).delete()
    Device.objects.filter(session=kept).delete()


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
    """Django's own, but for what it writes and under what. A row that does not open is an empty session, never an
    error."""

    aload, aexists, acreate, asave, adelete = (
        SessionBase.aload, SessionBase.aexists, SessionBase.acreate, SessionBase.asave, SessionBase.adelete,
    )  # fmt: skip
    """As in every store that says nothing of them: the others, in a thread. Django's own would write the plain key."""

    def _validate_session_key(self, key: str) -> bool:
        """Only what could be one of ours is looked for: a cookie can hold anything."""
        return bool(super()._validate_session_key(key)) and key.isascii() and key.isalnum()

    def load(self) -> dict[str, Any]:
        found = self.model.objects.filter(
            session_key=kept_as(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return self.decode(found.session_data) if found else {}

    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key=kept_as(session_key)).exists())

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            end(kept_as(key))

    def cycle_key(self) -> None:
        """Another key, as after a sign-in or a new password; the device in the owner's list goes along."""
        from shouyi.people.accounts.models import Device

        data, old = self._session, self.session_key
        self.create()
        self._session_cache = data
        if old:
            Device.objects.filter(session=kept_as(old)).update(session=kept_as(self.session_key))
            self.delete(old)

    def encode(self, session_dict: dict[str, Any]) -> str:
        return close("session", orjson.dumps(session_dict, option=orjson.OPT_NON_STR_KEYS))

    def decode(self, session_data: str) -> dict[str, Any]:
        try:
            opened: dict[str, Any] = orjson.loads(reopen("session", session_data))
        except ValueError:
            return {}
        return opened
