"""Ballots that wait: for whoever votes in an organisation's name, and for delegates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from shouyi.governance.counting import Stage, deadline
from shouyi.people.behind import behind
from shouyi.people.start.waiting import Item, Urgency, waiting
from shouyi.people.votes import page, words
from shouyi.people.votes.seats import pen_of
from shouyi.people.wording.numbers import day_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.ports.votes import Vote
    from shouyi.people.start.waiting import Asking

LAST_DAYS = 3
"""So many days before its deadline a ballot is urgent."""


@waiting("votes")
def ballots_waiting(asking: Asking) -> Iterator[Item]:
    """Every vote that takes ballots, once for each voice that this visitor has and has not used."""
    orgs = [seat.org for seat in asking.actor.seats if page.may(asking.actor, "vote.cast", seat.org)]
    pen = pen_of(asking.account) if asking.own else None
    seats = [pen.seat.name] if pen and pen.seat else []
    if not orgs and not seats:
        return
    for vote in behind().votes.all():
        if vote.stage is Stage.VOTING:
            cast = {each.voter for each in vote.ballots}
            yield from (_item(vote, reverse("cast_ballot", args=[org, vote.digest])) for org in orgs
                        if org in vote.orgs and org not in cast)  # fmt: skip
            yield from (_item(vote, reverse("seat_ballot", args=[vote.digest])) for seat in seats
                        if seat in vote.seats and seat not in cast)  # fmt: skip


def _item(vote: Vote, href: str) -> Item:
    last = deadline(vote.proposal)
    urgency = Urgency.NOW if last - vote.today < LAST_DAYS else Urgency.SOON
    said = _("A vote is open: %(title)s") % {"title": words.title(vote)}
    return Item(urgency, said, words.answer(vote), _("Vote"), href, day_text(last))
