"""Every address that Django's resolver knows: pages, API, whatever an app of others brought along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the resolver. `name` carries its namespace; `pattern` stands in for a name where there is none."""

    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def action(self) -> str:
        """What `@permitted` wrote on the view; "" where it is missing."""
        return str(getattr(self.view, "action", ""))


def addresses() -> list[Address]:
    """All of them, in the order in which the resolver tries them."""
    from django.urls import get_resolver

    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Address]:
    from django.urls import URLResolver

    for each in patterns:
        pattern = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = ":".join(filter(None, (space, each.namespace)))
            yield from _walk(each.url_patterns, pattern, inner)
        else:
            name = ":".join(filter(None, (space, each.name))) or pattern
            yield Address(name, pattern, each.callback)
