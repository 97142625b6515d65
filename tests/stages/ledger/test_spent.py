"""Spent tags against a plain set, in any sequence of batches."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.ledger.spent import SpentTags

# Halves from a handful of values, so that tags share a half, repeat, and touch both ends of 64 bits.
HALVES = st.sampled_from([b"\0" * 8, b"\0" * 7 + b"\1", b"\x7f" + b"\xff" * 7, b"\x80" + b"\0" * 7, b"\xff" * 8])
TAGS = st.tuples(HALVES, HALVES).map(b"".join) | st.binary(min_size=16, max_size=16)
BATCHES = st.lists(st.tuples(st.sampled_from(["org-a", "org-b"]), st.lists(TAGS, max_size=12)), max_size=20)


@settings(max_examples=300)
@given(BATCHES)
def test_a_plain_set_agrees(batches):
    spent, plain = SpentTags(), set()
    for by, tags in batches:
        known = [tag in tags[:at] for at, tag in enumerate(tags)]
        doubles = any(known)
        first = known if doubles else [(by, tag) in plain for tag in tags]
        assert spent.first_spent(by, tags) == next((at for at, hit in enumerate(first) if hit), None)
        if not any(first):
            spent.add(by, tags)
            plain |= {(by, tag) for tag in tags}
    for by in ("org-a", "org-b", "org-c"):
        for tag in {tag for _, tags in batches for tag in tags}:
            assert (spent.first_spent(by, [tag]) == 0) == ((by, tag) in plain)


def test_many_small_batches_stay_few_runs():
    spent = SpentTags()
    for n in range(2_000):
        spent.add("org-a", [n.to_bytes(16, "big")])
    assert spent.first_spent("org-a", [(1_999).to_bytes(16, "big")]) == 0
    assert spent.first_spent("org-a", [(2_000).to_bytes(16, "big")]) is None
    assert len(spent._runs["org-a"]) < 12
