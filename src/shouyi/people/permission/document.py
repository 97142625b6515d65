"""The table of rules as readers see it: `python -m shouyi.people.permission.document` prints it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from shouyi.people.permission.actors import Kind, Post
from shouyi.people.permission.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shouyi.people.permission.rules import Rule

HEAD = (
    "| action | by which tie | which posts | organisations of which kinds | fresh sign-in | programs |",
    "|---|---|---|---|---|---|",
)


def table(rules: Iterable[Rule] = RULES) -> str:
    """Markdown: a line a rule, in the table's order; alike ones that follow each other stand together."""
    lines = [_line([rule.action for rule in alike], what) for what, alike in groupby(rules, key=_what)]
    return "\n".join((*HEAD, *lines))


def _what(rule: Rule) -> tuple[str, ...]:
    posts = _some((post.value for post in Post if post in rule.posts), len(Post))
    kinds = _some((kind.value for kind in Kind if kind in rule.kinds), len(Kind))
    return rule.tie.value, posts, kinds, "yes" if rule.fresh else "", "yes" if rule.api else ""


def _some(names: Iterable[str], all_of_them: int) -> str:
    found = list(names)
    return "all" if len(found) == all_of_them else ", ".join(found)


def _line(actions: list[str], what: tuple[str, ...]) -> str:
    cells = (", ".join(f"`{action}`" for action in actions), *what)
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(table())
