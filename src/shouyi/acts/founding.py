"""An installation's first entries, and every organisation that joins: keys, the guide, the policy that readers pin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shouyi.acts.documents import FOUNDER, kept_pins, restore
from shouyi.gateways.files import write_whole
from shouyi.gateways.keystore import Keystore
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import COSIGNATURE, ED25519, Verifier
from shouyi.ledger.policy import Pin, parse_pin, parse_policy, pin_digest, write_policy
from shouyi.score.guide import guide_digest

if TYPE_CHECKING:
    from shouyi.wiring import House

REGISTRAR = "org-registrar"
WITNESS = FOUNDER
"""The installation's own witness stands in the policy as what it is: the operator's."""
Names = Mapping[str, str]
Published = tuple[str, Mapping[str, Any]]
"""(kind, pub) of an entry about nobody."""


@dataclass(frozen=True, slots=True)
class Joining:
    """An organisation that is to join, its role, and its name for people, which stands in no entry.

    Whoever never states anything about a person (a federation) needs no name in what every reader keeps. `own_key`: no
    batch key is made here, for the organisation will show one of its own.
    """

    org: str
    role: str
    names: Names
    own_key: bool = False


HOUSE = (
    Joining(FOUNDER, "operator", {"en": "Shouyi, the operator", "zh": "守艺运营方"}),
    Joining(REGISTRAR, "registrar", {"en": "The registry of craft-keepers", "zh": "守艺人登记处"}),
)


def found(house: House) -> None:
    """Founds a new network in one batch; brings published files up to the ledger. Call within `ledger.writing()`."""
    if house.ledger.state.get("founder") is None:
        keys = house.keys
        keys.registrar_key(create=True)
        public = [("log", verifier.public) for verifier in log_verifiers(keys, house.settings.net, create=True)]
        public += [("issue", keys.signer(f"{FOUNDER}.issue", create=True).public), ("cosign", house.witness_public)]
        entries = [entry for joining in HOUSE for entry in _joined(keys, joining)]
        entries += [_key(FOUNDER, purpose, key) for purpose, key in public]
        guide = {"digest": guide_digest(house.guide_document), "version": house.guide.version}
        entries.append(("guide.published", guide))
        _write_with_pin(house, entries, {joining.org: joining.names for joining in HOUSE})
    restore(house)


def join(house: House, joinings: Sequence[Joining]) -> None:
    """Adds the organisations that are not here yet, with a batch key each, and the next policy, which names them."""
    news = [each for each in joinings if house.ledger.state.get(f"org/{each.org}") is None]
    if not news:
        return
    pins = kept_pins(house)
    names = parse_pin(pins[max(pins)]).names
    entries = [entry for each in news for entry in _joined(house.keys, each)]
    _write_with_pin(house, entries, {**names, **{each.org: each.names for each in news if each.names}})
    restore(house)


def _write_with_pin(house: House, entries: Sequence[Published], names: Mapping[str, Names]) -> None:
    """One batch with these entries and the next policy. The pin is on disk before its digest is on the ledger."""
    last: Mapping[str, Any] = house.ledger.state.get("policy") or {"digest": "none", "number": 0}
    witnesses = {WITNESS: Verifier(f"witness.{house.settings.net}", COSIGNATURE, house.witness_public)}
    text = write_policy(log_verifiers(house.keys, house.settings.net), witnesses, 1)
    number = last["number"] + 1
    pin = Pin(house.settings.net, number, last["digest"], parse_policy(text), text, names).to_bytes()
    write_whole(house.pins / f"{number}.json", pin)
    pub = {"digest": pin_digest(pin).hex(), "number": number, "previous": last["digest"]}
    verifier = house.offline_file(pin)
    published: list[Published] = [("verifier.published", {"digest": verifier[1]})] if verifier else []
    house.keeper.write(FOUNDER, [*entries, ("policy.published", pub), *published])


def log_verifiers(keys: Keystore, net: str, *, create: bool = False) -> list[Verifier]:
    """The keys of the four logs and of `unspent` notes, each under its origin."""
    origins = [f"{net}/{name}" for name in (*LOGS, "unspent")]
    return [Verifier(origin, ED25519, keys.signer(f"{origin}.log", create=create).public) for origin in origins]


def _joined(keys: Keystore, joining: Joining) -> list[Published]:
    added: Published = ("org.added", {"org": joining.org, "role": joining.role})
    if joining.own_key:
        return [added]
    return [added, _key(joining.org, "batch", keys.signer(f"{joining.org}.batch", create=True).public)]


def _key(org: str, purpose: str, public: bytes) -> Published:
    return "key.added", {"key": public.hex(), "org": org, "purpose": purpose}
