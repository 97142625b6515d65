"""Sealed columns of the pages' database, under keys of the keystore. Implements `people.ports.keys.Sealer`.

A holder's column key is derived from the person key, so destroying that closes the vault's rows and these alike. One
lock guards the connection, whose transactions belong to all threads that use it.
"""

from __future__ import annotations

import secrets
from threading import RLock
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouyi.archive.errors import PersonErased
from shouyi.canon.digest import derive

if TYPE_CHECKING:
    from shouyi.gateways.keystore import Keystore

NONCE_BYTES = 12
PATIENCE_S = 5.0


class KeystoreSealer:
    """See the port. A demonstration's ciphertext differs between runs: nothing that is signed depends on it."""

    def __init__(self, keys: Keystore) -> None:
        self._keys, self._lock = keys, RLock()
        self._ciphers: dict[str, AESGCM] = {}
        self._seen = keys.version()

    def ref(self, name: str) -> str:
        return self._keys.ref(name).hex()

    def begin(self, name: str) -> str:
        ref = self.ref(name)
        with self._lock:
            if not self._keys.has(bytes.fromhex(ref)):
                self._keys.add_persons([name])
        return ref

    def has(self, ref: str) -> bool:
        with self._lock:
            return self._keys.has(bytes.fromhex(ref))

    def seal(self, ref: str, plain: bytes, about: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher(ref).encrypt(nonce, plain, about.encode())

    def open(self, ref: str, sealed: bytes, about: str) -> bytes:
        cipher = self._cipher(ref)
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
        except (InvalidTag, ValueError):
            raise ValueError(f"a sealed column was changed: {about}") from None

    def lookup(self, domain: str, value: str) -> str:
        return self._keys.lookup(domain, value).hex()

    def destroy(self, ref: str) -> None:
        with self._lock:
            self._ciphers.pop(ref, None)
            self._keys.destroy(bytes.fromhex(ref))
            self._keys.cut(PATIENCE_S)

    def _cipher(self, ref: str) -> AESGCM:
        with self._lock:
            if (version := self._keys.version()) != self._seen:
                self._ciphers, self._seen = {}, version
            if (found := self._ciphers.get(ref)) is None:
                found = self._ciphers[ref] = AESGCM(self._column_key(ref))
            return found

    def _column_key(self, ref: str) -> bytes:
        try:
            name = bytes.fromhex(ref)
        except ValueError:
            raise PersonErased("no holder has such a name") from None
        return derive(self._keys.person_key(name), b"shouyi/columns/1")
