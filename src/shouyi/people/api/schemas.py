"""What the API says and hears. What it hears is taken at its word: no other name, no other type, no conversion.

Days are ISO 8601 (2026-11-24, UTC+8), instants end in Z, scores are tenths of a point, amounts minor units.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints


class Said(Schema):
    """Answers."""

    model_config = ConfigDict(extra="forbid")


class Heard(Schema):
    """Bodies."""

    model_config = ConfigDict(extra="forbid", strict=True)


def day(days: int | None) -> str | None:
    """A day of ours as the API writes it."""
    return None if days is None else (date(1970, 1, 1) + timedelta(days=days)).isoformat()


def instant(at: datetime | None) -> str | None:
    """An instant as the API writes it."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"\S")]
Day = Annotated[str, Field(examples=["2026-11-24"], pattern=r"^\d{4}-\d{2}-\d{2}$")]
Instant = Annotated[str, Field(examples=["2026-11-24T08:30:00Z"])]
Limit = Annotated[int, Field(ge=1, le=100, description="How many rows at most.")]
Cursor = Annotated[str, Field(max_length=400, description="`next` of the page before; empty for the first page.")]


class Where(Said):
    """One place that is wrong."""

    in_: str = Field(alias="in", description="body, query, path, header or file", examples=["body"])
    at: str = Field(description="A JSON pointer or a name.", examples=["/fields/0"])
    code: str = Field(examples=["missing"])
    line: int | None = Field(None, description="The line of a file.")


class ProblemDetails(Said):
    """RFC 9457. `code` is stable; `next` says what to do. Values that were sent are never repeated."""

    type: str = Field(examples=["https://example.org/api/v1/guide#scope"])
    title: str
    status: int = Field(examples=[403])
    code: str = Field(examples=["scope"])
    next: str
    where: list[Where] = Field(default_factory=list)


class Name(Said):
    zh: str = Field(examples=["云桥银行"])
    en: str = Field(examples=["Yunqiao Bank"])


class OrganisationSelf(Said):
    """Your organisation, and what this token may do."""

    org: str = Field(examples=["org-bank-yunqiao"])
    kind: str = Field(examples=["bank"])
    name: Name
    suspended: bool
    client: UUID
    scopes: list[str] = Field(examples=[["org.read", "file.disclosed"]])


class ConsentSaid(Said):
    """A consent that somebody gave you. `handle` is how you know its owner while no name is open to you."""

    uid: UUID
    handle: str = Field(examples=["7KQ3M"])
    purpose: str = Field(examples=["lending"])
    fields: list[str] = Field(examples=[["band", "score"]])
    given_at: Instant
    until: Day
    ask: UUID | None = Field(description="The ask that it answers.")


class Consents(Said):
    items: list[ConsentSaid]
    next: str = Field(description="Cursor of the next page; empty on the last.")


class AskHeard(Heard):
    """What you ask for. With `code`, the owner who gave it is told at once; without, you get a link to hand on."""

    purpose: str = Field(max_length=32, examples=["lending"])
    fields: list[Annotated[str, StringConstraints(max_length=40)]] = Field(
        min_length=1, max_length=20, examples=[["band", "score", "reasons"]]
    )
    days: int = Field(ge=1, le=3650, examples=[90])
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = Field(None, examples=["7K3M9-2QFXA"])


class AskSaid(Said):
    uid: UUID
    purpose: str
    fields: list[str]
    days: int
    asked_at: Instant
    state: Literal["waiting", "given", "declined", "answered"] = Field(
        description="Who declined by a link stays unknown: then it is `answered`, and no consent follows."
    )
    link: str | None = Field(description="Once, in the answer to the ask. Nobody can read it again.")


class Closed(Said):
    field: str = Field(examples=["amounts"])
    why: str = Field(examples=["not_chosen"])


class Reason(Said):
    """A reason of the score, by its code in the guide."""

    code: str
    detail: dict[str, Any] = Field(default_factory=dict)


class Interval(Said):
    low: int = Field(examples=[655])
    high: int = Field(examples=[772])


class Counted(Said):
    what: str = Field(examples=["dispatched"])
    count: int = Field(examples=[41])


class EvidenceSaid(Said):
    counts: list[Counted]
    first: Day | None
    last: Day | None


class AmountSaid(Said):
    month: str = Field(examples=["2026-10"])
    orders: int
    amount_minor: int
    currency: str = Field(examples=["CNY"])


class WorkSaid(Said):
    title: str
    on: Day


class FileSaid(Said):
    """What the consent opens today. Of every field that is not in `open` nothing is here; `closed` says why."""

    consent: UUID
    purpose: str
    open: list[str] = Field(examples=[["band", "score"]])
    closed: list[Closed]
    until: Day | None
    on: Day | None = Field(description="The day of the assessment.")
    guide: str = Field(description="The version of the guide.")
    band: str | None = None
    score: int | None = Field(None, description="Tenths of a point, 0 to 1000.")
    interval: Interval | None = None
    dimensions: dict[str, int] = Field(default_factory=dict)
    reasons: list[str] = Field(default_factory=list)
    fulfilment: EvidenceSaid | None = None
    word_of_mouth: EvidenceSaid | None = None
    skill: EvidenceSaid | None = None
    social: EvidenceSaid | None = None
    finance: EvidenceSaid | None = None
    works: list[WorkSaid] = Field(default_factory=list)
    name: str | None = None
    reach: str | None = None
    amounts: list[AmountSaid] = Field(default_factory=list)
    proof: str | None = Field(None, description="A proof file in base64: `shouyi verify` checks it offline.")


