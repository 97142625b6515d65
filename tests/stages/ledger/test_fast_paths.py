"""Fast paths give what the slow ones give, for good bytes and bad."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.bench.network import DAY, NET, ORG, Key, batches, founding
from shouyi.ledger import entry as entries
from shouyi.ledger.batch import make_batch
from shouyi.ledger.errors import EntryRefused, LedgerError
from shouyi.ledger.machine import State, apply
from shouyi.ledger.tree import TILE_WIDTH, Edge, root_of

PERSON = (
    b'{"by":"org-kiln","day":20416,"kind":"trade.statement","root":"' + b"a1" * 32 + b'","tag":"' + b"0f" * 16
    + b'","v":1}'
)  # fmt: skip
BREAKAGES = {
    "as it is": (b"", b""),
    "a leading zero": (b"20416", b"020416"),
    "a day too late": (b"20416", b"1000001"),
    "the last day": (b"20416", b"1000000"),
    "a negative day": (b"20416", b"-1"),
    "a day of another script": (b"20416", "２".encode()),
    "a day with a fraction": (b"20416", b"20416.0"),
    "upper-case hex": (b"a1a1", b"A1A1"),
    "a byte short": (b"0f0f", b"0f"),
    "an unknown kind": (b"trade.statement", b"trade.rumour"),
    "a kind about nobody": (b"trade.statement", b"key.added"),
    "a kind with public values": (b"trade.statement", b"archive.opened"),
    "no organisation": (b"org-kiln", b"kiln"),
    "a space": (b'","day"', b'", "day"'),
    "a newline at the end": (b'"v":1}', b'"v":1}\n'),
    "another version": (b'"v":1', b'"v":2'),
    "a key twice": (b'"v":1', b'"v":1,"v":1'),
    "an escaped letter": (b"org-kiln", b"org-\\u006biln"),
}


def outcome(parse: object, data: bytes) -> object:
    try:
        return parse(data)  # type: ignore[operator]
    except LedgerError as problem:
        return type(problem), str(problem)


@pytest.mark.parametrize(("old", "new"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_both_ways_of_reading_an_entry_agree(old: bytes, new: bytes) -> None:
    data = PERSON.replace(old, new, 1) if old else PERSON
    assert outcome(entries.parse_entry, data) == outcome(entries._parse_any, data)


@settings(max_examples=300)
@given(st.integers(0, len(PERSON)), st.integers(0, 3), st.binary(max_size=3))
def test_both_ways_agree_wherever_an_entry_is_bent(at: int, cut: int, put: bytes) -> None:
    data = PERSON[:at] + put + PERSON[at + cut :]
    assert outcome(entries.parse_entry, data) == outcome(entries._parse_any, data)


def test_the_fast_way_is_taken() -> None:
    assert entries._parse_person(PERSON) is not None


@settings(max_examples=50)
@given(st.lists(st.integers(0, 3 * TILE_WIDTH), max_size=5))
def test_a_tree_grows_the_same_by_one_leaf_or_many(steps: list[int]) -> None:
    many, single, count = Edge(), Edge(), 0
    for step in steps:
        leaves = [number.to_bytes(32, "big") for number in range(count, count + step)]
        full = [tile for leaf in leaves for tile in single.append([leaf])]
        assert many.append(iter(leaves)) == full
        assert (many.size, many.levels, many.root()) == (single.size, single.levels, single.root())
        count += step
    assert many.root() == root_of([number.to_bytes(32, "big") for number in range(count)])


@pytest.mark.parametrize("place", [0, 1, 4])
def test_one_entry_of_another_day_among_many_alike_is_still_judged(place: int) -> None:
    state = State(NET)
    state.commit(apply(state, founding(1), DAY))
    (batch,) = batches(1, 1)
    good = [entries.parse_entry(data) for data in batch.entries[:5]]
    good[place] = replace(good[place], day=DAY - 2)
    with pytest.raises(EntryRefused, match=rf"entry {place}, trade.statement: the entry's day"):
        apply(state, make_batch(good, ORG, Key(1, ORG), 1, NET), DAY)
