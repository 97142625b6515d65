"""Votes in words: subjects, stages, outcomes, choices, refusals, and what a document says otherwise than another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shouyi.governance.counting import Outcome, Stage, deadline, ready_from, votes_from
from shouyi.people import wording
from shouyi.people.wording.numbers import day_text, percent
from shouyi.score.records import DIMENSIONS

if TYPE_CHECKING:
    from shouyi.people.ports.votes import Vote
    from shouyi.score.differences import Difference, Leaf

SUBJECTS = {
    "guide": gettext_lazy("Assessment guide"),
    "standard": gettext_lazy("Data standard"),
    "terms": gettext_lazy("Rules of votes"),
    "accreditation": gettext_lazy("Accreditation"),
    "membership": gettext_lazy("Membership"),
}
CHOICES = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No"), "abstain": gettext_lazy("Abstain")}
STAGES = {
    Stage.COMMENT: gettext_lazy("Open for comments"),
    Stage.VOTING: gettext_lazy("Open for ballots"),
    Stage.FAILED: gettext_lazy("Not passed"),
    Stage.NOTICE: gettext_lazy("Passed, in its notice"),
    Stage.READY: gettext_lazy("Passed, not in force yet"),
    Stage.LAPSED: gettext_lazy("Passed, never put in force"),
    Stage.ACTIVE: gettext_lazy("Passed and put in force"),
}
OUTCOMES = {
    Outcome.QUORUM: gettext_lazy("too few voted"),
    Outcome.VETOED: gettext_lazy("delegates vetoed what it takes in"),
    Outcome.MAJORITY: gettext_lazy("too few said yes"),
    Outcome.PASSED: gettext_lazy("it passed"),
}
REFUSED = {
    "unable": gettext_lazy(
        "This house cannot sign for the organisation: its signing key lies elsewhere, or it is suspended."
    ),
    "not-a-voter": gettext_lazy("Not on the roll when this was proposed, or not any more. Wait for the next proposal."),
    "cast-before": gettext_lazy("A ballot was cast before. A ballot is final."),
    "too-early": gettext_lazy("Ballots are not taken yet."),
    "too-late": gettext_lazy("The deadline has passed."),
    "stale-base": gettext_lazy("Something else came in force meanwhile. Make a new draft from it."),
    "no-change": gettext_lazy("The draft says what is in force already."),
    "no-terms": gettext_lazy("Nobody laid down how votes about this go. The operator has to, first."),
    "version": gettext_lazy("This version is the name of another document. Give the draft another."),
    "still-open": gettext_lazy("Ballots are still taken."),
    "in-notice": gettext_lazy("The time of notice is not over yet."),
    "not-passed": gettext_lazy("It did not pass."),
    "lapsed": gettext_lazy("More than a year went by. It must be proposed anew."),
    "document": gettext_lazy("The document is not what the proposal says of it, or it is lost."),
    "gone": gettext_lazy("Whoever asked for it closed their account before it was written."),
    "comment": gettext_lazy("A comment has between 1 and 4,000 characters."),
    "signature": gettext_lazy("The signature does not hold."),
    "no-input": gettext_lazy("The proposal takes in nothing of this name."),
}
KEYS = {
    "share": gettext_lazy("%(of)s: share within its part"),
    "half_life": gettext_lazy("%(of)s: weighs half after so many days"),
    "nu": gettext_lazy("%(of)s: the starting value weighs like so many events"),
    "lo": gettext_lazy("%(of)s: up to here it gives nothing"),
    "hi": gettext_lazy("%(of)s: from here it gives everything"),
    "kappa": gettext_lazy("%(of)s: what one event weighs"),
    "prior": gettext_lazy("%(of)s: starting value"),
    "decay_table": gettext_lazy("A table of fading that does not follow from its half-life of %(of)s days"),
}
FACTS = {
    "dispatched": gettext_lazy("sent"),
    "overdue": gettext_lazy("not sent in time"),
    "joint_order": gettext_lazy("a workshop's joint order"),
    "cancelled": gettext_lazy("cancelled"),
    "sale_stood": gettext_lazy("kept by the buyer"),
    "returned": gettext_lazy("returned"),
    "capacity": gettext_lazy("capacity declared and accepted"),
    "reviewed": gettext_lazy("a review"),
    "room_voice": gettext_lazy("a voice in a live room"),
    "visited": gettext_lazy("a buyer's visit"),
    "panel": gettext_lazy("a panel's judgement"),
    "quality_check": gettext_lazy("a sampled quality check"),
    "training": gettext_lazy("training completed"),
    "apprenticeship": gettext_lazy("a learner taught"),
    "employment": gettext_lazy("work given"),
    "heritage_output": gettext_lazy("a contribution to heritage"),
    "public_benefit": gettext_lazy("hours for others"),
    "repayment": gettext_lazy("an instalment repaid"),
    "cash_flow": gettext_lazy("months' cash flow"),
}
LEFT = {
    "struck": gettext_lazy("taken off the roll"),
    "key": gettext_lazy("the key may be in other hands"),
    "left": gettext_lazy("left the seat"),
    "recalled": gettext_lazy("recalled by the artisans"),
}
TERM_OVER = gettext_lazy("the term is over")
PER_MILLE = frozenset({"weight", "share", "lo", "hi", "kappa", "prior"})


def subject(code: str) -> str:
    return str(SUBJECTS.get(code, code))


def title(vote: Vote) -> str:
    """What is voted on: "Assessment guide, version 2.1"."""
    return _("%(subject)s, version %(version)s") % {
        "subject": subject(vote.proposal.subject), "version": vote.proposal.version,
    }  # fmt: skip


def named(code: str, version: str) -> str:
    return _("%(subject)s, version %(version)s") % {"subject": subject(code), "version": version}


def state(vote: Vote) -> str:
    """One word or two on where it stands."""
    if vote.stage is Stage.FAILED and vote.outcome is Outcome.VETOED:
        return _("Vetoed")
    return str(STAGES[vote.stage])


def answer(vote: Vote) -> str:
    """The answer first: one sentence on where the proposal stands today."""
    proposal = vote.proposal
    match vote.stage:
        case Stage.COMMENT:
            return _("Comments are taken now; ballots from %(day)s.") % {"day": day_text(votes_from(proposal))}
        case Stage.VOTING:
            return _("Ballots are taken until %(day)s.") % {"day": day_text(deadline(proposal))}
        case Stage.FAILED:
            return _("It did not pass: %(why)s.") % {"why": OUTCOMES[vote.outcome]}
        case Stage.NOTICE | Stage.READY:
            return _("It passed, and can be put in force from %(day)s.") % {"day": day_text(ready_from(proposal))}
        case Stage.LAPSED:
            return _("It passed, and nobody put it in force within a year: it must be proposed anew.")
        case Stage.ACTIVE:
            return _in_force(vote)


def _in_force(vote: Vote) -> str:
    assert vote.in_force is not None
    since = {"since": day_text(vote.in_force.since)}
    if vote.until is not None:
        return _("It was in force from %(since)s to %(until)s.") % {**since, "until": day_text(vote.until)}
    if vote.today < vote.in_force.since:
        return _("It passed, and is in force from %(since)s.") % since
    return _("It passed, and is in force since %(since)s.") % since


def quorum(vote: Vote) -> str:
    """How many must vote and how many did, in one sentence."""
    needed = -(-vote.proposal.terms.quorum * vote.proposal.electorate // 1000)
    cast = vote.tally.cast
    said = ngettext(
        "%(cast)s of %(all)s cast a ballot; %(needed)s must.",
        "%(cast)s of %(all)s cast a ballot; %(needed)s must.",
        cast,
    )
    return said % {"cast": cast, "all": vote.proposal.electorate, "needed": needed}


def majority(vote: Vote) -> str:
    return _("Of those who say yes or no, %(share)s must say yes; %(yes)s do, %(no)s do not.") % {
        "share": percent(vote.proposal.terms.majority), "yes": vote.tally.yes, "no": vote.tally.no,
    }  # fmt: skip


def choice(code: str) -> str:
    return str(CHOICES.get(code, code))


def refused(code: str) -> str:
    return str(REFUSED.get(code, _("The public log does not take it as things stand.")))


def seat(name: str) -> str:
    """seat-1 → "Delegate, seat 1"."""
    return _("Delegate, seat %(number)s") % {"number": name.removeprefix("seat-")}


def roll(orgs: int, seats: int) -> str:
    """How many may vote on what is proposed now, in one sentence."""
    first = ngettext(
        "%(n)s organisation may vote on what is proposed now,",
        "%(n)s organisations may vote on what is proposed now,",
        orgs,
    )
    second = ngettext("and %(n)s delegate of artisans.", "and %(n)s delegates of artisans.", seats)
    return _("%(orgs)s %(seats)s") % {"orgs": first % {"n": orgs}, "seats": second % {"n": seats}}


def empty_seats(count: int) -> str:
    """Seats on which somebody sat and nobody sits; "" where there is none."""
    said = ngettext("%(n)s seat stands empty now.", "%(n)s seats stand empty now.", count)
    return said % {"n": count} if count else ""


def one_input(code: str) -> str:
    """An input as it can be vetoed: `indicator.dispatch`, `fact.dispatched`; any other word as it stands."""
    head, _dot, name = code.partition(".")
    name = name.replace("-", "_")
    if head == "indicator":
        return str(wording.indicator(name))
    if head == "fact":
        return _("Fact: %(name)s") % {"name": FACTS.get(name) or wording.certificate(name)}
    return code


# what changes ---------------------------------------------------------------------------------------------------------


def difference(found: Difference) -> str:
    """What of the document differs, in words where it has any; else where it stands there."""
    if found.key == "weight" and found.of in DIMENSIONS:
        return _("Weight of the part “%(part)s”") % {"part": wording.dimension(found.of)}
    if found.key in KEYS:
        return str(KEYS[found.key]) % {"of": found.of if found.key == "decay_table" else wording.indicator(found.of)}
    if found.key == "version":
        return _("Version")
    return f"{wording.indicator(found.of)}: {found.key}" if found.of else found.key


def value(found: Difference, leaf: Leaf) -> str:
    """One side of it; what is not there is said to be none."""
    if leaf is None:
        return _("none")
    if type(leaf) is int and found.of and found.key in PER_MILLE:
        return percent(leaf)
    return str(leaf)
