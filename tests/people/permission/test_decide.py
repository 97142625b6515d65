"""The whole product: every action × every post, kind and state of whoever asks × own, another person's, another
organisation's, nobody's. What is expected is worked out from the table's columns by another way than the code's."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from shouyi.people.permission.actors import NOTHING, VISITOR, Actor, Help, Kind, Post, Program, Seat, Target
from shouyi.people.permission.decide import LOOKING, ORDER, Decision, Why, decide
from shouyi.people.permission.rules import BY_ACTION, HELPABLE, RULES, SCOPES, Rule, Tie

OWN_REF, OTHER_REF, OWN, OTHER = "aa" * 16, "bb" * 16, "acc-1", "acc-2"
ORG, OTHER_ORG = "org-one", "org-two"
TARGETS = {
    "nobody": NOTHING,
    "own file": Target(ref=OWN_REF),
    "another's file": Target(ref=OTHER_REF),
    "own account": Target(account=OWN),
    "another's account": Target(account=OTHER),
    "own organisation": Target(org=ORG),
    "another organisation": Target(org=OTHER_ORG),
}


def actors() -> dict[str, Actor]:
    found = {"signed out": VISITOR, "no file": Actor(account=OWN), "owner": Actor(account=OWN, ref=OWN_REF)}
    for action in sorted(HELPABLE):
        found[f"helper {action}"] = Actor(account=OWN, helps=(Help(OTHER_REF, frozenset({action})),))
    for kind, post, suspended in product(Kind, Post, (False, True)):
        seat = Seat(ORG, kind, post, suspended)
        found[f"{kind} {post} {suspended}"] = Actor(account=OWN, ref=OWN_REF, seats=(seat,))
    for kind, suspended in product(Kind, (False, True)):
        seat = Seat(ORG, kind, Post.OFFICER, suspended)
        found[f"program {kind} {suspended}"] = Actor(program=Program("c", seat, SCOPES))
        found[f"program without scopes {kind} {suspended}"] = Actor(program=Program("c", seat, frozenset()))
    fresh = {f"{name} fresh": replace(actor, fresh=True) for name, actor in found.items() if actor.account}
    return found | fresh


ACTORS = actors()


def expected(actor: Actor, action: str, target: Target) -> bool:
    """As a reader of the table would say it."""
    return any(_lets(rule, actor, target) for rule in RULES if rule.action == action)


def _lets(rule: Rule, actor: Actor, target: Target) -> bool:
    if rule.tie is Tie.ANYONE:
        return True
    if rule.fresh and not actor.fresh:
        return False
    if actor.program:
        seats = [actor.program.seat] if rule.api and rule.action in actor.program.scopes else []
    else:
        seats = list(actor.seats)
    match rule.tie:
        case Tie.ACCOUNT:
            return bool(actor.account) and target.account in ("", actor.account)
        case Tie.OWN if target.account:
            return target.account == actor.account
        case Tie.OWN:
            return bool(target.ref) and target.ref == actor.ref
        case Tie.HELP:
            return any(rule.action in each.rights and each.ref == target.ref for each in actor.helps)
    return any(_sits(rule, seat, target) for seat in seats)


def _sits(rule: Rule, seat: Seat, target: Target) -> bool:
    where = {Tie.SEAT: target.org == seat.org, Tie.MEMBER: True, Tie.CONSENT: target.org in ("", seat.org)}
    awake = not seat.suspended or rule.action in LOOKING
    kind = not rule.kinds or seat.kind in rule.kinds
    return where[rule.tie] and kind and (not rule.posts or seat.post in rule.posts) and awake


@pytest.mark.parametrize("action", sorted(BY_ACTION))
def test_the_whole_product(action: str) -> None:
    for (who, actor), (what, target) in product(ACTORS.items(), TARGETS.items()):
        found = decide(actor, action, target)
        assert found.allowed == expected(actor, action, target), (who, action, what, found)
        assert found.allowed == (found.tie is not None)


def test_what_no_rule_names_is_refused() -> None:
    for actor in ACTORS.values():
        assert decide(actor, "file.rewrite") == Decision("file.rewrite", Why.UNKNOWN)


def test_another_persons_file_is_never_opened_by_a_post_alone() -> None:
    """Only the owner, a helper with the right, and a member under consent (whom the door then asks) come near it."""
    about = {action for action in BY_ACTION if action.startswith(("file.", "trail.", "statement.", "upload."))}
    for actor, action in product(ACTORS.values(), sorted(about - {"statement.confirm"})):
        found = decide(actor, action, Target(ref=OTHER_REF))
        assert not found.allowed or found.tie in (Tie.HELP, Tie.CONSENT), (actor, action)


def test_a_helper_never_gives_consent_exports_erases_or_appoints() -> None:
    assert HELPABLE.isdisjoint({"consent.give", "consent.withdraw", "file.export", "file.erase", "help.appoint"})


def test_a_suspended_organisation_changes_nothing() -> None:
    for (who, actor), action in product(ACTORS.items(), sorted(BY_ACTION)):
        if "True" in who and not actor.program:
            found = decide(actor, action, Target(org=ORG))
            assert found.tie not in (Tie.SEAT, Tie.MEMBER, Tie.CONSENT) or action in LOOKING, (who, action)


@pytest.mark.parametrize(("who", "action", "what", "why"), [
    ("signed out", "file.read", "nobody", Why.SIGN_IN),
    ("owner", "file.export", "own file", Why.FRESH),
    ("owner", "file.read", "another's file", Why.NOT_YOURS),
    ("no file", "file.read", "nobody", Why.NO_FILE),
    ("helper case.read", "file.read", "another's file", Why.RIGHT),
    ("bank reader False", "file.disclosed", "nobody", Why.POST),
    ("regulator officer False", "file.disclosed", "nobody", Why.KIND),
    ("bank officer True", "file.disclosed", "nobody", Why.SUSPENDED),
    ("bank admin False", "member.invite", "another organisation", Why.NOT_MEMBER),
    ("program without scopes bank False", "file.disclosed", "nobody", Why.SCOPE),
])  # fmt: skip
def test_a_refusal_says_the_nearest_reason(who: str, action: str, what: str, why: Why) -> None:
    assert decide(ACTORS[who], action, TARGETS[what]).why is why


def test_every_reason_has_its_place() -> None:
    assert set(ORDER) == set(Why)


def test_no_federation_states_or_asks_about_people() -> None:
    seat = Seat(ORG, Kind.FEDERATION, Post.ADMIN)
    actor = Actor(account=OWN, seats=(seat,), fresh=True)
    for action in ("facts.upload", "facts.admit", "consent.ask", "file.disclosed"):
        assert decide(actor, action, Target(org=ORG)).why is Why.KIND
