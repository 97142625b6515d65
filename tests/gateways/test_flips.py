"""Every byte of a small published file, flipped: fsck names the file, and no witness signs over what it feeds on."""

from __future__ import annotations

import pytest

from world.home import Home

ENTRIES = 12
FILES = [
    f"trace/tile/0/000.p/{ENTRIES}",
    f"trace/tile/entries/000.p/{ENTRIES}",
    "batches/000.p/2",
    "trace/checkpoint",
    "state",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = Home(tmp_path_factory.mktemp("flips"), durable=False)
    made.found()
    with made.ledger.writing():
        made.write_loose(ENTRIES)
    yield made
    made.close()


@pytest.mark.parametrize("name", FILES)
def test_fsck_names_the_file_whichever_byte_is_flipped(home, name, soak):
    path = home.path / "public" / name
    good = path.read_bytes()
    assert 0 < len(good) <= 8192
    try:
        for at in range(0, len(good), 1 if soak else 5):
            path.write_bytes(good[:at] + bytes([good[at] ^ 1 << at % 8]) + good[at + 1 :])
            report = home.fsck()
            assert report.findings, f"byte {at} of {name} was flipped and nothing was found"
            assert {finding.place for finding in report.findings} & {name, name.partition(".p")[0]}, report.findings[0]
    finally:
        path.write_bytes(good)
    assert not home.fsck().findings
