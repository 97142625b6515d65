"""The golden vectors: generated again they are the same bytes, and the verifier judges each as the table says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shouyi.ledger.batch import Batch, parse_record
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.errors import CANNOT_TELL, LedgerError
from shouyi.ledger.kind import LOGS
from shouyi.ledger.machine import State, apply
from shouyi.ledger.note import parse_note
from shouyi.ledger.policy import parse_pin
from shouyi.ledger.prooffile import STEPS, require_proof, why_proof
from shouyi.ledger.unspent import require_unspent
from vectors.ledger.generate import HERE, files
from world.ledger import NET

GOOD = sorted(HERE.glob("proofs/*.tlog-proof"))
BROKEN = json.loads((HERE / "broken.json").read_bytes())


@pytest.fixture(scope="module")
def pin():
    return parse_pin((HERE / "pin.json").read_bytes())


def test_a_second_generation_writes_the_same_bytes():
    made = files()
    there = {
        str(p.relative_to(HERE))
        for p in HERE.rglob("*")
        if p.is_file() and p.suffix in {".json", ".note", ".tlog-proof"}
    }
    assert there == made.keys()
    for name, data in made.items():
        assert (HERE / name).read_bytes() == data, name


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_good_proof_holds(path, pin):
    held, steps = why_proof(path.read_bytes(), pin)
    assert steps == dict.fromkeys(STEPS), path.name
    assert held == require_proof(path.read_bytes(), pin)


def verdict(problem: LedgerError | None) -> str:
    return "holds" if problem is None else "unknown" if isinstance(problem, CANNOT_TELL) else "broken"


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: Path(case["file"]).stem)
def test_every_broken_proof_fails_where_the_table_says(case, pin):
    data = (HERE / case["file"]).read_bytes()
    _, steps = why_proof(data, pin)
    step, problem = next((name, found) for name, found in steps.items() if found)
    assert (step, problem.code, verdict(problem)) == (case["step"], case["error"], case["verdict"]), str(problem)
    with pytest.raises(type(problem)):
        require_proof(data, pin)


def test_the_machine_replays_the_ledger_to_the_same_hashes():
    state = State(NET)
    for told in json.loads((HERE / "ledger.json").read_bytes())["batches"]:
        day, head, sig = parse_record(told["record"].encode())
        changes = apply(state, Batch(head, sig, tuple(entry.encode() for entry in told["entries"])), day)
        state.commit(changes)
        assert changes.app_hash.hex() == told["app_hash"]
    for path in HERE.glob("checkpoints/*.note"):
        _, found = read_checkpoint(path.read_bytes())
        edge = state.edges[LOGS.index(path.stem)]
        assert (found.size, found.root) == (edge.size, edge.root())


def test_the_unspent_note_holds_for_its_cut_alone(pin):
    note = parse_note((HERE / "unspent.note").read_bytes())
    batches = json.loads((HERE / "ledger.json").read_bytes())["batches"]
    sizes = [sum(entry_log(e) == log for b in batches for e in b["entries"]) for log in range(4)]
    found, at = require_unspent(note, pin, sizes)
    assert found.by == "org-market"
    assert at is not None
    with pytest.raises(LedgerError):
        require_unspent(note, pin, [*sizes[:3], sizes[3] + 1])


def entry_log(entry: str) -> int:
    from shouyi.ledger.entry import parse_entry

    return parse_entry(entry.encode()).kind.log
