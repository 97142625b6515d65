"""bandit, a scan for secrets, and the versions that are locked: clean, or each finding explained by name.

`make audit` runs these and pip-audit, which asks a database of advisories over the network.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "tools" / "audit"
LEFT_OUT = "B101,B404"
BASELINE = TOOLS / "secrets.json"


def bandit(path: Path) -> Counter[tuple[str, str]]:
    """How often which test finds something in which file."""
    command = [
        sys.executable,
        "-m",
        "bandit",
        "--quiet",
        "--format",
        "json",
        "--skip",
        LEFT_OUT,
        "--recursive",
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)
    assert said["errors"] == [], said["errors"]
    return Counter((each["test_id"], str(Path(each["filename"]).relative_to(path))) for each in said["results"])


def test_bandit_finds_nothing_that_is_not_explained() -> None:
    explained = {
        (test, name): count
        for test, files in tomllib.loads((TOOLS / "bandit.toml").read_text()).items()
        for name, (count, why) in files.items()
        if why
    }
    assert dict(bandit(ROOT / "src" / "shouyi")) == explained


def test_bandit_does_look(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("import subprocess\nsubprocess.run('ls ' + input(), shell=True)\n")
    assert ("B602", "x.py") in bandit(tmp_path)


def test_nothing_runs_python_without_its_assertions() -> None:
    files = [*(ROOT / "deploy").rglob("*"), ROOT / "Makefile"]
    found = [
        path.name for path in files if path.is_file() and re.search(r"python\S* -O|PYTHONOPTIMIZE", path.read_text())
    ]
    assert found == []


# versions -----------------------------------------------------------------------------------------------------------

FLOORS = {name: tuple(told) for name, told in tomllib.loads((TOOLS / "floors.toml").read_text()).items()}
LOCKED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)


def below(locked: str) -> list[str]:
    """What a lock has in a version with a fault that we know of."""
    return [
        f"{name} {version}: {fault}, until {floor}"
        for name, version in LOCKED.findall(locked)
        for floor, fault in [FLOORS.get(name, ("0", ""))]
        if Version(version) < Version(floor)
    ]


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_no_lock_has_a_version_that_is_known_to_be_faulty(lock: Path) -> None:
    assert below(lock.read_text()) == []


def test_every_floor_is_of_a_package_that_is_locked_and_would_be_noticed() -> None:
    known = {name for lock in ROOT.glob("requirements*.lock") for name, _version in LOCKED.findall(lock.read_text())}
    assert set(FLOORS) <= known
    assert below("django==5.2.7 \\\n    --hash=sha256:00\n") == ["django 5.2.7: CVE-2025-64459, until 5.2.8"]


def test_an_audit_that_nobody_could_make_says_so_aloud(tmp_path: Path) -> None:
    """With a pip-audit that reaches nobody, one that knows nothing, and one that finds nothing wrong."""
    said = {}
    for name, code in (("away", "exit 1"), ("ignorant", 'echo "x  could not be audited: x"'), ("fine", "true")):
        root = tmp_path / name
        (root / ".venv/bin").mkdir(parents=True)
        (root / "tools/audit").mkdir(parents=True)
        (root / ".venv/bin/pip-audit").write_text(f"#!/bin/sh\n{code}\n")
        (root / ".venv/bin/pip-audit").chmod(0o755)
        shutil.copy(TOOLS / "versions", root / "tools/audit/versions")
        command = [str(root / "tools/audit/versions")]
        said[name] = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "NOT AUDITED" in said["away"]
    assert "no clean bill" in said["away"]
    assert "1 packages are unknown" in said["ignorant"]
    assert "no clean bill" in said["ignorant"]
    assert "nothing is known against it" in said["fine"]
    assert "NOT AUDITED" not in said["fine"]


# secrets --------------------------------------------------------------------------------------------------------------


def secrets(*names: str, root: Path = ROOT) -> set[tuple[str, str]]:
    """File and digest of whatever looks like a secret, by detect-secrets with the settings of the baseline."""
    from detect_secrets import SecretsCollection
    from detect_secrets.settings import transient_settings

    settings = json.loads(BASELINE.read_text())
    found = SecretsCollection(root=str(root))
    with transient_settings({key: settings[key] for key in ("plugins_used", "filters_used")}):
        found.scan_files(*names)
        return {(name, secret.secret_hash) for name, secret in found}


def committed() -> list[str]:
    """What git knows, but for locks, vectors of tests (digests and keys of invented houses) and pictures."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    skipped = re.compile(
        r"\.lock$|package-lock\.json$|^tests/vectors/|\.(png|jpg|pdf|woff2|po|svg)$|^tools/audit/secrets"
    )
    return [name for name in done.stdout.split("\0") if name and not skipped.search(name) and (ROOT / name).is_file()]


def test_no_secret_is_committed(soak: bool) -> None:
    """In the long tier, and in `make audit`, also the tests, which are half of all and full of invented passwords."""
    names = [name for name in committed() if soak or not name.startswith("tests/")]
    if not names:
        pytest.skip("NO GIT HERE: what is committed was not scanned for secrets")
    known = {(name, each["hashed_secret"]) for name, rows in json.loads(BASELINE.read_text())["results"].items()
             for each in rows}  # fmt: skip
    assert sorted(name for name, _digest in secrets(*names) - known) == [], "run `tools/audit/secrets`, look at each"


def test_a_secret_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(
        f'aws_key = "AKIA{"IOSFODNN7EXAMPLE"[:16]}"\npassword = "{"correct"}horse91battery"\n'
    )
    (tmp_path / "k.pem").write_text("-----BEGIN " + "PRIVATE KEY-----\nMIIB\n")
    assert {name for name, _digest in secrets("x.py", "k.pem", root=tmp_path)} == {"x.py", "k.pem"}


def test_passwords_of_tests_are_said_to_be_that() -> None:
    """Every known finding lies where tests, documentation or the demonstration are, or is named here."""
    allowed = re.compile(
        r"^(tests|docs|web/test|src/shouyi/(bench|town|people/components)|deploy)/|^src/shouyi/people/(locale|[a-z]+/locale)/"
    )
    results = json.loads(BASELINE.read_text())["results"]
    assert {name for name in results if not allowed.match(name)} <= set(NAMED)


NAMED = {
    "src/shouyi/acts/housecheck.py": "an address with the word for a password in a hint",
    "src/shouyi/gateways/configuration.py": "an address with the word for a password in an example",
    "src/shouyi/people/databases.py": "an address with the word for a password in a docstring",
    "src/shouyi/people/accounts/happenings.py": "the code of a notice",
}
"""File of the product → why what looks like a secret in it is none."""
