"""Keys as pages need them: personal columns are sealed under the key of whom they are about, found by keyed digest.

A holder is a `ref`, 32 hex digits: the keyed name of a person or an account, which tells nothing without the keystore.
`archive.errors.PersonErased` says that a holder's key was destroyed, or never was: what it sealed nobody can open.
"""

from __future__ import annotations

from typing import Protocol


class Sealer(Protocol):
    """Sealed columns. Every method may be called from any thread."""

    def ref(self, name: str) -> str:
        """The holder's ref of a local name: a person's id, or `account/<uid>`."""

    def begin(self, name: str) -> str:
        """Makes a key for this name unless it has one; gives its ref."""

    def has(self, ref: str) -> bool:
        """Whether the holder's key is here."""

    def seal(self, ref: str, plain: bytes, about: str) -> bytes:
        """AES-256-GCM under the holder's column key, bound to `about` (table and row). Raises PersonErased."""

    def open(self, ref: str, sealed: bytes, about: str) -> bytes:
        """What `seal` closed. Raises PersonErased; ValueError when the bytes or their place were changed."""

    def lookup(self, domain: str, value: str) -> str:
        """A keyed digest of a value that must be found again (a telephone number): 64 hex digits, alike for all."""

    def destroy(self, ref: str) -> None:
        """Destroys the key of an account. A person's file is erased by the eraser instead, which says so in the log."""
