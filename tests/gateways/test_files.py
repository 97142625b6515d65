"""Written whole or not at all, with the permissions that were asked for, and every folder's new name synced."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from shouyi.gateways.files import write_whole


@pytest.fixture
def synced(monkeypatch) -> list[str]:
    """What was synced, by its path at that moment."""
    seen, fsync = [], os.fsync

    def watching(handle: int) -> None:
        seen.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watching)
    return seen


def test_the_bytes_are_synced_before_the_name_and_then_every_folder_that_names_something_new(tmp_path, synced):
    write_whole(tmp_path / "a" / "b" / "c", b"1")
    assert synced[0] == str(tmp_path / "a" / "b" / "c.new")
    assert set(synced[1:]) == {str(tmp_path / "a" / "b"), str(tmp_path / "a"), str(tmp_path)}
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["c"]


def test_a_crash_while_writing_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"before")

    def dying(handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", dying)
        with pytest.raises(KeyboardInterrupt):
            write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    write_whole(path, b"after")
    assert path.read_bytes() == b"after"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_what_a_crash_left_lends_neither_permissions_nor_target(tmp_path):
    aside = tmp_path / "aside"
    aside.write_bytes(b"aside")
    (tmp_path / "key.new").symlink_to(aside)
    write_whole(tmp_path / "key", b"secret", 0o600)
    assert aside.read_bytes() == b"aside"
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert not (tmp_path / "key").is_symlink()
