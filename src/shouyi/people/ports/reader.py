"""Reading: what pages show of files, works and the guide. `wiring.py` answers it over the real stores.

Nothing here is text for people: codes, numbers, days (whole days since 1970-01-01) and names that their owners chose.
Pages turn codes into words. A reader answers None for what does not exist; a store that fails raises its own error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from shouyi.evidence.facts import Fact
from shouyi.score.guide import Guide
from shouyi.score.records import Assessment, Band, Digits, Evidence

Grade = Literal["self", "evidence", "third", "none"]
"""How hard a step is: the maker's own statement, evidence, a third party, or nothing recorded (a gap)."""

Check = Literal["id", "signature", "inclusion", "quorum", "fields"]
State = Literal["holds", "broken", "unknown"]
Opening = Literal["open", "aged", "erased"]


@dataclass(frozen=True, slots=True)
class Coming:
    """What the guide that will be in force from the day `since` makes of the same evidence on the same day. `proposal`
    is the hex digest of the vote that put it there."""

    assessment: Assessment
    since: int
    proposal: str


@dataclass(frozen=True, slots=True)
class News:
    """What stands in the file beyond the run: so many entries that state facts, and the digits with them, as of the
    latest day that any of them tells of, under the guide in force."""

    entries: int
    digits: Digits


@dataclass(frozen=True, slots=True)
class Report:
    """A person's latest committed assessment. `run` is the hex digest of its `assessment.run` entry, `run_index` the
    entry's leaf index in the log `rule`; `previous` is what the run before said, when there was one. `guide` is the
    run's, `facts` what it looked at and `weighed` what that guide makes of them: enough to ask what would stand if, or
    what stood then. `names` are the display names of the facts' sources. `coming`: a guide that is to come in force;
    `news`: what came in since."""

    assessment: Assessment
    run: str
    run_index: int
    previous: Assessment | None = None
    guide: Guide | None = None
    weighed: Evidence = field(default_factory=Evidence, repr=False)
    facts: tuple[Fact, ...] = field(default=(), repr=False)
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    coming: Coming | None = None
    news: News | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a person's file. (`log`, `index`) is its place, `kind` a registered kind, `org` the stating
    organisation's display name, `on` the day it happened. `facts` is what it says, as far as it stands open
    (`opening` "aged" or "erased": empty); `title` the work's, for `work.registered`; `by` the organisation's id."""

    log: int
    index: int
    kind: str
    org: str
    on: int
    facts: tuple[Fact, ...] = ()
    title: str = ""
    opening: Opening = "open"
    by: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a work's story. `code`: registered, materials, making, inspection, packing, transport, delivery.
    `by` is who states it (display name; "" for a gap), `until` the last day when the step lasted."""

    code: str
    grade: Grade
    on: int | None = None
    until: int | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a maker released of an assessment: nothing else of it leaves their file. `proof_path` is its proof file's
    path under the public proofs' address ("": none)."""

    band: Band
    day: int
    guide: str
    proof_path: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A work as its public page shows it. `verdict` and `checks` are the server's own verification of the proof file
    at `checked_at` (aware); `proof_path` is the proof file's path under the public proofs' address ("/…"),
    `proof_bytes` its size; `log` and `index` its place, `leaf` the hex leaf hash."""

    public_id: str
    title: str
    craft: str
    maker: str
    registered_on: int
    registered_by: str
    verdict: State
    checked_at: datetime
    checks: tuple[tuple[Check, State], ...]
    proof_path: str
    proof_bytes: int
    log: int
    index: int
    leaf: str
    steps: tuple[Step, ...] = ()
    extract: Extract | None = None


@dataclass(frozen=True, slots=True)
class WorkName:
    """Enough of a work to link to it."""

    public_id: str
    title: str
    craft: str
    maker: str


@dataclass(frozen=True, slots=True)
class Login:
    """A demonstration's sign-in. `role` is artisan, buyer, member or officer; `person` the file that it owns, `org` the
    organisation for which it acts."""

    login: str
    name: str
    role: str
    person: str | None = None
    password: str = field(default="", repr=False)
    org: str | None = None


class NotNow(Exception):
    """What was asked for needs something outside that does not answer at the moment; asking again later may help."""


class Reader(Protocol):
    """What the pages read. `person` is the keeper's local id, taken from the signed-in account, never from a URL."""

    def guide(self) -> Guide:
        """The guide in force."""

    def report(self, person: str) -> Report | None:
        """The latest run's result of this person (None: not assessed yet)."""

    def lines(self, person: str) -> tuple[Line, ...]:
        """Every entry of this person's file, the newest first (empty: no file, or an erased one)."""

    def line_proof(self, person: str, log: int, index: int) -> bytes | None:
        """The proof file of one entry of this person's file, fields open (None: no such entry in this file)."""

    def result_proof(self, person: str, names: Sequence[str]) -> bytes | None:
        """The proof file of the latest run's result of this person, these result fields and `holder` open.

        None: not assessed yet, not published yet, or erased.
        """

    def export(self, person: str) -> bytes | None:
        """The complete archive with proofs, as `shouyi export` writes it (None: no file, or an erased one).

        Raises NotNow while no witness answers: an export without one could not be called complete.
        """

    def work(self, public_id: str) -> Work | None:
        """A work by its random public id."""

    def works(self, count: int) -> tuple[WorkName, ...]:
        """At most `count` works that anybody may look at, for the front page."""

    def pin(self) -> bytes:
        """What verifiers pin (policy, registry, names): one canonical JSON document."""

    def verifier_digest(self) -> str:
        """SHA-256 of the offline verifier as it is served, in hex ("": none is)."""

    def logins(self) -> tuple[Login, ...]:
        """The demonstration's sign-ins; empty in a real installation."""
