"""Whom a reader trusts: logs, witnesses and a quorum (C2SP tlog-policy), inside the pin that a verifier keeps.

The pin is one canonical document: the policy's text, the registry of kinds, names for people, the policy's number and
its predecessor's digest. Its digest stands in `rule`, so that a saved copy can be told from a swapped one.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shouyi.canon.canonical import decode_canonical, encode
from shouyi.canon.digest import digest
from shouyi.canon.errors import CanonError
from shouyi.ledger.errors import MalformedBytes, QuorumMissing, UnknownFormat
from shouyi.ledger.kind import LOGS
from shouyi.ledger.kinds import registry
from shouyi.ledger.note import COSIGNATURE, ED25519, Note, Verifier, cosigned_at, parse_vkey, require_signed

Group = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Policy:
    """`groups`: name → (how many of, member names); a witness is a group of one. `quorum` names one, or "none"."""

    logs: Mapping[str, tuple[Verifier, ...]]
    witnesses: Mapping[str, Verifier]
    groups: Mapping[str, Group]
    quorum: str

    def require_log(self, note: Note, origin: str) -> None:
        """The note bears the signature of a log of this origin.

        Raises UnknownFormat for a foreign origin, SignatureMissing, SignatureInvalid.
        """
        verifiers = self.logs.get(origin)
        if not verifiers:
            raise UnknownFormat(f"the policy knows no log {origin}")
        known = {(line.name, line.key_id) for line in note.signatures}
        signed = [v for v in verifiers if (v.name, v.key_id) in known]
        for verifier in signed or verifiers[:1]:
            require_signed(note, verifier)

    def require_quorum(self, note: Note, *, domain: bytes = b"cosignature/v1") -> int | None:
        """The oldest instant (seconds) among the cosignatures that count; None if the policy asks for none.

        Raises QuorumMissing, or SignatureInvalid where a known witness's cosignature fails.
        """
        if self.quorum == "none":
            return None
        instants = {n: at for n, v in self.witnesses.items() if (at := cosigned_at(note, v, domain=domain)) is not None}
        if not self._holds(self.quorum, instants):
            raise QuorumMissing(
                f"{len(instants)} of {len(self.witnesses)} witnesses cosigned; the policy asks for more"
            )
        return min(instants.values())

    def _holds(self, name: str, instants: Mapping[str, int]) -> bool:
        if name in self.witnesses:
            return name in instants
        needed, members = self.groups[name]
        return sum(self._holds(member, instants) for member in members) >= needed


@dataclass(frozen=True, slots=True)
class Pin:
    """What a verifier keeps: see the module. `net` is the network's id; origins are `<net>/<log>`."""

    net: str
    number: int
    previous: str
    policy: Policy
    policy_text: str
    names: Mapping[str, Mapping[str, str]]

    def to_bytes(self) -> bytes:
        plain = {"names": self.names, "net": self.net, "number": self.number, "policy": self.policy_text,
                 "previous": self.previous, "registry": dict(registry())}  # fmt: skip
        return encode(plain)

    @property
    def digest(self) -> bytes:
        return pin_digest(self.to_bytes())

    def origin(self, log: int) -> str:
        return f"{self.net}/{LOGS[log]}"

    @property
    def unspent_name(self) -> str:
        return f"{self.net}/unspent"


def pin_digest(data: bytes) -> bytes:
    """What `policy.published` carries: SHA-256("shouyi/pin/1" ‖ pin). 32 bytes."""
    return digest(b"shouyi/pin/1", data)


def parse_pin(data: bytes) -> Pin:
    """The pin in `data`. Raises MalformedBytes, or UnknownFormat where its registry is not ours."""
    try:
        plain = decode_canonical(data)
    except CanonError as problem:
        raise MalformedBytes(f"the policy file: {problem}") from None
    keys = {"names", "net", "number", "policy", "previous", "registry"}
    if type(plain) is not dict or plain.keys() != keys:
        raise MalformedBytes(f"a policy file holds {sorted(keys)}")
    if plain["registry"] != registry():
        raise UnknownFormat("the policy file pins another registry of kinds than ours")
    _require_names(plain["names"])
    texts = all(type(plain[k]) is str for k in ("net", "policy", "previous"))
    if not texts or type(plain["number"]) is not int or plain["number"] < 1:
        raise MalformedBytes("a policy file's net, policy and predecessor are text and its number counts from 1")
    return Pin(plain["net"], plain["number"], plain["previous"], parse_policy(plain["policy"]), plain["policy"],
               plain["names"])  # fmt: skip


