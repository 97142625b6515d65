"""The audit sample's store: sealed under keys of its own, told by nothing on disk, gone when somebody withdraws."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouyi.gateways.audit_forget import forget
from shouyi.gateways.audit_sample import AuditSample, Consented
from shouyi.gateways.chance import SeededRandomness, system_randomness
from shouyi.gateways.errors import GatewayError

ANNA = Consented("maker-1", "blind", "audit_1", 20_000, {"org-shop": "shop-77"})
BERT = Consented("maker-2", "not_disabled", "audit_1", 20_001)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def opened(home: Path, *, create: bool = True) -> AuditSample:
    return AuditSample(home, system_randomness, create=create)


def on_disk(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((home / "audit").rglob("*")) if path.is_file())


def test_who_agreed_is_counted_by_the_name_that_an_organisation_knows(home: Path) -> None:
    sample = opened(home)
    sample.enrol(ANNA)
    sample.enrol(BERT)
    assert sample.labels() == {"maker-1": "blind", "maker-2": "not_disabled"}
    assert sample.labels("org-shop") == {"shop-77": "blind"}
    assert sample.labels("org-other") == {}
    assert sample.consents() == {"audit_1": 2}
    sample.close()
    assert sorted(each.person for each in opened(home, create=False).everybody()) == ["maker-1", "maker-2"]


def test_nothing_on_disk_tells_a_name_a_group_or_a_length(home: Path) -> None:
    sample = opened(home)
    sample.enrol(ANNA)
    sample.enrol(BERT)
    lengths = {len(row[0]) for row in sample._db.execute("SELECT sealed FROM sample")}
    sample.close()
    assert len(lengths) == 1
    data = on_disk(home)
    assert [word for word in (b"blind", b"not_disabled", b"maker-1", b"shop-77", b"audit_1") if word in data] == []
    assert {path.stat().st_mode & 0o777 for path in (home / "audit").glob("*.key")} == {0o600}
    assert (home / "audit").stat().st_mode & 0o777 == 0o700


def test_whoever_withdraws_is_gone_and_so_is_the_row(home: Path) -> None:
    sample = opened(home)
    sample.enrol(ANNA)
    sample.enrol(BERT)
    (row,) = sample._db.execute("SELECT sealed FROM sample WHERE ref = ?", (_ref(home, "maker-1"),)).fetchone()
    sample.withdraw("maker-1")
    sample.withdraw("maker-1")
    assert sample.labels() == {"maker-2": "not_disabled"}
    sample.close()
    assert row not in on_disk(home)
    assert row[:64] not in on_disk(home)


def _ref(home: Path, person: str) -> bytes:
    from shouyi.gateways.audit_forget import read_key, row_name

    return row_name(read_key(home / "audit" / "names.key"), person)


def test_forgetting_needs_no_key_that_opens_anything(home: Path) -> None:
    """An erasure runs where the sealing key may be gone; and where no sample was ever kept, it makes none."""
    sample = opened(home)
    sample.enrol(ANNA)
    sample.enrol(BERT)
    sample.close()
    key = (home / "audit" / "sample.key").read_bytes()
    (home / "audit" / "sample.key").unlink()
    forget(home, "maker-1")
    (home / "audit" / "sample.key").write_bytes(key)
    assert opened(home, create=False).labels() == {"maker-2": "not_disabled"}
    forget(home / "elsewhere", "maker-1")
    assert not (home / "elsewhere").exists()


def test_what_was_put_in_again_stands_in_the_place_of_the_first(home: Path) -> None:
    sample = opened(home)
    sample.enrol(ANNA)
    sample.enrol(Consented("maker-1", "deaf", "audit_2", 20_100))
    assert list(sample.everybody()) == [Consented("maker-1", "deaf", "audit_2", 20_100)]


def test_a_lost_key_a_lost_store_and_a_changed_row_are_said(home: Path) -> None:
    with pytest.raises(GatewayError, match="nobody is in an audit sample"):
        opened(home, create=False)
    sample = opened(home)
    sample.enrol(ANNA)
    sample._db.execute("UPDATE sample SET sealed = substr(sealed, 1, 40) || x'00' || substr(sealed, 42)")
    with pytest.raises(GatewayError, match="was changed"):
        sample.labels()
    sample.close()
    (home / "audit" / "sample.key").unlink()
    with pytest.raises(GatewayError, match=r"sample\.key cannot be read"):
        opened(home)


def test_a_backup_takes_the_keys_apart_from_the_rows() -> None:
    from shouyi.acts.backing_up import part_of

    parts = {name: part_of(f"audit/{name}", seeded=False) for name in ("sample.db", "sample.key", "names.key")}
    assert parts == {"sample.db": "house", "sample.key": "keys", "names.key": "keys"}


def test_rows_cannot_be_exchanged(home: Path) -> None:
    """A row is bound to its name: whoever can write to the file cannot give one person another's group."""
    sample = opened(home)
    sample.enrol(ANNA)
    sample.enrol(BERT)
    rows = sample._db.execute("SELECT ref, sealed FROM sample").fetchall()
    sample._db.execute("UPDATE sample SET sealed = ? WHERE ref = ?", (rows[0][1], rows[1][0]))
    with pytest.raises(GatewayError, match="was changed"):
        sample.labels()


@pytest.mark.parametrize("group", ["", "Blind", "=cmd", "blind people", "x" * 40])
def test_a_group_is_a_word(home: Path, group: str) -> None:
    with pytest.raises(GatewayError, match="words"):
        opened(home).enrol(Consented("maker-1", group, "audit_1", 20_000))


def test_a_row_that_would_not_fit_is_refused(home: Path) -> None:
    with pytest.raises(GatewayError, match="do not fit"):
        opened(home).enrol(Consented("m" * 900, "blind", "audit_1", 20_000, {"org": "n" * 200}))


def test_a_demonstration_seals_two_texts_under_two_nonces(home: Path) -> None:
    sample = AuditSample(home, SeededRandomness("tests"), create=True)
    sealed = []
    for group in ("blind", "deaf"):
        sample.enrol(Consented("maker-1", group, "audit_1", 20_000))
        sealed.append(sample._db.execute("SELECT sealed FROM sample").fetchone()[0])
    assert sealed[0][:12] != sealed[1][:12]
