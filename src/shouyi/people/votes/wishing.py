"""What somebody asks of the ledger about a vote: written down here, done by a job, told when it is done."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import orjson
from django.db import transaction
from django.utils import timezone

from shouyi.archive.errors import PersonErased
from shouyi.people.behind import behind
from shouyi.people.jobs.queue import enqueue
from shouyi.people.ports.votes import VoteNotTaken
from shouyi.people.votes.models import Act, Wish
from shouyi.people.votes.seats import pen_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shouyi.people.accounts.models import Account
    from shouyi.people.jobs.models import Job
    from shouyi.people.organisations.models import Organisation
    from shouyi.people.votes.models import Draft

COMMENT_CHARS_MAX = 4000
VETO = "veto/"
"""Before the name of an input, where the word of a delegate is a veto of it."""


@transaction.atomic
def ask(
    organisation: Organisation, act: Act, by: Account, proposal: str = "", *, word: str = "", text: str = "",
    draft: Draft | None = None, said: Mapping[str, str] | None = None,
) -> Job:  # fmt: skip
    """In an organisation's name. The same wish again, as by two clicks, is the one that is on its way."""
    type(organisation).objects.select_for_update().get(pk=organisation.pk)
    told = orjson.dumps(dict(said), option=orjson.OPT_SORT_KEYS).decode() if said else ""
    waiting = Wish.objects.filter(
        organisation=organisation, act=act, proposal=proposal, word=word, draft=draft, written_at=None, refused=""
    )
    wish = next((each for each in waiting if (each.text, each.said) == (text, told)), None)
    if wish is None:
        wish = Wish(
            organisation=organisation, act=act, by=by, holder=by.holder, proposal=proposal, word=word, draft=draft
        )
        if text:
            wish.text, wish.salt = text, secrets.token_hex(32)
        if told:
            wish.said = told
        wish.save()
    return enqueue(
        "votes.write", wish.uid, key=f"votes.write/{wish.uid}", for_account=by, org=organisation.org
    )  # fmt: skip


@transaction.atomic
def ask_as_delegate(account: Account, proposal: str, *, choice: str = "", veto: str = "") -> Job:
    """In the name of a seat: a ballot, or a veto of one input."""
    wish = Wish(act=Act.SEAT, by=account, holder=account.holder)
    wish.said = orjson.dumps({"proposal": proposal, "choice": choice, "veto": veto}).decode()
    wish.save()
    return enqueue("votes.write", wish.uid, key=f"votes.write/{wish.uid}", for_account=account)


def write(wish: Wish) -> None:
    """Has the ledger take it. Again, it changes nothing more. Raises VoteNotTaken, which stands in the row too;
    GatewayError."""
    if wish.written_at is not None:
        return
    try:
        proposal = _write(wish)
    except PersonErased:
        _refuse(wish, "gone")
        raise VoteNotTaken("gone") from None
    except VoteNotTaken as refused:
        _refuse(wish, refused.code)
        raise
    if wish.act == Act.SEAT:
        wish.delete()
        return
    wish.proposal, wish.written_at, wish.refused = proposal, timezone.now(), ""
    wish.text = wish.salt = wish.said = ""
    wish.save()


def _refuse(wish: Wish, code: str) -> None:
    Wish.objects.filter(pk=wish.pk).update(refused=code)


def _write(wish: Wish) -> str:
    """Gives the proposal that it is about."""
    votes, org = behind().votes, wish.organisation.org if wish.organisation else ""
    match Act(wish.act):
        case Act.PROPOSE:
            if wish.draft is None:
                raise VoteNotTaken("document")
            return votes.propose(org, wish.draft.subject, wish.draft.document)
        case Act.COMMENT:
            votes.comment(org, wish.proposal, wish.text, bytes.fromhex(wish.salt))
        case Act.TAKE_OUT:
            votes.take_out(wish.word)
        case Act.VOTE:
            votes.vote(org, wish.proposal, wish.word)
        case Act.ACTIVATE:
            votes.activate(org, wish.proposal)
        case Act.CARRY:
            _carry(wish, org)
        case Act.SEAT:
            return _write_of_seat(wish)
    return wish.proposal


def _carry(wish: Wish, org: str) -> None:
    said, votes = orjson.loads(wish.said), behind().votes
    if wish.word.startswith(VETO):
        votes.carry_veto(wish.proposal, said["seat"], wish.word.removeprefix(VETO), said["sig"], org)
    else:
        votes.carry_ballot(wish.proposal, said["seat"], wish.word, said["sig"], org)


def _write_of_seat(wish: Wish) -> str:
    """Signed at this moment by the key that is kept for the delegate."""
    said, votes = orjson.loads(wish.said), behind().votes
    pen = pen_of(wish.by) if wish.by else None
    if pen is None or pen.seat is None:
        raise VoteNotTaken("not-a-voter")
    proposal, seat = said["proposal"], pen.seat.name
    if said["veto"]:
        votes.carry_veto(proposal, seat, said["veto"], pen.sign(votes.veto_text(proposal, seat, said["veto"])))
    else:
        sig = pen.sign(votes.ballot_text(proposal, seat, said["choice"]))
        votes.carry_ballot(proposal, seat, said["choice"], sig)
    return str(proposal)
