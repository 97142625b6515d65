"""The audit sample: who agreed to be counted in audits by group, and which group they said. A store of its own.

audit/sample.db    one sealed row a person: group, consent, the names by which organisations know them
audit/sample.key   what opens the rows; no other key of the house does
audit/names.key    what names the rows; withdrawal needs it alone (`audit_forget`)

Both keys go with the keys in a backup, the rows with the house. No code that scores, lends or ranks can reach this:
only `acts.auditing` and `acts.sampling` import it, a `House` does not hold it, and a test draws the line (tests/house).
A row is padded, so that its length tells no group, and stands by its keyed name, so that neither order nor number tells
when somebody came. Withdrawal deletes; a backup that is restored brings back whoever withdrew since it was made.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouyi.canon.canonical import decode_canonical, encode
from shouyi.canon.digest import mac
from shouyi.decision.fairness.tables import GROUPS_MAX, WORD
from shouyi.gateways.audit_forget import FOLDER, NAMES, STORE, forget, read_key, row_name
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.files import write_whole
from shouyi.gateways.sqlite import connect
from shouyi.ledger.ports import Randomness

KEY = "sample.key"
SCHEMA = "CREATE TABLE IF NOT EXISTS sample (ref BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID"
PADDED_BYTES = 1024
HOUSE = "house"
"""The organisation that knows people by their local ids: this installation."""


@dataclass(frozen=True, slots=True)
class Consented:
    """One person of the sample: `group` as they said it, `consent` the version of the text that they agreed to, `on`
    the day; `names` by which organisations know them (an organisation's id → the name in its files)."""

    person: str
    group: str
    consent: str
    on: int
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


class AuditSample:
    """The open store. `create`: it may be made, with its keys. Raises GatewayError where it, or a key, is not there."""

    def __init__(self, home: Path, randomness: Randomness, *, create: bool = False) -> None:
        self._home, self._random = home, randomness
        folder = home / FOLDER
        if create and not (folder / STORE).exists():
            _make_keys(folder, randomness)
        elif not (folder / STORE).exists():
            raise GatewayError("nobody is in an audit sample here", permanent=True)
        self._sealing, self._naming = read_key(folder / KEY), read_key(folder / NAMES)
        self._db = connect(folder / STORE)
        self._db.execute(SCHEMA)

    def enrol(self, who: Consented) -> None:
        """Puts somebody in, in the place of what stood there. Raises GatewayError for a group that is no word."""
        if not WORD.fullmatch(who.group) or not WORD.fullmatch(who.consent):
            raise GatewayError("a group and a consent's version are words of a-z, 0-9 and _", permanent=True)
        ref = row_name(self._naming, who.person)
        plain = encode({"consent": who.consent, "group": who.group, "names": dict(who.names), "on": who.on,
                        "person": who.person})  # fmt: skip
        if len(plain) > PADDED_BYTES:
            raise GatewayError("a person's names do not fit a row of the sample", permanent=True)
        nonce = self._random(b"nonce/audit/" + mac(self._naming, ref, plain), 12)
        sealed = nonce + AESGCM(self._sealing).encrypt(nonce, plain.ljust(PADDED_BYTES), ref)
        self._db.execute("INSERT OR REPLACE INTO sample VALUES (?, ?)", (ref, sealed))

    def withdraw(self, person: str) -> None:
        """Takes somebody out: the row is overwritten, the log cut. Repeating it changes nothing."""
        forget(self._home, person)

    def everybody(self) -> Iterator[Consented]:
        """Whoever is in it, in no order that means anything. Raises GatewayError for a row that was changed."""
        for ref, sealed in self._db.execute("SELECT ref, CAST(sealed AS BLOB) FROM sample").fetchall():
            yield self._open(ref, sealed)

    def labels(self, org: str = HOUSE) -> dict[str, str]:
        """The group of each person whom this organisation knows by a name, by that name."""
        found = ((each.person if org == HOUSE else each.names.get(org), each.group) for each in self.everybody())
        labels = {name: group for name, group in found if name is not None}
        if len(set(labels.values())) > GROUPS_MAX:
            raise GatewayError(f"more than {GROUPS_MAX} groups", permanent=True)
        return labels

    def consents(self) -> dict[str, int]:
        """How many agreed to each version of the text."""
        found: dict[str, int] = {}
        for each in self.everybody():
            found[each.consent] = found.get(each.consent, 0) + 1
        return dict(sorted(found.items()))

    def close(self) -> None:
        self._db.close()

    def _open(self, ref: bytes, sealed: bytes) -> Consented:
        try:
            plain = decode_canonical(AESGCM(self._sealing).decrypt(sealed[:12], sealed[12:], ref).rstrip(b" "))
        except (InvalidTag, ValueError):
            raise GatewayError("a row of the audit sample was changed", permanent=True) from None
        return Consented(plain["person"], plain["group"], plain["consent"], plain["on"], plain["names"])


def _make_keys(folder: Path, randomness: Randomness) -> None:
    """Before the store: a crash between leaves keys that nothing was sealed with, which are used then."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    for name in (KEY, NAMES):
        if not (folder / name).exists():
            write_whole(folder / name, randomness(b"secret/audit/" + name.encode(), 32).hex().encode(), 0o600)
