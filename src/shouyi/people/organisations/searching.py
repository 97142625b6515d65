"""Finding organisations: the operator all of them, everybody else those where they have a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from shouyi.people.organisations import words
from shouyi.people.organisations.models import Organisation
from shouyi.people.permission.decide import decide
from shouyi.people.start.searching import AT_MOST, Hit, searching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.searching import Query


@searching("organisations", lambda: _("Organisations"))
def organisations_found(query: Query) -> Iterator[Hit]:
    """One query, none for a visitor."""
    everywhere = decide(query.actor, "orgs.read").allowed
    own = [seat.org for seat in query.actor.seats]
    if not (everywhere or own):
        return
    rows = Organisation.objects.all() if everywhere else Organisation.objects.filter(org__in=own)
    for word in query.words:
        rows = rows.filter(Q(name_zh__icontains=word) | Q(name_en__icontains=word) | Q(org__icontains=word))
    for row in rows.order_by("org")[: AT_MOST + 1]:
        route = "organisation" if row.org in own else "console_organisation"
        yield Hit(words.name(row), str(words.kind(row)), reverse(route, args=[row.org]))
