"""What cases need when nobody looks: deadlines, notices, corrections, forgetting."""

from __future__ import annotations

from contextlib import suppress

from shouyi.decision.cases import Step
from shouyi.decision.errors import StepRefused
from shouyi.decision.workdays import after_working_days
from shouyi.people.behind import behind, sealer
from shouyi.people.cases.models import Case, Event
from shouyi.people.cases.steps import CLOCK, CORRECTING, CaseChanged, take, today
from shouyi.people.cases.telling import remind, tell_of
from shouyi.people.jobs import leases
from shouyi.people.jobs.models import Job
from shouyi.people.jobs.models import State as JobState
from shouyi.people.jobs.registry import LEDGER_LEASE_S, job, schedule

DUE = {"open": Step.LATE, "answered": Step.SILENCE}
NEAR = 2
"""Working days before the term on which whoever has to answer is reminded."""


@schedule("cases.deadlines", daily_at="06:10")
def deadlines(job: Job, day: str) -> None:
    """Passes on what was not answered in time; lets answers stand that nobody objected to; reminds of what is near."""
    late = list(Case.objects.filter(state__in=DUE, due_on__lt=today()).order_by("pk"))
    for place, case in enumerate(late, 1):
        with suppress(CaseChanged, StepRefused):  # somebody acted meanwhile: tomorrow sees
            take(case, DUE[case.state], CLOCK)
        job.step(place, len(late))
    for case in Case.objects.filter(state__in=("open", "escalated"), due_on__lte=after_working_days(today(), NEAR)):
        remind(case, today())
    for failed in Job.objects.filter(name=CORRECTING, state=JobState.FAILED):
        leases.try_again(failed)  # an answer said that the line goes: it is not let go of


@job(CORRECTING, lease_s=LEDGER_LEASE_S)
def correct(job: Job, uid: str) -> None:
    """Deletes the line that the owner objected to rightly. Done again, it changes nothing; an erased file has none."""
    case = Case.objects.filter(uid=uid).first()
    if case is not None and case.log is not None and case.index is not None:
        behind().corrector.erase_line(case.ref, case.log, case.index, "objection")


@job("cases.forget")
def forget(job: Job, uid: str) -> None:
    """A visitor's words and how to reach them go with the case's own key, once it is closed."""
    case = Case.objects.filter(uid=uid).first()
    if case is not None and case.holder == sealer().ref(f"case/{case.uid}"):
        sealer().destroy(case.holder)


@job("cases.tell")
def tell(job: Job, uid: str) -> None:
    """Tells whose case it is, and whoever is in charge, what happened; never whoever did it."""
    found = Event.objects.select_related("case__account", "case__in_charge", "case__organisation").filter(uid=uid)
    for event in found:
        tell_of(event)
