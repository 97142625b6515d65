"""Proving: proof files of single entries and of results, and a person's whole export, under one cosigned cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from shouyi.acts.assessing import result_proof
from shouyi.acts.founding import WITNESS
from shouyi.archive.errors import NotInArchive, PersonErased
from shouyi.archive.openings import Opening, disclosable
from shouyi.gateways.cosigning import gather, notes_of, put, require_history
from shouyi.gateways.counting import counting
from shouyi.gateways.errors import GatewayError
from shouyi.ledger.checkpoint import Checkpoint, read_checkpoint
from shouyi.ledger.errors import CheckpointRolledBack, ConsistencyMismatch, LedgerError
from shouyi.ledger.kind import LOGS, RULE
from shouyi.ledger.note import Note, cosigned_at, sign_note
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.prooffile import Disclosure, ProofFile, Result
from shouyi.ledger.tree import Hashes
from shouyi.ledger.witness import Question, Sizes

if TYPE_CHECKING:
    from shouyi.archive.export import UnspentRequest
    from shouyi.ledger.ports import WitnessPort
    from shouyi.wiring import House

PLATE = ("craft", "maker", "on", "title", "work")
"""What a work's public proof opens of `work.registered`."""
RELEASED, RESULT_SUFFIX = ("band", "day", "guide"), "-credit"
"""What a maker's released result opens, beside `holder`, and how its proof's name ends."""


@dataclass
class Prover:
    """Reads the published cut and makes proofs under it. Leaf hashes are kept and grow with the logs.

    Threads may share it as long as nobody writes through its house: a transaction would be theirs in common.
    """

    house: House
    _hashes: tuple[Hashes, ...] = field(default_factory=lambda: tuple(Hashes() for _ in LOGS))
    _growing: Lock = field(default_factory=Lock)

    def hashes(self, log: int, size: int) -> Hashes:
        """The leaf hashes of a log, at least up to this size."""
        found = self._hashes[log]
        with self._growing:  # two threads that both found them short would append the same leaves twice
            if (known := len(found.leaves)) < size:
                found.extend(map(leaf_hash, self.house.store.entries(log, known, size)))
        return found

    def published(self, log: int) -> tuple[Note, Checkpoint]:
        """The checkpoint on disk, with whatever cosignatures it bears. Raises NotInArchive before the first."""
        data = self.house.ledger.folder.checkpoint(log)
        if data is None:
            raise NotInArchive("nothing is published yet")
        return read_checkpoint(data)

    def proof(self, opening: Opening, names: Sequence[str]) -> bytes:
        """The proof file of an entry with the named fields open."""
        disclosure = Disclosure(opening.digests, tuple(disclosable(opening, names)))
        return self._file(opening.entry().to_bytes(), opening.kind.log, opening.index, disclosure).to_bytes()

    def result(self, person: str, names: Sequence[str]) -> bytes | None:
        """The proof file of the last run with one person's result, the named fields and `holder` open."""
        found = result_proof(self.house, person, names)
        if found is None:
            return None
        run, result = found
        entry = self.house.store.entries(RULE, run.index, run.index + 1)[0]
        return self._file(entry, RULE, run.index, Disclosure((), ()), result).to_bytes()

    def _file(
        self, entry: bytes, log: int, index: int, disclosure: Disclosure, result: Result | None = None
    ) -> ProofFile:
        note, checkpoint = self.published(log)
        if index >= checkpoint.size:
            raise NotInArchive("the entry is not under a published checkpoint yet")
        path = tuple(self.hashes(log, checkpoint.size).inclusion(index, checkpoint.size))
        return ProofFile(entry, disclosure, result, index, path, note)


@counting("public")
def work_proof(prover: Prover, public_id: str) -> bytes | None:
    """The public proof file of a work, or of what its maker released (`…-credit`).

    None for what is not public, or was erased. Raises NotInArchive for what is not published yet.
    """
    vault = prover.house.vault
    try:
        found = open_work(prover.house, public_id.removesuffix(RESULT_SUFFIX))
        if found is None:
            return None
        if not public_id.endswith(RESULT_SUFFIX):
            return prover.proof(found[1], PLATE)
        return prover.result(vault.name_of(found[0]), RELEASED) if vault.is_released(found[0]) else None
    except PersonErased:  # meanwhile, by another process
        return None


def open_work(house: House, public_id: str) -> tuple[bytes, Opening] | None:
    """(ref of the maker, the work's entry); None for an unknown work, and for one whose fact or maker was erased."""
    try:
        found = house.vault.work(public_id)
    except PersonErased:
        return None
    return found if found and all(found[1].is_open(name) for name in PLATE) else None


