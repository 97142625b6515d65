"""The log's side: asks witnesses about the cut on disk and adds their lines to its four checkpoints.

`ask` and `put` must run within `EmbeddedLedger.writing()`, so that no newer checkpoint is overwritten; `gather` need
not. A witness that does not answer costs its line, nothing else: the log goes on, and readers see whether a quorum is
there.
"""

from __future__ import annotations

from collections.abc import Mapping

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.tiles import TileFolder
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.errors import CheckpointRolledBack, ConsistencyMismatch, LedgerError, SignatureMissing
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import Note, SignatureLine, Verifier
from shouyi.ledger.policy import Pin
from shouyi.ledger.ports import WitnessPort
from shouyi.ledger.witness import Sizes, line_of, merged

Absent = Mapping[str, LedgerError | GatewayError]
"""Why a witness's line is missing, by its name in the policy."""


Lines = Mapping[str, tuple[SignatureLine, ...]]
"""The four lines of each witness that cosigned, by its name in the policy."""


def ask(witnesses: Mapping[str, WitnessPort], folder: TileFolder, pin: Pin) -> Absent:
    """Merges the lines of `witnesses` (by their names in the pin's policy) into the checkpoints on disk.

    Returns who did not cosign, and why. Raises GatewayError before the first publication.
    """
    notes = notes_of(folder)
    lines, absent = gather(witnesses, notes, pin)
    put(folder, notes, lines, pin)
    return absent


def notes_of(folder: TileFolder) -> tuple[Note, ...]:
    """The four checkpoints on disk. Raises GatewayError before the first publication."""
    return tuple(_note(folder, log) for log in range(len(LOGS)))


def gather(witnesses: Mapping[str, WitnessPort], notes: tuple[Note, ...], pin: Pin) -> tuple[Lines, Absent]:
    """What each witness says to these checkpoints. This alone may take its time, and needs no lock."""
    lines: dict[str, tuple[SignatureLine, ...]] = {}
    absent: dict[str, LedgerError | GatewayError] = {}
    for name, witness in witnesses.items():
        try:
            lines[name] = _lines(witness, notes, pin.policy.witnesses[name])
        except (LedgerError, GatewayError) as problem:
            absent[name] = problem
    return lines, absent


def put(folder: TileFolder, notes: tuple[Note, ...], lines: Lines, pin: Pin) -> None:
    """Adds the lines to the checkpoints on disk, which state what `notes` do.

    Equal answers give equal bytes, whoever answered first: witnesses' lines stand in the policy's order.
    """
    for log, note in enumerate(notes):
        found = merged(note, {name: found[log] for name, found in lines.items()}, pin.policy)
        if found != note:
            folder.put_cosigned(log, found)


def require_history(witnesses: Mapping[str, WitnessPort], folder: TileFolder, pin: Pin) -> Absent:
    """`ask`, before a process writes for the first time: nobody has seen further than this store, or something else.

    A store and its folder that were both put back (from a backup, say) look whole to themselves; only a witness can
    tell. It must run after `EmbeddedLedger.publish()`, which brings the folder up to the store. Raises
    CheckpointRolledBack, ConsistencyMismatch: then nothing may be written, or a second history would be signed.
    """
    absent = ask(witnesses, folder, pin)
    for name, problem in absent.items():
        if isinstance(problem, CheckpointRolledBack | ConsistencyMismatch):
            raise type(problem)(f"{name}: {problem}")
    return absent


def _note(folder: TileFolder, log: int) -> Note:
    data = folder.checkpoint(log)
    if data is None:
        raise GatewayError(f"{LOGS[log]} has no checkpoint yet", permanent=False)
    return read_checkpoint(data)[0]


def _lines(witness: WitnessPort, notes: tuple[Note, ...], verifier: Verifier) -> tuple[SignatureLine, ...]:
    """The witness's line on each checkpoint, verified. Raises LedgerError, GatewayError."""
    answers = witness.cosign(sizes_of(notes))
    if [answer.body for answer in answers] != [note.body for note in notes]:
        raise SignatureMissing("the witness cosigned other checkpoints than these")
    return tuple(line_of(answer, verifier) for answer in answers)


def sizes_of(notes: tuple[Note, ...]) -> Sizes:
    """The sizes that four checkpoints state."""
    a, b, c, d = (read_checkpoint(note.to_bytes())[1].size for note in notes)
    return a, b, c, d