class EventSaid(Said):
    at: Instant
    step: str = Field(examples=["open"])
    side: str = Field(examples=["owner"])
    outcome: str
    text: str


class CaseSaid(Said):
    """A case. `steps` are what may be done now; `version` is to be sent back with an answer."""

    uid: UUID
    kind: str = Field(examples=["objection"])
    state: str = Field(examples=["open"])
    outcome: str
    opened: Day
    due: Day
    closed: Day | None
    line: str | None = Field(description="Log and index of the line that it is about.", examples=["1/42"])
    work: str | None
    in_charge: UUID | None
    version: int
    outcomes: list[str] = Field(description="What an answer may say.")
    steps: list[str] = Field(examples=[["write", "assign", "answer"]])


class CaseWhole(CaseSaid):
    events: list[EventSaid]


class Cases(Said):
    items: list[CaseSaid]
    next: str


class AnswerHeard(Heard):
    outcome: str = Field(max_length=16, examples=["declined"])
    text: Text = Field(examples=["The carrier's record shows the parcel on 3 May. We enclose it."])
    version: int = Field(ge=0, le=2**31 - 1, examples=[1])


class AssignHeard(Heard):
    member: UUID = Field(strict=False, description="The uid of a member of your organisation.")


class ProofSaid(Said):
    """Where a work's proof file lies, and what our own check of it said."""

    work: str = Field(examples=["SY7F3K2M9Q"])
    title: str
    registered: Day
    registered_by: str
    verdict: Literal["holds", "broken", "unknown"]
    checked_at: Instant
    place: str = Field(examples=["0/17"])
    leaf: str
    proof_url: str
    proof_bytes: int


class Log(Said):
    name: str = Field(examples=["skill"])
    checkpoint_url: str


class Checkpoints(Said):
    """Where the signed checkpoints lie, and what to pin: trust those, and never this answer."""

    pin_url: str
    verifier_url: str
    verifier_sha256: str
    logs: list[Log]


class DeliverySaid(Said):
    """A file of orders, reviews or outcomes that you handed in, and what becomes of it."""

    uid: UUID
    kind: Literal["orders", "reviews", "outcomes"]
    state: Literal["received", "checked", "refused", "waiting", "admitting", "admitted", "undone"]
    received_at: Instant
    final_at: Instant | None = Field(description="Until then it can be undone; then it is admitted for good.")
    rows_new: int = Field(description="Facts that are news.")
    rows_known: int = Field(description="Facts that stand already: said again, they add nothing.")
    rows_refused: int
    entries: int = Field(description="Entries in the public log, once it is admitted.")
    orders: UUID | None = Field(description="Reviews: the delivery of the orders that they are about.")
    signed_by: str = Field(description="The client key, or empty.")
    why: str = Field(description="Why the file as a whole is refused, or empty.", examples=["column_missing"])
    steps: list[Literal["admit", "undo"]]


class Deliveries(Said):
    items: list[DeliverySaid]
    next: str


class RefusalSaid(Said):
    """A row that is not taken, and why. The other rows are not affected."""

    line: int = Field(examples=[17])
    code: str = Field(examples=["date_in_the_future"])
    column: str = Field(examples=["dispatched_on"])
    message: str


class Refusals(Said):
    items: list[RefusalSaid]
    next: str


Index = Annotated[int, Field(ge=0, le=999_999)]
Millionths = Annotated[int, Field(ge=-(10**12), le=10**12)]


class ViewHeard(Heard):
    """A page that shows `k` works: its candidates, each with its relevance."""

    items: Annotated[list[Index], Field(min_length=1, max_length=10_000)]
    scores: Annotated[list[Millionths], Field(description="One an item, in any unit, the same for all views.")]


class RankHeard(Heard):
    k: Annotated[int, Field(ge=1, le=100, description="Works of a list.")]
    owners: Annotated[
        list[Annotated[int, Field(ge=-1, le=99_999)]],
        Field(min_length=1, max_length=100_000, description="Whose each item is; -1: nobody's who has a floor."),
    ]
    floors: Annotated[
        list[Annotated[int, Field(ge=0, le=10**9)]],
        Field(max_length=100_000, description="Impressions, one number an owner from 0 to the highest."),
    ]
    views: Annotated[list[ViewHeard], Field(min_length=1, max_length=100_000)]


class Ranked(Said):
    """`lists`: the items of each view, best first. `prices`: what a floor adds to a score, in its unit."""

    lists: list[list[int]]
    prices: list[int] = Field(description="One an owner; 0 where the floor is met by relevance alone.")


class TokenSaid(Said):
    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(examples=[600])
    scope: str = Field(examples=["org.read file.disclosed"])


class OAuthError(Said):
    """RFC 6749, 5.2."""

    error: str = Field(examples=["invalid_client"])
    error_description: str | None = None
