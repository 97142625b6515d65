"""Only the two settings modules read the environment; others may hand it on whole to a process they start."""

from __future__ import annotations

import ast

from house.source import Module, modules

SETTINGS = {"settings", "people.settings"}
HANDS_ON = {"acts.serving"}
"""Starts the servers, each with what this installation is told."""


def readings(module: Module) -> list[int]:
    """Lines at which a module reads a variable: os.environ but for `setdefault`, os.getenv, click's `envvar`."""
    return [node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.expr) and _reads(node)]


def _reads(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="getenv" | "environb")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="environ"), attr=method)):
            return method != "setdefault"
        case ast.Call(keywords=words) if any(word.arg in ("envvar", "auto_envvar_prefix") for word in words):
            return True
        case ast.Subscript(value=ast.Attribute(attr="environ")) | ast.BinOp(left=ast.Attribute(attr="environ")):
            return True
    return False


def test_only_settings_read_the_environment() -> None:
    found = {module.name: readings(module) for module in modules() if module.name not in SETTINGS | HANDS_ON}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_nobody_takes_the_environment_by_another_name() -> None:
    names = {"os.environ", "os.getenv", "os.environb"}
    assert [module.name for module in modules() if names & module.imported] == []


def test_a_reading_is_found() -> None:
    texts = ("os.environ['A']", "os.environ.get('A')", "os.getenv('A')", "click.option('--a', envvar='A')",
             "os.environ | {}")  # fmt: skip
    assert all(readings(Module("x", text)) == [1] for text in texts)
    assert readings(Module("x", "os.environ.setdefault('A', 'b')")) == []
