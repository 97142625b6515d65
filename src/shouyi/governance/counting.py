"""What was decided: a pure function of a proposal and its tally, and, until the deadline, of the day.

    opened ──comment──▶ voting ──deadline──▶ failed
                                   └───────▶ passed, in notice ──▶ ready ──activated──▶ active
                                                                     └──a year──▶ lapsed

Every comparison is of products of integers, so that nothing is rounded.
"""

from __future__ import annotations

from enum import StrEnum

from shouyi.governance.records import Proposal, Tally

LAPSE_DAYS = 365
"""What passed and was not activated for so long is not in anybody's mind any more: it must be proposed again."""


class Outcome(StrEnum):
    """At the deadline. Of several grounds to fail the first is named."""

    QUORUM = "quorum-missed"
    VETOED = "vetoed"
    MAJORITY = "majority-missed"
    PASSED = "passed"


class Stage(StrEnum):
    """Where a proposal stands on a day."""

    COMMENT = "comment"
    VOTING = "voting"
    FAILED = "failed"
    NOTICE = "notice"
    READY = "ready"
    LAPSED = "lapsed"
    ACTIVE = "active"


def votes_from(proposal: Proposal) -> int:
    """The first day on which ballots are taken."""
    return proposal.opened_on + proposal.terms.comment


def deadline(proposal: Proposal) -> int:
    """The last day on which ballots, vetoes and comments are taken."""
    return votes_from(proposal) + proposal.terms.voting - 1


def ready_from(proposal: Proposal) -> int:
    """The first day on which it can be activated: so many whole days of notice lie between the deadline and it."""
    return deadline(proposal) + proposal.terms.notice + 1


def outcome(proposal: Proposal, tally: Tally) -> Outcome:
    """What these ballots decide."""
    terms = proposal.terms
    if tally.cast * 1000 < terms.quorum * proposal.electorate:
        return Outcome.QUORUM
    if vetoed(proposal, tally):
        return Outcome.VETOED
    if tally.yes == 0 or tally.yes * 1000 < terms.majority * (tally.yes + tally.no):
        return Outcome.MAJORITY
    return Outcome.PASSED


def vetoed(proposal: Proposal, tally: Tally) -> tuple[str, ...]:
    """The inputs that enough of the electorate's seats vetoed, in order."""
    due = proposal.terms.veto * proposal.seats
    return tuple(sorted(name for name, count in tally.vetoes.items() if count and count * 1000 >= due))


def stage(proposal: Proposal, tally: Tally, day: int) -> Stage:
    """Where it stands on `day`, no earlier than the last ballot."""
    if tally.activated_on:
        return Stage.ACTIVE
    if day <= deadline(proposal):
        return Stage.COMMENT if day < votes_from(proposal) else Stage.VOTING
    if outcome(proposal, tally) is not Outcome.PASSED:
        return Stage.FAILED
    if day < ready_from(proposal):
        return Stage.NOTICE
    return Stage.READY if day < ready_from(proposal) + LAPSE_DAYS else Stage.LAPSED
