"""A process that keeps files until it is killed: `python -m gateways.blob_writer HOME [STOP_AT]`.

It prints a line by one write each: `start N` before a put, `kept N ADDRESS` after it. With STOP_AT it stops itself at
that step of its first put and says `stopped`, so that whoever reads kills it exactly there.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from gateways.shelves import folder_shelf
from shouyi.gateways import blobs
from shouyi.gateways.chance import system_randomness
from shouyi.gateways.keystore import Keystore

STEPS = ("while writing", "before the rename", "after the rename")


def say(text: str) -> None:
    os.write(1, text.encode() + b"\n")


def content(number: int) -> list[bytes]:
    """Marked, several chunks long, another for each number."""
    return [b"planted %d " % number * 9_000 for _ in range(8)]


def wait_for_death() -> None:
    say("stopped")
    while True:
        signal.pause()


def arrange(stop_at: str) -> None:
    move = blobs.FolderDraft._move

    def stopping(draft: blobs.FolderDraft, owner: Path, address: str) -> None:
        if stop_at == "before the rename":
            wait_for_death()
        move(draft, owner, address)
        if stop_at == "after the rename":
            wait_for_death()

    blobs.FolderDraft._move = stopping  # type: ignore[method-assign]


def chunks(number: int, stop_at: str):
    for place, chunk in enumerate(content(number)):
        if stop_at == "while writing" and place == 5:
            wait_for_death()
        yield chunk


def main(home: str, stop_at: str = "") -> None:
    arrange(stop_at)
    keys = Keystore(Path(home), system_randomness)
    store, maker = blobs.Blobs(folder_shelf(Path(home)), keys), keys.ref("maker-1").hex()
    for number in range(100_000):
        say(f"start {number}")
        say(f"kept {number} {store.put(maker, chunks(number, stop_at)).address}")


if __name__ == "__main__":
    main(*sys.argv[1:])
