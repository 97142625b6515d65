"""The documents beside the logs: pins, the offline verifier, the guide. `rule` holds their digests, and files the rest.

Of a pin the ledger has its digest alone, so `pins/` keeps each one's bytes, durable before its digest is on the ledger.
What is published is a copy: deleted or edited, it is put back from there, once its digest was compared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shouyi.acts.voted_documents import DAMAGED, guide_document, guides, why_voted
from shouyi.canon.canonical import decode
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.files import write_whole
from shouyi.ledger.machine import State
from shouyi.ledger.note import sign_note
from shouyi.ledger.policy import pin_digest
from shouyi.score.guide import guide_digest

if TYPE_CHECKING:
    from shouyi.wiring import House

FOUNDER = "org-shouyi"


def restore(house: House) -> None:
    """Makes what the ledger says is in force the one that readers find: a crash may have come between the two, or
    somebody at the published files. Raises GatewayError where the pin in force is lost: nothing is made up."""
    pins = kept_pins(house)
    for number, data in pins.items():
        _put(house.pins / f"{number}.json", data)
    pin = pins[max(pins)]
    due = {f"pin/{number}.json": data for number, data in pins.items()} | _registered(house, pin) | {"pin.json": pin}
    for name, data in due.items():
        _put(house.public / name, data)


def kept_pins(house: House) -> dict[int, bytes]:
    """As `find_pins`. Raises GatewayError where no copy of the one in force has its digest."""
    if not (found := find_pins(house, house.ledger.state)):
        raise GatewayError("pins/ lacks the policy that `rule` names: restore it", permanent=True)
    return found


def find_pins(house: House, state: State) -> dict[int, bytes]:
    """Every pin by its number: the one whose digest the state holds, and before it each by the digest in the next, as
    far back as they are here."""
    digests = pin_digests(house, state).items()
    return {number: data for number, due in digests if (data := _find_pin(house, number, due)) is not None}


def pin_digests(house: House, state: State) -> dict[int, str]:
    """Every policy's digest, by its number: the last stands in the state, each other in the pin after it.

    A number before a pin that is lost has the digest "", which nothing has.
    """
    policy: Mapping[str, Any] = state.get("policy") or {"digest": "", "number": 0}
    found, due = {}, policy["digest"]
    for number in range(policy["number"], 0, -1):
        found[number] = due
        pin = _find_pin(house, number, due)
        due = decode(pin)["previous"] if pin is not None else ""
    return found


def why_documents(house: House, state: State) -> dict[str, str]:
    """What is published beside the logs, every pin's own copy, what votes are about: by name, what is wrong ("")."""
    digests, guide = pin_digests(house, state), _guides_if_told(house)
    pins = {f"pin/{number}.json": due for number, due in digests.items()}
    if digests:
        pins["pin.json"] = digests[max(digests)]
    why = {name: _why_not_pin(house.public / name, due) for name, due in pins.items()}
    why |= {name: _why_not_registered(house.public / name, state, guide) for name in ("verify.html", *guide)}
    why = {name: problem for name, problem in why.items() if (house.public / name).exists()}
    why |= {f"pins/{n}.json": _why_not_pin(house.pins / f"{n}.json", due) for n, due in digests.items()}
    return why | why_voted(house, state)


def published_guides(house: House) -> dict[str, bytes]:
    """Every guide that is or was in force, and the one to come: its canonical document and, beside it, a signed note of
    its digest, by their published names."""
    found: dict[str, bytes] = {}
    for digest in guides(house):
        found |= _published_guide(house, digest)
    return found


def _published_guide(house: House, digest: str) -> dict[str, bytes]:
    data, name = guide_document(house, digest), f"{house.settings.net}/guide"
    version = house.ledger.state.get(f"guide/{digest}")
    body = f"{name}\n{version}\n{digest}\n".encode()
    note = sign_note(body, name, house.keeper.custody.signer(FOUNDER, "issue"))
    return {f"guide/{version}.json": data, f"guide/{version}.note": note.to_bytes()}


def _guides_if_told(house: House) -> dict[str, bytes]:
    """As `published_guides`; nothing where the ledger is so damaged that it does not tell, or a document is lost."""
    try:
        return published_guides(house)
    except (GatewayError, sqlite3.Error, *DAMAGED):
        return {}


def _registered(house: House, pin: bytes) -> dict[str, bytes]:
    """The verifier and the guide, as far as it is these that `rule` names: a newer build waits for the next policy."""
    state, found = house.ledger.state, {}
    if (verifier := house.offline_file(pin)) and state.get(f"verifier/{verifier[1]}") is not None:
        found["verify.html"] = verifier[0]
    return found | published_guides(house)


def _find_pin(house: House, number: int, due: str) -> bytes | None:
    """The pin of this number and digest (hex), our copy or else the published one."""
    paths = (house.pins / f"{number}.json", house.public / f"pin/{number}.json")
    return next((path.read_bytes() for path in paths if not _why_not_pin(path, due)), None)


def _why_not_pin(path: Path, due: str) -> str:
    if not path.exists():
        return "it is missing, and `rule` has its digest alone"
    return "" if pin_digest(path.read_bytes()).hex() == due else "its digest is not the one in `rule`"


def _why_not_registered(path: Path, state: State, guide: Mapping[str, bytes]) -> str:
    data = path.read_bytes() if path.exists() else b""
    if path.suffix == ".note":
        return "" if data in guide.values() else "it is not the note of this guide"
    key = f"verifier/{sha256(data).hexdigest()}" if path.suffix == ".html" else f"guide/{guide_digest(data)}"
    return "" if state.get(key) is not None else "its digest is not the one in `rule`"


def _put(path: Path, data: bytes) -> None:
    if not path.exists() or path.read_bytes() != data:
        write_whole(path, data)
