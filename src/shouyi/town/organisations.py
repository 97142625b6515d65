"""Organisations of every kind, and a login for every role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shouyi.town.chance import opaque
from shouyi.town.records import Artisan, Login, Organisation, Story
from shouyi.town.texts import document, pair

PLATFORM = "platform"
ARTISANS_WITH_LOGIN = 3
WITHOUT_ORGANISATION = ("buyer", "member", "helper")


def organisations() -> tuple[Organisation, ...]:
    """Every organisation of the town, the founder (operator) first."""
    return tuple(Organisation(o["id"], o["role"], pair(o["name"])) for o in document("organisations")["organisations"])


def platforms() -> tuple[str, ...]:
    """The ids of those that sell."""
    return tuple(org.id for org in organisations() if org.role == PLATFORM)


def logins(seed: str, artisans: Sequence[Artisan], stories: Mapping[str, Story]) -> tuple[Login, ...]:
    """One login a role and one for the artisan of each story, under names that say the role and nothing else."""
    own = [story.artisan for story in stories.values()]
    others = [artisan.id for artisan in artisans if artisan.id not in own][:ARTISANS_WITH_LOGIN]
    people = [_login(seed, "artisan", f"artisan-{i}", person=one) for i, one in enumerate([*others, *own], 1)]
    officers = [_login(seed, role, role, org=org) for role, org in document("organisations")["logins"].items()]
    return (*people, *(_login(seed, role, role) for role in WITHOUT_ORGANISATION), *officers)


def _login(seed: str, role: str, name: str, person: str | None = None, org: str | None = None) -> Login:
    return Login(role, name, opaque(seed, "shouyi-demo-", "login", name), person, org)