def _require_names(names: Any) -> None:
    if type(names) is not dict:
        raise MalformedBytes("names is not an object")
    for org, texts in names.items():
        if type(texts) is not dict or texts.keys() != {"en", "zh"} or not all(type(t) is str for t in texts.values()):
            raise MalformedBytes(f"the names of {org[:40]!r} are en and zh")


def parse_policy(text: str) -> Policy:
    """A C2SP tlog-policy: `log`, `witness`, `group`, `quorum` lines, `#` comments. Raises MalformedBytes."""
    logs: dict[str, tuple[Verifier, ...]] = {}
    witnesses: dict[str, Verifier] = {}
    groups: dict[str, Group] = {}
    quorum: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        match line.split():
            case []:
                continue
            case [word, *_] if word.startswith("#"):
                continue
            case ["log", vkey, *rest] if len(rest) <= 1:
                verifier = _vkey(vkey, ED25519, number)
                logs[verifier.name] = (*logs.get(verifier.name, ()), verifier)
            case ["witness", name, vkey, *rest] if len(rest) <= 1 and _is_new(name, witnesses, groups):
                witnesses[name] = _vkey(vkey, COSIGNATURE, number)
            case ["group", name, count, *members] if _is_new(name, witnesses, groups):
                groups[name] = _group(count, members, witnesses, groups, number)
            case ["quorum", name] if not quorum and (name == "none" or name in witnesses or name in groups):
                quorum.append(name)
            case _:
                raise MalformedBytes(f"policy line {number}: {line[:60]!r}")
    if not quorum:
        raise MalformedBytes("the policy names no quorum")
    keys = [v.public for v in (*itertools.chain.from_iterable(logs.values()), *witnesses.values())]
    if len(set(keys)) != len(keys):  # twice one key would count for two; a log's key is never a cosigner's
        raise MalformedBytes("the policy names one key twice")
    return Policy(logs, witnesses, groups, quorum[0])


def _is_new(name: str, witnesses: Mapping[str, Verifier], groups: Mapping[str, Group]) -> bool:
    return name != "none" and name not in witnesses and name not in groups


def _vkey(text: str, kind: int, number: int) -> Verifier:
    verifier = parse_vkey(text)
    if verifier.kind != kind:
        raise MalformedBytes(f"policy line {number}: a key of type {verifier.kind}, not {kind}")
    return verifier


def _group(count: str, members: list[str], witnesses: Mapping[str, Verifier], groups: Mapping[str, Group],
           number: int) -> Group:  # fmt: skip
    taken = {member for _, others in groups.values() for member in others}
    if not members or len(set(members)) != len(members) or taken & set(members):
        raise MalformedBytes(f"policy line {number}: a member stands in one group only")
    if any(member not in witnesses and member not in groups for member in members):
        raise MalformedBytes(f"policy line {number}: an unknown member")
    needed = {"any": 1, "all": len(members)}.get(count) or (int(count) if count.isascii() and count.isdigit() else 0)
    if not 1 <= needed <= len(members):
        raise MalformedBytes(f"policy line {number}: {count} of {len(members)}")
    return needed, tuple(members)


def write_policy(logs: list[Verifier], witnesses: Mapping[str, Verifier], needed: int) -> str:
    """The text of a policy: these logs, and `needed` of these witnesses."""
    lines = [f"log {v.to_vkey()}" for v in logs]
    lines += [f"witness {name} {v.to_vkey()}" for name, v in witnesses.items()]
    if not witnesses:
        return "\n".join([*lines, "quorum none", ""])
    return "\n".join([*lines, f"group witnesses {needed} {' '.join(witnesses)}", "quorum witnesses", ""])
