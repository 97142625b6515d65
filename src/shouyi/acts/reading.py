"""What pages read of an installation: implements `people.ports.Reader` over ledger, vault and score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from shouyi.acts.assessing import LastRun, committed_result, last_run
from shouyi.acts.living import KINDS, live_digits
from shouyi.acts.proving import PLATE, RESULT_SUFFIX, Prover, export_person, open_work
from shouyi.acts.voted_documents import digest_in_force, guide_named
from shouyi.archive.errors import ArchiveError, NotInArchive, PersonErased
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import Opening, as_opened
from shouyi.evidence.facts import Fact
from shouyi.evidence.records import Value
from shouyi.gateways.counting import counting
from shouyi.gateways.errors import GatewayError
from shouyi.ledger.errors import CANNOT_TELL, LedgerError
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.prooffile import why_proof
from shouyi.ledger.votes import GUIDE, in_force
from shouyi.people.ports import (
    Check,
    Coming,
    Extract,
    Line,
    Login,
    News,
    NotNow,
    Report,
    State,
    Step,
    Work,
    WorkName,
)  # fmt: skip
from shouyi.score.assess import assess_evidence
from shouyi.score.guide import Guide
from shouyi.score.records import Assessment, Evidence
from shouyi.score.weigh import weigh_person

if TYPE_CHECKING:
    from shouyi.wiring import House

CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    ("fields", ("form", "kind", "fields")),
    ("inclusion", ("inclusion",)),
    ("signature", ("log",)),
    ("quorum", ("quorum",)),
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a run saw of one person, weighed and assessed under its guide."""

    assessment: Assessment
    guide: Guide
    weighed: Evidence
    facts: Sequence[Fact]


