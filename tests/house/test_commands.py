"""The commands that documents name exist, and what exists is documented."""

from __future__ import annotations

import re
import subprocess

import click
import pytest

from house.source import ROOT
from shouyi.cli import main

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")])
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
SHOUYI = re.compile(r"(?<![\w/.-])(?:\.venv/bin/)?shouyi ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)")
PROMISED = {"dl", "lint-leaks", "node", "read", "train-words"}
"""Commands with a settled name that are planned. A page that names one says so; this list shrinks."""


def makefile() -> str:
    return (ROOT / "Makefile").read_text("utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile(), re.MULTILINE))


def code_in(page: str) -> list[str]:
    return [fenced or inline for fenced, inline in CODE.findall(page)]


def unknown_targets(text: str) -> set[str]:
    return {target for code in code_in(text) for target in MAKE.findall(code)} - targets()


def unknown_commands(text: str) -> set[str]:
    named = {words for code in code_in(text) for words in SHOUYI.findall(code)}
    return {words for words in named if not exists(words)} - PROMISED


def exists(words: str) -> bool:
    """Whether the words begin with a command; only of a group must the second word be one, too."""
    first, _, second = words.partition(" ")
    command = main.commands.get(first)
    if isinstance(command, click.Group) and second:
        return second in command.commands
    return command is not None or first in PROMISED


def test_every_target_says_what_it_does() -> None:
    assert targets() == set(re.findall(r"^([a-z-]+):.*## \S", makefile(), re.MULTILINE))
    phony = re.findall(r"^\.PHONY: (.*)$", makefile(), re.MULTILINE)
    assert {target for line in phony for target in line.split()} == targets()


def test_the_targets_that_others_build_on_are_there() -> None:
    assert {"demo", "test", "bench", "soak", "format", "help"} <= targets()


def test_make_alone_lists_every_target() -> None:
    said = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert set(re.findall(r"^  make ([a-z-]+)", said, re.MULTILINE)) == targets()


def test_what_runs_for_every_commit_is_make_test() -> None:
    assert (ROOT / ".ci/run").read_text("utf-8").rstrip().endswith("exec make test")
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_what_is_promised_is_not_there_yet() -> None:
    assert PROMISED & main.commands.keys() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_command_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert unknown_targets(text) == set()
    assert unknown_commands(text) == set()


def test_a_command_that_does_not_exist_is_found() -> None:
    text = "`make test`, `make tea`\n```\nshouyi fsck\nshouyi brew --hot\n.venv/bin/shouyi import tea X\n```"
    assert unknown_targets(text) == {"tea"}
    assert unknown_commands(text) == {"brew", "import tea"}


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_says_what_it_does(name: str) -> None:
    assert (main.commands[name].help or "").strip()
