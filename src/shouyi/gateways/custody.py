"""Whose hands an organisation's signing keys are in. House custody: files of the keystore, numbered as they follow.

`org-x.batch.key` is the first of its purpose, `org-x.batch.2.key` the one after it. Which of them is good, the ledger
says; of several good ones, as while a key is being replaced, the newest signs. Own custody: the ledger knows a public
key whose private half was never here, so nothing can be signed here under it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shouyi.gateways.errors import GatewayError

if TYPE_CHECKING:
    from shouyi.gateways.keystore import KeyFile, Keystore
    from shouyi.ledger.machine import State


class HouseCustody:
    """Implements `ledger.ports.Custody`. `state` gives the machine's state at the moment."""

    def __init__(self, keys: Keystore, state: Callable[[], State]) -> None:
        self._keys, self._state = keys, state

    def signer(self, org: str, purpose: str) -> KeyFile:
        """The key that signs now. Raises GatewayError when it is lost, revoked, or in the organisation's own hands."""
        files = self._files(org, purpose)
        if not files:
            raise GatewayError(
                f"{org}.{purpose}.key is not there and no new one can stand for it: restore it; or {org} keeps its "
                "key itself, and what it signs is made there",
                permanent=True,
            )
        if self._state().get("founder") is None:  # the founding batch carries its own key
            return files[0]
        if (found := self.good(org, purpose)) is None:
            raise GatewayError(f"no {purpose} key of {org} that is here is good: it was revoked", permanent=True)
        return found

    def good(self, org: str, purpose: str) -> KeyFile | None:
        """The newest key here that the ledger holds good."""
        good = [key for key in self._files(org, purpose) if _is_good(self._known(key), org, purpose)]
        return good[-1] if good else None

    def make(self, org: str, purpose: str) -> KeyFile:
        """The next key, which the ledger does not know yet; the same one again until it does."""
        names = self._keys.signer_names(f"{org}.{purpose}")
        if names and self._known(last := self._keys.signer(names[-1])) is None:
            return last
        after = int(names[-1].rpartition(".")[2]) if len(names) > 1 else len(names)
        name = f"{org}.{purpose}.{after + 1}" if names else f"{org}.{purpose}"
        return self._keys.signer(name, create=True)

    def holds(self, org: str, purpose: str, public: bytes) -> bool:
        """Whether the private half of this public key is here."""
        return any(key.public == public for key in self._files(org, purpose))

    def _files(self, org: str, purpose: str) -> list[KeyFile]:
        return [self._keys.signer(name) for name in self._keys.signer_names(f"{org}.{purpose}")]

    def _known(self, key: KeyFile) -> Any:
        return self._state().get(f"key/{key.public.hex()}")


def _is_good(known: Any, org: str, purpose: str) -> bool:
    return known is not None and (known["org"], known["purpose"], known["revoked"]) == (org, purpose, 0)
