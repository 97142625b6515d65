"""Every Merkle vector of transparency-dev/merkle, negatives included."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from shouyi.ledger.errors import LedgerError
from shouyi.ledger.proof import require_consistency, require_inclusion

VECTORS = Path(__file__).parents[2] / "vectors" / "merkle"


def cases(name):
    found = sorted((VECTORS / name).rglob("*.json"))
    assert found, f"no vectors in {VECTORS / name}"
    return [pytest.param(path, id=str(path.relative_to(VECTORS))) for path in found]


def judge(call, *arguments):
    try:
        call(*arguments)
    except LedgerError as problem:
        return problem
    return None


@pytest.mark.parametrize("path", cases("inclusion"))
def test_inclusion(path):
    case = json.loads(path.read_text())
    proof = [b64decode(step) for step in case["proof"] or ()]
    root, leaf = b64decode(case["root"] or ""), b64decode(case["leafHash"] or "")
    problem = judge(require_inclusion, leaf, case["leafIdx"], case["treeSize"], proof, root)
    assert (problem is not None) == case["wantErr"], (case["desc"], problem)


@pytest.mark.parametrize("path", cases("consistency"))
def test_consistency(path):
    case = json.loads(path.read_text())
    proof = [b64decode(step) for step in case["proof"] or ()]
    roots = b64decode(case["root1"] or ""), b64decode(case["root2"] or "")
    problem = judge(require_consistency, case["size1"], case["size2"], proof, *roots)
    assert (problem is not None) == case["wantErr"], (case["desc"], problem)
