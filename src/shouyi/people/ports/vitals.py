"""How the rest of the house is, in codes and counts: for probes and metrics. Nothing here is about anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Vitals(Protocol):
    """Safe to call from any thread; cheap enough for every few seconds."""

    def why_ailing(self) -> Mapping[str, str]:
        """`ledger` and `disk`: "" when fine, otherwise a code, `unreadable` or `low`."""

    def sizes(self) -> Mapping[str, int]:
        """How many entries each log holds, by the log's name."""

    def last_run_on(self) -> int | None:
        """The day number as of which everybody was scored last; None before the first run."""
