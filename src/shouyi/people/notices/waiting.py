"""Unread notices; those about the safety of the account before everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.notices.codes import CODES
from shouyi.people.notices.models import Notice
from shouyi.people.start.waiting import Item, Urgency, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.waiting import Asking


@waiting("notices")
def notices_waiting(asking: Asking) -> Iterator[Item]:
    """One query."""
    codes = list(Notice.objects.filter(account=asking.account, read_at=None).values_list("code", flat=True)[:100])
    if not codes:
        return
    urgent = any(CODES[code].urgent for code in codes if code in CODES)
    said = ngettext("%(n)s unread notice", "%(n)s unread notices", len(codes)) % {"n": len(codes)}
    more = (
        _("One of them is about the safety of your account.") if urgent else _("What happened since you last looked.")
    )
    yield Item(Urgency.NOW if urgent else Urgency.WHENEVER, said, more, _("Read them"), reverse("my_notices"))
