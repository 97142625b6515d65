"""Cases that wait: an answer to read, and what an organisation has to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shouyi.people.cases.models import Case
from shouyi.people.cases.steps import today
from shouyi.people.start.waiting import Item, Urgency, waiting
from shouyi.people.wording.numbers import day_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.waiting import Asking

NEAR_DAYS = 2


@waiting("cases")
def cases_waiting(asking: Asking) -> Iterator[Item]:
    """One query for the own ones, one for all organisations together."""
    yield from _answered(asking)
    yield from _to_answer(asking)


def _answered(asking: Asking) -> Iterator[Item]:
    of = Q(ref=asking.ref) if asking.ref else Q(account=asking.account, ref="")
    if asking.ref and not asking.may("case.read"):
        return
    uids = list(Case.objects.filter(of, state="answered").order_by("-opened_on").values_list("uid", flat=True)[:21])
    if uids:
        said = ngettext("%(n)s question was answered", "%(n)s questions were answered", len(uids)) % {"n": len(uids)}
        more = _("If the answer does not convince you, somebody else looks again.")
        href = reverse("my_case", args=uids) if len(uids) == 1 else reverse("my_cases")
        yield Item(Urgency.SOON, said, more, _("Read the answer"), href)


def _to_answer(asking: Asking) -> Iterator[Item]:
    orgs = asking.orgs("case.answer")
    if not orgs:
        return
    name = "organisation__name_zh" if (get_language() or "").startswith("zh") else "organisation__name_en"
    rows = Case.objects.filter(organisation__org__in=orgs, state__in=("open", "escalated"))
    for row in rows.values("organisation__org", name).annotate(n=Count("pk"), due_on=Min("due_on")).order_by("due_on"):
        said = ngettext("%(n)s case waits for an answer", "%(n)s cases wait for an answer", row["n"]) % {"n": row["n"]}
        near = row["due_on"] - today() <= NEAR_DAYS
        day = _("The first by %(day)s") % {"day": day_text(row["due_on"])}
        href = reverse("case_queue", args=[row["organisation__org"]])
        yield Item(Urgency.NOW if near else Urgency.SOON, said, row[name], _("See the cases"), href, day)
