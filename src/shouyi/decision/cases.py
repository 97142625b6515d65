"""A case: somebody asks or objects, a person answers in time, somebody else looks again, it is closed.

    open ──answer──▶ answered ──accept, or silence──▶ closed
      │                  │
      └─ late, escalate ─┴──escalate──▶ escalated ──answer──▶ closed

One machine for every kind of case: objections and corrections now, decisions on loans, marks and removals later. It
decides nothing about the matter: it says which step may come next, by whom, and by when. Days are whole days since
1970-01-01. Terms are in working days. An objection to a credit record must be answered within twenty calendar days
(征信业管理条例, article 25): whatever holidays lie between, its first answer is due so early that the second instance,
to whom it goes when nobody answered, still keeps that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from shouyi.decision.errors import StepRefused
from shouyi.decision.workdays import after_working_days

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    CLOSED = "closed"


class Step(StrEnum):
    """What can be done to a case."""

    WRITE = "write"
    ASSIGN = "assign"
    ANSWER = "answer"
    ESCALATE = "escalate"
    LATE = "late"
    ACCEPT = "accept"
    SILENCE = "silence"
    WITHDRAW = "withdraw"


class By(StrEnum):
    """Who does a step: whoever opened the case (or their helper), who answers it, or the clock."""

    OWNER = "owner"
    OFFICER = "officer"
    CLOCK = "clock"


class Outcome(StrEnum):
    """What an answer says; "" where none was given."""

    NONE = ""
    UPHELD = "upheld"
    PARTLY = "partly"
    DECLINED = "declined"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Terms:
    """Working days for the first answer, for the second instance's, and until an answer nobody objects to stands.

    `law_days` are the calendar days after opening within which one of both must have answered (0: no law says so).
    """

    answer_days: int
    escalated_days: int
    silence_days: int
    outcomes: frozenset[Outcome]
    law_days: int = 0

    def answer_by(self, opened_on: int) -> int:
        """The last day for the first answer."""
        due = after_working_days(opened_on, self.answer_days)
        return min(due, opened_on + self.law_days - SECOND_DAYS) if self.law_days else due

    def escalated_by(self, case: Case, today: int) -> int:
        """The last day for the second instance, of a case that goes there today."""
        due = after_working_days(today, self.escalated_days)
        lawful = case.opened_on + self.law_days if self.law_days and case.outcome is Outcome.NONE else due
        return max(min(due, lawful), today + 1)


SECOND_DAYS = 6
"""Calendar days that the second instance has at least, of those that the law gives."""

DECIDED = frozenset({Outcome.UPHELD, Outcome.PARTLY, Outcome.DECLINED})
KINDS: Mapping[str, Terms] = MappingProxyType({
    "objection": Terms(8, 5, 20, DECIDED, law_days=20),
    "correction": Terms(8, 5, 20, DECIDED, law_days=20),
    "consent": Terms(5, 5, 20, DECIDED),
    "erasure": Terms(8, 5, 20, DECIDED),
    "problem": Terms(3, 5, 10, DECIDED | {Outcome.ANSWERED}),
    "question": Terms(5, 5, 10, frozenset({Outcome.ANSWERED})),
})  # fmt: skip
"""Every kind of case with its terms."""


@dataclass(frozen=True, slots=True)
class Case:
    """Where a case stands. `due_on` is the day by which the next step must come; `first` answered it the first time and
    may not answer it the second (an opaque name of an account)."""

    kind: str
    state: State
    opened_on: int
    due_on: int
    outcome: Outcome = Outcome.NONE
    first: str = ""
    closed_on: int | None = None


ALLOWED: Mapping[tuple[State, Step], frozenset[By]] = MappingProxyType({
    (State.OPEN, Step.WRITE): frozenset({By.OWNER, By.OFFICER}),
    (State.OPEN, Step.ASSIGN): frozenset({By.OFFICER}),
    (State.OPEN, Step.ANSWER): frozenset({By.OFFICER}),
    (State.OPEN, Step.WITHDRAW): frozenset({By.OWNER}),
    (State.OPEN, Step.LATE): frozenset({By.CLOCK}),
    (State.ANSWERED, Step.WRITE): frozenset({By.OWNER, By.OFFICER}),
    (State.ANSWERED, Step.ESCALATE): frozenset({By.OWNER}),
    (State.ANSWERED, Step.ACCEPT): frozenset({By.OWNER}),
    (State.ANSWERED, Step.SILENCE): frozenset({By.CLOCK}),
    (State.ESCALATED, Step.WRITE): frozenset({By.OWNER, By.OFFICER}),
    (State.ESCALATED, Step.ASSIGN): frozenset({By.OFFICER}),
    (State.ESCALATED, Step.ANSWER): frozenset({By.OFFICER}),
    (State.ESCALATED, Step.WITHDRAW): frozenset({By.OWNER}),
})  # fmt: skip
"""Which step each state lets whom do. What is not here is refused."""


def open_case(kind: str, today: int) -> Case:
    """A new case. Raises StepRefused for a kind that there is not."""
    if kind not in KINDS:
        raise StepRefused("unknown_kind")
    return Case(kind, State.OPEN, today, KINDS[kind].answer_by(today))


def why_not_step(case: Case, step: Step, by: By, today: int, *, name: str = "", outcome: str = "") -> str | None:
    """The code of why this step may not come now, None when it may. `name` is who answers, `outcome` what they say."""
    if by not in ALLOWED.get((case.state, step), frozenset()):
        return "not_now"
    if step in (Step.LATE, Step.SILENCE) and today <= case.due_on:
        return "not_due"
    if step is not Step.ANSWER:
        return None
    if outcome not in KINDS[case.kind].outcomes:
        return "outcome"
    return "same_person" if case.state is State.ESCALATED and name == case.first else None


def take_step(case: Case, step: Step, by: By, today: int, *, name: str = "", outcome: str = "") -> Case:
    """The case after the step. Raises StepRefused with the code of `why_not_step`."""
    if why := why_not_step(case, step, by, today, name=name, outcome=outcome):
        raise StepRefused(why)
    terms = KINDS[case.kind]
    match step:
        case Step.WRITE | Step.ASSIGN:
            return case
        case Step.ANSWER if case.state is State.OPEN:
            due = after_working_days(today, terms.silence_days)
            return replace(case, state=State.ANSWERED, due_on=due, outcome=Outcome(outcome), first=name)
        case Step.ANSWER:
            return _closed(case, today, Outcome(outcome))
        case Step.ESCALATE | Step.LATE:
            return replace(case, state=State.ESCALATED, due_on=terms.escalated_by(case, today))
        case Step.WITHDRAW:
            return _closed(case, today, Outcome.WITHDRAWN)
        case _:
            return _closed(case, today, case.outcome)


def _closed(case: Case, today: int, outcome: Outcome) -> Case:
    return replace(case, state=State.CLOSED, outcome=outcome, closed_on=today)


def steps_for(case: Case, by: By) -> tuple[Step, ...]:
    """What may be done now by this side, in the order of `Step`."""
    return tuple(step for step in Step if by in ALLOWED.get((case.state, step), frozenset()))
