"""What the score speaks of: events, totals, contributions, reasons, changes, assessments. Integers, no floats.

Units: ‰ (per mille) for y, c, P; tenths of a point for scores; `u` in billionths (0..10^9); raw sums S, F, N in
millionths of one event at full weight. Days are whole days since 1970-01-01.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal

from shouyi.evidence.records import Origin

Band = Literal["A", "B", "C", "none", "thin"]
Form = Literal["rate", "level", "stock"]
DIMENSIONS = ("skill", "fulfilment", "word_of_mouth", "social", "finance")


@dataclass(frozen=True, slots=True)
class Event:
    """One fact as a guide weighs it: outcome `y` in 0..1000 ‰ with weight `c` in 1..1000 ‰, on day `on`.

    Of a stock y is 1000, and `c` is what the fact adds, in thousandths of the stock's unit. `at` is what the person's
    clock showed on that day, where declared leave had stopped it before (None: it never had, and shows the day).
    """

    person: str
    indicator: str
    on: int
    y: int
    c: int
    origin: Origin | None = None
    at: int | None = None

    @property
    def clock(self) -> int:
        """The day on the person's clock, by which it fades."""
        return self.on if self.at is None else self.at


@dataclass(frozen=True, slots=True)
class Holding:
    """What a person holds from `on` through `until`, worth `value` ‰ of a level: a certificate, a panel's judgement."""

    person: str
    indicator: str
    on: int
    until: int
    value: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a guide weighs of one person. `stopped`: the days on which the clock stood still, ascending."""

    events: tuple[Event, ...] = ()
    holdings: tuple[Holding, ...] = ()
    stopped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """What the events of one person and indicator weigh on one day: `good` is S, `bad` is F (millionths of an event,
    or of a stock's unit)."""

    good: int = 0
    bad: int = 0

    @property
    def amount(self) -> int:
        """N = S + F, in millionths of one event at full weight."""
        return self.good + self.bad


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands instead of events: a level's highest anchor in force (`value` in ‰), or a stock's decayed sum
    (`value` = X in hundredths of the stock's unit)."""

    indicator: str
    value: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of evidence stands: the log (0 skill, 1 trace, 2 voice, 3 rule) and the leaf index in it."""

    log: int
    index: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one indicator adds: `exact` = W·v·u, 10^12 a tenth of a point; all of them add up to the score.

    `u` and `u_without_evidence` are 0..10^9; `evidence_tenths` is N in tenths of an event, for show; `missing` says
    that the guide's prior stands in for evidence.
    """

    indicator: str
    dimension: str
    form: Form
    exact: int
    exact_without_evidence: int
    u: int
    u_without_evidence: int
    evidence_tenths: int
    missing: bool

    @property
    def moved(self) -> int:
        """W·v·(u − u without evidence): what the evidence did, up or down. 10^12 is a tenth of a point."""
        return self.exact - self.exact_without_evidence

    @property
    def moved_tenths(self) -> int:
        """The same in tenths of a point, rounded toward zero, for show."""
        return self.moved // 10**12 if self.moved >= 0 else -(-self.moved // 10**12)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the score is where it is. `code` comes from the guide, `moved` as in Contribution; `events` is how many
    pieces of evidence the indicator has, `evidence` the strongest of them in this direction (empty: not asked for)."""

    code: str
    indicator: str
    moved: int
    events: int = 0
    evidence: tuple[Place, ...] = ()

    @property
    def moved_tenths(self) -> int:
        """In tenths of a point, rounded toward zero, for show."""
        return self.moved // 10**12 if self.moved >= 0 else -(-self.moved // 10**12)


@dataclass(frozen=True, slots=True)
class Change:
    """What would change it, all else equal; `score` (tenths) and `band` are what would then stand.

    kind "events": `count` more good ones of `indicator`. "amount": so many more hundredths of its stock's unit.
    "level": holding `fact`, which is worth `count` ‰. "wait": `count` days in which nothing new happens (indicator "").
    `days`: how long it takes, at the person's own pace of the last half year (None: they have none in this).
    """

    kind: Literal["events", "amount", "level", "wait"]
    indicator: str
    count: int
    score: int
    band: Band
    days: int | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceRange:
    """What an assessment looked at: first and last `on` (None: no evidence), the number of events up to the day, and
    the sizes of the four logs (None: not taken from a log)."""

    first_on: int | None = None
    last_on: int | None = None
    events: int = 0
    sizes: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Digits:
    """One person's score under one guide on one day. Scores are tenths of a point, 0..1000; `low`..`high` is the 90 %
    interval; `p80` is P(score ≥ 80) in ‰; `dimensions` are tenths, in the guide's order."""

    person: str
    score: int
    low: int
    high: int
    p80: int
    band: Band
    dimensions: dict[str, int] = field(hash=False)
    guide: str
    guide_digest: str
    day: int

    def to_json(self) -> str:
        """One compact line, as `shouyi assess --json` prints it."""
        keys = ("person", "score", "low", "high", "band", "dimensions", "guide", "day")
        return json.dumps({key: getattr(self, key) for key in keys}, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Assessment(Digits):
    """The digits with all that explains them."""

    contributions: tuple[Contribution, ...]
    reasons_up: tuple[Reason, ...]
    reasons_down: tuple[Reason, ...]
    changes: tuple[Change, ...]
    evidence: EvidenceRange
