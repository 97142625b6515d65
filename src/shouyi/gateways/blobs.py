"""Files of people: content-addressed, under a key that follows from the person's, so that destroying it closes them.

`Blobs` seals and opens; a `Shelf` keeps ciphertext, in a folder (here) or in S3-compatible storage (`s3.py`).

    blobs/<ref>/<address>      a person's files; both names are keyed digests
    blobs/incoming/*.new       being written

A file is written beside, synced, renamed, and the folders that name it are synced: it is there whole or not at all.

Crash windows. Before the rename: a `.new` is left, ciphertext without a header, which nobody can open; the next `begin`
takes it away, unless whoever writes it is alive (it holds a lock). After the rename, before the caller noted the
address: a file to which nothing refers; `people.uploads` looks for such. Between a key's destruction and `erase`: files
that nobody can open; `erase` is repeated. An `erase` beside a `put` of the same person: the put looks for the key once
more when the file is there, and takes it away again.

The room of a person is counted before and after writing: of two files that together pass it, both may be refused.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from shouyi.archive.errors import ArchiveError, NotInArchive, PersonErased
from shouyi.evidence.upload import UploadRefused
from shouyi.gateways.files import sync_folders
from shouyi.gateways.sealed_file import Blob, BlobBroken, file_key, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import BinaryIO

__all__ = ["Blob", "BlobBroken", "Blobs", "FolderShelf", "Limits", "Shelf"]

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes: of one file's content, and of all ciphertext of one person."""

    file_bytes_max: int = 64 * MEBIBYTE
    person_bytes_max: int = 512 * MEBIBYTE


class PersonKeys(Protocol):
    """What is needed of the keystore."""

    def person_key(self, ref: bytes) -> bytes: ...
    def has(self, ref: bytes) -> bool: ...


class Draft(Protocol):
    """Ciphertext that is being written and is not there yet."""

    file: BinaryIO

    def keep(self, ref: str, address: str) -> None:
        """Puts it there, whole and durable; instead of what lay there."""


class Shelf(Protocol):
    """Keeps ciphertext by owner and address. Raises GatewayError or OSError when the store does not answer."""

    def draft(self) -> AbstractContextManager[Draft]:
        """Something to write to; nothing is left of it unless it was kept."""

    def open(self, ref: str, address: str) -> BinaryIO:
        """To be closed by the caller. Raises NotInArchive."""

    def delete(self, ref: str, address: str) -> None:
        """Nothing happens when it is not there."""

    def list(self, ref: str) -> Mapping[str, int]:
        """Addresses of a person's files, with their size as ciphertext in bytes."""

    def refs(self) -> tuple[str, ...]:
        """Everybody of whom something is here."""

    def erase(self, ref: str) -> None:
        """Deletes everything of a person."""


class Blobs:
    """Sealed files on a shelf. Safe to call from any thread."""

    def __init__(self, shelf: Shelf, keys: PersonKeys, limits: Limits | None = None) -> None:
        self.shelf, self.limits = shelf, limits or Limits()
        self._keys, self._lock = keys, Lock()

    def put(self, ref: str, chunks: Iterable[bytes]) -> Blob:
        """Keeps a file; the same content of one person once. Raises UploadRefused, PersonErased."""
        key = self._file_key(ref)
        with self.shelf.draft() as draft:
            blob = seal(key, chunks, draft.file, self.limits.file_bytes_max)
            known = self.shelf.list(ref)
            if blob.address not in known:
                self._require_room(sum(known.values()) + draft.file.seek(0, os.SEEK_END))
            draft.keep(ref, blob.address)
        self._look_again(ref, blob, blob.address not in known)
        return blob

    def open(self, ref: str, address: str) -> Iterator[bytes]:
        """The content, chunk by chunk. Raises NotInArchive, PersonErased, BlobBroken (while reading, too)."""
        key = self._file_key(ref)
        sealed = self.shelf.open(ref, require_address(address))
        try:
            return _closing(sealed, unseal(key, address, sealed))
        except ArchiveError:
            sealed.close()
            raise

    def read(self, ref: str, address: str) -> bytes:
        """The whole content at once; as `open`."""
        return b"".join(self.open(ref, address))

    def delete(self, ref: str, address: str) -> None:
        """Deletes one file; nothing happens when it is not there."""
        self.shelf.delete(require_ref(ref), require_address(address))

    def list(self, ref: str) -> Mapping[str, int]:
        """A person's files: address, and size as ciphertext in bytes."""
        return self.shelf.list(require_ref(ref))

    def erase(self, ref: str) -> None:
        """Deletes all files of a person. Call after the key was destroyed; repeating it does no harm."""
        self.shelf.erase(require_ref(ref))

    def _file_key(self, ref: str) -> bytes:
        with self._lock:
            return file_key(self._keys.person_key(bytes.fromhex(require_ref(ref))))

    def _look_again(self, ref: str, blob: Blob, new: bool) -> None:
        """What may have happened while the file was being written."""
        with self._lock:
            alive = self._keys.has(bytes.fromhex(ref))
        if not alive:
            self.shelf.erase(ref)
            raise PersonErased("the key was destroyed while a file was being kept")
        if new and sum(self.shelf.list(ref).values()) > self.limits.person_bytes_max:
            self.shelf.delete(ref, blob.address)
            raise UploadRefused("room_full")

    def _require_room(self, needed: int) -> None:
        if needed > self.limits.person_bytes_max:
            raise UploadRefused("room_full")


