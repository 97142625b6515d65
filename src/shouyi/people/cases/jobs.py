"""What cases need when nobody looks: deadlines, notices, corrections, forgetting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.decision.cases import Step
from shouyi.people.behind import behind, sealer
from shouyi.people.cases.models import Case, Event
from shouyi.people.cases.steps import CLOCK, CaseChanged, take, today
from shouyi.people.jobs.registry import job, schedule

if TYPE_CHECKING:
    from shouyi.people.jobs.models import Job

DUE = {"open": Step.LATE, "answered": Step.SILENCE}


@schedule("cases.deadlines", daily_at="06:10")
def deadlines(job: Job, day: str) -> None:
    """Passes on what was not answered in time; lets answers stand that nobody objected to."""
    late = list(Case.objects.filter(state__in=DUE, due_on__lt=today()).order_by("pk"))
    for place, case in enumerate(late, 1):
        try:
            take(case, DUE[case.state], CLOCK)
        except CaseChanged:
            continue  # somebody acted meanwhile: tomorrow sees
        job.step(place, len(late))


@job("cases.correct")
def correct(job: Job, uid: str) -> None:
    """Deletes the line that the owner objected to rightly. Done again, it changes nothing."""
    case = Case.objects.get(uid=uid)
    if case.log is not None and case.index is not None:
        behind().corrector.erase_line(case.ref, case.log, case.index, "objection")


@job("cases.forget")
def forget(job: Job, uid: str) -> None:
    """A visitor's words and how to reach them go with the case's own key, once it is closed."""
    case = Case.objects.get(uid=uid)
    if case.holder == sealer().ref(f"case/{case.uid}"):
        sealer().destroy(case.holder)


@job("cases.tell")
def tell(job: Job, uid: str) -> None:
    """Tells whose case it is, and whoever is in charge, what happened; never whoever did it."""
    from shouyi.people.cases.telling import tell_of

    tell_of(Event.objects.select_related("case__account", "case__in_charge", "case__organisation").get(uid=uid))
