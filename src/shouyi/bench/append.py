"""Durable append of prepared, signed batches of 1,000 entries by the embedded ledger, on disk.

At scale 1: 50 batches a round. Beside it, in the same rounds and of the same bytes: bare SHA-256, and pymerkle's
SqliteTree (GPL, for benchmarks alone), which commits the same batches durably. pymerkle checks no signature, no schema
and no tag, keeps no state, builds no tree until a root is asked for and writes no tiles; bare SHA-256 keeps nothing.

`…_published` includes tiles, bundles and checkpoints, every 16 batches and at the end; `publish` is that work alone.
fsyncs are counted by strace in runs of their own, which are not timed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path

from shouyi.bench.network import BATCH_ENTRIES, batches, open_ledger
from shouyi.bench.rounds import Figures, Ready, Work, folder_on_disk, go_round, paces, ratios
from shouyi.gateways.embedded import EmbeddedLedger
from shouyi.ledger.batch import Batch

BATCHES, PUBLISH_EVERY, NEVER = 50, 16, 1 << 62
COUNTED_BATCHES = 32


def run(seed: int, scale: float) -> Figures:
    """Entries a second and ratios (median, least, greatest), and fsyncs a batch."""
    made = list(batches(seed, max(1, round(BATCHES * scale))))
    entries = sum(len(batch.entries) for batch in made)
    with folder_on_disk() as folder:
        taken = go_round(_works(folder, seed, made))
    found: Figures = {"entries": entries, "batch": BATCH_ENTRIES, "entry_bytes": len(made[0].entries[0]), "seed": seed}
    found |= paces("entries", entries, taken)
    for other in ("sha256", "pymerkle"):
        if other in taken:
            found |= ratios(taken, "append", other) | ratios(taken, "append_published", other)
    return found | _fsyncs(seed)


def _works(folder: Path, seed: int, made: Sequence[Batch]) -> dict[str, Ready]:
    """Every run has a fresh store, opened before the time counts."""
    fresh, open_tree = (folder / str(number) for number in count()), pymerkle_tree()
    left: list[EmbeddedLedger] = []

    def append() -> Work:
        left.append(open_ledger(next(fresh), seed, NEVER))
        return lambda: _append_unpublished(left[-1], made)

    def append_published() -> Work:
        ledger = open_ledger(next(fresh), seed, PUBLISH_EVERY)
        return lambda: append_all(ledger, made)

    def append_to_pymerkle() -> Work:
        assert open_tree
        tree = open_tree(next(fresh))
        return lambda: _append_to_pymerkle(tree, made)

    works: dict[str, Ready] = {"append_published": append_published, "append": append}
    works |= {"publish": lambda: left.pop().publish, "sha256": lambda: lambda: _hash(made)}
    return works | ({"pymerkle": append_to_pymerkle} if open_tree else {})


def append_all(ledger: EmbeddedLedger, made: Sequence[Batch]) -> None:
    """Submits every batch and waits for it; publishes on the way and at the end."""
    with ledger.writing():
        for batch in made:
            ledger.wait(ledger.submit(batch))
    ledger.store.close()


class _Leave(Exception):
    """Leaves `writing()` without the publication at its end."""


def _append_unpublished(ledger: EmbeddedLedger, made: Sequence[Batch]) -> None:
    try:
        with ledger.writing():
            for batch in made:
                ledger.wait(ledger.submit(batch))
            raise _Leave
    except _Leave:
        pass


def _hash(made: Sequence[Batch]) -> None:
    for batch in made:
        for entry in batch.entries:
            sha256(b"\x00" + entry).digest()


def pymerkle_tree() -> Callable[[Path], object] | None:
    """Opens a tree of pymerkle's in a file; None where the library is not installed (`make bench` installs it)."""
    try:
        from pymerkle import SqliteTree  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        return None
    return lambda path: SqliteTree(str(path))


def _append_to_pymerkle(tree: object, made: Sequence[Batch]) -> None:
    for batch in made:
        tree.append_entries(batch.entries)  # type: ignore[attr-defined]
    tree.close()  # type: ignore[attr-defined]


def _fsyncs(seed: int) -> Figures:
    """fsyncs a batch, with and without publishing: what a child does beyond opening its ledger. Null without strace."""
    if not shutil.which("strace"):
        return {"fsyncs_per_batch": None, "fsyncs_per_batch_published": None}
    opening = _traced(seed, 0, PUBLISH_EVERY)
    found = {"": NEVER, "_published": PUBLISH_EVERY}
    per_batch = {
        name: (_traced(seed, COUNTED_BATCHES, every) - opening) / COUNTED_BATCHES for name, every in found.items()
    }
    return {f"fsyncs_per_batch{name}": round(value, 2) for name, value in per_batch.items()}


def _traced(seed: int, batch_count: int, publish_every: int) -> int:
    with folder_on_disk() as folder:
        trace = folder / "trace"
        tracer = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-o", str(trace)]
        child = [
            sys.executable,
            "-m",
            __name__,
            str(folder / "ledger"),
            str(seed),
            str(batch_count),
            str(publish_every),
        ]
        subprocess.run([*tracer, *child], check=True)
        return len(re.findall(r"f(?:data)?sync\(", trace.read_text()))


def _child(folder: Path, seed: int, batch_count: int, publish_every: int) -> None:
    ledger = open_ledger(folder, seed, publish_every)
    append = _append_unpublished if publish_every == NEVER else append_all
    append(ledger, list(batches(seed, batch_count)))


if __name__ == "__main__":
    _child(Path(sys.argv[1]), *map(int, sys.argv[2:]))
