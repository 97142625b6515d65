"""Two houses of one seed, the second with everybody's disability exchanged; built and walked once a session."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from people.nothing_shows.answers import Difference, differences, masked
from people.nothing_shows.tables import AUDIT_FIGURES, FILES

TESTS = Path(__file__).resolve().parents[2]
HOURS_S = 3600
SETTLED = {"DJANGO_SETTINGS_MODULE": "shouyi.people.settings", "PYTHONHASHSEED": "0", "SHOUYI_LOG_LEVEL": "info",
           "SHOUYI_SEED": "nothing-shows", "PYTHONPATH": str(TESTS)}  # fmt: skip


class Houses(NamedTuple):
    """What `run` wrote of each."""

    one: dict[str, Any]
    other: dict[str, Any]

    def differences(self) -> list[Difference]:
        """Without what `tables` excepts by name."""
        return [found for found in differences(_masked(self.one["seen"]), _masked(self.other["seen"]))
                if found.name.removeprefix("file ") not in FILES]  # fmt: skip


def _masked(seen: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """With the audit's figures as their names, on the routes that publish them."""
    for parts in seen.values():
        figures = {each.name: each.pattern for each in AUDIT_FIGURES if each.route == parts.get("route")}
        if figures:
            parts["content"] = masked(parts["content"], figures)
    return seen


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory, soak: bool) -> Houses:
    if os.environ.get("SHOUYI_TEST_DATABASE", "sqlite") != "sqlite":
        pytest.skip("the two houses keep their pages in SQLite, whatever database the other tests use")
    folder = tmp_path_factory.mktemp("nothing-shows")
    tier = "soak" if soak else "commit"
    return Houses(_walked(folder, "one", tier, ""), _walked(folder, "other", tier, "exchanged"))


def _walked(folder: Path, name: str, tier: str, exchange: str) -> dict[str, Any]:
    """In a process of its own, in a folder of its own: a home's address must show as little."""
    out, home = folder / f"{name}.json", folder / name / "home"
    home.parent.mkdir()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("SHOUYI_")}
    command = [sys.executable, "-m", "people.nothing_shows.run", str(out), tier, exchange]
    done = subprocess.run(command, cwd=home.parent, env=inherited | SETTLED | {"SHOUYI_HOME": str(home)},
                          capture_output=True, text=True, timeout=4 * HOURS_S, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(out.read_text())
    return found
