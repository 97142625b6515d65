"""Opening a case and taking its steps: the one door to the tables of cases, for pages, API and jobs alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shouyi.canon.days import day_of
from shouyi.decision.cases import By, Step, open_case, take_step
from shouyi.people.behind import sealer
from shouyi.people.cases.models import Case, Event
from shouyi.people.jobs.queue import enqueue
from shouyi.people.organisations.changing import project_all
from shouyi.people.organisations.models import Organisation

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account

OPERATOR = "operator"
CORRECTING = "cases.correct"


class CaseChanged(Exception):
    """Somebody else took a step meanwhile: look at the case again."""


@dataclass(frozen=True, slots=True)
class About:
    """What a case is about: a line of the file by its place, a work by its public id, or nothing single."""

    log: int | None = None
    index: int | None = None
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand does a step: the account's uid (None: clock or visitor), on which side, as a helper or not."""

    account: str | None
    by: By
    helper: bool = False

    @property
    def side(self) -> str:
        if self.account is None and self.by is By.OWNER:
            return "visitor"
        return "helper" if self.helper else self.by.value


CLOCK = Hand(None, By.CLOCK)


def today() -> int:
    """The day in UTC+8 from which deadlines count."""
    return day_of(int(timezone.now().timestamp()))


def operator() -> Organisation:
    """Who answers what no other organisation does, and second instances. A new installation's tables learn of it here.

    Raises Organisation.DoesNotExist where the ledger is not founded yet.
    """
    known = Organisation.objects.filter(kind=OPERATOR)
    if not known.exists():
        project_all()
    return known.earliest("pk")


@transaction.atomic
def begin(kind: str, account: Account | None, ref: str, org: Organisation, about: About, text: str, hand: Hand) -> Case:
    """A new case with its first words. Raises StepRefused for a kind that there is not."""
    standing = open_case(kind, today())
    case = Case(
        kind=kind, account=account, ref=ref, organisation=org, log=about.log, index=about.index,
        public_id=about.public_id, opened_on=standing.opened_on, due_on=standing.due_on,
    )  # fmt: skip
    case.holder = _holder(case, account, ref)
    case.save()
    _tell(_write(case, "open", hand, text))
    return case


def _holder(case: Case, account: Account | None, ref: str) -> str:
    if ref and sealer().has(ref):
        return ref
    return account.holder if account else sealer().begin(f"case/{case.uid}")


@transaction.atomic
def take(case: Case, step: Step, hand: Hand, text: str = "", *, outcome: str = "", version: int | None = None) -> Case:
    """The case after one step. Raises StepRefused, CaseChanged (`version`: the one that whoever acts was shown)."""
    held = Case.objects.select_for_update().get(pk=case.pk)
    if version is not None and version != held.version:
        raise CaseChanged
    after = take_step(held.standing(), step, hand.by, today(), name=hand.account or "", outcome=outcome)
    second = after.state.value == "escalated" and held.state != "escalated"
    changed = {
        "state": after.state.value, "due_on": after.due_on, "closed_on": after.closed_on, "first": after.first,
        "outcome": after.outcome.value, "version": held.version + 1,
    } | ({"organisation": operator(), "in_charge": None} if second else {})  # fmt: skip
    if not Case.objects.filter(pk=held.pk, version=held.version).update(**changed):
        raise CaseChanged
    held.refresh_from_db()
    _tell(_write(held, step.value, hand, text, outcome))
    _follow(held, step)
    return held


@transaction.atomic
def assign(case: Case, member: Account | None, hand: Hand) -> Case:
    """Puts a member in charge. Raises StepRefused, CaseChanged."""
    held = take(case, Step.ASSIGN, hand)
    Case.objects.filter(pk=held.pk).update(in_charge=member)
    held.refresh_from_db()
    return held


def _write(case: Case, step: str, hand: Hand, text: str, outcome: str = "") -> Event:
    event = Event(
        case=case, holder=case.holder, at=timezone.now(), step=step, side=hand.side, by=hand.account, outcome=outcome,
        text=text,
    )  # fmt: skip
    event.save()
    return event


def _follow(case: Case, step: Step) -> None:
    """What a step brings about: the correction of a line that was objected to rightly; a visitor is forgotten."""
    if step is Step.ANSWER and case.outcome == "upheld" and case.index is not None:
        enqueue(CORRECTING, case.uid, key=f"{CORRECTING}/{case.uid}")
    if case.state == "closed" and not case.account_id and not case.ref:
        enqueue("cases.forget", case.uid, key=f"cases.forget/{case.uid}")


def _tell(event: Event) -> None:
    """Through a job, so that a notice waits for the step to be committed."""
    enqueue("cases.tell", event.uid, key=f"cases.tell/{event.uid}")
