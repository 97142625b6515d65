"""Files that are there whole or not at all, and still there after the loss of power.

Written beside under a name that ends in `.new`, synced, renamed, and then the folders that name it are synced: a rename
alone is only in memory. Crash window: a `.new` may be left; nobody reads it, and the next write of that name takes it
away.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Puts `data` under `path`, whose folders are made, with these permissions (less the umask). Raises OSError."""
    made = _make_folders(path.parent)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)  # so that what a crash left lends us neither its permissions nor its target
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(path)
    sync_folders([path.parent, *made])


def sync_folders(folders: Iterable[Path]) -> None:
    """Returns when the names in these folders are on disk."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _make_folders(folder: Path) -> list[Path]:
    """Makes what is missing of `folder`; gives the folders that name something new."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return [each.parent for each in missing]
