"""One person's file on a small, really signed network, and its export under a cut that two witnesses cosigned.

A founder, a registrar, two platforms with chains, a third that is named and wrote nothing; statements, reviews, an
erased fact. A `Story` can be told in other ways, and exported without parts of it, as somebody would who hides them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shouyi.archive.export import UnspentRequest, ends_of, make_export
from shouyi.archive.exportfile import parse_export
from shouyi.archive.openings import Opening, Sealed
from shouyi.evidence.records import Value
from shouyi.ledger.checkpoint import Checkpoint
from shouyi.ledger.entry import parse_entry
from shouyi.ledger.keys import source_key, tag
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import COSIGNATURE, ED25519, Note, SignatureLine, Verifier, cosign, sign_note
from shouyi.ledger.policy import Pin, parse_policy, write_policy
from shouyi.ledger.unspent import DOMAIN, Unspent, parse_unspent
from world.ledger import DAY, NET, OTHER, PLATFORM, REGISTRAR, SeedKey, Source, World, founded, seed

UNIX = DAY * 86_400
SILENT = "org-silent"
ORIGINS = tuple(f"{NET}/{log}" for log in LOGS)
UNSPENT = f"{NET}/unspent"
WITNESSES = (f"{NET}/witness/east", f"{NET}/witness/west")
NOTHING: Mapping[str, Value] = dict.fromkeys(
    ("cancelled", "delivered", "dispatched", "overdue", "returned", "sold", "visited")
)
REVIEW: Mapping[str, Value] = dict.fromkeys(
    ("buyer", "cohort", "delivered", "dispatched", "earlier", "expected", "makers", "order", "promised")
)


def log_key(name: str) -> SeedKey:
    return SeedKey(f"{name}.log")


def pin(witnesses: Sequence[str] = WITNESSES, needed: int = 1) -> Pin:
    """What the reader trusts: the four logs, the signer of unspent notes, and `needed` of two witnesses."""
    logs = [Verifier(name, ED25519, log_key(name).public) for name in (*ORIGINS, UNSPENT)]
    seen = {name.rpartition("/")[2]: Verifier(name, COSIGNATURE, SeedKey(name).public) for name in witnesses}
    text = write_policy(logs, seen, needed)
    return Pin(NET, 1, "none", parse_policy(text), text, {PLATFORM: {"en": "Market", "zh": "集市"}})


def lines(body: bytes, unix: int, domain: bytes = b"cosignature/v1") -> list[SignatureLine]:
    return [cosign(body, name, SeedKey(name), unix + at, domain=domain) for at, name in enumerate(WITNESSES)]


@dataclass
class Story:
    """A person's file as it is written, entry by entry, into a world."""

    world: World = field(default_factory=founded)
    person: str = "artisan"
    unix: int = UNIX
    sources: dict[str, Source] = field(default_factory=dict)
    openings: list[Opening] = field(default_factory=list)

    def source(self, org: str) -> Source:
        return self.sources.setdefault(org, Source(self.person, org))

    def write(self, org: str, made: Iterable[Opening]) -> list[Opening]:
        """One batch of `org`; the openings get their places."""
        found = list(made)
        changes = self.world.write(org, [opening.entry() for opening in found])
        taken = {data: (log, at) for log in range(4) for at, data in enumerate(changes.entries[log])}
        starts = [self.world.state.sizes[log] - len(changes.entries[log]) for log in range(4)]
        placed = []
        for opening in found:
            log, at = taken[opening.entry().to_bytes()]
            placed.append(replace(opening, index=starts[log] + at))
        self.openings += placed
        return placed

    def begin(self) -> Opening:
        pub = {"after": "none", "once": seed("once", self.person).hex()}
        opening = self.source(REGISTRAR).open("archive.opened", {"holder": seed("holder", self.person).hex()}, pub=pub)
        return self.write(REGISTRAR, [opening])[0]

    def add(self, org: str) -> Opening:
        first = tag(source_key(seed("person", self.person), org), 0)
        return self.write(REGISTRAR, [self.source(REGISTRAR).open("source.added", {"org": org}, first=first)])[0]

    def statement(self, org: str, on: int = DAY, **fields: Value) -> Opening:
        return self.source(org).open("trade.statement", {**NOTHING, **fields}, on=on)

    def review(self, org: str, stars: int) -> Opening:
        fields = {**REVIEW, "buyer": "a" * 32, "earlier": 0, "makers": 1, "order": f"r{stars}", "stars": stars}
        return self.source(org).open("review.given", fields, other={"text": "手艺好 " * stars})

    def outcome(self, org: str, what: str, on: int = DAY, value: int = 1, **more: Value) -> Opening:
        fields = {"about": None, "until": None, "value": value, "what": what, **more}
        return self.source(org).open("outcome.attested", fields, on=on)

    def erase(self, opening: Opening) -> None:
        """`fact.erased` by whoever wrote it; what opened it is gone."""
        fields = {"reason": "wish", "tag": opening.tag.hex()}
        self.write(opening.by, [self.source(opening.by).open("fact.erased", fields)])
        at = self.openings.index(opening)
        self.openings[at] = replace(opening, own=None, other=None)

    def age(self, opening: Opening, *keep: str) -> None:
        """Closes all but `on` and what is to be kept, as a keeper does with what is old."""
        assert opening.own
        at = self.openings.index(opening)
        kept = {name: opening.own.fields[name] for name in ("on", *keep)}
        self.openings[at] = replace(opening, own=Sealed(kept, opening.own.seed))

    # the export -----------------------------------------------------------------------------------------------------

    @property
    def sizes(self) -> tuple[int, ...]:
        return self.world.state.sizes

    def notes(self) -> list[Note]:
        """The four checkpoints, signed and cosigned."""
        found = []
        for log, edge in enumerate(self.world.state.edges):
            body = Checkpoint(ORIGINS[log], edge.size, edge.root()).to_body()
            found.append(sign_note(body, ORIGINS[log], log_key(ORIGINS[log])).plus(lines(body, self.unix)))
        return found

    def unspent(self, requests: Sequence[UnspentRequest], sizes: Sequence[int] | None = None) -> list[Note]:
        """A note a request, whether spent or not."""
        return [self.note(request.by, request.digest, sizes) for request in requests]

    def spent(self) -> set[tuple[str, bytes]]:
        """(by, tag) of every entry that the world took."""
        taken = (parse_entry(data) for log in self.world.entries for data in log)
        return {(entry.by, entry.tag) for entry in taken}

    def note(self, by: str, digest: bytes, sizes: Sequence[int] | None = None) -> Note:
        a, b, c, d = sizes or self.sizes
        body = Unspent(UNSPENT, by, (a, b, c, d), digest).to_body()
        return sign_note(body, UNSPENT, log_key(UNSPENT)).plus(lines(body, self.unix + 60, DOMAIN))

    def export(self, without: Callable[[Opening], bool] = lambda opening: False) -> bytes:
        """The export of the file, or of what is left `without` some entries, with such notes as honest signers give."""
        kept = [opening for opening in self.openings if not without(opening)]
        spent = self.spent()
        honest = [r.digest for r in ends_of(kept) if (r.by, r.value) not in spent]
        file = parse_export(make_export(kept, self.world.hashes, self.notes(), self.unspent))
        notes = tuple(note for note in file.unspent if parse_unspent(note).digest in honest)
        return replace(file, unspent=notes).to_bytes()


def short() -> Story:
    """The shortest file that shows every shape: opened, one source named, nothing written."""
    story = Story()
    story.begin()
    story.add(PLATFORM)
    return story


def told() -> Story:
    """The whole story, among the entries of another person."""
    story = Story()
    story.begin()
    other = Story(story.world, "somebody else")
    other.begin()
    story.add(PLATFORM)
    other.add(PLATFORM)
    story.add(OTHER)
    story.add(SILENT)
    days = (DAY - 1900, DAY - 1000, DAY - 40, DAY - 3)
    story.write(PLATFORM, [story.statement(PLATFORM, on, sold=(f"o{on}", 1, 4200, "CNY")) for on in days])
    other.write(PLATFORM, [other.statement(PLATFORM) for _ in range(5)])
    story.write(PLATFORM, [story.review(PLATFORM, 5), story.statement(PLATFORM, DAY - 2, returned=("o1", "quality"))])
    story.write(OTHER, [story.statement(OTHER, DAY - 1, sold=("o1", 2, 90_000, "CNY")), story.review(OTHER, 2)])
    story.erase(story.openings[-2])
    return story
