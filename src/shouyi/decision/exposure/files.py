"""Strangers' files: a scipy sparse matrix as .npz, a vector as .npy. Their bytes become arrays, or FileUnfit.

Nothing is unpickled. What a member of the archive says of its size is judged before a byte of it is unpacked, and no
more than that is ever read; indices are judged before any matrix is made of them.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray
from scipy.sparse import bsr_array, coo_array, csc_array, csr_array, dia_array

from shouyi.decision.exposure.errors import FileUnfit
from shouyi.decision.exposure.views import Ints

BYTES_MAX = 4 << 30
"""Of one member, unpacked; and of all of them together."""
SIDE_MAX = 20_000_000
"""Rows, columns."""
HEADER_MAX = 10_000
Array = NDArray[Any]
Members = dict[str, Array]
BROKEN = (ValueError, OSError, EOFError, KeyError, TypeError, IndexError, SyntaxError, struct.error, zlib.error,
          zipfile.BadZipFile, NotImplementedError, RuntimeError, MemoryError, OverflowError)  # fmt: skip
"""What readers of zip and npy raise on bytes that are neither."""


def read_scores(data: bytes, most: int = BYTES_MAX) -> csr_array:
    """The bytes of `scipy.sparse.save_npz`, in any of its formats. Raises FileUnfit."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = {name: _member(archive, name, most) for name in _names(archive, most)}
        return _matrix(members)
    except BROKEN as problem:
        raise FileUnfit("no_sparse_matrix", _short(problem)) from problem


def read_owners(data: bytes, most: int = BYTES_MAX) -> Ints:
    """The bytes of `numpy.save` of a vector of whole numbers. Raises FileUnfit."""
    try:
        found = _array(BytesIO(data), len(data), most)
    except BROKEN as problem:
        raise FileUnfit("no_vector", _short(problem)) from problem
    if found.ndim != 1 or found.dtype.kind not in "iu":
        raise FileUnfit("no_vector", f"{found.dtype} {found.shape}: a vector of whole numbers is wanted")
    if found.dtype.kind == "u" and (found > np.iinfo(np.int64).max).any():
        raise FileUnfit("no_vector", "a whole number beyond 2^63 − 1")
    return found.astype(np.int64)


def _short(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}"[:200]


def _names(archive: zipfile.ZipFile, most: int) -> list[str]:
    infos = archive.infolist()
    if len(infos) > 16 or sum(info.file_size for info in infos) > most:
        raise FileUnfit("too_large", f"{len(infos)} members, {sum(info.file_size for info in infos)} bytes unpacked")
    return [info.filename for info in infos]


def _member(archive: zipfile.ZipFile, name: str, most: int) -> Array:
    size = archive.getinfo(name).file_size
    with archive.open(name) as handle:
        return _array(handle, size, most)


def _array(handle: Any, size: int, most: int) -> Array:
    """One .npy whose header promises no more than there is."""
    readers: dict[tuple[int, int], Callable[..., tuple[tuple[int, ...], bool, np.dtype[Any]]]] = {
        (1, 0): npy.read_array_header_1_0,
        (2, 0): npy.read_array_header_2_0,
    }
    shape, fortran, dtype = readers[npy.read_magic(handle)](handle, max_header_size=HEADER_MAX)
    if dtype.hasobject or dtype.kind not in "biufSU":
        raise FileUnfit("type", f"{dtype}: nothing is unpickled")
    wanted = int(np.prod([int(side) for side in shape], dtype=object)) * dtype.itemsize
    if any(side < 0 for side in shape) or not wanted <= min(size, most):
        raise FileUnfit("too_large", f"{shape} of {dtype} in {size} bytes")
    data = handle.read(wanted)
    if len(data) != wanted:
        raise FileUnfit("cut_short", f"{len(data)} bytes of {wanted}")
    return np.frombuffer(data, dtype=dtype).reshape(shape, order="F" if fortran else "C")


def _matrix(members: Members) -> csr_array:
    found = {name.removesuffix(".npy"): array for name, array in members.items()}
    kind = found["format"].item()
    kind = kind.decode("ascii") if isinstance(kind, bytes) else kind
    shape = tuple(int(side) for side in found["shape"])
    if len(shape) != 2 or not all(0 <= side <= SIDE_MAX for side in shape):
        raise FileUnfit("scores_shape", f"{shape}: two sides of at most {SIDE_MAX}")
    if found["data"].dtype.kind not in "biuf":
        raise FileUnfit("scores_type", f"{found['data'].dtype}: real numbers are wanted")
    found["data"] = found["data"].astype(np.float64)
    if kind not in MADE:
        raise FileUnfit("format", f"{kind!r}, of {', '.join(MADE)}")
    return MADE[kind](found, (shape[0], shape[1]))


def _coo(found: Members, shape: tuple[int, int]) -> csr_array:
    row, column = (found["row"], found["col"]) if "row" in found else found["coords"]
    matrix = coo_array((found["data"], (_indices(row, shape[0]), _indices(column, shape[1]))), shape=shape)
    return csr_array(matrix)


def _csr(found: Members, shape: tuple[int, int]) -> csr_array:
    return csr_array(_compressed(found, shape[0], shape[1]), shape=shape)


def _csc(found: Members, shape: tuple[int, int]) -> csr_array:
    return csr_array(csc_array(_compressed(found, shape[1], shape[0]), shape=shape))


def _bsr(found: Members, shape: tuple[int, int]) -> csr_array:
    _rows, height, width = found["data"].shape
    if not height or not width or shape[0] % height or shape[1] % width:
        raise FileUnfit("blocks", f"{found['data'].shape} do not tile {shape}")
    return csr_array(bsr_array(_compressed(found, shape[0] // height, shape[1] // width), shape=shape))


def _dia(found: Members, shape: tuple[int, int]) -> csr_array:
    offsets = found["offsets"]
    if found["data"].ndim != 2 or offsets.ndim != 1 or len(offsets) != len(found["data"]):
        raise FileUnfit("diagonals", f"{found['data'].shape}, {offsets.shape}")
    if offsets.dtype.kind != "i" or len(np.unique(offsets)) != len(offsets):
        raise FileUnfit("diagonals", "offsets are different whole numbers")
    return csr_array(dia_array((found["data"], offsets), shape=shape))


def _compressed(found: Members, rows: int, columns: int) -> tuple[Array, Array, Array]:
    data, pointer = found["data"], found["indptr"]
    indices = _indices(found["indices"], columns)
    if pointer.ndim != 1 or len(pointer) != rows + 1 or pointer.dtype.kind not in "iu":
        raise FileUnfit("indptr", f"{pointer.dtype} {pointer.shape} for {rows} rows")
    pointer = pointer.astype(np.int64)
    if pointer[0] != 0 or pointer[-1] != len(indices) or (np.diff(pointer) < 0).any() or len(data) != len(indices):
        raise FileUnfit("indptr", f"it does not rise from 0 to {len(indices)} entries beside {len(data)} values")
    return data, indices, pointer


def _indices(found: Array, side: int) -> Ints:
    if found.ndim != 1 or found.dtype.kind not in "iu":
        raise FileUnfit("indices", f"{found.dtype} {found.shape}: whole numbers are wanted")
    if len(found) and not (int(found.min()) >= 0 and int(found.max()) < side):
        raise FileUnfit("indices", f"{found.min()} … {found.max()}, of 0 … {side - 1}")
    return found.astype(np.int64)


MADE: dict[str, Callable[[Members, tuple[int, int]], csr_array]] = {
    "coo": _coo, "csr": _csr, "csc": _csc, "bsr": _bsr, "dia": _dia,
}  # fmt: skip
