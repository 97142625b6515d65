"""The sources, read as trees: what each module imports, and which names of other modules it uses."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src/shouyi"


@dataclass(frozen=True)
class Module:
    """One file below src/shouyi. `name` is dotted, without `shouyi.`; a part is the first word of it."""

    name: str
    text: str

    @property
    def part(self) -> str:
        return self.name.partition(".")[0]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imported(self) -> set[str]:
        """Dotted names of everything imported anywhere in it, function bodies and type-checking blocks included."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                found |= {f"{base}.{alias.name}" for alias in node.names}
        return found

    def _base(self, node: ast.ImportFrom) -> str:
        here = ["shouyi", *self.name.split(".")]
        return ".".join([*(here[: -node.level] if node.level else []), *([node.module] if node.module else [])])

    @cached_property
    def parts_imported(self) -> set[str]:
        """The other parts of shouyi that it imports."""
        ours = {name.split(".")[1] for name in self.imported if name.startswith("shouyi.")}
        return ours - {self.part}

    @cached_property
    def dotted(self) -> set[str]:
        """Every attribute chain that begins with an imported name, by its full name: `os.environ.get`."""
        return set(self._chains())

    def _chains(self) -> Iterator[str]:
        bound = dict(self._bindings())
        for node in ast.walk(self.tree):
            words: list[str] = []
            while isinstance(node, ast.Attribute):
                words.append(node.attr)
                node = node.value
            if isinstance(node, ast.Name) and node.id in bound:
                yield ".".join([bound[node.id], *reversed(words)])

    def _bindings(self) -> Iterator[tuple[str, str]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    yield (alias.asname, alias.name) if alias.asname else (top, top)
            elif isinstance(node, ast.ImportFrom):
                yield from ((alias.asname or alias.name, f"{self._base(node)}.{alias.name}") for alias in node.names)


def modules() -> list[Module]:
    """All of src/shouyi but the tests that lie beside the components."""
    paths = [p for p in sorted(SOURCES.rglob("*.py")) if not p.name.startswith(("test_", "conftest"))]
    return [Module(".".join(p.relative_to(SOURCES).with_suffix("").parts), p.read_text("utf-8")) for p in paths]


def tracked() -> list[Path]:
    """The files that git holds, as they are on disk."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]