@dataclass
class HouseReader:
    """One a process, shared by its threads. `language` gives the reader's, "zh…" or "en…", at each call.

    A connection's transaction belongs to all threads that use it. So `house` is read in single statements, which SQLite
    serialises, and what takes transactions goes through a house of its own, by one thread at a time.
    """

    house: House
    language: Callable[[], str]
    _prover: Prover = field(init=False)
    _exporting: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        self._prover = Prover(self.house)

    def guide(self) -> Guide:
        """The guide that is in force today, also where a vote put it there since this process was started."""
        return guide_named(self.house, digest_in_force(self.house, self.house.keeper.today()))

    def report(self, person: str) -> Report | None:
        """The latest run's result, explained anew from the entries that the run looked at, beside the run's before."""
        run = last_run(self.house)  # asked once: another process may write the next one meanwhile
        committed = self._committed(person, run)
        if run is None or committed is None:
            return None
        seen = self._seen_by(person, run)
        found = seen.assessment
        if any(committed[name] != getattr(found, name) for name in ("score", "low", "high", "band")):
            raise ArchiveError("the committed result is not what the file gives")
        before = last_run(self.house, "run_before")
        previous = self._seen_by(person, before, explained=False).assessment if before else None
        names = {source: self._org(source) for source in {fact.origin.source for fact in seen.facts if fact.origin}}
        return Report(
            found, run.digest.hex(), run.index, previous, seen.guide, seen.weighed, tuple(seen.facts), names,
            self._coming(seen), self._news(person, run),
        )  # fmt: skip

    def _coming(self, seen: _Seen) -> Coming | None:
        """Whoever is scored sees a new guide beside the old one from the day on which a vote activated it."""
        voted = in_force(self.house.store, GUIDE)
        if voted is None or voted.since <= self.house.keeper.today():
            return None
        guide, person, day = guide_named(self.house, voted.document), seen.assessment.person, seen.assessment.day
        found = assess_evidence(weigh_person(person, seen.facts, guide), guide, person, day, explained=False)
        return Coming(found, voted.since, voted.proposal)

    def _news(self, person: str, run: LastRun) -> News | None:
        new = self.house.vault.openings_since(self.house.keys.ref(person), KINDS, run.pub["sizes"])
        if not new:
            return None
        day = max(run.pub["as_of"], *(opening.on or 0 for opening in new))
        return News(len(new), live_digits(self.house, person, day, self.guide()))

    def _seen_by(self, person: str, run: LastRun, *, explained: bool = True) -> _Seen:
        """The person's assessment as a run saw it: its guide, its day, and no entry beyond its sizes of the logs."""
        a, b, c, d = run.pub["sizes"]
        seen = [o for o in self.house.vault.openings(person) if o.index < run.pub["sizes"][o.kind.log]]
        facts = facts_of([as_opened(opening, person) for opening in seen])
        guide = guide_named(self.house, run.pub["guide"])
        evidence = weigh_person(person, facts, guide)
        found = assess_evidence(evidence, guide, person, run.pub["as_of"], sizes=(a, b, c, d), explained=explained)
        return _Seen(found, guide, evidence, facts)

    def _committed(self, person: str, run: LastRun | None) -> dict[str, Value] | None:
        if not self.house.vault.has_person(person):
            return None
        found = committed_result(self.house, person, run)
        return dict(found) if found else None

    def lines(self, person: str) -> tuple[Line, ...]:
        """Every entry of this person's file, the newest first."""
        openings = self._openings(person)
        shown = [self._line(opening, person) for opening in openings]
        return tuple(sorted(shown, key=lambda line: (line.on, line.log, line.index), reverse=True))

    def _openings(self, person: str) -> list[Opening]:
        try:
            return self.house.vault.openings(person) if self.house.vault.has_person(person) else []
        except PersonErased:  # between the two questions, by another process
            return []

    def _line(self, opening: Opening, person: str) -> Line:
        opened = as_opened(opening, person)
        title = self._text(opened.fields.get("title")) if opening.kind.name == "work.registered" else ""
        place = opening.kind.log, opening.index
        on = opening.on
        org = self._org(opening.by)
        if on is None:
            return Line(*place, opening.kind.name, org, opening.day, opening="erased", by=opening.by)
        return Line(*place, opening.kind.name, org, on, tuple(facts_of([opened])), title, by=opening.by)

    def line_proof(self, person: str, log: int, index: int) -> bytes | None:
        """The proof file of one entry of this person's file, every field open that still can be.

        None for another person's entry, and for one that is not under a published checkpoint yet.
        """
        found = [o for o in self._openings(person) if (o.kind.log, o.index) == (log, index)]
        try:
            return (
                self._prover.proof(found[0], [n for n in found[0].kind.fields if found[0].is_open(n)])
                if found
                else None
            )
        except NotInArchive:
            return None

    def result_proof(self, person: str, names: Sequence[str]) -> bytes | None:
        """The proof file of the latest run with these fields of the person's result open."""
        try:
            return self._prover.result(person, names)
        except (NotInArchive, PersonErased):
            return None

    def export(self, person: str) -> bytes | None:
        """The complete archive with proofs. Raises NotNow while no witness answers, or none vouches for it."""
        if not self._openings(person):
            return None
        try:
            with self._exporting:
                return self._export(person)
        except PersonErased:
            return None
        except (GatewayError, LedgerError, NotInArchive) as problem:
            raise NotNow from problem

    def _export(self, person: str) -> bytes:
        house = self._writer
        with house.ledger.writing():
            house.keeper.begin()  # an import that died left rows without a place: their tags are spent, though
        return export_person(house, person, prover=self._prover)

    @cached_property
    def _writer(self) -> House:
        """The same installation over connections of its own."""
        from shouyi.wiring import open_house

        return open_house(self.house.settings)

    @counting("public")
    def work(self, public_id: str) -> Work | None:
        """A work by its random public id, with the server's own verification of its proof file.

        None for an unknown or erased work, and for one that is not published yet.
        """
        found = open_work(self.house, public_id)
        try:
            return self._work(public_id, *found) if found else None
        except (NotInArchive, PersonErased):
            return None

    def _work(self, public_id: str, ref: bytes, opening: Opening) -> Work:
        data = self._prover.proof(opening, PLATE)
        checks = self._checks(data)
        fields = as_opened(opening, "").fields
        on = opening.on or opening.day
        org = self._org(opening.by)
        return Work(
            public_id=public_id,
            title=self._text(fields["title"]),
            craft=self._text(fields["craft"]),
            maker=self._text(fields["maker"]),
            registered_on=on,
            registered_by=org,
            verdict=_worst([state for _, state in checks]),
            checked_at=datetime.fromtimestamp(self.house.clock(), UTC),
            checks=checks,
            proof_path=f"/proof/{public_id}",
            proof_bytes=len(data),
            log=opening.kind.log,
            index=opening.index,
            leaf=leaf_hash(opening.entry().to_bytes()).hex(),
            steps=(Step("making", "none"), Step("registered", "evidence", on, by=org)),
            extract=self._extract(ref, public_id),
        )

    def _checks(self, data: bytes) -> tuple[tuple[Check, State], ...]:
        _, steps = why_proof(data, self.house.pin())
        return tuple((name, _worst([_state(steps.get(step)) for step in behind])) for name, behind in CHECKS)

    def _extract(self, ref: bytes, public_id: str) -> Extract | None:
        """Band, day and guide, where the maker released them and a run has seen them."""
        if not self.house.vault.is_released(ref):
            return None
        committed = self._committed(self.house.vault.name_of(ref), last_run(self.house))
        if committed is None:
            return None
        band, day, guide = committed["band"], committed["day"], committed["guide"]
        return Extract(band, day, guide, f"/proof/{public_id}{RESULT_SUFFIX}")  # type: ignore[arg-type]  # what a run committed has these types

    @counting("public")
    def works(self, count: int) -> tuple[WorkName, ...]:
        """At most `count` works that anybody may look at, each by another maker as long as there are any."""
        names = []
        for public_id in self.house.vault.works(count):
            if found := open_work(self.house, public_id):
                fields = as_opened(found[1], "").fields
                texts = (self._text(fields[name]) for name in ("title", "craft", "maker"))
                names.append(WorkName(public_id, *texts))
        return tuple(names)

    def pin(self) -> bytes:
        """What verifiers pin."""
        return self.house.pin_bytes()

    def verifier_digest(self) -> str:
        """SHA-256 of the offline verifier as it is served."""
        published = self.house.public / "verify.html"
        return sha256(published.read_bytes()).hexdigest() if published.exists() else ""

    def logins(self) -> tuple[Login, ...]:
        """The demonstration's sign-ins; empty in a real installation."""
        from shouyi.acts.demonstrating import read_logins

        return read_logins(self.house)

    def _org(self, org: str) -> str:
        names = self.house.pin().names.get(org)
        return names["zh" if self.language().startswith("zh") else "en"] if names else org

    def _text(self, value: Value) -> str:
        """A committed text in the reader's language: (Chinese, English), or one string for both."""
        if isinstance(value, tuple):
            return str(value[0 if self.language().startswith("zh") else -1])
        return str(value or "")


def _state(problem: LedgerError | None) -> State:
    if problem is None:
        return "holds"
    return "unknown" if isinstance(problem, CANNOT_TELL) else "broken"


def _worst(states: list[State]) -> State:
    return "broken" if "broken" in states else "unknown" if "unknown" in states else "holds"
