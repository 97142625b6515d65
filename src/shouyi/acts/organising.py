"""Organisations after the founding: they join, get keys, change and lose them, are suspended and restored.

Each step looks at what the ledger says already, so that whoever was cut off may begin again. While a key is replaced
both are good: the new one is on the ledger before the old one is revoked, and revoking is its first signature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from shouyi.acts.documents import FOUNDER
from shouyi.acts.founding import Joining, join
from shouyi.people.ports.orgs import Key, Known, OrgRefused

if TYPE_CHECKING:
    from shouyi.wiring import House

KEPT_HERE = frozenset({"batch", "client", "issue"})
"""Purposes of keys that this house makes for an organisation. A witness makes its own; a log's stand in the policy."""
UNNAMED = frozenset({"federation"})


class HouseOrgs:
    """Implements `people.ports.orgs.Orgs` over a house of its own: it takes transactions."""

    def __init__(self, house: House) -> None:
        self.house = house

    def founder(self) -> str:
        return FOUNDER

    def net(self) -> str:
        return self.house.settings.net

    def known(self) -> tuple[Known, ...]:
        with self._writing():
            if self.house.ledger.state.get("founder") is None:
                return ()
            return tuple(self._known(key[4:]) for key in sorted(self.house.ledger.state.values) if key[:4] == "org/")

    def register(self, org: str, kind: str, name_zh: str, name_en: str, *, own_key: bool) -> Known:
        with self._writing():
            found = self._state(f"org/{org}")
            if found is not None and found["role"] != kind:
                raise OrgRefused("other_kind")
            names = {} if kind in UNNAMED else {"en": name_en, "zh": name_zh}
            join(self.house, [Joining(org, kind, names, own_key)])
            return self._known(org)

    def suspend(self, org: str, reason: str) -> Known:
        with self._writing():
            if org == FOUNDER:
                raise OrgRefused("founder")
            if not self._org(org).get("suspended"):
                self._write(FOUNDER, "org.suspended", {"org": org, "reason": reason})
            return self._known(org)

    def restore(self, org: str) -> Known:
        with self._writing():
            if self._org(org).get("suspended"):
                self._write(FOUNDER, "org.restored", {"org": org})
            return self._known(org)

    def add_key(self, org: str, purpose: str) -> Known:
        with self._writing():
            self._org(org)
            _require_kept_here(purpose)
            if self._custody.good(org, purpose) is None:
                self._add(org, purpose)
            return self._known(org)

    def add_own_key(self, org: str, purpose: str, public: str) -> Known:
        with self._writing():
            self._org(org)
            if purpose == "log":
                raise OrgRefused("policy_key")
            known = self._state(f"key/{public}")
            if known is not None and (known["org"], known["purpose"], known["revoked"]) != (org, purpose, 0):
                raise OrgRefused("key_taken")
            if known is None:
                self._write(self._by(org), "key.added", {"key": public, "org": org, "purpose": purpose})
            return self._known(org)

    def rotate_key(self, org: str, old: str) -> Known:
        with self._writing():
            purpose = self._key(org, old)["purpose"]
            _require_kept_here(purpose)
            if not self._custody.holds(org, purpose, bytes.fromhex(old)):
                raise OrgRefused("own_only")
            good = self._custody.good(org, purpose)
            if good is not None and good.public.hex() == old:
                self._add(org, purpose)
            self._revoke(org, old)
            return self._known(org)

    def revoke_key(self, org: str, public: str) -> Known:
        with self._writing():
            purpose = self._key(org, public)["purpose"]
            if purpose == "log" or (org == FOUNDER and purpose == "cosign"):
                raise OrgRefused("policy_key")
            if org == FOUNDER and self._good_keys(org, purpose) == [public]:
                raise OrgRefused("last_key")
            self._revoke(org, public)
            return self._known(org)

    # -----------------------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self.house.ledger.writing():
            yield

    @property
    def _custody(self) -> Any:
        return self.house.keeper.custody

    def _state(self, key: str) -> Any:
        return self.house.ledger.state.get(key)

    def _org(self, org: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] | None = self._state(f"org/{org}")
        if found is None:
            raise OrgRefused("unknown_org")
        return found

    def _key(self, org: str, public: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] | None = self._state(f"key/{public}")
        if found is None or found["org"] != org:
            raise OrgRefused("unknown_key")
        return found

    def _good_keys(self, org: str, purpose: str) -> list[str]:
        return [key.public for key in self._known(org).keys if key.purpose == purpose and not key.revoked]

    def _by(self, org: str) -> str:
        """Who writes about its keys: the organisation itself where it can sign here and counts, else the founder."""
        able = self._custody.good(org, "batch") is not None and not self._org(org).get("suspended")
        return org if able else FOUNDER

    def _add(self, org: str, purpose: str) -> None:
        public = self._custody.make(org, purpose).public.hex()
        self._write(self._by(org), "key.added", {"key": public, "org": org, "purpose": purpose})

    def _revoke(self, org: str, public: str) -> None:
        if not self._key(org, public)["revoked"]:
            self._write(self._by(org), "key.revoked", {"key": public})

    def _write(self, by: str, kind: str, pub: Mapping[str, Any]) -> None:
        self.house.keeper.write(by, [(kind, pub)])

    def _known(self, org: str) -> Known:
        found, names = self._org(org), self.house.pin().names.get(org, {})
        keys = [(key[4:], value) for key, value in self.house.ledger.state.values.items() if key[:4] == "key/"]
        return Known(
            org,
            found["role"],
            names.get("zh", ""),
            names.get("en", ""),
            bool(found.get("suspended")),
            tuple(self._as_key(org, public, value) for public, value in sorted(keys) if value["org"] == org),
        )

    def _as_key(self, org: str, public: str, value: Mapping[str, Any]) -> Key:
        here = value["purpose"] in ("log", "cosign") and org == FOUNDER
        here = here or self._custody.holds(org, value["purpose"], bytes.fromhex(public))
        return Key(public, value["purpose"], bool(value["revoked"]), here)


def _require_kept_here(purpose: str) -> None:
    if purpose not in KEPT_HERE:
        raise OrgRefused("policy_key" if purpose == "log" else "own_only")
