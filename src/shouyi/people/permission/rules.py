"""The table of rules. A rule lets somebody do one action by one tie to what it is about; what no rule lets is refused.

Ties: `anyone` · `account` (signed in) · `own` (the file or the account is theirs) · `help` (its owner let them, for
this action) · `seat` (a member of the organisation that it belongs to) · `member` (a member of any organisation of
these kinds, about nothing of a single one's) · `consent` (a member; the door then asks for the owner's consent, field
by field). docs/operating/permissions.md shows this table; a test keeps the two alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from shouyi.people.permission.actors import Kind, Post

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tie(StrEnum):
    """How whoever asks is tied to what it is about."""

    ANYONE = "anyone"
    ACCOUNT = "account"
    OWN = "own"
    HELP = "help"
    SEAT = "seat"
    MEMBER = "member"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Rule:
    """`posts` and `kinds` (empty: all) say which members; `fresh`: only after a fresh sign-in; `api`: programs too."""

    action: str
    tie: Tie
    posts: frozenset[Post] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    fresh: bool = False
    api: bool = False


ALL = frozenset(Post)
WORKING = frozenset({Post.ADMIN, Post.OFFICER})
ADMINS = frozenset({Post.ADMIN})
ANY_KIND = frozenset(Kind)
OPERATOR = frozenset({Kind.OPERATOR})
ASSISTING = frozenset({Kind.REGISTRAR, Kind.FEDERATION, Kind.CULTURE, Kind.TRAINING})
"""Whose counters help people to join. That a counter stands in a federation is written nowhere in the file."""
ASKING = frozenset(
    {Kind.BANK, Kind.PLATFORM, Kind.ENTERPRISE, Kind.CERTIFIER, Kind.CULTURE, Kind.TRAINING, Kind.WORKSHOP}
)
"""Who may ask a person for consent and read what it opens. A regulator audits rules, not people."""
COSIGNING = frozenset({Kind.BANK, Kind.CERTIFIER, Kind.CULTURE, Kind.TRAINING})
"""Who may be let recompute a score and sign it: those of the purpose in `archive.consent`."""
STATING = ASKING | {Kind.CARRIER, Kind.REGISTRAR}
"""Who may state facts about people; which, `evidence.outcome.attesters` says. A federation never does: its name in a
file would say something."""


def _open(*actions: str) -> tuple[Rule, ...]:
    return tuple(Rule(action, Tie.ANYONE, api=True) for action in actions)


def _account(*actions: str, fresh: bool = False) -> tuple[Rule, ...]:
    return tuple(Rule(action, Tie.ACCOUNT, fresh=fresh) for action in actions)


def _own(*actions: str, fresh: bool = False) -> tuple[Rule, ...]:
    return tuple(Rule(action, Tie.OWN, fresh=fresh) for action in actions)


def _helped(*actions: str) -> tuple[Rule, ...]:
    """By the owner, and by a helper to whom the owner gave this right."""
    return tuple(rule for action in actions for rule in (Rule(action, Tie.OWN), Rule(action, Tie.HELP)))


def _seat(
    *actions: str, posts: frozenset[Post] = WORKING, kinds: frozenset[Kind] = ANY_KIND, fresh: bool = False,
    api: bool = False,
) -> tuple[Rule, ...]:  # fmt: skip
    return tuple(Rule(action, Tie.SEAT, posts, kinds, fresh, api) for action in actions)


def _member(
    *actions: str, posts: frozenset[Post] = WORKING, kinds: frozenset[Kind] = OPERATOR, fresh: bool = False,
    api: bool = False,
) -> tuple[Rule, ...]:  # fmt: skip
    return tuple(Rule(action, Tie.MEMBER, posts, kinds, fresh, api) for action in actions)


RULES: tuple[Rule, ...] = (
    # what anybody sees
    *_open("page.read", "work.read", "work.report", "guide.read", "proof.read", "sign.in", "join", "invitation.accept",
           "statement.confirm", "account.recover", "notice.off", "outbox.read", "receipt.read",
           "vote.read"),
    # one's own account
    *_account("desk.read", "account.read", "notice.read", "notice.settle", "sign.out", "session.end", "job.list",
              "help.list", "help.accept", "help.act", "account.settle", "recovery.stop", "seat.read"),
    *_account("account.change", "account.key", "account.close", "account.export", "recovery.start", "seat.key",
              "seat.vote", fresh=True),
    # one's own file
    *_helped("file.read", "file.prove", "file.preview", "trail.read", "consent.read", "case.read", "case.open",
             "case.write", "statement.read", "statement.write", "upload.read", "upload.write"),
    *_own("consent.give", "consent.withdraw", "leave.declare", "case.escalate", "case.close", "help.read", "help.end",
          "file.release"),
    *_own("file.export", "file.erase", "help.appoint", "cosign.answer", fresh=True),
    # an organisation and its own
    *_seat("org.read", "member.read", "key.read", posts=ALL),
    *_seat("org.read", api=True),
    *_seat("org.edit", "member.invite", "member.change", "member.end", posts=ADMINS),
    *_seat("key.add", "key.rotate", "key.revoke", "client.read", "client.change", posts=ADMINS, fresh=True),
    *_seat("case.queue", "case.answer", api=True),
    *_seat("case.queue", posts=ALL),
    *_seat("case.assign", api=True),
    *_seat("consent.list", kinds=ASKING, api=True),
    *_seat("facts.read", "facts.upload", "facts.admit", "facts.undo", kinds=STATING, api=True),
    *_seat("exposure.rank", kinds=frozenset({Kind.PLATFORM}), api=True),
    *_seat("vote.look", posts=ALL),
    *_seat("vote.comment", "vote.draft", "vote.carry"),
    *_seat("vote.propose", "vote.cast", "vote.activate", posts=ADMINS, fresh=True),
    *_member("person.assist", kinds=ASSISTING),
    *_member("consent.ask", kinds=ASKING, api=True),
    Rule("file.disclosed", Tie.CONSENT, WORKING, ASKING, api=True),
    Rule("cosign.read", Tie.CONSENT, WORKING, COSIGNING),
    Rule("cosign.sign", Tie.CONSENT, WORKING, COSIGNING, fresh=True),
    # the operator
    *_member("console.read", "health.read", "job.read", "jobs.read", "keys.read", "orgs.read", "cases.read",
             "scores.read", posts=ALL),
    *_member("job.change", "cases.assign", "scores.look"),
    *_member("org.register", "org.suspend", "org.restore", "org.appoint", "keys.revoke", posts=ADMINS, fresh=True),
    # whoever's it is
    *_own("job.read", "job.change"),
    *_seat("job.read", posts=ALL, api=True),
)  # fmt: skip


def _by_action() -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in RULES:
        found[rule.action] = (*found.get(rule.action, ()), rule)
    return MappingProxyType(found)


BY_ACTION = _by_action()
HELPABLE = frozenset(rule.action for rule in RULES if rule.tie is Tie.HELP)
"""What an owner can let a helper do. Consent, export, erasure and appointing helpers stay the owner's alone."""
SCOPES = frozenset(rule.action for rule in RULES if rule.api and rule.tie is not Tie.ANYONE)
"""What a program can be allowed to do: the scopes of its tokens."""
