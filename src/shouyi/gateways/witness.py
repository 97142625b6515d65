"""A witness: mirrors a log, runs every batch again, and only then signs. It implements `ledger.ports.WitnessPort`.

It reads the log's public folder and nothing else: a witness needs no account with the log and no secret of it. It never
writes down what it is asked about: tags of questions appear in no store, no message and no log line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.mirror import Mirror, tagged
from shouyi.gateways.published import EntryCursor, read_cut, read_records
from shouyi.gateways.source import Source
from shouyi.ledger.checkpoint import Checkpoint
from shouyi.ledger.entry import parse_entry
from shouyi.ledger.errors import (
    CheckpointRolledBack,
    CutUnknown,
    TagsSpent,
)
from shouyi.ledger.kind import LOGS
from shouyi.ledger.machine import Changes, State
from shouyi.ledger.note import Note, SignatureLine, Signer, Verifier, cosign
from shouyi.ledger.places import TagPlaces
from shouyi.ledger.policy import Pin
from shouyi.ledger.ports import Clock
from shouyi.ledger.proof import require_consistency
from shouyi.ledger.unspent import DOMAIN
from shouyi.ledger.witness import (
    Addition,
    Claim,
    Question,
    Sizes,
    cosigned,
    replay,
    require_agreement,
    require_forward,
)


class Witness:
    """One log mirrored under a pin. Its answers are serial: one lock over mirror, state and signatures."""

    def __init__(
        self, mirror: Mirror, source: Source, pin: Pin, verifier: Verifier, signer: Signer, clock: Clock
    ) -> None:
        assert signer.public == verifier.public
        self._mirror, self._source, self._clock = mirror, source, clock
        self.pin, self.verifier, self._signer = pin, verifier, signer
        self._lock = Lock()
        self._known: tuple[State, TagPlaces] | None = None
        a, b, c, d = mirror.sizes()
        self.sizes: Sizes = (a, b, c, d)
        """How far the mirror is durable: below these sizes, no other history is ever signed."""

    def pull(self) -> Claim:
        """Brings the mirror to the log's last cut, durably, and gives what it checked.

        Raises LedgerError when anything does not hold: then nothing is kept; GatewayError.
        """
        with self._lock:
            return self._pull()

    def cosign(self, sizes: Sizes | None = None) -> tuple[Note, ...]:
        """See `WitnessPort`. The instant is this witness's clock's."""
        with self._lock:
            self._require_not_older(sizes)
            claim = self._pull()
            self._require_not_older(sizes)
            if sizes not in (None, claim.sizes):
                raise GatewayError("the log has not published this cut yet", permanent=False)
            return tuple(cosigned(note, self._line(note)) for note in claim.notes)

    def unspent(self, questions: Sequence[Question]) -> tuple[SignatureLine, ...]:
        """See `WitnessPort`. Answers for any cut up to which it pulled, whatever was spent afterwards."""
        with self._lock:
            for question in questions:
                if not self._mirror.has_cut(question.sizes):
                    raise CutUnknown(f"the four logs were never checked together at {list(question.sizes)}")
            if spent := [place for place, question in enumerate(questions) if self._is_spent(question)]:
                raise TagsSpent(spent)
            return tuple(map(self._answer, questions))

    def add_checkpoint(self, addition: Addition) -> SignatureLine:
        """C2SP tlog-witness, for a checkpoint whose entries the mirror has run; `addition` is signed by its log.

        Raises CheckpointRolledBack when it does not start where we are, another LedgerError for what does not hold,
        GatewayError.
        """
        found, log = addition.checkpoint, addition.log
        with self._lock:
            edge = self._state().edges[log]
            if addition.old != edge.size or (addition.old == found.size and found.root != edge.root()):
                raise CheckpointRolledBack(f"{LOGS[log]}: {edge.size} were seen before")
            require_consistency(edge.size, found.size, addition.proof, edge.root(), found.root)
            if found.size > edge.size:
                self._pull()
            self._require_ours(log, found)
            return self._line(addition.note)

    def _require_ours(self, log: int, found: Checkpoint) -> None:
        edge = self._state().edges[log]
        if found.size > edge.size:
            raise GatewayError("the entries under this checkpoint are not published yet", permanent=False)
        if (found.size, found.root) != (edge.size, edge.root()):
            raise CheckpointRolledBack(f"{LOGS[log]}: {edge.size} were seen before")

    # pulling --------------------------------------------------------------------------------------------------------

    def _pull(self) -> Claim:
        claim, source = read_cut(self._source, self.pin, self.sizes)
        state = self._state()
        require_forward(state, claim.checkpoints)
        known = self._mirror.batch_count()
        try:
            self._mirror.take_in(self._replayed(state, known, claim, source), claim.sizes)
        except BaseException:
            if state.sizes != self.sizes:
                self._known = None  # it took batches that the store has not
            raise
        self.sizes = claim.sizes
        return claim

    def _replayed(self, state: State, known: int, claim: Claim, source: Source) -> Iterator[Changes]:
        cursors = [EntryCursor(source, log, edge.size, claim.sizes[log]) for log, edge in enumerate(state.edges)]
        records = read_records(source, known, claim.published.batches)
        for changes in replay(state, records, lambda log, count: cursors[log].take(count)):
            yield changes
            self._note_places(changes)
        require_agreement(state, claim)

    def _note_places(self, changes: Changes) -> None:
        _, places = self._loaded()
        for log, entries in enumerate(changes.entries):
            places.add(*tagged(log, enumerate(entries, changes.edges[log].size - len(entries))))

    # answering ------------------------------------------------------------------------------------------------------

    def _state(self) -> State:
        return self._loaded()[0]

    def _loaded(self) -> tuple[State, TagPlaces]:
        if self._known is None:
            self._known = self._mirror.load(), self._mirror.places()
        return self._known

    def _require_not_older(self, sizes: Sizes | None) -> None:
        if sizes and any(asked < ours for asked, ours in zip(sizes, self.sizes, strict=True)):
            raise CheckpointRolledBack(f"{list(sizes)} were asked for, {list(self.sizes)} were seen before")

    def _line(self, note: Note) -> SignatureLine:
        return cosign(note.body, self.verifier.name, self._signer, self._clock())

    def _is_spent(self, question: Question) -> bool:
        """Whether its tag was spent, by its organisation, below the question's sizes."""
        for log, index in self._loaded()[1].candidates(question.value):
            entry = parse_entry(self._mirror.entries(log, index, index + 1)[0])
            if (entry.by, entry.tag) == (question.by, question.value) and index < question.sizes[log]:
                return True
        return False

    def _answer(self, question: Question) -> SignatureLine:
        body = question.statement(self.pin.unspent_name).to_body()
        return cosign(body, self.verifier.name, self._signer, self._clock(), domain=DOMAIN)
