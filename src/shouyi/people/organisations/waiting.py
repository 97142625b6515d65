"""What an organisation needs of its administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from shouyi.people.organisations import words
from shouyi.people.organisations.models import Organisation
from shouyi.people.permission.actors import Post
from shouyi.people.start.waiting import Item, Urgency, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.waiting import Asking


@waiting("organisations")
def organisations_waiting(asking: Asking) -> Iterator[Item]:
    """One query for all of them; none for whoever has no post."""
    posts = {seat.org: seat.post for seat in asking.actor.seats}
    if not posts:
        return
    good = Count("keys", filter=Q(keys__revoked_at=None))
    for found in Organisation.objects.filter(org__in=posts).annotate(good_keys=good).order_by("org"):
        yield from _of(found, posts[found.org])


def _of(found: Organisation, post: Post) -> Iterator[Item]:
    name = words.name(found)
    if found.suspended_at:
        said = _("%(name)s is suspended") % {"name": name}
        more = _("You can look at everything, and do nothing.")
        yield Item(Urgency.NOW, said, more, _("See why"), reverse("organisation", args=[found.org]))
    elif post is Post.ADMIN and not found.good_keys:  # type: ignore[attr-defined]
        said = _("%(name)s has no key yet") % {"name": name}
        more = _("Without one it can sign nothing.")
        yield Item(Urgency.SOON, said, more, _("Add a key"), reverse("organisation_keys", args=[found.org]))
