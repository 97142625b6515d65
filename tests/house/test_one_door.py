"""Only named modules open rows of the vault, and pages read a person's file through the door alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import shouyi

ROOT = Path(shouyi.__file__).parent
OF_A_VAULT = {"openings", "openings_since", "all_openings", "files", "result", "name_of", "persons", "work"}
"""Methods of `gateways.vault.Vault` that open sealed rows."""
OF_A_READER = {"report", "lines", "line_proof", "export", "result_proof"}
"""Methods of `people.ports.Reader` that say what stands in one person's file."""
MAY_OPEN = {
    "acts/admission.py": "admission",
    "acts/assessing.py": "a run or a command, noted",
    "acts/checking.py": "an audit",
    "acts/correcting.py": "a correction, noted",
    "acts/demonstrating.py": "invented people",
    "acts/erasing.py": "an erasure",
    "acts/introducing.py": "admission: whom a consent's number names",
    "acts/living.py": "one person's digits of today, within an act that is noted",
    "acts/leaving.py": "leave that its owner declares, noted",
    "acts/proving.py": "proofs of public works; exports, within the door or a noted command",
    "acts/reading.py": "what the door reads by",
    "acts/recording.py": "the registrar's own entries of consent",
    "acts/replaying.py": "a run once more, noted as a run",
    "acts/stating.py": "admission of what its owner wrote down and a buyer confirmed",
    "acts/trying.py": "a guide tried on everybody, noted as a run",
    "acts/watching.py": "a watch over everybody, noted as a run",
    "gateways/keeper.py": "the keeper itself",
    "gateways/vault.py": "the vault itself",
}
"""Which module opens the vault, and in which act. Whoever adds one says in which act it is counted."""
MAY_READ = {"acts/door.py", "acts/disclosing.py", "people/demonstration/cases.py", "people/demonstration/papers.py"}
"""The door and what it reads by; and the play of invented people, which refuses to run where no demonstration is."""


def opened_by(tree: ast.AST) -> set[str]:
    """Calls `….vault.<method>(…)` of methods that open sealed rows."""
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in OF_A_VAULT
        and getattr(node.func.value, "attr", getattr(node.func.value, "id", "")) in ("vault", "_vault")
    }


def read_by(tree: ast.AST) -> set[str]:
    """Calls `reader().<method>(…)` and `reader.<method>(…)` that say what stands in a file."""
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in OF_A_READER
        and "reader" in ast.dump(node.func.value).lower()
    }


def modules() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py"))


def tree_of(name: str) -> ast.AST:
    return ast.parse((ROOT / name).read_text())


@pytest.mark.parametrize("part", ["people", "acts", "gateways", "wiring.py", "cli.py"])
def test_no_other_module_opens_rows_of_the_vault(part: str) -> None:
    found = {name: opened_by(tree_of(name)) for name in modules() if name.startswith(part)}
    assert {name: calls for name, calls in found.items() if calls and name not in MAY_OPEN} == {}


def test_pages_and_acts_read_files_through_the_door_alone() -> None:
    found = {name: read_by(tree_of(name)) for name in modules() if name.startswith(("people/", "acts/"))}
    assert {name: calls for name, calls in found.items() if calls and name not in MAY_READ} == {}


@pytest.mark.parametrize("code", ["house.vault.openings(p)", "self.house.vault.result(a, b)", "vault.name_of(ref)"])
def test_the_rule_sees_what_it_forbids(code: str) -> None:
    assert opened_by(ast.parse(code))


@pytest.mark.parametrize("code", ["reader().lines(p)", "self._reader.report(p)", "reader.export(p)"])
def test_the_rule_sees_reading_beside_the_door(code: str) -> None:
    assert read_by(ast.parse(code))


def test_the_rule_lets_the_door_through() -> None:
    assert not read_by(ast.parse("behind().door.lines(actor, ref)"))
    assert not opened_by(ast.parse("files.openings(x)"))
