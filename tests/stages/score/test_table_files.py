"""The table's files: a name is synced with its bytes, and a folder without a head is no table."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shouyi.score.errors import TableMismatch
from shouyi.score.guide import Guide
from shouyi.score.records import Event, Evidence
from shouyi.score.table import EventTable

EVENTS = {"p": Evidence((Event("p", "dispatch", 20_000, 1000, 1000),))}


def test_every_file_and_the_folder_that_names_it_is_synced_before_the_head(guide: Guide, tmp_path, monkeypatch) -> None:
    seen, fsync = [], os.fsync

    def watching(handle: int) -> None:
        seen.append(Path(f"/proc/self/fd/{handle}").readlink().relative_to(tmp_path).as_posix())
        fsync(handle)

    table = EventTable.open(tmp_path, guide)
    monkeypatch.setattr(os, "fsync", watching)
    table.replace(EVENTS)
    assert seen == ["persons.tmp", ".", "events/00000.tmp", "events", "days/00000.tmp", "days", "table.tmp", "."]


def test_a_first_weighing_cut_short_before_its_head_is_no_table(guide: Guide, tmp_path, monkeypatch) -> None:
    table = EventTable.open(tmp_path, guide)

    def dying(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(EventTable, "_write_head", dying)
        with pytest.raises(KeyboardInterrupt):
            table.replace(EVENTS)
    with pytest.raises(TableMismatch, match="missing"):
        EventTable.open(tmp_path, guide)


def test_an_empty_folder_is_begun(guide: Guide, tmp_path) -> None:
    EventTable.open(tmp_path, guide)
    assert EventTable.open(tmp_path, guide).sizes is None
