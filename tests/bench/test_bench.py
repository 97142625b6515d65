"""Benchmarks do the work that they say, and their figures can be printed; nothing here says how fast."""

from __future__ import annotations

import json

import pytest

from shouyi.bench import append, disclose, prepare
from shouyi.bench.network import BATCH_ENTRIES, batches, open_ledger, pin
from shouyi.bench.rounds import Taken, ratios, spread
from shouyi.bench.run import BENCHMARKS, machine, main, run, told
from shouyi.ledger.errors import LedgerError
from shouyi.ledger.prooffile import parse_proof, require_proof


def test_a_ratio_is_taken_within_its_round() -> None:
    taken = {"ours": Taken([2.0, 8.0, 4.0], []), "bare": Taken([1.0, 4.0, 1.0], [])}
    assert ratios(taken, "ours", "bare") == {"ratio_ours_to_bare": [0.5, 0.25, 0.5]}
    assert spread([3, 1, 2]) == [2, 1, 3]


def test_appending_appends_everything_durably(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = list(batches(1, 3))
    ledger = open_ledger(tmp_path / "ledger", 1, publish_every=2)
    append.append_all(ledger, made)
    again = open_again(tmp_path / "ledger")
    assert again.sizes() == (0, 3 * BATCH_ENTRIES, 0, 2)
    assert list(again.entries(1, 0, BATCH_ENTRIES)) == list(made[0].entries)
    assert (tmp_path / "ledger/public/trace/checkpoint").read_text().splitlines()[1] == str(3 * BATCH_ENTRIES)


def open_again(folder):
    from shouyi.bench.network import NET
    from shouyi.gateways.sqlite import LedgerStore

    return LedgerStore(folder / "ledger.db", NET)


def test_the_same_seed_makes_the_same_batches() -> None:
    assert next(batches(1, 1)) == next(batches(1, 1)) != next(batches(2, 1))


def test_the_bare_work_hashes_what_ours_hashes() -> None:
    """Each laid-out input gives a digest of the opening itself: otherwise two different things would be compared."""
    from hashlib import sha256
    from random import Random

    (wish,) = prepare.wishes(Random(1), 1)
    opening = prepare.commit_wish(wish)
    bare = prepare._laid_out(wish, opening)
    assert sha256(bare.hashed[-1]).digest() == opening.entry().root
    assert len(bare.hashed) == len(opening.kind.fields) + 2
    assert len(bare.salted) == len(opening.kind.fields) - 1


def test_what_is_disclosed_is_checked_for_real() -> None:
    cut, trusted = disclose._cut(1, 20), pin(1)
    data = disclose._file(cut, 7).to_bytes()
    assert tuple(require_proof(data, trusted).opened) == disclose.SHOWN
    assert len(disclose._hashed(parse_proof(data))) == len(disclose.SHOWN) + 2 + len(parse_proof(data).path)
    with pytest.raises(LedgerError):
        require_proof(data, pin(2))


@pytest.mark.parametrize("name", ["prepare", "disclose", "append", "rank"])
def test_figures_are_json_and_are_told_with_aims_and_limits(name, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(append, "_fsyncs", lambda seed: {"fsyncs_per_batch": None})
    found = json.loads(json.dumps(run(name, scale=0.02)))
    assert any(key.startswith("ratio_") for key in found)
    assert all(least <= median <= greatest for median, least, greatest in filter(_is_spread, found.values()))
    said = told(name, found)
    assert "Not shown:" in said
    assert all(key in said for key in found if key not in ("bench", "machine"))


def _is_spread(value: object) -> bool:
    return isinstance(value, list)


def test_every_benchmark_says_what_it_measures_and_what_not() -> None:
    assert all(bench.about and bench.silent for bench in BENCHMARKS.values())
    assert {"cores", "load", "python", "system"} == machine().keys()


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match=r"append, prepare, disclose, aggregate, national, live, rank, serve, or all"):
        main("tea")
