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
AT_MOST = 2000
"""Accounts a run: a nation hears of a guide in many, and between two of them the worker does what else is due."""


def tell_everybody(step: Callable[[int, int], None], at_most: int = AT_MOST) -> bool:
    """Whatever there is to tell today and was not told, to so many accounts; whether that was all. `step(done, total)`
    after each account."""
    told = set(Told.objects.values_list("proposal", "news"))
    for vote in behind().votes.all():
        for news in news_of(vote):
            if (vote.digest, news.value) in told:
                continue
            at_most -= tell(vote, news, step, at_most)
            if at_most <= 0:
                return False
    return True


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


def tell(vote: Vote, news: News, step: Callable[[int, int], None], at_most: int = AT_MOST) -> int:
    """Puts a notice before so many who hear of it and do not have it yet, and marks it as told once all do; gives how
    many were told."""
    code = f"vote_{news.value}"
    key = f"{code}/{vote.digest}"
    left = hearers(vote, news).exclude(notices__key=key).order_by("pk")
    done, total = 0, left.count()
    while batch := list(left[: min(AT_ONCE, at_most - done)]):
        for account in batch:
            notify(account, code, key, proposal=vote.digest)
            done += 1
            step(done, total)
        if done == at_most:
            return done
    Told.objects.get_or_create(proposal=vote.digest, news=news.value)
    return done


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
