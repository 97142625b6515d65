"""Sealed columns over a real keystore: who holds the disk without the key learns nothing, and no row moves."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from shouyi.archive.errors import PersonErased

if TYPE_CHECKING:
    from shouyi.people.ports.keys import Sealer


@pytest.fixture
def keys() -> Sealer:
    from shouyi.people.behind import sealer

    return sealer()


@pytest.fixture
def holder(keys: Sealer) -> str:
    return keys.begin(f"account/{uuid.uuid4()}")


def test_what_is_sealed_opens_again(keys: Sealer, holder: str) -> None:
    sealed = keys.seal(holder, "林秀梅".encode(), "table/1")
    assert "林秀梅".encode() not in sealed
    assert keys.open(holder, sealed, "table/1") == "林秀梅".encode()
    assert keys.seal(holder, b"x", "table/1") != keys.seal(holder, b"x", "table/1")


def test_another_row_another_holder_and_changed_bytes_are_refused(keys: Sealer, holder: str) -> None:
    sealed, other = keys.seal(holder, b"secret", "table/1"), keys.begin("account/another")
    for ref, data, about in (
        (holder, sealed, "table/2"),
        (other, sealed, "table/1"),
        (holder, sealed[:-1] + bytes([sealed[-1] ^ 1]), "table/1"),
        (holder, b"", "table/1"),
    ):
        with pytest.raises(ValueError, match="changed"):
            keys.open(ref, data, about)


def test_after_destruction_nobody_opens_it(keys: Sealer, holder: str) -> None:
    sealed = keys.seal(holder, b"secret", "table/1")
    assert keys.has(holder)
    keys.destroy(holder)
    assert not keys.has(holder)
    with pytest.raises(PersonErased):
        keys.open(holder, sealed, "table/1")
    with pytest.raises(PersonErased):
        keys.seal(holder, b"more", "table/1")


@pytest.mark.parametrize("ref", ["", "zz", "00" * 16, "x" * 32])
def test_a_holder_that_never_was(keys: Sealer, ref: str) -> None:
    with pytest.raises(PersonErased):
        keys.open(ref, b"0" * 40, "table/1")


def test_lookups_differ_by_domain_and_are_stable(keys: Sealer) -> None:
    assert keys.lookup("phone", "+8613800000000") == keys.lookup("phone", "+8613800000000")
    assert keys.lookup("phone", "+8613800000000") != keys.lookup("mail", "+8613800000000")
    assert len(keys.lookup("phone", "")) == 64
