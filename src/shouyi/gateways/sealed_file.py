"""A file as ciphertext: one header, then chunks. What is cut, turned, swapped or put under another name does not open.

    header   magic (8) ‖ salt (32) ‖ AES-256-GCM(nonce 0, u64 size, bound to magic and address) (24)
    chunk i  AES-256-GCM(nonce i, 65,536 bytes), i = 1, 2, …; the last one is shorter

Each file has a key of its own, from its owner's file key and the salt, so that a counter may serve as the nonce. The
header says how many chunks there are; the salt ties them to it. The *address* is HMAC-SHA256 of the content under the
owner's key: alike for the same content of one person, and nothing to anybody else.

A ciphertext's length would tell a known picture from others. So zeros follow the content, up to a length that many
share: Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", PETS 2019), at most 12 % more.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouyi.archive.errors import ArchiveError
from shouyi.canon.digest import derive, u64
from shouyi.evidence.upload import UploadRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

MAGIC = b"shouyiF1"
SALT_BYTES, TAG_BYTES, CHUNK_BYTES = 32, 16, 65_536
HEADER_BYTES = len(MAGIC) + SALT_BYTES + 8 + TAG_BYTES
PADDED_BYTES_MIN = 1024


class BlobBroken(ArchiveError):
    """A kept file was changed, cut, or put under another's name. Nothing of it is given out from there on."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A kept file: `address` 64 hex digits, `size` of its content in bytes."""

    address: str
    size: int


def file_key(person_key: bytes) -> bytes:
    """The key of a person's files: 32 bytes, gone with the person's key."""
    return derive(person_key, b"shouyi/files/1")


def seal(key: bytes, chunks: Iterable[bytes], out: BinaryIO, bytes_max: int) -> Blob:
    """Writes the content to `out` (empty, seekable) as ciphertext. Raises UploadRefused past `bytes_max`."""
    salt, seen = os.urandom(SALT_BYTES), _Seen(key, bytes_max)
    cipher = _cipher(key, salt)
    out.write(bytes(HEADER_BYTES))  # filled in at the end, when size and address are known
    for index, block in enumerate(_blocks(seen.padded(chunks)), 1):
        out.write(cipher.encrypt(_nonce(index), block, None))
    address = seen.mac.digest()
    out.seek(0)
    out.write(MAGIC + salt + cipher.encrypt(_nonce(0), u64(seen.size), MAGIC + address))
    return Blob(address.hex(), seen.size)


def unseal(key: bytes, address: str, sealed: BinaryIO) -> Iterator[bytes]:
    """The content, chunk by chunk, each whole and in its place. Raises BlobBroken, for the header at once."""
    head = sealed.read(HEADER_BYTES)
    if len(head) != HEADER_BYTES or not head.startswith(MAGIC):
        raise BlobBroken("no header of a kept file")
    salt, closed = head[len(MAGIC) : -8 - TAG_BYTES], head[-8 - TAG_BYTES :]
    cipher = _cipher(key, salt)
    size = int.from_bytes(_open(cipher, 0, closed, MAGIC + bytes.fromhex(address)), "big")
    return _chunks(cipher, size, sealed)


def padded_size(size: int) -> int:
    """Content and padding, in bytes."""
    size = max(size, PADDED_BYTES_MIN)
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


class _Seen:
    """What went by: size, and the digest that becomes the address."""

    def __init__(self, key: bytes, bytes_max: int) -> None:
        self.size, self._max = 0, bytes_max
        self.mac = hmac.new(derive(key, b"shouyi/address/1"), digestmod="sha256")

    def padded(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            if self.size > self._max:
                raise UploadRefused("too_large")
            self.mac.update(chunk)
            yield chunk
        missing = padded_size(self.size) - self.size
        while missing:
            yield bytes(step := min(missing, CHUNK_BYTES))
            missing -= step


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of CHUNK_BYTES, the last one shorter."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= CHUNK_BYTES:
            yield bytes(held[:CHUNK_BYTES])
            del held[:CHUNK_BYTES]
    if held:
        yield bytes(held)


def _chunks(cipher: AESGCM, size: int, sealed: BinaryIO) -> Iterator[bytes]:
    left, padded, index = size, padded_size(size), 1
    while padded:
        step = min(padded, CHUNK_BYTES)
        block = _open(cipher, index, sealed.read(step + TAG_BYTES), None)
        if len(block) != step:
            raise BlobBroken(f"chunk {index} of a kept file has another length")
        yield block[:left] if left < step else block
        left, padded, index = max(0, left - step), padded - step, index + 1
    if sealed.read(1):
        raise BlobBroken("something follows a kept file")


def _open(cipher: AESGCM, index: int, closed: bytes, about: bytes | None) -> bytes:
    try:
        return cipher.decrypt(_nonce(index), closed, about)
    except (InvalidTag, ValueError):
        raise BlobBroken(f"part {index} of a kept file was changed") from None


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(derive(key, b"shouyi/file/1" + salt))


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")
