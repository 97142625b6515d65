"""Votes in easy language: short sentences, one idea each. The same facts as on the pages whose twins these are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouyi.governance.counting import Outcome, Stage, deadline, ready_from, votes_from
from shouyi.people.votes.figures import about
from shouyi.people.wording.numbers import day_text
from shouyi.score.effect import UNMOVED

if TYPE_CHECKING:
    from shouyi.people.ports.votes import Vote
    from shouyi.score.effect import Effect


def where(vote: Vote) -> tuple[str, ...]:
    """Where the proposal stands today."""
    proposal = vote.proposal
    match vote.stage:
        case Stage.COMMENT:
            return (_("People talk about it now."), _("Voting begins on %(day)s.") % _on(votes_from(proposal)))
        case Stage.VOTING:
            return (_("Voting is on now."), _("The last day is %(day)s.") % _on(deadline(proposal)))
        case Stage.FAILED:
            return (_("It did not get through."), _why(vote.outcome))
        case Stage.NOTICE | Stage.READY:
            return (_("It got through."), _("It can begin on %(day)s.") % _on(ready_from(proposal)))
        case Stage.LAPSED:
            return (_("It got through."), _("Nobody let it begin within a year."), _("So it does not hold."))
        case Stage.ACTIVE:
            return _holds(vote)


def _on(day: int) -> dict[str, str]:
    return {"day": day_text(day)}


def _why(outcome: Outcome) -> str:
    match outcome:
        case Outcome.QUORUM:
            return _("Too few voted.")
        case Outcome.VETOED:
            return _("The artisans' delegates stopped it.")
        case _:
            return _("Too few said yes.")


def _holds(vote: Vote) -> tuple[str, ...]:
    assert vote.in_force is not None
    if vote.until is not None:
        return (_("It got through."), _("It held until %(day)s.") % _on(vote.until), _("Another rule holds now."))
    if vote.today < vote.in_force.since:
        return (_("It got through."), _("It begins on %(day)s.") % _on(vote.in_force.since))
    return (_("It got through."), _("It has held since %(day)s.") % _on(vote.in_force.since))


def counted(vote: Vote) -> tuple[str, ...]:
    """How many voted, and how."""
    tally = vote.tally
    needed = -(-vote.proposal.terms.quorum * vote.proposal.electorate // 1000)
    return (
        _("%(n)s may vote.") % {"n": vote.proposal.electorate},
        _("At least %(n)s must vote.") % {"n": needed},
        ngettext("%(n)s has voted.", "%(n)s have voted.", tally.cast) % {"n": tally.cast},
        _("Yes: %(yes)s. No: %(no)s. Neither: %(neither)s.")
        % {"yes": tally.yes, "no": tally.no, "neither": tally.abstain},
    )


def effect(found: Effect) -> tuple[str, ...]:
    """What a guide would do to everybody, in three counts."""
    falls, stays, rises = (sum(found.moves[:UNMOVED]), found.moves[UNMOVED], sum(found.moves[UNMOVED + 1 :]))
    return (
        _("For about %(n)s people the number goes up.") % {"n": about(rises)},
        _("For about %(n)s people it goes down.") % {"n": about(falls)},
        _("For about %(n)s people it stays.") % {"n": about(stays)},
    )
