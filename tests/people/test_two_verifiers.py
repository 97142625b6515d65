"""Two verifiers, written apart, judge the same damaged proof files: verdict and first failing step must be the same."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from people.browser import ROOT, require_file
from shouyi.ledger.errors import CANNOT_TELL, LedgerError
from shouyi.ledger.policy import Pin, parse_pin
from shouyi.ledger.prooffile import STEPS, why_proof

VECTORS = ROOT / "tests/vectors/ledger"
SEED = 20416
DAMAGES = 250


def here(data: bytes, pin: Pin) -> str:
    """What `shouyi verify` finds: verdict, and the first step that does not hold."""
    _, steps = why_proof(data, pin)
    failed = {name: problem for name, problem in steps.items() if problem}
    first = next((name for name in STEPS if name in failed or name not in steps), "-")
    if any(not isinstance(problem, CANNOT_TELL) for problem in failed.values()):
        return f"broken {first}"
    return f"unknown {first}" if failed else "holds -"


def there(files: list[bytes]) -> list[str]:
    """What the browser's verifier finds."""
    require_file(ROOT / "web/node_modules/@noble/curves/package.json", "NOBLE")
    lines = "".join(f"{b64encode(each).decode()}\n" for each in files)
    command = [shutil.which("node") or "node", "test/judge.mjs", str(VECTORS / "pin.json")]
    done = subprocess.run(command, cwd=ROOT / "web", input=lines, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def damaged(proof: bytes, dice: random.Random) -> bytes:
    """One seeded damage: a bit flipped, a byte changed, lost or doubled, two lines swapped, a line lost or doubled."""
    at, data, lines = dice.randrange(len(proof)), bytearray(proof), proof.split(b"\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(7):
        case 0 | 1:
            data[at] ^= 1 << dice.randrange(8)
        case 2:
            data[at] = dice.choice(b'A/=+0 \n{}[]",:az-\xff')
        case 3:
            del data[at]
        case 4:
            data.insert(at, data[at])
        case 5:
            lines[one], lines[other] = lines[other], lines[one]
            return b"\n".join(lines)
        case _:
            lines[one : one + 1] = [] if dice.randrange(2) else [lines[one], lines[one]]
            return b"\n".join(lines)
    return bytes(data)


@pytest.mark.parametrize("name", ["statement-some", "run", "review", "organisation"])
def test_damaged_files_are_judged_alike(name: str) -> None:
    dice = random.Random(f"{SEED}/{name}")
    pin = parse_pin((VECTORS / "pin.json").read_bytes().rstrip(b"\n"))
    proof = (VECTORS / f"proofs/{name}.tlog-proof").read_bytes()
    files = [proof, *(damaged(proof, dice) for _ in range(DAMAGES))]
    ours, theirs = [here(each, pin) for each in files], there(files)
    assert len(theirs) == len(files)
    assert ours[0] == theirs[0] == "holds -"
    differing = [(each, a, b) for each, a, b in zip(files, ours, theirs, strict=True) if not alike(a, b)]
    assert differing == [], f"seed {SEED}"
    held = [each for each, verdict in zip(files, ours, strict=True) if verdict == "holds -" and each != proof]
    assert all(same_but_ignored(each, proof) for each in held), f"seed {SEED}"


def test_named_breakages_are_judged_alike() -> None:
    pin = parse_pin((VECTORS / "pin.json").read_bytes().rstrip(b"\n"))
    told = json.loads((VECTORS / "broken.json").read_bytes())
    files = [(VECTORS / each["file"]).read_bytes() for each in told]
    expected = [f"{each['verdict']} {each['step']}" for each in told]
    assert "broken/result-holder.tlog-proof" in {each["file"] for each in told}
    assert [here(each, pin) for each in files] == expected
    assert there(files) == expected


def alike(ours: str, theirs: str) -> bool:
    """The pin does not carry the shapes of public values; where one is misshapen the browser sees it at inclusion."""
    return ours == theirs or (ours, theirs) == ("broken kind", "broken inclusion")


def same_but_ignored(file: bytes, proof: bytes) -> bool:
    """Only signature lines differ: their order, one twice, or a line that the quorum does not need."""
    return file.rpartition(b"\n\n")[0] == proof.rpartition(b"\n\n")[0]


def test_every_error_is_a_ledger_error() -> None:
    dice = random.Random(SEED)
    pin = parse_pin((VECTORS / "pin.json").read_bytes().rstrip(b"\n"))
    for path in sorted(Path(VECTORS / "proofs").glob("*.tlog-proof")):
        for _ in range(50):
            _, steps = why_proof(damaged(path.read_bytes(), dice), pin)
            assert all(problem is None or isinstance(problem, LedgerError) for problem in steps.values())
