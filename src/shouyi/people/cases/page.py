"""What the pages of a case show: where it stands, what was said, what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouyi.decision.cases import By, Step, steps_for
from shouyi.people import wording
from shouyi.people.cases import words
from shouyi.people.cases.steps import today

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shouyi.people.cases.models import Case, Event


@dataclass(frozen=True, slots=True)
class EventRow:
    """One step: when, who, what, and in which words ("": none, or nobody can open them any more)."""

    at: datetime
    who: str
    what: str
    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """`steps` are the steps that this side may take now."""

    uid: str
    kind: str
    state_code: str
    state: str
    due: str
    about: str
    outcome: str
    organisation: str
    version: int
    events: tuple[EventRow, ...]
    steps: frozenset[Step]

    def may(self, step: Step) -> bool:
        return step in self.steps

    @property
    def can_write(self) -> bool:
        return self.may(Step.WRITE)

    @property
    def can_answer(self) -> bool:
        return self.may(Step.ANSWER)

    @property
    def can_escalate(self) -> bool:
        return self.may(Step.ESCALATE)

    @property
    def can_accept(self) -> bool:
        return self.may(Step.ACCEPT)

    @property
    def can_withdraw(self) -> bool:
        return self.may(Step.WITHDRAW)

    @property
    def can_assign(self) -> bool:
        return self.may(Step.ASSIGN)


def case_page(case: Case, by: By, language: str) -> CasePage:
    """The page of one case for this side."""
    organisation = case.organisation.name_zh if language.startswith("zh") else case.organisation.name_en
    return CasePage(
        uid=str(case.uid),
        kind=words.kind(case.kind),
        state_code=case.state,
        state=words.state(case.state),
        due=words.due(case, today()),
        about=about(case),
        outcome=words.outcome(case.outcome),
        organisation=organisation,
        version=case.version,
        events=tuple(_row(event) for event in case.events.all()),
        steps=frozenset(steps_for(case.standing(), by)),
    )


def about(case: Case) -> str:
    """The place of the line, or the work's id ("": about nothing single)."""
    if case.log is not None and case.index is not None:
        return wording.place(case.log, case.index)
    return case.public_id


def _row(event: Event) -> EventRow:
    return EventRow(
        event.at, words.side(event.side), words.step(event), words.outcome(event.outcome), event.text_or("text", "")
    )


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list."""

    uid: str
    kind: str
    about: str
    state_code: str
    state: str
    due: str
    mine: bool = False


def case_rows(cases: Iterable[Case], account_pk: int | None = None) -> tuple[CaseRow, ...]:
    """Cases as lines of a list; `mine` where this account is in charge."""
    return tuple(
        CaseRow(
            str(case.uid), words.kind(case.kind), about(case), case.state, words.state(case.state),
            words.due(case, today()), case.in_charge_id is not None and case.in_charge_id == account_pk,
        )
        for case in cases
    )  # fmt: skip
