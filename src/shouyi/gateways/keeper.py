"""The keeper: opens files, names sources, and turns drafts into entries on the ledger with their openings in the vault.

One order of steps for every batch, each of which may be the last before a crash:

1. keys of new persons (keystore), durable
2. the rows that open the batch's entries (vault), durable, without a place
3. the batch (ledger), durable: from here on it counts
4. the rows' places (vault), with the next batch's rows, or at the end

After a crash `vault.reconcile` settles 2 and 4; drafts whose batch never came to be are drafted again by whoever
imports, since what is admitted is what the vault opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shouyi.archive.errors import ArchiveError
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import Opening, as_opened, commit
from shouyi.canon.canonical import encode_plain
from shouyi.canon.days import day_of
from shouyi.canon.digest import derive, mac, u64
from shouyi.evidence.facts import Fact
from shouyi.evidence.records import Draft
from shouyi.gateways.custody import HouseCustody
from shouyi.gateways.embedded import EmbeddedLedger
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.keystore import KeyFile, Keystore
from shouyi.gateways.vault import Vault
from shouyi.ledger.batch import make_batch
from shouyi.ledger.entry import Entry
from shouyi.ledger.errors import LedgerError
from shouyi.ledger.holding import holder_digest
from shouyi.ledger.keys import tag
from shouyi.ledger.kind import RULE
from shouyi.ledger.kinds import kinds
from shouyi.ledger.ports import Clock, Randomness

BATCH_ENTRIES = 1000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft with what only some kinds carry: the tag that `source.added` commits, public values."""

    draft: Draft
    first: bytes | None = None
    pub: Mapping[str, Any] | None = None


