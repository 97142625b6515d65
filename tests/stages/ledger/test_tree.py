"""Roots, paths and covers of any tree, held against the definition of RFC 6962, section 2.1."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.ledger.errors import LedgerError
from shouyi.ledger.proof import leaf_hash, require_consistency, require_inclusion
from shouyi.ledger.tree import Edge, Hashes, perfect_root, root_of, root_of_cover


def mth(leaves):
    """RFC 6962, 2.1, word for word, over data."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def grown(size):
    data = [b"%d" % n for n in range(size)]
    hashes = Hashes()
    hashes.extend(map(leaf_hash, data))
    return data, hashes


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 8, 255, 256, 257, 600])
def test_edge_hashes_and_definition_agree(size):
    data, hashes = grown(size)
    assert root_of(hashes.leaves) == hashes.root(0, size) == mth(data)


@given(st.lists(st.integers(0, 300), max_size=6))
def test_an_edge_grows_the_same_in_any_steps(steps):
    edge, tiles = Edge(), []
    leaves = [leaf_hash(b"%d" % n) for n in range(sum(steps))]
    at = 0
    for step in steps:
        tiles += edge.append(leaves[at : at + step])
        at += step
    assert edge.root() == root_of(leaves)
    assert [tile.data for tile in tiles if tile.level == 0] == [
        b"".join(leaves[i : i + 256]) for i in range(0, len(leaves) - len(leaves) % 256, 256)
    ]
    assert [tile.index for tile in tiles if tile.level == 0] == list(range(len(leaves) // 256))


def test_upper_tiles_hold_the_roots_of_the_lower_ones():
    edge = Edge()
    tiles = edge.append(leaf_hash(b"%d" % n) for n in range(256 * 256))
    lower, upper = [t for t in tiles if t.level == 0], [t for t in tiles if t.level == 1]
    assert len(lower) == 256
    assert [(t.index, t.data) for t in upper] == [(0, b"".join(perfect_root(t.data) for t in lower))]


@settings(max_examples=200)
@given(st.data())
def test_every_path_holds_and_no_other_index_does(data):
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    _, hashes = grown(size)
    path, root = hashes.inclusion(index, size), hashes.root(0, size)
    require_inclusion(hashes.leaves[index], index, size, path, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index)) if size > 1 else size
    with pytest.raises(LedgerError):
        require_inclusion(hashes.leaves[index], other, size, path, root)


@settings(max_examples=200)
@given(st.integers(0, 150), st.integers(0, 150))
def test_every_prefix_is_consistent(more, size1):
    size2 = size1 + more
    _, hashes = grown(size2)
    path = hashes.consistency(size1, size2)
    require_consistency(size1, size2, path, hashes.root(0, size1), hashes.root(0, size2))
    if size1:
        with pytest.raises(LedgerError):
            require_consistency(size1, size2, path, bytes(32), hashes.root(0, size2))


@settings(max_examples=200)
@given(st.data())
def test_a_cover_and_the_shown_leaves_give_the_root(data):
    size = data.draw(st.integers(0, 150))
    shown = sorted(data.draw(st.sets(st.integers(0, size - 1), max_size=8))) if size else []
    _, hashes = grown(size)
    nodes = hashes.cover(shown, size)
    leaves = [(i, hashes.leaves[i]) for i in shown]
    assert root_of_cover(leaves, size, nodes) == hashes.root(0, size)
    assert root_of_cover(leaves, size, [*nodes, bytes(32)]) is None
    if nodes:
        assert root_of_cover(leaves, size, nodes[:-1]) is None
        assert root_of_cover(leaves, size, [*nodes[:-1], bytes(32)]) != hashes.root(0, size)
