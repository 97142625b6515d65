"""Where votes stand in the machine's state: how the kinds of `rule` read it and write it. The rules are governance's.

`roll` is the number of the roll in force and `roll/<n>` each one there ever was, so that a proposal names its
electorate by a number. `force/<subject>` counts what was activated, `force/<subject>/<n>` says what. Until a first vote
is activated a guide is in force by the founding: whichever published one a proposal names, it may replace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import wraps
from typing import Any

from shouyi.governance.errors import VoteRefused
from shouyi.governance.records import NOTHING, InForce, Proposal, Roll, Seat, Tally, Terms
from shouyi.governance.voting import require_seat
from shouyi.ledger.errors import EntryRefused
from shouyi.ledger.kind import Effect, View

GUIDE, TERMS = "guide", "terms"
"""Subjects that the machine itself knows: what a run scores by, and the rules of votes."""


def judged(effect: Effect) -> Effect:
    """The effect, with a vote's refusal as the ledger's."""

    @wraps(effect)
    def judging(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
        try:
            return effect(by, pub, state)
        except VoteRefused as why:
            raise EntryRefused(f"{why.code}: {why}") from None

    return judging


def roll(state: View, number: int | None = None) -> Roll:
    """The roll of this number, by default the one in force."""
    found = state.get(f"roll/{roll_number(state) if number is None else number}")
    return Roll.from_plain(found) if found else Roll()


def roll_number(state: View) -> int:
    return state.get("roll") or 0


def next_roll(state: View, new: Roll) -> dict[str, Any]:
    """What to write so that `new` is the roll from here on."""
    number = roll_number(state) + 1
    return {"roll": number, f"roll/{number}": new.to_plain()}


def terms(state: View, subject: str) -> Terms:
    """Raises VoteRefused for a subject that nobody laid down terms for."""
    found = state.get(f"terms/{subject}")
    if found is None:
        raise VoteRefused("no-terms", f"no terms of votes about {subject} were laid down")
    return Terms(**found)


def proposal(state: View, digest: str) -> tuple[Proposal, Tally]:
    """Raises VoteRefused for a digest that names none."""
    found = state.get(f"proposal/{digest}")
    if found is None:
        raise VoteRefused("unknown", f"no proposal {digest} was opened")
    return Proposal.from_plain(found), Tally(**state.get(f"tally/{digest}"))


def seated(state: View, of: Proposal, name: str) -> Seat:
    """Whoever may sign for this seat in the vote on `of`. Raises VoteRefused."""
    return require_seat(name, roll(state, of.roll), of.opened_on, roll(state), state.day)


def fresh_ballot(state: View, digest: str, voter: str, choice: str) -> dict[str, Any]:
    """What to write so that nobody casts a second ballot. Raises VoteRefused for one who has."""
    key = f"ballot/{digest}/{voter}"
    if state.get(key) is not None:
        raise VoteRefused("cast-before", f"{voter} has cast its ballot: a ballot is final")
    return {key: choice}


def in_force(state: View, subject: str, day: int | None = None) -> InForce | None:
    """What a vote put in force for `subject` on `day` (by default the last, be its day come or not), if one did."""
    for number in range(state.get(f"force/{subject}") or 0, 0, -1):
        found = InForce(**state.get(f"force/{subject}/{number}"))
        if day is None or found.since <= day:
            return found
    return None


def next_in_force(state: View, subject: str, new: InForce) -> dict[str, Any]:
    """What to write so that `new` is in force from its day on."""
    number = (state.get(f"force/{subject}") or 0) + 1
    return {f"force/{subject}": number, f"force/{subject}/{number}": new.to_plain()}


def base(state: View, subject: str, replaces: str) -> Sequence[str]:
    """What a proposal about `subject` may replace; of guides before the first vote, any that was published."""
    if found := in_force(state, subject):
        return (found.document,)
    if subject == GUIDE:
        return (replaces,) if state.get(f"guide/{replaces}") is not None else ()
    return (NOTHING,)
