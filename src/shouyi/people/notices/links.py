"""Where a notice leads, for whom it was told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from shouyi.people.notices.codes import code_of

if TYPE_CHECKING:
    from shouyi.people.notices.models import Notice


def leads_to(notice: Notice) -> str:
    """A path of this site. A case opens for its owner in one place, for the organisation that answers in another."""
    route, *names = code_of(notice.code).link
    if route == "my_case":
        return _case(notice)
    return reverse(route, args=[notice.ids[name] for name in names])


def _case(notice: Notice) -> str:
    from shouyi.people.cases.models import Case

    case = Case.objects.select_related("organisation").filter(uid=notice.ids["case"]).first()
    if case is None:
        return reverse("my_notices")
    if case.account_id == notice.account_id or (case.ref and case.ref == notice.account.ref):
        return reverse("my_case", args=[case.uid])
    return reverse("org_case", args=[case.organisation.org, case.uid])
