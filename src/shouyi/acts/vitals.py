"""How an installation is. Implements `people.ports.vitals.Vitals`."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

from shouyi.acts.assessing import last_run
from shouyi.ledger.kind import LOGS

if TYPE_CHECKING:
    from pathlib import Path

    from shouyi.wiring import House

DISK_LOW_BYTES = 256 * 1024 * 1024
"""Less than this, and a batch, a backup or an upload may not fit any more."""


def why_disk_low(home: Path) -> str:
    """`low` where less than a quarter of a gibibyte is free, `unreadable` where the home is away."""
    try:
        return "low" if shutil.disk_usage(home).free < DISK_LOW_BYTES else ""
    except OSError:
        return "unreadable"


class HouseVitals:
    """Reads, takes no lock."""

    def __init__(self, house: House) -> None:
        self._house = house

    def why_ailing(self) -> dict[str, str]:
        return {"ledger": self._why_unreadable(), "disk": why_disk_low(self._house.settings.home)}

    def _why_unreadable(self) -> str:
        """The store answers, and what is published is there."""
        try:
            self._house.store.sizes()
            published = (self._house.public / "state").stat().st_size > 0
        except (OSError, sqlite3.Error):
            return "unreadable"
        return "" if published else "unreadable"

    def sizes(self) -> dict[str, int]:
        return dict(zip(LOGS, self._house.store.sizes(), strict=True))

    def last_run_on(self) -> int | None:
        found = last_run(self._house)
        return int(found.pub["as_of"]) if found else None
