"""Who asks for consent and has no answer yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.consent.asking import waiting as asked
from shouyi.people.organisations import words
from shouyi.people.start.waiting import Item, Urgency, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.waiting import Asking


@waiting("consent")
def consent_waiting(asking: Asking) -> Iterator[Item]:
    """One query. Only the owner answers, so a helper is not shown it."""
    if not (asking.own and asking.may("consent.give")):
        return
    found = asked(asking.ref)
    more = _("Not answering changes nothing: they see nothing, and your score stays as it is.")
    if len(found) == 1:
        said = _("%(name)s asks to see something of yours") % {"name": words.name(found[0].organisation)}
        yield Item(Urgency.SOON, said, more, _("See what, then decide"), reverse("consent_answer", args=[found[0].uid]))
    elif found:
        said = ngettext("%(n)s asks to see something", "%(n)s ask to see something", len(found)) % {"n": len(found)}
        yield Item(Urgency.SOON, said, more, _("See what, then decide"), reverse("consents"))
