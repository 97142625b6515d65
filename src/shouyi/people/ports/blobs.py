"""Files as pages need them: judged by what they hold, kept sealed under the key of whose they are.

`ref` is the owner's, 32 hex digits; `address` names a content within one owner's files and tells nothing to others.
Raised: `evidence.upload.UploadRefused` (a code, for people), `archive.errors.PersonErased`, `NotInArchive`, and other
`ArchiveError`s where a kept file was changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.evidence.upload import Judged


class Files(Protocol):
    """Every method may be called from any thread."""

    def judge(self, unverified_data: bytes) -> Judged:
        """What may be kept of a stranger's file, in a process without keys. Raises UploadRefused."""

    def keep(self, ref: str, judged: Judged) -> str:
        """Keeps it whole; gives its address, alike for the same content. Raises UploadRefused, PersonErased."""

    def open(self, ref: str, address: str) -> Iterator[bytes]:
        """The content, chunk by chunk. Raises ArchiveError, at the call or while reading."""

    def has(self, ref: str, address: str) -> bool:
        """Whether it lies there; says nothing about whether it is whole."""

    def addresses(self, ref: str) -> frozenset[str]:
        """All of an owner's files."""

    def refs(self) -> tuple[str, ...]:
        """Everybody of whom there is a file."""

    def delete(self, ref: str, address: str) -> None:
        """Deletes one; nothing happens when it is not there."""

    def erase(self, ref: str) -> None:
        """Deletes all of an owner's. Call after the key was destroyed; repeating it does no harm."""
