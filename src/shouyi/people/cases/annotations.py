"""Lines that somebody objected to bear it wherever the file is shown, until the case is closed and after."""

from __future__ import annotations

from dataclasses import dataclass

from shouyi.people.cases.models import Case


@dataclass(frozen=True, slots=True)
class Annotation:
    """Of one line: the case's uid, its state, what the answer said ("": nothing yet), the days on which its next step
    is due and on which it was closed."""

    uid: str
    state: str
    outcome: str
    due_on: int
    closed_on: int | None = None


def annotations(ref: str) -> dict[tuple[int, int], Annotation]:
    """By place (log, index) of the file's lines; of several cases about one line, the newest."""
    cases = Case.objects.filter(ref=ref, log__isnull=False).exclude(outcome="withdrawn").order_by("pk")
    return {
        (case.log, case.index): Annotation(str(case.uid), case.state, case.outcome, case.due_on, case.closed_on)
        for case in cases
        if case.log is not None and case.index is not None
    }
