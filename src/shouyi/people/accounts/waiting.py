"""What an account needs: a stranger who asks to be let in stopped, a second way in, whom it helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.people.accounts.models import Recovery, Role
from shouyi.people.start.waiting import Item, Urgency, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.waiting import Asking


@waiting("accounts")
def account_waiting(asking: Asking) -> Iterator[Item]:
    """At most two queries. Whoever acts for somebody sees nothing of their account here."""
    if not asking.own:
        return
    account = asking.account
    if Recovery.objects.filter(owner=account, stopped_at=None, used_at=None).exists():
        yield _stop_it()
    if not account.reach_verified:
        yield _reach()
    if account.role == Role.ARTISAN and not asking.ref:
        more = _("A file costs nothing, and what stands in it is yours.")
        yield Item(Urgency.WHENEVER, _("You have no file yet"), more, _("See how to get one"), reverse("account_file"))
    yield from _helping(asking)


def _stop_it() -> Item:
    said = _("Somebody wants to come into your account anew")
    more = _("If that is not you, stop it now.")
    return Item(Urgency.NOW, said, more, _("Look and stop it"), reverse("account"))


def _reach() -> Item:
    said = _("We cannot reach you yet")
    more = _("With a telephone number or a mail address you get back in, even without the password.")
    return Item(Urgency.WHENEVER, said, more, _("Give a number or an address"), reverse("account_reach"))


def _helping(asking: Asking) -> Iterator[Item]:
    still = Q(until=None) | Q(until__gt=timezone.now())
    n = asking.account.helpings.filter(still, ended_at=None, owner__is_active=True).count()
    if n:
        said = ngettext("You help %(n)s person", "You help %(n)s people", n) % {"n": n}
        more = _("Choose for whom you act. Everything is written down for them.")
        yield Item(Urgency.WHENEVER, said, more, _("Choose"), reverse("account_helping"))
