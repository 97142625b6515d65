"""The loaded run whose system calls are recorded: batches through the embedded ledger, published and cosigned.

`python -m gateways.crash.writer HOME SEED BATCHES MODE` prints a line a fact, each by one write to standard output and
only once the fact holds: `ack BATCH SIZE` when a batch was acknowledged, `seen SIZE` when a checkpoint was cosigned.
MODE is `durable`, or `careless` for the control run, whose store asks for no sync at all.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from shouyi.gateways.tiles import Cut
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.kind import TRACE
from shouyi.ledger.note import cosign
from world.home import Home
from world.ledger import SeedKey

WITNESS = "net/witness"


def sizes(seed: str, batches: int) -> list[int]:
    """How many entries each batch has."""
    chosen = random.Random(seed)
    return [chosen.choice((chosen.randint(1, 40), chosen.randint(100, 900))) for _ in range(batches)]


def say(text: str) -> None:
    os.write(1, text.encode() + b"\n")


def cosigned(home: Home, cut: Cut) -> None:
    """As a witness's answer is taken in: the same checkpoint with a line more."""
    note, _ = read_checkpoint(home.folder.checkpoint(TRACE) or b"")
    home.folder.put_cosigned(TRACE, note.plus([cosign(note.body, WITNESS, SeedKey("witness"), 7)]))
    say(f"seen {cut[TRACE][0]}")


def main(path: str, seed: str, batches: str, mode: str) -> None:
    home = Home(Path(path), durable=mode == "durable", publish_every=3)
    home.store._db.execute("PRAGMA wal_autocheckpoint=200")  # so that a short run moves the write-ahead log often
    home.ledger.on_publish = lambda cut: cosigned(home, cut)
    home.found()
    with home.ledger.writing():
        for number, count in enumerate(sizes(seed, int(batches)), 1):
            home.write_loose(count)
            say(f"ack {number} {home.next_number()}")
    home.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