class Keeper:
    """One installation's writing side. Everything below happens within `ledger.writing()`."""

    def __init__(
        self, ledger: EmbeddedLedger, vault: Vault, clock: Clock, randomness: Randomness, net: str, registrar: str
    ) -> None:
        self.ledger, self.vault, self._clock, self._random = ledger, vault, clock, randomness
        self._net, self._registrar = net, registrar
        self.custody = HouseCustody(vault.keys, lambda: ledger.state)
        self._lengths: dict[tuple[bytes, str], int] = {}

    @property
    def _keys(self) -> Keystore:
        return self.vault.keys

    def today(self) -> int:
        """The day on which entries are written: the clock's, but never before the ledger's last."""
        return max(day_of(self._clock()), self.ledger.state.day)

    def begin(self) -> None:
        """Settles what a crash left, and reads how long each chain is."""
        self.vault.reconcile(self.ledger.store, self.ledger.state.sizes)
        for ref, once in self.vault.erasures(erased=False):
            self._try_to_erase(ref, once)
        self._lengths = self.vault.chain_lengths()

    # about nobody ---------------------------------------------------------------------------------------------------

    def write(self, by: str, entries: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[int, ...]:
        """Entries (kind, pub) about nobody, in one batch signed by `by`. Gives the first index a log."""
        day = self.today()
        made = [Entry(by, day, kinds()[kind], b"", b"", pub) for kind, pub in entries]
        return self._submit(by, made)[0]

    def _submit(self, by: str, entries: Sequence[Entry]) -> tuple[tuple[int, ...], tuple[bytes, ...]]:
        signer = self.signer(by)
        n = self.ledger.state.get(f"batches/{signer.public.hex()}") or 0
        batch = make_batch(entries, by, signer, n, self._net)
        return self.ledger.wait(self.ledger.submit(batch)).starts, batch.entries

    def signer(self, org: str) -> KeyFile:
        """The organisation's batch key in force, of which this installation has custody. Raises GatewayError."""
        return self.custody.signer(org, "batch")

    # files and sources ----------------------------------------------------------------------------------------------

    def open_files(self, persons: Iterable[str], progress: Progress = lambda done, total: None) -> None:
        """A file for everybody in `persons` who has none: keys and `archive.opened` by the registrar.

        Until a registrar checks identity documents, the source's own name of a person stands for the identity number.
        """
        known = set(self.vault.persons(by_kind="archive.opened"))
        new = [person for person in sorted(set(persons)) if person not in known]
        for person in new:
            if generation := self.generation(person):
                self.vault.add_persons([person], generation, returning=True)
        self.vault.add_persons(new, returning=True)
        day = self.today()
        self._admit(self._registrar, [self._opened(person, day) for person in new], progress)

    def _opened(self, person: str, day: int) -> Wanted:
        generation = self.generation(person)
        after = self.once(person, generation - 1) if generation else "none"
        draft = Draft("archive.opened", person, self._registrar, day, {"holder": self.holder_digest(person)})
        return Wanted(draft, pub={"after": after, "once": self.once(person, generation)})

    def generation(self, person: str) -> int:
        """How often the person's file was erased here."""
        generation = 0
        while (found := self.ledger.state.get(f"once/{self.once(person, generation)}")) and found["erased"]:
            generation += 1
        return generation

    def has_left(self, person: str) -> bool:
        """Erased, and not come back: no import opens such a file again, only the person does (`open_files`)."""
        if self.vault.is_gone(person):
            return True
        generation = self.generation(person)
        return generation > 0 and self.ledger.state.get(f"once/{self.once(person, generation)}") is None

    def once(self, person: str, generation: int) -> str:
        """HMAC(registrar's key, identity number ‖ u64 generation), hex. docs/algorithms/bytes.md, 13."""
        return mac(self._keys.registrar_key(), person.encode(), u64(generation)).hex()

    def holder(self, person: str) -> KeyFile:
        """The key that proves whose file it is; the keeper holds it until the person has a wallet."""
        return self.holder_of(self._keys.ref(person))

    def holder_of(self, ref: bytes) -> KeyFile:
        """The same, of a person known by their ref alone. Raises PersonErased."""
        key = self._keys.person_key(ref)
        return KeyFile(Ed25519PrivateKey.from_private_bytes(derive(key, b"shouyi/holder/1")))

    def holder_digest(self, person: str) -> str:
        """SHA-256("shouyi/holder/1" ‖ public key) of the holder's key, hex: what entries and results commit."""
        return holder_digest(self.holder(person).public)

    def holder_digest_of(self, ref: bytes) -> str:
        """The same, of a person known by their ref alone. Raises PersonErased."""
        return holder_digest(self.holder_of(ref).public)

    def add_sources(self, pairs: Iterable[tuple[str, str]], progress: Progress = lambda done, total: None) -> None:
        """`source.added` for every (person, organisation) that has none; the registrar's own chain needs none."""
        wanted = sorted({(p, org) for p, org in pairs if org != self._registrar})
        known = self._known_sources({person for person, _ in wanted})
        day, news = self.today(), []
        for person, org in wanted:
            if (person, org) not in known:
                first = tag(self.vault.source(self._keys.ref(person), org), 0)
                news.append(Wanted(Draft("source.added", person, self._registrar, day, {"org": org}), first))
        self._admit(self._registrar, news, progress)

    def named_by_others(self, org: str) -> frozenset[str]:
        """Local ids of everybody about whom organisations state facts, this one not among them."""
        stating: dict[bytes, set[str]] = {}
        for ref, opening in self.vault.all_openings(kind="source.added"):
            stating.setdefault(ref, set()).add(str(opening.opened("org")[0]))
        return frozenset(self.vault.name_of(ref) for ref, orgs in stating.items() if org not in orgs)

    def _known_sources(self, persons: set[str]) -> set[tuple[str, str]]:
        names = {self._keys.ref(person): person for person in persons}
        found = ((ref, opening) for ref, opening in self.vault.all_openings(kind="source.added") if ref in names)
        return {(names[ref], str(opening.opened("org")[0])) for ref, opening in found}

    # evidence -------------------------------------------------------------------------------------------------------

    def admit(self, drafts: Sequence[Draft], progress: Progress = lambda done, total: None) -> list[Opening]:
        """Drafts of one organisation, in their order, in batches. Persons need a file and the source added before.

        Raises LedgerError or ArchiveError; the batches before stand.
        """
        orgs = {draft.org for draft in drafts}
        if len(orgs) > 1:
            raise ArchiveError("drafts of one organisation at a time")
        self.vault.add_persons(draft.other_person for draft in drafts if draft.other_person)
        return self._admit(next(iter(orgs), ""), [Wanted(draft) for draft in drafts], progress)

    def _admit(self, org: str, wanted: Sequence[Wanted], progress: Progress) -> list[Opening]:
        placed: list[Opening] = []
        every: list[Opening] = []
        for chunk in _chunks(wanted):
            made = [self._commit(item) for item in chunk]
            self.vault.put(made, placed)  # 2
            openings = [opening for _, _, opening in made]
            try:
                starts, ordered = self._submit(org, [opening.entry() for opening in openings])  # 3
            except LedgerError:
                self.vault.drop(openings)
                self._lengths = self.vault.chain_lengths()
                raise
            placed = _placed(openings, starts, ordered)
            every += placed
            progress(len(every), len(wanted))
        self.vault.place(placed)  # 4
        return every

    def _commit(self, item: Wanted) -> tuple[bytes, bytes | None, Opening]:
        draft = item.draft
        ref = self._keys.ref(draft.person)
        other = self._keys.ref(draft.other_person) if draft.other_person else None
        source = self.vault.source(ref, draft.org)
        n = self._lengths.get((ref, draft.org), 0)
        spent = tag(source, n)
        seed = self._random(b"entry/" + spent, 32)
        other_seed = self._random(b"other/" + spent, 32) if other else None
        opening = commit(draft, self.today(), source, n, seed, other_seed=other_seed, first=item.first, pub=item.pub)
        self._lengths[ref, draft.org] = n + 1
        return ref, other, opening

    # erasure --------------------------------------------------------------------------------------------------------

    def erase_fact(self, person: str, opening: Opening, reason: str) -> None:
        """Deletes one entry's facts: `fact.erased` by whoever wrote it, then seed and values in the vault."""
        on = opening.on
        if on is None or opening.kind.log == RULE:
            raise ArchiveError("only facts that stand open outside `rule` can be erased")
        draft = Draft("fact.erased", person, opening.by, on, {"reason": reason, "tag": opening.tag.hex()})
        self._admit(opening.by, [Wanted(draft)], lambda done, total: None)
        marks = [self.mark(fact) for fact in facts_of([as_opened(opening, person)])]
        self.vault.erase_fact(self._keys.ref(person), opening, marks)

    def mark(self, fact: Fact) -> bytes:
        """A fact's keyed digest, by which it is known again though nothing of it is kept; 16 bytes.

        Of a correction the mark differs, so that what is right can come in where what was wrong went out.
        """
        key = self._keys.person_key(self._keys.ref(fact.person))
        said = encode_plain(asdict(replace(fact, origin=None)))
        return mac(key, b"shouyi/taken-out/1", type(fact).__name__.encode(), said)[:16]

    def _try_to_erase(self, ref: bytes, once: str) -> None:
        try:
            self.finish_erasure(ref, once)
        except GatewayError as problem:  # somebody reads still: it stays noted, and is tried again at the next start
            if problem.permanent:
                raise

    def finish_erasure(self, ref: bytes, once: str, patience_s: float = 0) -> None:
        """Everything that opened a noted person's file goes, then `archive.erased` says so. Can be repeated.

        The note stays, for whoever keeps more that was derived. Raises GatewayError while another process reads on.
        """
        self.vault.erase(ref, patience_s)
        self._lengths = self.vault.chain_lengths()
        found = self.ledger.state.get(f"once/{once}")
        if found and not found["erased"]:
            self.write(self._registrar, [("archive.erased", {"once": once})])
        self.vault.note_erased(ref)

    def open_once(self, person: str) -> str | None:
        """The `once` of the person's open file; None without one, as buyers are."""
        once = self.once(person, self.generation(person))
        return once if self.ledger.state.get(f"once/{once}") else None


def pseudonym(key: bytes, maker: str) -> str:
    """The name under which a maker's file knows a buyer: HMAC of the buyer's key and the maker. 32 hex digits."""
    return mac(key, b"shouyi/pseudonym/1", maker.encode())[:16].hex()


def _chunks(wanted: Sequence[Wanted]) -> Iterator[tuple[Wanted, ...]]:
    return (tuple(wanted[at : at + BATCH_ENTRIES]) for at in range(0, len(wanted), BATCH_ENTRIES))


def _placed(openings: Sequence[Opening], starts: tuple[int, ...], ordered: Sequence[bytes]) -> list[Opening]:
    """The openings with their places: a batch's entries stand by log, in the batch's order."""
    by_bytes = {opening.entry().to_bytes(): opening for opening in openings}
    places, found = list(starts), []
    for data in ordered:
        opening = by_bytes[data]
        log = opening.kind.log
        found.append(replace(opening, index=places[log]))
        places[log] += 1
    return found
