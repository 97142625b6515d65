"""Searching what this visitor may see. What was asked for stands in no address and no log: the form is posted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouyi.people.permission.actors import Actor

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account

LONGEST = 80
AT_MOST = 12
"""Hits of one kind that a page shows; a finder may say that there are more."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, a line about it, and where it is."""

    said: str
    more: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind. `cut`: there are more than are shown."""

    name: str
    hits: tuple[Hit, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Query:
    """Who searches what, in whose file (`ref`); `words` are folded, and each must be found."""

    actor: Actor
    account: Account | None
    ref: str
    text: str

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.casefold().split())

    def finds(self, *texts: object) -> bool:
        """Whether each word stands somewhere in these texts."""
        where = " ".join(str(text) for text in texts).casefold()
        return bool(self.words) and all(word in where for word in self.words)


Find = Callable[[Query], Iterator[Hit]]
_FINDS: dict[str, tuple[Callable[[], str], Find]] = {}


def searching(app: str, name: Callable[[], str]) -> Callable[[Find], Find]:
    """Registers what finds an app's things and asks the table of permissions itself; `name` is the group's."""

    def register(find: Find) -> Find:
        _FINDS[app] = (name, find)
        return find

    return register


def search(query: Query) -> tuple[Group, ...]:
    """Groups that have hits, in the order of the apps' names; nothing for an empty question."""
    if not query.words:
        return ()
    found = ((name(), _some(find(query))) for _app, (name, find) in sorted(_FINDS.items()))
    return tuple(Group(name, hits[:AT_MOST], len(hits) > AT_MOST) for name, hits in found if hits)


def _some(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    some = []
    for hit in hits:
        some.append(hit)
        if len(some) > AT_MOST:
            break
    return tuple(some)
