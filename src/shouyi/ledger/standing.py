"""Who the organisations of a network are and which keys are good, told from the entries of `rule` alone.

For a reader without the machine: that each entry was admissible, witnesses saw before they cosigned the checkpoint that
the entries stand under.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shouyi.ledger.entry import Entry


@dataclass(slots=True)
class Standing:
    """`roles` by organisation, `keys` (hex) as (organisation, purpose), and what is good no more."""

    roles: dict[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    suspended: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)

    def good_keys(self, org: str, purpose: str) -> frozenset[bytes]:
        """The public keys of this purpose that are good now; none of an organisation that is suspended."""
        if org in self.suspended:
            return frozenset()
        mine = (key for key, known in self.keys.items() if known == (org, purpose) and key not in self.revoked)
        return frozenset(map(bytes.fromhex, mine))


def standing_of(entries: Iterable[Entry]) -> Standing:
    """What these entries of `rule`, in its order, come to."""
    found = Standing()
    for entry in entries:
        _take(found, entry)
    return found


def _take(found: Standing, entry: Entry) -> None:
    pub = entry.pub
    match entry.kind.name:
        case "org.added":
            found.roles[pub["org"]] = pub["role"]
        case "org.suspended":
            found.suspended.add(pub["org"])
        case "org.restored":
            found.suspended.discard(pub["org"])
        case "key.added":
            found.keys[pub["key"]] = (pub["org"], pub["purpose"])
        case "key.revoked":
            found.revoked.add(pub["key"])