def require_ref(ref: str) -> str:
    """32 hex digits, or PersonErased: nobody has such a name."""
    if not re.fullmatch(r"[0-9a-f]{32}", ref):
        raise PersonErased("no holder has such a name")
    return ref


def require_address(address: str) -> str:
    """64 hex digits, or NotInArchive: no file has such an address, and no path is made of it."""
    if not re.fullmatch(r"[0-9a-f]{64}", address):
        raise NotInArchive("no file has such an address")
    return address


def _closing(sealed: BinaryIO, chunks: Iterator[bytes]) -> Iterator[bytes]:
    with sealed:
        yield from chunks


class FolderShelf:
    """Ciphertext in a folder of this machine. See the module for its layout and crash windows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.incoming = folder, folder / "incoming"

    def begin(self) -> None:
        """Takes away what a killed writer left behind; what is being written stays."""
        for path in self.incoming.glob("*.new") if self.incoming.exists() else ():
            with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as left:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()

    @contextmanager
    def draft(self) -> Iterator[FolderDraft]:
        """A new file in `incoming`, locked by whoever writes it."""
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.incoming / f"{secrets.token_hex(16)}.new"
        with _locked(path) as file:
            try:
                yield FolderDraft(self.folder, path, file)
            finally:
                path.unlink(missing_ok=True)

    def open(self, ref: str, address: str) -> BinaryIO:
        try:
            return (self.folder / ref / address).open("rb")
        except FileNotFoundError:
            raise NotInArchive("no such file") from None

    def delete(self, ref: str, address: str) -> None:
        with suppress(FileNotFoundError):
            (self.folder / ref / address).unlink()
            sync_folders([self.folder / ref])

    def list(self, ref: str) -> Mapping[str, int]:
        with suppress(FileNotFoundError), os.scandir(self.folder / ref) as found:
            return {each.name: each.stat().st_size for each in found}
        return {}

    def refs(self) -> tuple[str, ...]:
        with suppress(FileNotFoundError), os.scandir(self.folder) as found:
            return tuple(sorted(each.name for each in found if re.fullmatch(r"[0-9a-f]{32}", each.name)))
        return ()

    def erase(self, ref: str) -> None:
        with suppress(FileNotFoundError):
            shutil.rmtree(self.folder / ref)
        if self.folder.exists():
            sync_folders([self.folder])


@dataclass
class FolderDraft:
    """Implements Draft."""

    folder: Path
    path: Path
    file: BinaryIO

    def keep(self, ref: str, address: str) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        owner = self.folder / ref
        try:
            self._move(owner, address)
        except FileNotFoundError:  # an erasure took the folder away meanwhile; `Blobs.put` will notice
            self._move(owner, address)
        sync_folders([owner, self.folder, self.folder.parent])

    def _move(self, owner: Path, address: str) -> None:
        owner.mkdir(mode=0o700, exist_ok=True)
        self.path.rename(owner / address)


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """A new file of its owner alone. One that `begin` took away before it was locked is made once more."""
    while True:
        with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_nlink:
                yield file
                return
