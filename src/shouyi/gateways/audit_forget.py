"""Withdrawal from the audit sample: whoever may delete need not be able to read.

The sample (`gateways.audit_sample`) is one SQLite file under a key of its own. Its rows are named by a keyed digest of
the person's local id, under a second key that opens nothing. This module holds that second key alone: an erasure takes
somebody out of the sample through it, and learns neither whether they were in it nor what stood there.
"""

from __future__ import annotations

from pathlib import Path

from shouyi.canon.digest import mac
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.keystore import truncate
from shouyi.gateways.sqlite import connect

FOLDER, STORE, NAMES = "audit", "sample.db", "names.key"
"""Below the home: files that no other module names."""
REF_BYTES = 16


def row_name(names_key: bytes, person: str) -> bytes:
    """Under which a person's row stands."""
    return mac(names_key, b"shouyi/audit/row/1", person.encode())[:REF_BYTES]


def read_key(path: Path) -> bytes:
    """32 bytes in hex. Raises GatewayError where the file is lost or holds something else."""
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except (OSError, ValueError):
        raise GatewayError(f"{path.name} cannot be read: restore it", permanent=True) from None
    if len(key) != 32:
        raise GatewayError(f"{path.name} does not hold a key of 32 bytes", permanent=True)
    return key


def forget(home: Path, person: str, patience_s: float = 5) -> None:
    """Deletes and overwrites a person's row, and cuts the write-ahead log; nothing happens where no sample is kept.

    Raises GatewayError while another process reads on: then the row is gone, and its old page goes at the next call.
    """
    folder = home / FOLDER
    if not (folder / STORE).exists():
        return
    db = connect(folder / STORE)
    try:
        db.execute("DELETE FROM sample WHERE ref = ?", (row_name(read_key(folder / NAMES), person),))
        truncate(db, patience_s)
    finally:
        db.close()
