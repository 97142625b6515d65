"""Where notices lead, for whom they were told to: looked up for a whole list at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from shouyi.people.notices.codes import code_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shouyi.people.cases.models import Case
    from shouyi.people.notices.models import Notice

CASE = "my_case"


def leads_to(notices: Sequence[Notice]) -> list[str]:
    """Paths of this site. A case opens for its owner in one place, for the organisation that answers in another."""
    cases = _cases(notices)
    return [_leads_to(notice, cases) for notice in notices]


def _leads_to(notice: Notice, cases: dict[str, Case]) -> str:
    route, *names = code_of(notice.code).link
    if route == CASE:
        return _case(notice, cases.get(notice.ids["case"]))
    return reverse(route, args=[notice.ids[name] for name in names])


def _cases(notices: Sequence[Notice]) -> dict[str, Case]:
    from shouyi.people.cases.models import Case

    uids = {notice.ids["case"] for notice in notices if code_of(notice.code).link[0] == CASE}
    found = Case.objects.filter(uid__in=uids).select_related("organisation") if uids else ()
    return {str(case.uid): case for case in found}


def _case(notice: Notice, case: Case | None) -> str:
    if case is None:
        return reverse("my_notices")
    if case.account_id == notice.account_id or (case.ref and case.ref == notice.account.ref):
        return reverse(CASE, args=[case.uid])
    return reverse("org_case", args=[case.organisation.org, case.uid])
