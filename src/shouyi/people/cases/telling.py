"""Whom a step of a case is told: whose it is, and whoever has to act next; never whoever did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.people.accounts.models import Account
from shouyi.people.notices.notify import notify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shouyi.people.cases.models import Case, Event

TO_OWNER = {"answer": "case_answered", "late": "case_escalated", "silence": "case_closed"}
TO_OFFICERS = {"open": "case_opened", "escalate": "case_escalated", "late": "case_escalated", "write": "case_written"}


def tell_of(event: Event) -> None:
    """Puts a notice before each of them, under a key of its own: told again, it is the same notice."""
    if code := TO_OWNER.get(event.step):
        _tell(_owners(event.case), code, event)
    if code := TO_OFFICERS.get(event.step):
        _tell(_officers(event.case), code, event)


def remind(case: Case, day: int) -> None:
    """Those who have to answer: once before the term, and each day after it."""
    code, since = ("case_overdue", day) if case.due_on < day else ("case_deadline_near", case.due_on)
    for account in _officers(case):
        notify(account, code, f"{code}/{case.uid}/{since}", case=case.uid)


def _tell(accounts: Iterable[Account], code: str, event: Event) -> None:
    for account in accounts:
        if account.uid != event.by:
            notify(account, code, f"{code}/{event.uid}/{account.uid}", case=event.case.uid)


def _owners(case: Case) -> Iterable[Account]:
    if case.ref:
        return Account.objects.filter(ref=case.ref)
    return [case.account] if case.account else []


def _officers(case: Case) -> Iterable[Account]:
    """Whoever is in charge, as long as they work there; else all who may answer."""
    working = case.organisation.memberships.filter(ended_at=None, post__in=["admin", "officer"])
    accounts = [membership.account for membership in working.select_related("account")]
    return [each for each in accounts if each.pk == case.in_charge_id] or accounts
