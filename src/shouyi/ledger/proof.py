"""Proofs over RFC 6962/9162 Merkle trees: plain values in, a LedgerError or None out.

The walks follow RFC 9162, sections 2.1.3.2 and 2.1.4.2; the numbers in the comments are theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from shouyi.ledger.errors import ConsistencyMismatch, InclusionMismatch

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data), RFC 6962 section 2.1."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right), RFC 6962 section 2.1."""
    return sha256(b"\x01" + left + right).digest()


def require_inclusion(leaf_hash: bytes, index: int, tree_size: int, path: Sequence[bytes], root: bytes) -> None:
    """The leaf stands at `index` in the tree of `tree_size` leaves with this `root`. RFC 9162, 2.1.3.2.

    Raises InclusionMismatch (a LedgerError) otherwise.
    """
    _require_hashes([leaf_hash, root, *path], InclusionMismatch)
    if not 0 <= index < tree_size:  # 1
        raise InclusionMismatch(f"index {index} is not in a tree of {tree_size}")
    fn, sn, r = index, tree_size - 1, leaf_hash  # 2, 3
    for step, p in enumerate(path):  # 4
        if sn == 0:
            raise InclusionMismatch(f"the path is too long: {len(path)} steps, {step} needed")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn:  # 5
        raise InclusionMismatch(f"the path is too short: {len(path)} steps")
    if r != root:
        raise InclusionMismatch(f"the path from leaf {index} of {tree_size} does not lead to the root")


def require_consistency(size1: int, size2: int, path: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """The tree (size1, root1) is a prefix of (size2, root2). RFC 9162, 2.1.4.2; sizes 0 and equal as in C2SP.

    Raises ConsistencyMismatch (a LedgerError) otherwise.
    """
    _require_hashes([root1, root2, *path], ConsistencyMismatch)
    if not 0 <= size1 <= size2:
        raise ConsistencyMismatch(f"size {size1} is not at most {size2}")
    if size1 == size2 or size1 == 0:
        return _require_trivial(size1, size2, path, root1, root2)
    steps = list(path)
    if not steps:
        raise ConsistencyMismatch("the path is empty")
    if size1 & (size1 - 1) == 0:  # 2: a power of two has its root on the path's place
        steps.insert(0, root1)
    fn, sn = size1 - 1, size2 - 1  # 3
    while fn & 1:  # 4
        fn, sn = fn >> 1, sn >> 1
    fr = sr = steps[0]  # 5
    for c in steps[1:]:  # 6
        if sn == 0:
            raise ConsistencyMismatch("the path is too long")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn:  # 7
        raise ConsistencyMismatch("the path is too short")
    if fr != root1:
        raise ConsistencyMismatch(f"the path does not lead to the root of size {size1}")
    if sr != root2:
        raise ConsistencyMismatch(f"the path does not lead to the root of size {size2}")
    return None


def _require_trivial(size1: int, size2: int, path: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    if path:
        raise ConsistencyMismatch("the path must be empty")
    if size1 == size2 and root1 != root2:
        raise ConsistencyMismatch(f"two roots for size {size1}")
    if size1 == 0 and root1 != EMPTY_ROOT:
        raise ConsistencyMismatch("the root of an empty tree is SHA-256 of nothing")


def _require_hashes(hashes: Sequence[bytes], error: type[InclusionMismatch] | type[ConsistencyMismatch]) -> None:
    for found in hashes:
        if not isinstance(found, bytes) or len(found) != 32:
            raise error("a hash is not 32 bytes")
