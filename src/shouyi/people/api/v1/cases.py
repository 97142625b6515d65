"""Cases that your organisation has to answer: objections to lines that you stated, questions about your consents."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from shouyi.decision.cases import KINDS, By, Step, steps_for
from shouyi.decision.errors import StepRefused
from shouyi.people.api.cursors import page
from shouyi.people.api.gate import Needs
from shouyi.people.api.problems import Place, Problem
from shouyi.people.api.schemas import (
    AnswerHeard,
    AssignHeard,
    Cases,
    CaseSaid,
    CaseWhole,
    Cursor,
    EventSaid,
    Limit,
    day,
    instant,
)  # fmt: skip
from shouyi.people.api.v1.organisation import organisation_of
from shouyi.people.cases.models import Case
from shouyi.people.cases.steps import CaseChanged, Hand, assign, take
from shouyi.people.organisations.membership import sitting

router = Router(tags=["cases"])
JSON = ("application/json",)
OURS = (Step.WRITE, Step.ASSIGN, Step.ANSWER)


@router.get("/cases", auth=Needs("case.queue"), response=Cases, operation_id="listCases", summary="List cases")
def list_cases(
    request: HttpRequest,
    state: Literal["open", "answered", "escalated", "closed"] | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Cases:
    """Cases of your organisation, the newest first; `due` is the day by which the next step must come."""
    org = request.actor.program.seat.org  # type: ignore[attr-defined]
    rows = Case.objects.filter(organisation__org=org, **({"state": state} if state else {}))
    found, after = page(rows.select_related("in_charge"), f"cases/{org}/{state or ''}", cursor, limit)
    return Cases(items=[CaseSaid(**_said(row)) for row in found], next=after)


@router.get("/cases/{uuid:uid}", auth=Needs("case.queue"), response=CaseWhole, operation_id="readCase",
            summary="Read a case")  # fmt: skip
def read_case(request: HttpRequest, uid: UUID) -> CaseWhole:
    """One case with everything that was said. `version` goes back with an answer."""
    return _whole(_case(request, uid))


@router.post("/cases/{uuid:uid}/answer", auth=Needs("case.answer", types=JSON, keyed=True), response=CaseWhole,
             operation_id="answerCase", summary="Answer a case, for good")  # fmt: skip
def answer_case(request: HttpRequest, uid: UUID, heard: AnswerHeard) -> CaseWhole:
    """Answers with an outcome and reasons in plain words. An objection that is upheld takes the line out of the file.

    Whoever objected can have somebody else look again.
    """
    case = _case(request, uid)
    if heard.outcome not in {each.value for each in KINDS[case.kind].outcomes}:
        raise Problem("invalid", Place("body", "/outcome", "not_of_this_kind"))
    try:
        take(case, Step.ANSWER, _hand(request), heard.text, outcome=heard.outcome, version=heard.version)
    except StepRefused:
        raise Problem("not_now") from None
    except CaseChanged:
        raise Problem("changed_meanwhile", Place("body", "/version", "old")) from None
    return _whole(_case(request, uid))


@router.post("/cases/{uuid:uid}/assign", auth=Needs("case.assign", types=JSON, keyed=True), response=CaseWhole,
             operation_id="assignCase", summary="Put somebody in charge")  # fmt: skip
def assign_case(request: HttpRequest, uid: UUID, heard: AssignHeard) -> CaseWhole:
    """Puts a member of your organisation in charge of the case."""
    seat = sitting(organisation_of(request)).filter(account__uid=heard.member).first()
    if seat is None:
        raise Problem("invalid", Place("body", "/member", "not_a_member"))
    try:
        assign(_case(request, uid), seat.account, _hand(request))
    except StepRefused:
        raise Problem("not_now") from None
    except CaseChanged:
        raise Problem("changed_meanwhile") from None
    return _whole(_case(request, uid))


def _case(request: HttpRequest, uid: UUID) -> Case:
    org = request.actor.program.seat.org  # type: ignore[attr-defined]
    return get_object_or_404(Case.objects.select_related("in_charge", "organisation"), uid=uid, organisation__org=org)


def _hand(request: HttpRequest) -> Hand:
    """A program answers in its organisation's name: the client's id stands where a member's would."""
    return Hand(request.actor.program.client, By.OFFICER)  # type: ignore[attr-defined]


def _whole(case: Case) -> CaseWhole:
    events = [
        EventSaid(
            at=instant(each.at), step=each.step, side=each.side, outcome=each.outcome, text=each.text_or("text", "")
        )
        for each in case.events.all()
    ]
    return CaseWhole(**_said(case), events=events)


def _said(case: Case) -> dict[str, object]:
    steps = [step.value for step in steps_for(case.standing(), By.OFFICER) if step in OURS]
    return {
        "uid": case.uid, "kind": case.kind, "state": case.state, "outcome": case.outcome,
        "opened": day(case.opened_on), "due": day(case.due_on), "closed": day(case.closed_on),
        "line": f"{case.log}/{case.index}" if case.log is not None and case.index is not None else None,
        "work": case.public_id or None, "in_charge": case.in_charge.uid if case.in_charge else None,
        "version": case.version, "outcomes": sorted(each.value for each in KINDS[case.kind].outcomes), "steps": steps,
    }  # fmt: skip
