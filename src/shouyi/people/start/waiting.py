"""What waits for a visitor. Each app says its own in a module `waiting` with functions that `@waiting` registers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from shouyi.people.permission.actors import Actor, Target
from shouyi.people.permission.decide import decide

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account

AT_MOST = 5


class Urgency(IntEnum):
    """The smaller, the sooner. Pages say it in words."""

    NOW = 1
    SOON = 2
    WHENEVER = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One thing and the one action that settles it. All texts are translated already.

    None of them says a score, a reason of one, or anything that a stranger behind the visitor must not read: this page
    is opened in shops and buses.
    """

    urgency: Urgency
    said: str
    more: str
    do: str
    href: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and whose file is at hand (`ref`; "": none): the own one, or that of whom a helper acts for."""

    actor: Actor
    account: Account
    ref: str

    @property
    def own(self) -> bool:
        """Nobody is helped at the moment."""
        return self.ref == self.actor.ref

    def may(self, action: str) -> bool:
        """Whether the table lets it be done to the file at hand."""
        return bool(self.ref) and decide(self.actor, action, Target(ref=self.ref)).allowed

    def orgs(self, action: str) -> list[str]:
        """The organisations for which this visitor may do it now."""
        seats = self.actor.seats
        return [seat.org for seat in seats if decide(self.actor, action, Target(org=seat.org)).allowed]


Find = Callable[[Asking], Iterable[Item]]
_FINDS: dict[str, Find] = {}


def waiting(app: str) -> Callable[[Find], Find]:
    """Registers what finds an app's items, in at most a few queries, whatever the amount of rows."""

    def register(find: Find) -> Find:
        _FINDS[app] = find
        return find

    return register


def everything(asking: Asking) -> list[Item]:
    """Every app's items, the most urgent first; among equals in the order of the apps' names."""
    found = [item for _app, find in sorted(_FINDS.items()) for item in find(asking)]
    return sorted(found, key=lambda item: item.urgency)
