"""Cases in words: what a kind, a state, a step and an outcome are called, and when the next step is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.decision.cases import State
from shouyi.decision.workdays import working_days_between
from shouyi.people.wording.numbers import day_text

if TYPE_CHECKING:
    from shouyi.people.cases.annotations import Annotation
    from shouyi.people.cases.models import Case, Event


def kind(code: str) -> str:
    """What the case is."""
    names = {
        "objection": _("Objection to a line"),
        "correction": _("Correction of a line"),
        "consent": _("Question about consent"),
        "erasure": _("Question about erasure"),
        "problem": _("Problem with a work"),
        "question": _("Question"),
    }
    return names[code]


def state(code: str) -> str:
    """Where it stands."""
    names = {
        "open": _("Waiting for an answer"),
        "answered": _("Answered"),
        "escalated": _("Looked at again by somebody else"),
        "closed": _("Closed"),
    }
    return names[code]


def outcome(code: str) -> str:
    """What the answer says."""
    names = {
        "": "",
        "upheld": _("You are right: it is put right"),
        "partly": _("Partly right: it is put right as far as that"),
        "declined": _("It stays as it is"),
        "answered": _("Answered in words"),
        "withdrawn": _("Withdrawn"),
    }
    return names[code]


def remark(state: str, outcome: str) -> str:
    """What a line bears about which there is a case."""
    if state != "closed":
        return _("Somebody objects to this line; the case is open.")
    if outcome in ("upheld", "partly"):
        return _("An objection to this line was right; it was put right.")
    return _("There was an objection to this line; it stays as it is.")


def side(code: str) -> str:
    """Who did a step."""
    names = {
        "owner": _("The owner"),
        "helper": _("The owner's helper"),
        "officer": _("The organisation"),
        "clock": _("The calendar"),
        "visitor": _("A visitor"),
    }
    return names[code]


def step(event: Event) -> str:
    """What was done."""
    names = {
        "open": _("Opened"),
        "write": _("Wrote more"),
        "assign": _("Took it in charge"),
        "answer": _("Answered"),
        "escalate": _("Asked for somebody else to look"),
        "late": _("Not answered in time: passed on to somebody else"),
        "accept": _("Accepted the answer"),
        "silence": _("No more words came: the answer stands"),
        "withdraw": _("Withdrew it"),
    }
    return names[event.step]


def due(case: Case | Annotation, today: int) -> str:
    """When the next step is due, in days that offices work."""
    if case.state == State.CLOSED:
        return _("Closed on %(day)s.") % {"day": day_text(case.closed_on or case.due_on)}
    left = working_days_between(today, case.due_on)
    if case.state == State.ANSWERED:
        return _("You can object until %(day)s; after that the answer stands.") % {"day": day_text(case.due_on)}
    if today > case.due_on and case.state == State.ESCALATED:
        said = _("The answer was due on %(day)s and is missing. Whoever has to give it is reminded every day.")
        return said % {"day": day_text(case.due_on)}
    if today > case.due_on:
        return _("The answer was due on %(day)s. It is being passed on.") % {"day": day_text(case.due_on)}
    said = ngettext(
        "An answer is due by %(day)s, in %(n)s working day.",
        "An answer is due by %(day)s, in %(n)s working days.",
        left,
    )
    return said % {"day": day_text(case.due_on), "n": left}


def refused(code: str) -> str:
    """Why a step was not taken."""
    names = {
        "not_now": _("This step is not possible now. The case has moved on: look at it again."),
        "not_due": _("This step is not due yet."),
        "outcome": _("Choose what the answer says."),
        "same_person": _("Whoever answered the first time cannot answer the second. Give it to a colleague."),
    }
    return names.get(code, names["not_now"])
