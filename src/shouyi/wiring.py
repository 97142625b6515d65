"""The only place where gateways are chosen and joined: a `House` is one installation, opened from its settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from shouyi.acts.erasing import finish_erasures
from shouyi.acts.founding import found
from shouyi.acts.voted_documents import guide_in_force
from shouyi.gateways.chance import SeededRandomness, demonstration_clock, system_clock, system_randomness
from shouyi.gateways.embedded import EmbeddedLedger
from shouyi.gateways.keeper import Keeper
from shouyi.gateways.keystore import KeyFile, Keystore, key_file
from shouyi.gateways.live_store import LiveStore
from shouyi.gateways.sqlite import LedgerStore
from shouyi.gateways.tiles import TileFolder
from shouyi.gateways.vault import Vault
from shouyi.ledger.kind import LOGS
from shouyi.ledger.policy import Pin, parse_pin
from shouyi.people.offline import offline_file
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.settings import Settings, read_configuration, read_settings, settle

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from shouyi.acts.behind import HouseBehind
    from shouyi.acts.reading import HouseReader
    from shouyi.ledger.ports import Clock, Randomness

BUILT = Path(__file__).parent / "people" / "static" / "built"


@dataclass
class House:
    """One installation: its stores, its keys, its clock. Opened by `open_house`."""

    settings: Settings
    clock: Clock
    randomness: Randomness
    keys: Keystore
    vault: Vault
    store: LedgerStore
    ledger: EmbeddedLedger
    keeper: Keeper
    _followed: tuple[bytes, Guide] | None = field(default=None, init=False)

    @property
    def guide_document(self) -> bytes:
        """The guide in force when first asked for, or followed last; before the founding, the one to found with."""
        return self._guide[0]

    @property
    def guide(self) -> Guide:
        """`guide_document`, parsed. Raises GatewayError where the document of the one in force is lost."""
        return self._guide[1]

    @property
    def _guide(self) -> tuple[bytes, Guide]:
        if self._followed is None:
            founded = self.store.get("founder") is not None  # whoever only reads needs no state but this
            document = guide_in_force(self, self.keeper.today()) if founded else guide_bytes()
            self._followed = document, parse_guide(document)
        return self._followed

    def follow_guide(self, day: int | None = None) -> None:
        """Whoever asks from here on gets the guide that is in force today, or was on `day`: no act changes it under
        way."""
        document = None if day is None else guide_in_force(self, day)
        self._followed = None if document is None else (document, parse_guide(document))

    @property
    def public(self) -> Path:
        """What anybody may read: logs, tiles, checkpoints, the pin, the guide."""
        return self.settings.home / "public"

    @property
    def pins(self) -> Path:
        """Every pin's own copy, `<number>.json`: of the ledger only its digest would be left."""
        return self.settings.home / "pins"

    @cached_property
    def live(self) -> LiveStore:
        """What is kept of people whose digits of today were asked for."""
        return LiveStore(self.settings.home, self.keys, self.randomness)

    @cached_property
    def witness_key(self) -> KeyFile:
        """The key of this installation's own witness, which `shouyi witness` uses; made before the founding alone."""
        path, new = self.settings.home / "witness" / "witness.key", self.ledger.state.get("founder") is None
        return key_file(path, self.randomness, b"witness", create=new)

    @property
    def witness_public(self) -> bytes:
        """The public key that the policy names as its witness's."""
        return self.witness_key.public

    def pin_bytes(self) -> bytes:
        """The pin in force."""
        return (self.public / "pin.json").read_bytes()

    def pin(self) -> Pin:
        """The pin in force, parsed."""
        return parse_pin(self.pin_bytes())

    def origin(self, log: int) -> str:
        return f"{self.settings.net}/{LOGS[log]}"

    def offline_file(self, pin: bytes) -> tuple[bytes, str] | None:
        """The self-contained verifier for this pin and its SHA-256; None where the bundle has not been built."""
        template = BUILT / "offline-template.html"
        if not template.exists():
            return None
        data = offline_file(pin, template.read_text())
        return data, sha256(data).hexdigest()

    def begin(self) -> None:
        """Founds the network if that never happened, and brings what is derived up to what is durable."""
        with self.ledger.writing():
            self.keeper.begin()
            self.follow_guide()
            found(self)
            finish_erasures(self)


def open_house(settings: Settings | None = None, *, durable: bool = True, past: Clock | None = None) -> House:
    """The installation under the settings' home, made there at first. `past`: the clock under which a demonstration's
    past is built. Raises GatewayError."""
    chosen = settings or read_settings()
    settle(chosen)
    demonstration = bool(chosen.seed)
    assert past is None or demonstration, "only a demonstration has a past that is built"
    clock: Clock = past or (demonstration_clock if demonstration else system_clock)
    randomness: Randomness = SeededRandomness(chosen.seed) if demonstration else system_randomness
    keys = Keystore(chosen.home, randomness, create=not (chosen.home / "ledger.db").exists())
    vault = Vault(chosen.home, keys, randomness)
    store = LedgerStore(chosen.home / "ledger.db", chosen.net, durable=durable)
    origins = tuple(f"{chosen.net}/{log}" for log in LOGS)
    folder = TileFolder(chosen.home / "public", store, origins, lambda origin: keys.signer(f"{origin}.log"))
    ledger = EmbeddedLedger(store, folder, clock, chosen.home / "lock")
    keeper = Keeper(ledger, vault, clock, randomness, chosen.net, "org-registrar")
    return House(chosen, clock, randomness, keys, vault, store, ledger, keeper)


def reader() -> HouseReader:
    """What the pages read, in the language of the page that is being made."""
    from django.utils.translation import get_language

    from shouyi.acts.reading import HouseReader

    return HouseReader(open_house(), lambda: get_language() or "zh-hans")


@cache
def behind() -> HouseBehind:
    """What stands behind the pages: one a process."""
    from shouyi.acts.behind import HouseBehind

    return HouseBehind(open_house())


def proofs_app() -> Starlette:
    """The public proofs' application: the log's public folder, the pin, and works' proof files."""
    from shouyi.acts.proving import Prover, work_proof
    from shouyi.acts.vitals import HouseVitals
    from shouyi.gateways.proofs_app import proofs_app as application
    from shouyi.people.logs import log_to_lines
    from shouyi.people.proof_requests import observe

    log_to_lines(read_configuration().text("log.level"), "proofs")
    house = open_house()
    prover, vitals = Prover(house), HouseVitals(house)
    public = house.public

    def proof(public_id: str) -> bytes | None:
        return work_proof(prover, public_id)

    return application(public, public / "pin.json", proof, ailing=vitals.why_ailing, observe=observe)
