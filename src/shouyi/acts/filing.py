"""Filing: a stranger's upload is judged apart, then kept sealed in the store that the configuration names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.gateways.blobs import MEBIBYTE, Blobs, FolderShelf, Limits
from shouyi.gateways.workbench import judge_apart
from shouyi.settings import read_configuration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shouyi.evidence.upload import Judged
    from shouyi.gateways.blobs import PersonKeys, Shelf
    from shouyi.gateways.configuration import Configuration


class HouseFiles:
    """Implements `people.ports.blobs.Files`."""

    def __init__(self, blobs: Blobs) -> None:
        self.blobs = blobs

    def judge(self, unverified_data: bytes) -> Judged:
        return judge_apart(unverified_data)

    def keep(self, ref: str, judged: Judged) -> str:
        return self.blobs.put(ref, [judged.data]).address

    def open(self, ref: str, address: str) -> Iterator[bytes]:
        return self.blobs.open(ref, address)

    def has(self, ref: str, address: str) -> bool:
        return address in self.blobs.list(ref)

    def addresses(self, ref: str) -> frozenset[str]:
        return frozenset(self.blobs.list(ref))

    def refs(self) -> tuple[str, ...]:
        return self.blobs.shelf.refs()

    def delete(self, ref: str, address: str) -> None:
        self.blobs.delete(ref, address)

    def erase(self, ref: str) -> None:
        self.blobs.erase(ref)


def open_files(home: Path, keys: PersonKeys) -> HouseFiles:
    """The files of this installation. `keys` is this caller's own connection. Raises GatewayError, OSError."""
    found = read_configuration()
    limits = Limits(person_bytes_max=found.number("files.person_mib_max") * MEBIBYTE)
    return HouseFiles(Blobs(_shelf(found, home), keys, limits))


def _shelf(found: Configuration, home: Path) -> Shelf:
    """S3-compatible storage where its endpoint is configured, the home's own folder otherwise."""
    if endpoint := found.text("files.s3_endpoint"):
        from shouyi.gateways.s3 import S3Account, S3Shelf

        words = (found.text(f"files.s3_{word}") for word in ("bucket", "region", "key_id", "secret", "prefix"))
        return S3Shelf(S3Account(endpoint, *words))
    folder = FolderShelf(home / "blobs")
    folder.begin()
    return folder
