"""Every component keeps its contract: a template, a contract and a test in one folder, and examples that hold."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import get_template, render_to_string
from django.utils import translation

import shouyi.people

FOLDER = Path(shouyi.people.__file__).parent / "components"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/template.html"))
CONTRACTS = {name: tomllib.loads((FOLDER / name / "contract.toml").read_text()) for name in NAMES}
EXAMPLES = [(name, example) for name in NAMES for example in CONTRACTS[name].get("examples", [])]


def rendered(name: str, example: dict[str, Any]) -> str:
    from shouyi.people.start.showing import context_of

    with translation.override("en"):
        return render_to_string(f"components/{name}/template.html", context_of(example))


@pytest.mark.parametrize("name", NAMES)
def test_folder_is_complete(name: str) -> None:
    assert {path.name for path in (FOLDER / name).iterdir() if path.is_file()} == {
        "template.html",
        "contract.toml",
        f"test_{name}.py",
    }
    assert CONTRACTS[name]["purpose"]
    assert CONTRACTS[name]["examples"], "a component says its states"


@pytest.mark.parametrize("name", NAMES)
def test_contract_names_what_the_template_takes(name: str) -> None:
    source = get_template(f"components/{name}/template.html").template.source
    own = set(re.findall(r"{% for ([\w, ]+) in", source)) | set(re.findall(r"{% get_current_language as (\w+)", source))
    local = {word for group in own for word in re.split(r",\s*", group)} | {"forloop"}
    logic = " ".join(re.findall(r"{%\s*(?:if|elif|for)\s(.*?)%}", source)) + " ".join(re.findall(r"{{(.*?)}}", source))
    logic = re.sub(r"\"[^\"]*\"|'[^']*'|\|\w+|\.\w+", " ", logic)
    words = set(re.findall(r"[A-Za-z_]\w*", logic)) - {"in", "not", "and", "or", "is", "None", "True", "False"}
    assert words - local == set(CONTRACTS[name]["params"]) - _passed_on(source)


def _passed_on(source: str) -> set[str]:
    """What a template only hands to a tag or to another component."""
    return set(re.findall(r"{% described (\w+)", source)) - set(re.findall(r"{{\s*(\w+)", source))


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{n}: {e['name']}" for n, e in EXAMPLES])
def test_example_holds(name: str, example: dict[str, Any]) -> None:
    html = rendered(name, example)
    assert [part for part in example.get("has", []) if part not in html] == []
    assert [part for part in example.get("lacks", []) if part in html] == []


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{n}: {e['name']}" for n, e in EXAMPLES])
def test_nothing_inline(name: str, example: dict[str, Any]) -> None:
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", rendered(name, example))
