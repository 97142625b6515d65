"""Files of strangers: what scipy writes is read as scipy reads it; everything else is refused, whatever its bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array, load_npz, random_array, save_npz

from shouyi.decision.exposure import files
from shouyi.decision.exposure.errors import FileUnfit
from shouyi.decision.exposure.files import read_owners, read_scores


def npz(matrix: object, compressed: bool = True) -> bytes:
    held = BytesIO()
    save_npz(held, matrix, compressed=compressed)
    return held.getvalue()


def npy(array: np.ndarray, **more: bool) -> bytes:
    held = BytesIO()
    np.save(held, array, **more)
    return held.getvalue()


def zipped(**members: np.ndarray) -> bytes:
    held = BytesIO()
    np.savez(held, **members)
    return held.getvalue()


CSR = {
    "format": np.array(b"csr"),
    "shape": np.array([2, 3]),
    "data": np.array([0.5, 0.0, 2.0]),
    "indices": np.array([0, 2, 1]),
    "indptr": np.array([0, 2, 3]),
}


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "bsr", "dia"])
@pytest.mark.parametrize("compressed", [True, False])
def test_every_format_is_read_as_scipy_reads_it(form: str, compressed: bool) -> None:
    matrix = random_array((6, 8), density=0.4, rng=np.random.default_rng(1)).asformat(form)
    data = npz(matrix, compressed)
    ours, theirs = read_scores(data), load_npz(BytesIO(data))
    assert (ours.toarray() == theirs.toarray()).all()


def test_a_stored_zero_stays_and_what_is_stored_twice_adds_up() -> None:
    assert read_scores(zipped(**CSR)).nnz == 3
    twice = coo_array(([1.0, 2.0], ([0, 0], [1, 1])), shape=(1, 2))
    assert read_scores(npz(twice)).toarray().tolist() == [[0.0, 3.0]]


BREAKAGES = {
    "not a zip": (b"PK\x03\x04 and nothing", "no_sparse_matrix"),
    "empty": (b"", "no_sparse_matrix"),
    "no format": (zipped(data=np.ones(3)), "no_sparse_matrix"),
    "unknown format": (zipped(**CSR | {"format": np.array(b"lil")}), "format"),
    "index past the end": (zipped(**CSR | {"indices": np.array([0, 3, 1])}), "indices"),
    "index below zero": (zipped(**CSR | {"indices": np.array([0, -1, 1])}), "indices"),
    "index no whole number": (zipped(**CSR | {"indices": np.array([0.0, 1.0, 2.0])}), "indices"),
    "pointer falls": (zipped(**CSR | {"indptr": np.array([0, 4, 3])}), "indptr"),
    "pointer too long": (zipped(**CSR | {"indptr": np.array([0, 1, 2, 3])}), "indptr"),
    "more values than places": (zipped(**CSR | {"data": np.ones(4)}), "indptr"),
    "giant shape": (zipped(**CSR | {"shape": np.array([10**15, 3])}), "scores_shape"),
    "three sides": (zipped(**CSR | {"shape": np.array([2, 3, 4])}), "scores_shape"),
    "complex": (zipped(**CSR | {"data": np.array([1j, 2, 3])}), "type"),
    "text": (zipped(**CSR | {"data": np.array(["a", "b", "c"])}), "scores_type"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_broken_matrix_is_refused_by_name(name: str) -> None:
    data, code = BREAKAGES[name]
    with pytest.raises(FileUnfit) as refused:
        read_scores(data)
    assert refused.value.code == code


def test_nothing_is_unpickled() -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return pytest.fail, ("a stranger's bytes ran",)

    array = np.array([Bomb()], dtype=object)
    held = BytesIO()
    np.savez(held, **CSR | {"data": array}, allow_pickle=True)
    for data, read in ((npy(array, allow_pickle=True), read_owners), (held.getvalue(), read_scores)):
        with pytest.raises(FileUnfit, match="type"):
            read(data)


def test_a_bomb_is_not_unpacked() -> None:
    """Half a gigabyte of zeros in half a megabyte, and a header that promises more than the archive holds."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.npy", bytes(16 << 20))
    with pytest.raises(FileUnfit, match="too_large"):
        read_scores(held.getvalue(), most=1 << 20)
    header = npy(np.zeros(4)).replace(b"(4,)", b"(9999999999,)"[:4].ljust(4))
    with pytest.raises(FileUnfit):
        read_owners(npy(np.zeros(4, dtype=np.int64)).replace(b"(4,), }      ", b"(400000000,)}"))
    with pytest.raises(FileUnfit):
        read_owners(header[:20])


@pytest.mark.parametrize("array", [np.ones(3), np.ones((2, 2), dtype=int), np.array(["1"]), np.array([1 + 2j])])
def test_owners_are_a_vector_of_whole_numbers(array: np.ndarray) -> None:
    with pytest.raises(FileUnfit):
        read_owners(npy(array))
    assert read_owners(npy(np.array([3, -1, 0], dtype=np.int8))).tolist() == [3, -1, 0]


@given(st.binary(max_size=300))
def test_any_bytes_give_an_array_or_our_error(data: bytes) -> None:
    for read in (read_scores, read_owners):
        with pytest.raises(FileUnfit):
            read(data)


@given(at=st.integers(0, 10_000), value=st.integers(0, 255))
def test_one_byte_changed_gives_a_matrix_or_our_error(at: int, value: int) -> None:
    data = bytearray(npz(csr_array(np.eye(4)), compressed=False))
    data[at % len(data)] = value
    try:
        found = read_scores(bytes(data))
    except FileUnfit:
        return
    assert max(found.shape) <= files.SIDE_MAX
