"""Real kills under load: fifty times a writer is killed (SIGKILL) at a random moment, and the next one goes on.

Kills alone prove little (the kernel keeps what was written, even unsynced): the crash cuts beside them cut the power.
What kills do show is everything between processes: locks left behind, half-written names, a second start's recovery.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from shouyi.gateways.fsck import require_sound
from shouyi.ledger.kind import TRACE
from world.home import Home, loose
from world.ledger import PLATFORM

KILLS = 50
TESTS = Path(__file__).parents[1]


class Writer:
    """A writer as a process of its own; what it said is read as it says it."""

    def __init__(self, home: Path, seed: str) -> None:
        command = [sys.executable, "-B", "-m", "gateways.crash.writer", str(home), seed, "100000", "durable"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, env={"PYTHONPATH": str(TESTS)})
        self.said: list[list[str]] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith(b"\n"):
                self.said.append(line.decode().split())

    def wait_for_load(self, timeout_s: float = 60) -> None:
        """Until the first batch was acknowledged."""
        end = time.monotonic() + timeout_s
        while not any(words[0] == "ack" for words in self.said):
            assert time.monotonic() < end, "the writer says nothing"
            assert self._process.poll() is None, "the writer ended by itself"
            time.sleep(0.005)

    def kill(self) -> int:
        """Kills it; the size that it last knew to be durable."""
        os.kill(self._process.pid, signal.SIGKILL)
        assert self._process.wait() == -signal.SIGKILL
        self._reader.join()
        return max((int(words[-1]) for words in self.said), default=0)


@pytest.mark.soak
def test_fifty_kills_under_load_lose_nothing(tmp_path, pytestconfig):
    seed = pytestconfig.getoption("--crash-seed")
    print(f"kill seed {seed}, {KILLS} kills")
    chance, size = random.Random(f"kills/{seed}"), 0
    for kill in range(KILLS):
        writer = Writer(tmp_path, f"{seed}/{kill}")
        writer.wait_for_load()
        time.sleep(chance.uniform(0, 0.25))
        size = max(size, writer.kill())
        home = Home(tmp_path)
        kept = home.store.entries(TRACE, 0, 1 << 40)
        assert len(kept) >= size, f"kill {kill}: {size} were acknowledged, {len(kept)} are here"
        missing = {loose(PLATFORM, number).to_bytes() for number in range(size)} - set(kept)
        assert not missing, f"kill {kill}: {len(missing)} acknowledged entries are others"
        if kill % 10 == 9:
            home.found()  # as every start does: what was left unpublished is published
            report = home.fsck()
            require_sound(report)
            assert not report.pending, report.pending
        home.close()
    assert size > KILLS
