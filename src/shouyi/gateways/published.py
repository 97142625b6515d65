"""A published log, read as a witness reads it: one cut, then its records and entries bundle by bundle."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.source import Source
from shouyi.ledger.errors import BatchRefused, CheckpointRolledBack, LedgerError, MalformedBytes
from shouyi.ledger.kind import LOGS
from shouyi.ledger.policy import Pin
from shouyi.ledger.tile import bundle_path, read_bundle, records_path
from shouyi.ledger.tree import TILE_WIDTH
from shouyi.ledger.witness import Claim, Sizes, read_claim

PathOf = Callable[[int, int], str]
"""(index, width) → the path of a bundle."""
CUT_TRIES = 5
CUT_PAUSE_SECONDS = 0.05


def read_cut(source: Source, pin: Pin, seen: Sizes) -> tuple[Claim, Source]:
    """One cut, and a source that keeps the partial bundles at its edge, which a log takes away once it has wider ones.

    Between two cuts, while the log is writing, its files are of different ones, so they are read again. `seen`: sizes
    up to which nothing is needed any more. Raises LedgerError as `read_claim` does, GatewayError.
    """
    problem = GatewayError("the log's checkpoints and state are not of one cut", permanent=False)
    for _ in range(CUT_TRIES):
        files = [_read(source, "state"), *(_read(source, f"{log}/checkpoint") for log in LOGS)]
        claim = read_claim(files[0], files[1:], pin)
        try:
            if claim.sizes == claim.published.sizes:
                return claim, _Kept(source, _edge(source, claim, seen))
        except GatewayError as missing:
            problem = missing
        time.sleep(CUT_PAUSE_SECONDS)
    raise problem


def _edge(source: Source, claim: Claim, seen: Sizes) -> dict[str, bytes]:
    """The last bundle, if it is partial, of each log that grew, and of the records. Raises GatewayError."""
    grown = [log for log, size in enumerate(claim.sizes) if size > seen[log]]
    ends: list[tuple[PathOf, int]] = [(partial(_entries_path, log), claim.sizes[log]) for log in grown]
    ends += [(records_path, claim.published.batches)] if grown else []
    found = {}
    for path_of, size in ends:
        index, width = divmod(size, TILE_WIDTH)
        if width:
            found[path_of(index, width)] = _bundle_bytes(source, path_of, index, width)
    return found


def _read(source: Source, path: str) -> bytes:
    data = source.read(path)
    if data is None:
        raise GatewayError(f"the log publishes no {path}", permanent=False)
    return data


@dataclass(frozen=True, slots=True)
class _Kept:
    """A source of which some files were read before."""

    below: Source
    files: Mapping[str, bytes]

    def read(self, path: str) -> bytes | None:
        return self.files.get(path) or self.below.read(path)


class EntryCursor:
    """The entries of one published log from `at` on, bundle by bundle, up to `stop`."""

    def __init__(self, source: Source, log: int, at: int, stop: int) -> None:
        self._source, self._log, self._at, self._stop = source, log, at, stop
        self._bundle: list[bytes] = []

    def take(self, count: int) -> list[bytes]:
        """The next `count` entries. Raises LedgerError, GatewayError."""
        if count > self._stop - self._at:
            raise BatchRefused(f"the batch takes more entries than {LOGS[self._log]} has published")
        taken: list[bytes] = []
        while len(taken) < count:
            index, within = divmod(self._at, TILE_WIDTH)
            if not self._bundle:
                width = min(TILE_WIDTH, self._stop - index * TILE_WIDTH)
                self._bundle = _bundle(self._source, partial(_entries_path, self._log), index, width)
            some = self._bundle[within : within + count - len(taken)]
            taken += some
            self._at += len(some)
            if self._at % TILE_WIDTH == 0:
                self._bundle = []
        return taken


def _entries_path(log: int, index: int, width: int) -> str:
    return f"{LOGS[log]}/{bundle_path(index, width)}"


def read_records(source: Source, start: int, stop: int) -> Iterator[bytes]:
    """Batch records start..stop−1.

    Raises CheckpointRolledBack when `stop` is before `start`, MalformedBytes, GatewayError.
    """
    if stop < start:
        raise CheckpointRolledBack(f"{stop} batches are published, {start} were seen before")
    for index in range(start // TILE_WIDTH, -(-stop // TILE_WIDTH)):
        first = index * TILE_WIDTH
        yield from _bundle(source, records_path, index, min(TILE_WIDTH, stop - first))[max(0, start - first) :]


def _bundle(source: Source, path_of: PathOf, index: int, width: int) -> list[bytes]:
    """The first `width` items of a bundle.

    Raises MalformedBytes when they are fewer or do not end where the bundle does; GatewayError.
    """
    path = path_of(index, width)
    try:
        found = list(read_bundle(_bundle_bytes(source, path_of, index, width)))[:width]
    except LedgerError as problem:
        raise MalformedBytes(f"{path}: {problem}") from None
    if len(found) != width:
        raise MalformedBytes(f"{path}: {len(found)} items instead of {width}")
    return found


def _bundle_bytes(source: Source, path_of: PathOf, index: int, width: int) -> bytes:
    """The partial bundle of this width, or the full one if that has gone. Raises GatewayError."""
    for path in dict.fromkeys((path_of(index, width), path_of(index, TILE_WIDTH))):
        if (data := source.read(path)) is not None:
            return data
    raise GatewayError(f"the log publishes no {path_of(index, width)}", permanent=False)