NO_WITNESS = (
    "this needs a witness: set SHOUYI_WITNESS to its address "
    "(the demonstration's own listens two ports above its pages: http://localhost:8002)"
)


def require_witness(house: House) -> WitnessPort:
    """The witness that the settings name. Raises GatewayError without one."""
    from shouyi.gateways.witness_client import WitnessClient

    if not house.settings.witness:
        raise GatewayError(NO_WITNESS, permanent=True)
    return WitnessClient(house.settings.witness)


COSIGNING_ATTEMPTS = 3


def cosign(house: House, witness: WitnessPort) -> tuple[Note, ...]:
    """The four checkpoints of the published cut with the witness's cosignatures, put beside the log's own.

    Raises the LedgerError or GatewayError for which the witness did not cosign.
    """
    pin, folder = house.pin(), house.ledger.folder
    for _attempt in range(COSIGNING_ATTEMPTS):
        with house.ledger.writing():
            notes = notes_of(folder)
        lines, absent = gather({WITNESS: witness}, notes, pin)  # outside: a slow witness holds no writer up
        for problem in absent.values():
            raise problem
        with house.ledger.writing():
            now = notes_of(folder)
            if [note.body for note in now] == [note.body for note in notes]:
                put(folder, now, lines, pin)
                return tuple(Prover(house).published(log)[0] for log in range(len(LOGS)))
    raise GatewayError("others wrote each time while the witness looked", permanent=False)


def is_cosigned(house: House) -> bool:
    """Whether all four published checkpoints bear the policy's witness's line."""
    verifier = house.pin().policy.witnesses[WITNESS]
    data = [house.ledger.folder.checkpoint(log) for log in range(len(LOGS))]
    return all(found is not None and cosigned_at(read_checkpoint(found)[0], verifier) is not None for found in data)


NEWER = "readers have seen more than is here: nothing was written; restore a newer backup (docs/operating/backup.md)"


def require_unrewound(house: House) -> None:
    """Where the settings name a witness: it has not seen further than this store, nor another history.

    A witness that does not answer stops nobody. Raises CheckpointRolledBack, ConsistencyMismatch.
    """
    if not house.settings.witness:
        return
    with house.ledger.writing():
        try:
            require_history({WITNESS: require_witness(house)}, house.ledger.folder, house.pin())
        except (CheckpointRolledBack, ConsistencyMismatch) as problem:
            raise type(problem)(f"{problem}; {NEWER}") from None


def cosign_where_named(house: House) -> str:
    """Asks the witness that the settings name, if any, to cosign what was just written. Gives what went wrong."""
    if not house.settings.witness:
        return ""
    try:
        cosign(house, require_witness(house))
    except (GatewayError, LedgerError) as problem:
        return f"not cosigned yet: {problem}"
    return ""


def export_person(house: House, person: str, witness: WitnessPort | None = None, prover: Prover | None = None) -> bytes:
    """The person's archive with proofs, complete in the sense of the tags, under one cosigned cut.

    Raises PersonErased, NotInArchive, GatewayError (no witness, or it does not answer).
    """
    from shouyi.archive.export import make_export

    witness = witness or require_witness(house)
    notes = cosign(house, witness)
    checkpoints = [read_checkpoint(note.to_bytes())[1] for note in notes]
    a, b, c, d = (checkpoint.size for checkpoint in checkpoints)
    openings = [o for o in house.vault.openings(person) if o.index < checkpoints[o.kind.log].size]
    if not openings:
        raise NotInArchive("no file of this person is here")
    prover = prover or Prover(house)
    hashes = [prover.hashes(log, checkpoint.size) for log, checkpoint in enumerate(checkpoints)]
    return make_export(openings, hashes, notes, lambda requests: unspent_notes(house, witness, requests, (a, b, c, d)))


def unspent_notes(house: House, witness: WitnessPort, requests: Sequence[UnspentRequest], sizes: Sizes) -> list[Note]:
    """A note a request: signed by the log, cosigned by the witness, which looked for itself."""
    name = f"{house.settings.net}/unspent"
    signer = house.keys.signer(f"{name}.log")
    asked = [Question(request.by, request.field, request.value, request.salt, sizes) for request in requests]
    return [
        sign_note(question.statement(name).to_body(), name, signer).plus([line])
        for question, line in zip(asked, witness.unspent(asked), strict=True)
    ]
