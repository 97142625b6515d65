"""Organisations as the ledger knows them: who joined as what, which keys are good, who is suspended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Key:
    """A key's public half in hex. `here`: its private half lies in this house; otherwise with the organisation."""

    public: str
    purpose: str
    revoked: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Known:
    """One organisation. `kind` is the word of `org.added`; names are "" where the pin names it not."""

    org: str
    kind: str
    name_zh: str
    name_en: str
    suspended: bool
    keys: tuple[Key, ...]


class OrgRefused(Exception):
    """The ledger will not take it as things stand; trying again will not help. `code` says why:

    other_kind, unknown_org, founder, unknown_key, revoked_key, key_taken, has_key, last_key, policy_key, own_only.
    """

    permanent = True

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Orgs(Protocol):
    """Every method that writes may wait for whoever writes now, so only jobs call it. Called again, it changes nothing
    more. Each gives the organisation as it is afterwards. Raises OrgRefused, GatewayError."""

    def founder(self) -> str:
        """The operator's own organisation."""

    def net(self) -> str:
        """The network's id, which a proof of possession names."""

    def known(self) -> tuple[Known, ...]:
        """All of them, by id."""

    def register(self, org: str, kind: str, name_zh: str, name_en: str, *, own_key: bool) -> Known:
        """`org.added`, with a batch key of this house unless `own_key`, and the next policy, which names it."""

    def suspend(self, org: str, reason: str) -> Known:
        """`org.suspended`."""

    def restore(self, org: str) -> Known:
        """`org.restored`."""

    def add_key(self, org: str, purpose: str) -> Known:
        """A new key of this purpose, made and kept here."""

    def add_own_key(self, org: str, purpose: str, public: str) -> Known:
        """A key that the organisation keeps itself, once it has shown that it does."""

    def rotate_key(self, org: str, old: str) -> Known:
        """A new key in the place of one that is kept here; the old one is revoked once the new one is good."""

    def revoke_key(self, org: str, public: str) -> Known:
        """`key.revoked`."""
