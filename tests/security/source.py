"""The project's own source as trees, and what stands in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shouyi

ROOT = Path(shouyi.__file__).parent


@dataclass(frozen=True, slots=True)
class Source:
    """One module: `name` is its path below the package."""

    name: str
    tree: ast.Module

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with its dotted name as written."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node

    def imports(self) -> Iterator[str]:
        """Dotted names of all that is imported, anywhere in the module."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parse(name: str, text: str) -> Source:
    return Source(name, ast.parse(text))


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the package."""
    return tuple(parse(str(path.relative_to(ROOT)), path.read_text()) for path in sorted(ROOT.rglob("*.py")))


def templates() -> Iterator[tuple[str, str]]:
    """Every template: name and text."""
    for path in sorted((ROOT / "people").rglob("*.html")):
        if "static" not in path.parts:
            yield str(path.relative_to(ROOT)), path.read_text()
