"""Who hears of a vote, and when: that it takes ballots, that its days run out, how it ended; and that a guide changed.

Each is told once for good: a notice has one key for each account, and what was told to everybody is marked (`Told`), so
that whoever joins an organisation later is not told of what is over. Done again after a kill, it goes on where it was.

Whoever keeps a delegate's key here is told, seated or not, cast or not: rows that held those alone who sit, or who
have not voted, would say who sits where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from shouyi.governance.counting import Outcome, deadline, votes_from
from shouyi.people.accounts.models import Account
from shouyi.people.behind import behind
from shouyi.people.notices.notify import notify
from shouyi.people.organisations.models import Membership
from shouyi.people.permission.actors import Post
from shouyi.people.votes.models import DelegateKey, News, Told
from shouyi.people.votes.waiting import LAST_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from shouyi.people.ports.votes import Vote

NEWS_DAYS = 7
"""What is older is history: it stands on the pages and is told to nobody."""
AT_ONCE = 200


def tell_everybody(step: Callable[[int, int], None]) -> None:
    """Whatever there is to tell today and was not told. `step(done, total)` after each account."""
    told = set(Told.objects.values_list("proposal", "news"))
    for vote in behind().votes.all():
        for news in news_of(vote):
            if (vote.digest, news.value) not in told:
                tell(vote, news, step)


def news_of(vote: Vote) -> Iterator[News]:
    """What there is to tell of a proposal today: of its days the latest alone, for it overtakes what was before it."""
    last, today = deadline(vote.proposal), vote.today
    if votes_from(vote.proposal) <= today <= last:
        near = last - today < LAST_DAYS and today > votes_from(vote.proposal)
        yield News.CLOSING if near else News.OPENED
    elif last < today <= last + NEWS_DAYS:
        yield News.PASSED if vote.outcome is Outcome.PASSED else News.FAILED
    on = vote.tally.activated_on
    if vote.proposal.subject == "guide" and on and today <= on + NEWS_DAYS:
        yield News.GUIDE


def tell(vote: Vote, news: News, step: Callable[[int, int], None]) -> None:
    """Puts a notice before each who hears of it and does not have it yet, then marks it as told."""
    code = f"vote_{news.value}"
    key = f"{code}/{vote.digest}"
    left = hearers(vote, news).exclude(notices__key=key)
    done, total, last = 0, left.count(), 0
    while batch := list(left.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        for account in batch:
            notify(account, code, key, proposal=vote.digest)
            done += 1
            step(done, total)
        last = batch[-1].pk
    Told.objects.get_or_create(proposal=vote.digest, news=news.value)


def hearers(vote: Vote, news: News) -> QuerySet[Account]:
    """Of a guide that changed everybody with a file; of a vote whoever may cast for an organisation, and delegates."""
    active = Account.objects.filter(is_active=True)
    if news is News.GUIDE:
        return active.exclude(ref=None)
    casting = _casting(vote, news).values("account")
    return active.filter(Q(pk__in=casting) | Q(pk__in=DelegateKey.objects.values("account")))


def _casting(vote: Vote, news: News) -> QuerySet[Membership]:
    """Who casts for the voters that can: on the roll then and now, not suspended. Near its end those alone whose
    organisation has not."""
    cast = {each.voter for each in vote.ballots} if news is News.CLOSING else set()
    orgs = (set(vote.orgs) & set(behind().votes.roll().orgs)) - cast
    return Membership.objects.filter(
        ended_at=None, post=Post.ADMIN.value, organisation__org__in=sorted(orgs), organisation__suspended_at=None
    )
