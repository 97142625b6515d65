"""What stands behind the pages: the ports of one installation, made once a process by the factory in the settings."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from shouyi.people.ports.blobs import Files
    from shouyi.people.ports.corrector import Corrector
    from shouyi.people.ports.cosigner import Cosigner
    from shouyi.people.ports.door import Door
    from shouyi.people.ports.eraser import Eraser
    from shouyi.people.ports.keys import Sealer
    from shouyi.people.ports.leaver import Leaver
    from shouyi.people.ports.looks import Looks
    from shouyi.people.ports.orgs import Orgs
    from shouyi.people.ports.post import Post
    from shouyi.people.ports.recorder import Recorder
    from shouyi.people.ports.registry import Registry
    from shouyi.people.ports.stater import Stater
    from shouyi.people.ports.uploading import Uploading
    from shouyi.people.ports.vitals import Vitals
    from shouyi.people.ports.votes import Votes
    from shouyi.people.ports.watcher import Watcher


class Behind(Protocol):
    """One attribute a port; each is safe to call from any thread."""

    @property
    def sealer(self) -> Sealer:
        """Keys of persons and accounts."""

    @property
    def files(self) -> Files:
        """Files that people handed in, judged and sealed."""

    @property
    def orgs(self) -> Orgs:
        """Organisations in the ledger."""

    @property
    def post(self) -> Post:
        """SMS, and a demonstration's outbox."""

    @property
    def stater(self) -> Stater:
        """Admits what buyers confirmed."""

    @property
    def watcher(self) -> Watcher:
        """Looks at everybody's scores, in figures that name nobody."""

    @property
    def registry(self) -> Registry:
        """Files for craft-keepers."""

    @property
    def corrector(self) -> Corrector:
        """Deletes a line that was objected to rightly."""

    @property
    def leaver(self) -> Leaver:
        """Leave that somebody declares."""

    @property
    def eraser(self) -> Eraser:
        """Erases files of people."""

    @property
    def uploading(self) -> Uploading:
        """Rehearses and admits what organisations hand in."""

    @property
    def vitals(self) -> Vitals:
        """How the installation is, in codes and counts."""

    @property
    def door(self) -> Door:
        """The one door to a person's file."""

    @property
    def cosigner(self) -> Cosigner:
        """Recomputes exports for whoever signs them."""

    @property
    def looks(self) -> Looks:
        """What acts outside the pages opened."""

    @property
    def recorder(self) -> Recorder:
        """Writes consents into the ledger."""

    @property
    def votes(self) -> Votes:
        """Proposals, ballots and what came of them."""


@cache
def behind() -> Behind:
    """The ports behind `SHOUYI_BEHIND`."""
    return cast("Behind", import_string(settings.SHOUYI_BEHIND)())


def sealer() -> Sealer:
    """Short for `behind().sealer`: what most callers need."""
    return behind().sealer
