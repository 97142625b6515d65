"""Deciding: an actor, an action and what it is about give a decision that says why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shouyi.people.permission.actors import NOTHING, Actor, Seat, Target
from shouyi.people.permission.rules import BY_ACTION, Rule, Tie

if TYPE_CHECKING:
    from collections.abc import Iterable


class Why(StrEnum):
    """Why not; the later, the nearer to yes. Pages turn it into a sentence with a next step."""

    UNKNOWN = "unknown"
    NOT_YOURS = "not_yours"
    NO_FILE = "no_file"
    NOT_MEMBER = "not_member"
    SCOPE = "scope"
    KIND = "kind"
    RIGHT = "right"
    POST = "post"
    SUSPENDED = "suspended"
    SIGN_IN = "sign_in"
    FRESH = "fresh"


ORDER = tuple(Why)
LOOKING = frozenset(
    {"org.read", "member.read", "key.read", "case.queue", "job.read", "facts.read", "client.read", "vote.look"}
)
"""What members of a suspended organisation still may."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`why` is None when it is allowed; `tie` is by which tie, `org` the organisation for which a member acts."""

    action: str
    why: Why | None
    tie: Tie | None = None
    org: str = ""

    @property
    def allowed(self) -> bool:
        return self.why is None


def decide(actor: Actor, action: str, target: Target = NOTHING) -> Decision:
    """Whether the table lets it, by the first rule that does; otherwise the reason that is nearest to yes."""
    worst = Decision(action, Why.UNKNOWN)
    for rule in BY_ACTION.get(action, ()):
        found = _by_rule(rule, actor, target)
        if found.allowed:
            return found
        worst = max(worst, found, key=lambda each: ORDER.index(each.why or Why.UNKNOWN))
    return worst


def _by_rule(rule: Rule, actor: Actor, target: Target) -> Decision:
    if rule.tie is Tie.ANYONE:
        return Decision(rule.action, None, rule.tie)
    if not actor.signed_in:
        return Decision(rule.action, Why.SIGN_IN)
    if actor.program:
        return _program(rule, actor, target)
    if rule.tie in (Tie.SEAT, Tie.MEMBER, Tie.CONSENT):
        return _fresh(rule, actor, _seats(rule, actor.seats, target))
    why = _why_not_personal(rule, actor, target)
    return _fresh(rule, actor, Decision(rule.action, why, None if why else rule.tie))


def _why_not_personal(rule: Rule, actor: Actor, target: Target) -> Why | None:
    if rule.tie is Tie.ACCOUNT:
        return Why.NOT_YOURS if target.account and target.account != actor.account else None
    if rule.tie is Tie.OWN:
        return _why_not_own(actor, target)
    rights = next((each.rights for each in actor.helps if each.ref == target.ref), None)
    if rights is None:
        return Why.NOT_YOURS
    return None if rule.action in rights else Why.RIGHT


def _why_not_own(actor: Actor, target: Target) -> Why | None:
    if target.account:
        return None if target.account == actor.account else Why.NOT_YOURS
    if target.ref:
        return None if target.ref == actor.ref else Why.NOT_YOURS
    return Why.NOT_YOURS if actor.ref else Why.NO_FILE


def _seats(rule: Rule, seats: Iterable[Seat], target: Target) -> Decision:
    """By the first seat that allows it; a `member` rule is about nothing of one organisation's."""
    nearest = Decision(rule.action, Why.NOT_MEMBER)
    for seat in seats:
        why = _why_not_seat(rule, seat, target)
        if why is None:
            return Decision(rule.action, None, rule.tie, seat.org)
        nearest = max(nearest, Decision(rule.action, why), key=lambda each: ORDER.index(each.why or Why.UNKNOWN))
    return nearest


def _why_not_seat(rule: Rule, seat: Seat, target: Target) -> Why | None:
    if target.org and seat.org != target.org and rule.tie is not Tie.MEMBER:
        return Why.NOT_MEMBER
    if rule.tie is Tie.SEAT and not target.org:
        return Why.NOT_MEMBER
    if rule.kinds and seat.kind not in rule.kinds:
        return Why.KIND
    if rule.posts and seat.post not in rule.posts:
        return Why.POST
    return Why.SUSPENDED if seat.suspended and rule.action not in LOOKING else None


def _program(rule: Rule, actor: Actor, target: Target) -> Decision:
    """A program works for one organisation, within the scopes of its token, and never by a person's own right."""
    assert actor.program is not None
    if not rule.api or rule.tie not in (Tie.SEAT, Tie.MEMBER, Tie.CONSENT):
        return Decision(rule.action, Why.NOT_YOURS)
    if rule.action not in actor.program.scopes:
        return Decision(rule.action, Why.SCOPE)
    return _seats(rule, (actor.program.seat,), target)


def _fresh(rule: Rule, actor: Actor, found: Decision) -> Decision:
    return Decision(rule.action, Why.FRESH) if found.allowed and rule.fresh and not actor.fresh else found
