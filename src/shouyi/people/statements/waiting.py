"""Own statements that weigh nothing yet, and those that a buyer contradicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.start.waiting import Item, Urgency, waiting
from shouyi.people.statements.models import State, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.waiting import Asking


@waiting("statements")
def statements_waiting(asking: Asking) -> Iterator[Item]:
    """One query."""
    if not asking.may("statement.read"):
        return
    rows = Statement.objects.filter(ref=asking.ref)
    found = rows.aggregate(
        disputed=Count("pk", filter=Q(state=State.DISPUTED)), noted=Count("pk", filter=Q(state=State.NOTED))
    )
    href = reverse("my_statements")
    if n := found["disputed"]:
        said = ngettext(
            "A buyer contradicts %(n)s of your statements", "Buyers contradict %(n)s of your statements", n
        ) % {"n": n}
        yield Item(Urgency.SOON, said, _("What you wrote and what the buyer says stand side by side."), _("Look"), href)
    if n := found["noted"]:
        said = ngettext("%(n)s order is your word alone", "%(n)s orders are your word alone", n) % {"n": n}
        more = _("Once the buyer confirms it by a link, it counts.")
        yield Item(Urgency.WHENEVER, said, more, _("Ask for confirmation"), href)
