"""The steps of a vote, each judged: what may be proposed, who may cast what and when, what may be activated.

Who is counted is settled at the opening: accreditation or an election in the middle of a vote neither helps it to its
quorum nor takes it away. Who may still cast is asked again at each ballot: on the roll then and now. A ballot is final,
and what was cast in good standing stands, whatever becomes of whoever cast it.
"""

from __future__ import annotations

from collections.abc import Sequence

from shouyi.governance.counting import Outcome, Stage, deadline, outcome, ready_from, stage, vetoed, votes_from
from shouyi.governance.errors import VoteRefused
from shouyi.governance.records import Choice, Proposal, Roll, Seat, Tally, Terms

DAYS_MAX = 366
TERM_DAYS_MAX = 1_096
"""Nobody is elected for more than three years."""
LEAVING = frozenset({"key", "left", "recalled"})
"""Why a seat becomes free: its key may be in other hands, the delegate left, those who elected them recalled them."""


def require_terms(terms: Terms) -> Terms:
    """Raises VoteRefused for terms under which a vote means nothing: a minority's majority, no day to vote on."""
    bounds = {"comment": (0, DAYS_MAX), "majority": (501, 1000), "notice": (0, DAYS_MAX), "quorum": (1, 1000),
              "veto": (1, 1000), "voting": (1, DAYS_MAX)}  # fmt: skip
    for name, (least, most) in bounds.items():
        if not least <= getattr(terms, name) <= most:
            raise VoteRefused("terms", f"`{name}` lies between {least} and {most}, not at {getattr(terms, name)}")
    return terms


def require_open(proposal: Proposal, roll: Roll, base: Sequence[str]) -> None:
    """That it may be opened by whoever is on the roll; `base` is what it can replace. Raises VoteRefused."""
    if proposal.by not in roll.orgs:
        raise VoteRefused("not-a-voter", f"{proposal.by} is not on the roll of those who vote")
    if proposal.document == proposal.replaces:
        raise VoteRefused("no-change", "the proposal replaces a document by itself")
    require_base(proposal, base)


def require_base(proposal: Proposal, base: Sequence[str]) -> None:
    """That what it replaces is what is in force now. Raises VoteRefused."""
    if proposal.replaces not in base:
        raise VoteRefused("stale-base", f"the proposal replaces {proposal.replaces}, which is not what is in force")


def require_comment(proposal: Proposal, day: int) -> None:
    """Comments are taken from the opening through the deadline, from any organisation. Raises VoteRefused."""
    if day > deadline(proposal):
        raise VoteRefused("too-late", f"comments were taken through day {deadline(proposal)}, not on day {day}")


def cast(proposal: Proposal, tally: Tally, choice: str, day: int) -> Tally:
    """The tally with one more ballot. Raises VoteRefused outside the days of voting, or for another word."""
    if choice not in tuple(Choice):
        raise VoteRefused("choice", f"a ballot says {', '.join(Choice)}, not {choice}")
    if day < votes_from(proposal):
        raise VoteRefused("too-early", f"ballots are taken from day {votes_from(proposal)}, not on day {day}")
    if day > deadline(proposal):
        raise VoteRefused("too-late", f"ballots were taken through day {deadline(proposal)}, not on day {day}")
    return tally.plus(Choice(choice))


def veto(proposal: Proposal, tally: Tally, of: str, day: int) -> Tally:
    """The tally with one more veto of the input `of`, from the opening through the deadline. Raises VoteRefused."""
    if of not in proposal.inputs:
        raise VoteRefused("no-input", f"{of} is no input of this proposal")
    if day > deadline(proposal):
        raise VoteRefused("too-late", f"vetoes were taken through day {deadline(proposal)}, not on day {day}")
    return tally.plus_veto(of)


def require_org(org: str, opened: Roll, now: Roll) -> None:
    """On the roll when the proposal was opened, and still. Raises VoteRefused."""
    if org not in opened.orgs or org not in now.orgs:
        raise VoteRefused("not-a-voter", f"{org} was not on the roll when this was opened, or is not any more")


def require_seat(name: str, opened: Roll, opened_on: int, now: Roll, day: int) -> Seat:
    """Whoever sat there when the proposal was opened and sits there still, under the same key. Raises VoteRefused."""
    then, found = opened.seat(name, opened_on), now.seat(name, day)
    if then is None or found is None or then.key != found.key:
        raise VoteRefused("not-a-voter", f"nobody who sat on {name} when this was opened sits there now")
    return found


def require_activation(proposal: Proposal, tally: Tally, base: Sequence[str], day: int) -> None:
    """That it passed, its notice is over, no year went by, and nothing else came between. Raises VoteRefused."""
    found = stage(proposal, tally, day)
    if found is Stage.ACTIVE:
        raise VoteRefused("active", f"it was activated before, on day {tally.activated_on}")
    if found in (Stage.COMMENT, Stage.VOTING):
        raise VoteRefused("still-open", f"ballots are taken through day {deadline(proposal)}")
    if found is Stage.FAILED:
        raise VoteRefused("not-passed", _why_failed(proposal, tally))
    if found is Stage.NOTICE:
        raise VoteRefused("in-notice", f"its notice ends on day {ready_from(proposal) - 1}")
    if found is Stage.LAPSED:
        raise VoteRefused("lapsed", f"it could be activated from day {ready_from(proposal)} for a year: propose anew")
    require_base(proposal, base)


def _why_failed(proposal: Proposal, tally: Tally) -> str:
    found, terms = outcome(proposal, tally), proposal.terms
    if found is Outcome.QUORUM:
        return f"quorum-missed: {tally.cast} of {proposal.electorate} cast a ballot, {terms.quorum} ‰ must"
    if found is Outcome.VETOED:
        return f"vetoed: delegates veto {', '.join(vetoed(proposal, tally))}"
    return f"majority-missed: {tally.yes} yes, {tally.no} no, {terms.majority} ‰ must say yes"


def require_seating(seat: Seat, roll: Roll, day: int) -> None:
    """That the seat is free, and the term neither over nor for ever. Raises VoteRefused."""
    if roll.seat(seat.name, day):
        raise VoteRefused("taken", f"somebody sits on {seat.name}")
    if not day <= seat.until <= day + TERM_DAYS_MAX:
        raise VoteRefused("term", f"a term ends between today and {TERM_DAYS_MAX} days from now")
