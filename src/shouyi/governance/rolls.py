"""Who could vote when: every stretch on the roll there ever was, from the entries about the roll alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STRUCK = "struck"
"""Why an organisation is on the roll no more; a delegate leaves for one of `voting.LEAVING`."""
KINDS = frozenset({"voter.added", "voter.struck", "delegate.seated", "delegate.unseated"})
"""The kinds of entries that change the roll."""


class RollEntry(Protocol):
    """An entry of one of `KINDS`: its leaf in `rule`, who wrote it, the day."""

    @property
    def index(self) -> int: ...
    @property
    def by(self) -> str: ...
    @property
    def day(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def pub(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Voice:
    """One stretch on the roll of an organisation or a seat (`name`), written at `index` by `by`.

    `until` is the last day: None for an organisation that stays, the end of the term for a delegate. `left` says why it
    ended before, on that day, "" where it did not, and `left_index` where that stands. `election` is the digest of the
    record of the election, "" for an organisation.
    """

    name: str
    is_seat: bool
    by: str
    since: int
    index: int
    until: int | None = None
    election: str = ""
    left: str = ""
    left_index: int | None = None

    def stands(self, day: int) -> bool:
        """Whether it may vote on `day` after all that was written until then; as `Roll` has it."""
        return not self.left and (self.until is None or day <= self.until)


def voices(entries: Iterable[RollEntry]) -> tuple[Voice, ...]:
    """Every stretch, in the order in which they began; `entries` come in the order of the log."""
    found: list[Voice] = []
    last: dict[str, int] = {}
    for entry in entries:
        name = entry.pub.get("org") or entry.pub["seat"]
        if entry.kind in ("voter.added", "delegate.seated"):
            last[name] = len(found)
            found.append(_begun(entry, name))
        else:
            ended = found[last[name]]
            why = entry.pub.get("reason", STRUCK)
            found[last[name]] = replace(ended, until=entry.day, left=why, left_index=entry.index)
    return tuple(found)


def _begun(entry: RollEntry, name: str) -> Voice:
    pub = entry.pub
    is_seat = entry.kind == "delegate.seated"
    return Voice(name, is_seat, entry.by, entry.day, entry.index, pub.get("until"), pub.get("election", ""))
