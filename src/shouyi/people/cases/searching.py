"""Finding cases: one's own, and those of the organisations where this visitor answers. Their words stay sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from shouyi.people.cases.models import Case
from shouyi.people.cases.page import case_rows
from shouyi.people.permission.actors import Target
from shouyi.people.permission.decide import decide
from shouyi.people.start.searching import Hit, searching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.searching import Query

LOOKED_AT = 200


@searching("cases", lambda: _("Cases"))
def cases_found(query: Query) -> Iterator[Hit]:
    """By kind, state, line or work; two queries at most."""
    if query.account is None:
        return
    if not query.ref or decide(query.actor, "case.read", Target(ref=query.ref)).allowed:
        of = Q(ref=query.ref) if query.ref else Q(account=query.account, ref="")
        yield from _hits(query, list(Case.objects.filter(of).order_by("-opened_on")[:LOOKED_AT]), own=True)
    orgs = [s.org for s in query.actor.seats if decide(query.actor, "case.queue", Target(org=s.org)).allowed]
    if orgs:
        rows = Case.objects.filter(organisation__org__in=orgs).select_related("organisation").order_by("-opened_on")
        yield from _hits(query, list(rows[:LOOKED_AT]), own=False)


def _hits(query: Query, cases: list[Case], *, own: bool) -> Iterator[Hit]:
    for case, row in zip(cases, case_rows(cases), strict=True):
        if query.finds(row.kind, row.state, row.about):
            args = [case.uid] if own else [case.organisation.org, case.uid]
            yield Hit(
                f"{row.kind} {row.about}".strip(),
                f"{row.state} · {row.due}",
                reverse("my_case" if own else "org_case", args=args),
            )
