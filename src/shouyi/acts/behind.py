"""What stands behind the pages in a real house. Implements `people.behind.Behind`: one cached property a port."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shouyi.acts.correcting import HouseCorrector
from shouyi.acts.cosigning import HouseCosigner
from shouyi.acts.erasing import HouseEraser
from shouyi.acts.filing import HouseFiles, open_files
from shouyi.acts.leaving import HouseLeaver
from shouyi.acts.looking import HouseLooks
from shouyi.acts.organising import HouseOrgs
from shouyi.acts.post import HousePost, open_post
from shouyi.acts.registering import HouseRegistry
from shouyi.acts.stating import HouseStater
from shouyi.acts.uploading import HouseUploading
from shouyi.acts.vitals import HouseVitals
from shouyi.gateways.keystore import Keystore
from shouyi.gateways.sealer import KeystoreSealer

if TYPE_CHECKING:
    from shouyi.acts.balloting import HouseVotes
    from shouyi.acts.door import HouseDoor
    from shouyi.acts.recording import HouseRecorder
    from shouyi.acts.watching import HouseWatcher
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
    def files(self) -> HouseFiles:
        """Files that people handed in, by a connection to the keys of its own."""
        return open_files(self.house.settings.home, Keystore(self.house.settings.home, self.house.randomness))

    @cached_property
    def post(self) -> HousePost:
        """SMS, and a demonstration's outbox."""
        return open_post(self.house.settings)

    @cached_property
    def corrector(self) -> HouseCorrector:
        """Deletes a line that was objected to rightly; on a house of its own, for it takes transactions."""
        return HouseCorrector(self._own_house())

    @cached_property
    def leaver(self) -> HouseLeaver:
        """Writes down leave that somebody declares; on a house of its own, for it takes transactions."""
        return HouseLeaver(self._own_house())

    @cached_property
    def orgs(self) -> HouseOrgs:
        """Organisations in the ledger; on a house of its own, for it takes transactions."""
        return HouseOrgs(self._own_house())

    @cached_property
    def eraser(self) -> HouseEraser:
        """Erases files of people; on a house of its own, for it takes transactions."""
        return HouseEraser(self._own_house())

    @cached_property
    def uploading(self) -> HouseUploading:
        """Rehearses and admits what organisations hand in; on a house of its own, for it takes transactions."""
        return HouseUploading(self._own_house())

    @cached_property
    def vitals(self) -> HouseVitals:
        """How the installation is, in codes and counts."""
        return HouseVitals(self.house)

    @cached_property
    def stater(self) -> HouseStater:
        """Admits what buyers confirmed; on a house of its own, for it takes transactions."""
        return HouseStater(self._own_house())

    @cached_property
    def door(self) -> HouseDoor:
        """The one door to a person's file."""
        from shouyi.acts.door import HouseDoor  # its rules are the pages', whose apps must be ready

        return HouseDoor()

    @cached_property
    def cosigner(self) -> HouseCosigner:
        """Recomputes exports for whoever signs them; on a house of its own, for its keys are read by any thread."""
        return HouseCosigner(self._own_house())

    @cached_property
    def looks(self) -> HouseLooks:
        """What acts outside the pages opened."""
        return HouseLooks(self.house)

    @cached_property
    def recorder(self) -> HouseRecorder:
        """Writes consents into the ledger; on a house of its own, for it takes transactions."""
        from shouyi.acts.recording import HouseRecorder

        return HouseRecorder(self._own_house())

    @cached_property
    def votes(self) -> HouseVotes:
        """Proposals, ballots and what came of them; on a house of its own, for it takes transactions."""
        from shouyi.acts.balloting import HouseVotes

        return HouseVotes(self._own_house())

    @cached_property
    def watcher(self) -> HouseWatcher:
        """Looks at everybody's scores; on a house of its own, for it takes transactions."""
        from shouyi.acts.watching import HouseWatcher

        return HouseWatcher(self._own_house())

    @cached_property
    def registry(self) -> HouseRegistry:
        """Opens files; on a house of its own, for it takes transactions."""
        return HouseRegistry(self._own_house())

    def _own_house(self) -> House:
        """The same installation once more, with connections of its own."""
        from shouyi.wiring import open_house

        return open_house(self.house.settings)
