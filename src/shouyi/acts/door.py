"""The one door to a person's file: permission, then consent, then the view log, then the reading.

One order of steps, each of which may be the last before a crash:

1. the table of permissions decides; for a recipient, so do the consents, read in the transaction of 2
2. the look is noted, durably, with what was asked for: from here on it stands in the view log, counted or not
3. the file is read, and the vault counts what it opens
4. the count is noted; for a recipient, the consents are read once more: what was withdrawn meanwhile is not handed on

So nothing that was read is missing in the log; after a crash between 2 and 4 the log may name a look that saw nothing,
and shows it without a count. A withdrawal that is committed before 2 refuses the look, one committed before 4 refuses
to hand on what was read; nothing is kept between two looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from shouyi.acts.disclosing import Owner, disclose
from shouyi.archive.consent import Closed, why_closed
from shouyi.gateways.counting import counting
from shouyi.people.accounts.models import Account
from shouyi.people.cases.annotations import annotations
from shouyi.people.consent.standing import Standing, standing_for, today
from shouyi.people.permission.actors import Target
from shouyi.people.permission.decide import Decision, Why, decide
from shouyi.people.permission.requests import NotAllowed
from shouyi.people.permission.rules import Tie
from shouyi.people.ports.door import Disclosed, NothingOpen
from shouyi.people.reading import reader
from shouyi.people.trail import notes

if TYPE_CHECKING:
    from shouyi.people.permission.actors import Actor
    from shouyi.people.ports import Line, Report
    from shouyi.people.trail.models import Look

T = TypeVar("T")
DOOR, REFUSED = "door", "refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """One knock at the door, which the table of permissions has let through."""

    actor: Actor
    ref: str
    decision: Decision
    org: str = ""
    purpose: str = ""
    fields: tuple[str, ...] = ()

    def begin(self, fields: Sequence[str], standing: Standing | None = None) -> Look:
        tie = self.decision.tie or Tie.OWN
        return notes.begin(
            self.actor, self.ref, self.decision.action, tie.value, org=self.org, purpose=self.purpose, fields=fields,
            consent=standing.consent if standing else None,
        )  # fmt: skip


class HouseDoor:
    """Implements `people.ports.door.Door`. It keeps nothing; any thread may call."""

    def report(self, actor: Actor, ref: str) -> Report | None:
        """See the port."""
        return _read(_let(actor, ref, "file.read", ("report",)), lambda owner: reader().report(owner.person))

    def lines(self, actor: Actor, ref: str) -> tuple[Line, ...]:
        """See the port."""
        return _read(_let(actor, ref, "file.read", ("lines",)), lambda owner: reader().lines(owner.person))

    def line_proof(self, actor: Actor, ref: str, log: int, index: int) -> bytes | None:
        """See the port."""
        asked = _let(actor, ref, "file.prove", ("line",))
        return _read(asked, lambda owner: reader().line_proof(owner.person, log, index))

    def export(self, actor: Actor, ref: str) -> bytes | None:
        """See the port."""
        return _read(_let(actor, ref, "file.export", ("export",)), lambda owner: reader().export(owner.person))

    def open(
        self, actor: Actor, ref: str, purpose: str, fields: Sequence[str], act: str = "file.disclosed", org: str = ""
    ) -> Disclosed:
        """See the port."""
        decision = _decide(actor, act, Target(ref=ref, org=org))
        if decision.tie is not Tie.CONSENT:  # only what consent opens is disclosed, whoever else may do this act
            raise NotAllowed(Decision(act, Why.NOT_YOURS))
        asked = Asked(actor, ref, decision, decision.org, purpose, tuple(fields))
        with transaction.atomic(durable=True):
            found, standing = _open_now(asked)
            if found.fields:
                look = asked.begin(found.fields, standing)
            else:
                notes.note(actor, ref, act, REFUSED, org=asked.org, purpose=purpose, fields=fields)
        if not found.fields:
            raise NothingOpen(found.closed)
        found = _read_noted(look, ref, lambda owner: disclose(reader(), owner, found, proving=True))
        return _if_still_open(asked, found)

    def preview(
        self,
        actor: Actor,
        ref: str,
        org: str,
        purpose: str,
        fields: Sequence[str],
        opening: Sequence[str] | None = None,
    ) -> Disclosed:
        """See the port."""
        decision = _decide(actor, "file.preview", Target(ref=ref))
        asked = Asked(actor, ref, decision, org, purpose, tuple(fields))
        found = _open_now(asked)[0] if opening is None else _if_given(asked, opening)
        return _read(asked, lambda owner: disclose(reader(), owner, found, proving=False))


def _decide(actor: Actor, act: str, target: Target) -> Decision:
    found = decide(actor, act, target)
    if not found.allowed:
        raise NotAllowed(found)
    return found


def _let(actor: Actor, ref: str, act: str, fields: tuple[str, ...]) -> Asked:
    return Asked(actor, ref, _decide(actor, act, Target(ref=ref)), fields=fields)


def _read(asked: Asked, read: Callable[[Owner], T]) -> T:
    """By the owner and helpers, whom consent does not concern: noted, read, counted."""
    with transaction.atomic(durable=True):
        look = asked.begin(asked.fields)
    return _read_noted(look, asked.ref, read)


def _read_noted(look: Look, ref: str, read: Callable[[Owner], T]) -> T:
    with counting(DOOR) as tally:
        try:
            return read(_owner(ref))
        finally:
            notes.end(look, tally.opened)


def _owner(ref: str) -> Owner:
    """Whose file it is, by the account that owns it. One that nobody owns any more is a file that is not there."""
    account = Account.objects.filter(ref=ref).first()
    if account is None:
        return Owner("")
    texts = (account.text_or(name, "") for name in ("person", "name", "reach"))
    return Owner(*texts, objected=frozenset(annotations(ref)))


def _open_now(asked: Asked) -> tuple[Disclosed, Standing | None]:
    """Which of the asked fields the consents open at this moment, and by which of them."""
    standings, day = standing_for(asked.ref, asked.org), today()
    given = [standing.given for standing in standings]
    why = {name: why_closed(given, asked.org, asked.purpose, name, day) for name in asked.fields}
    found = _split(asked, why)
    used = [each for each in standings if any(each.opens(asked.purpose, name, day) for name in found.fields)]
    until = min((each.given.until_on for each in used), default=None)
    return replace(found, until_on=until), used[0] if used else None


def _if_given(asked: Asked, opening: Sequence[str]) -> Disclosed:
    return _split(asked, {name: None if name in opening else Closed.NOT_CHOSEN for name in asked.fields})


def _split(asked: Asked, why: dict[str, Closed | None]) -> Disclosed:
    closed = tuple((name, reason) for name, reason in why.items() if reason is not None)
    return Disclosed(asked.ref, asked.purpose, tuple(name for name, reason in why.items() if reason is None), closed)


def _if_still_open(asked: Asked, found: Disclosed) -> Disclosed:
    """Raises NothingOpen where a consent that opened some of it was withdrawn while it was read."""
    with transaction.atomic(durable=True):
        now, _ = _open_now(asked)
    if not set(found.fields) <= set(now.fields):
        raise NothingOpen(now.closed)
    return found
