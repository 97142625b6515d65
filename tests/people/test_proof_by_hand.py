"""The shell lines of docs/algorithms/proof-file.md, run as they stand there, find what the programs find."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from people.browser import ROOT

if TYPE_CHECKING:
    from pathlib import Path

VECTORS = ROOT / "tests/vectors/ledger"
PAGE = ROOT / "docs/algorithms/proof-file.md"


def by_hand(proof: Path, folder: Path) -> str:
    if not shutil.which("openssl"):
        pytest.skip("OPENSSL IS MISSING: the page's lines were not run")
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL))
    settings = {"FILE": str(proof), "PIN": str(VECTORS / "pin.json"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", lines], cwd=folder, env=settings, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.parametrize("name", ["work", "statement-some", "review"])
def test_a_good_proof_holds_by_hand(name: str, tmp_path: Path) -> None:
    said = by_hand(VECTORS / f"proofs/{name}.tlog-proof", tmp_path)
    for line in ("fields: the digests give the root", "is as committed", "inclusion: the path leads to the root"):
        assert line in said
    assert "DIFFERS" not in said
    assert said.count("Signature Verified Successfully") == 3


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("digest", "the digests give the root"),
        ("index", "the path leads to the root"),
        ("log-signature", "log: Signature Verified"),
    ],
)
def test_a_broken_one_does_not(name: str, missing: str, tmp_path: Path) -> None:
    assert missing not in by_hand(VECTORS / f"broken/{name}.tlog-proof", tmp_path)


def test_a_changed_value_differs_by_hand(tmp_path: Path) -> None:
    assert by_hand(VECTORS / "broken/field-value.tlog-proof", tmp_path).count("DIFFERS") == 1
