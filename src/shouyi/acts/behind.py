"""What stands behind the pages in a real house. Implements `people.behind.Behind`: one cached property a port."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shouyi.acts.post import HousePost, open_post
from shouyi.gateways.keystore import Keystore
from shouyi.gateways.sealer import KeystoreSealer

if TYPE_CHECKING:
    from shouyi.wiring import House


class HouseBehind:
    """One a process, shared by its threads. Ports that write open connections of their own."""

    def __init__(self, house: House) -> None:
        self.house = house

    @cached_property
    def sealer(self) -> KeystoreSealer:
        """Keys of persons and accounts, by a connection of its own."""
        return KeystoreSealer(Keystore(self.house.settings.home, self.house.randomness))

    @cached_property
    def post(self) -> HousePost:
        """SMS, and a demonstration's outbox."""
        return open_post(self.house.settings)
