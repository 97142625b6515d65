"""What is committed names no download address, no path of one machine, and nothing that is made can be committed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from house.source import ROOT, tracked

LOCKS = sorted(ROOT.glob("requirements*.lock"))
HOSTS = tuple("".join(parts) for parts in (
    ("pypi", ".org"), ("pythonhosted", ".org"), ("npmjs", ".org"), ("npmjs", ".com"), ("yarnpkg", ".com"),
    ("npmmirror", ".com"), ("deb.debian", ".org"), ("proxy.golang", ".org"), ("crates", ".io"),
))  # fmt: skip
MACHINE = tuple("".join(("/", *parts)) for parts in (("wo", "rk/"), ("ro", "ot/"), ("ho", "me/"), ("tm", "p/")))
"""Beginnings of paths that hold on one machine only. Put together here so that this file does not hold them."""
ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)((?: \\\n +--hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)


def texts() -> list[tuple[str, str]]:
    """(name, text) of everything tracked that is text."""
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8192]:
            found.append((str(path.relative_to(ROOT)), data.decode("utf-8", "replace")))
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}"
        for name, text in texts()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_package_registry_is_named() -> None:
    assert lines_with(re.compile("|".join(map(re.escape, HOSTS)))) == []


def test_no_path_of_one_machine_is_named() -> None:
    starts = "|".join(map(re.escape, MACHINE))
    assert lines_with(re.compile(rf"(?<![\w.)/}}]){'(?:' + starts + ')'}[\w.]")) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_python_lock_is_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert len(ENTRY.findall(text)) > 20
    assert ENTRY.sub("", text).strip() == ""


def test_the_python_locks_agree_and_hold_each_other() -> None:
    """Tests and benchmarks are installed on top of what runs, so the same version stands in each."""
    run, test, bench, challengers = (
        {(name, version) for name, version, _ in ENTRY.findall((ROOT / f"requirements{kind}.lock").read_text("utf-8"))}
        for kind in ("", "-test", "-bench", "-challengers")
    )
    assert run < test < bench
    assert run < challengers
    assert len(dict(bench | challengers)) == len(bench | challengers), "two versions of one package"
    assert "pymerkle" in {name for name, _ in bench - test}, "GPL: for the benchmarks alone"
    assert "pymerkle" not in {name for name, _ in test}


def test_the_web_lock_is_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "web/package-lock.json").read_text("utf-8"))["packages"]
    inner = {name: package for name, package in packages.items() if name}
    assert len(inner) > 5
    assert [name for name, package in inner.items() if not package.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / "web/.npmrc").read_text("utf-8")


@pytest.mark.parametrize(
    "made",
    [".venv/x", "var/ledger.db", "web/node_modules/x", "src/shouyi/people/static/built/verify.js", "a/django.mo"],
)
def test_what_is_made_is_ignored(made: str) -> None:
    assert subprocess.run(["git", "check-ignore", "-q", made], cwd=ROOT, check=False).returncode == 0
    assert ROOT / made not in tracked()
