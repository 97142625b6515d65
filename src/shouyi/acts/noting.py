"""Noting what acts outside the pages open of people's files, for the view log: runs, and commands about one person.

The note is durable before anything is opened, and says how much was opened once the act has ended: a crash leaves a
note without a number, which the view log shows as begun. The pages take the notes over (`people.trail`).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from shouyi.gateways.counting import counting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.wiring import House

RUN, WATCH, ASSESSMENT, EXPORT, CORRECTION, LEAVE = "run", "watch", "assessment", "export", "correction", "leave"


@contextmanager
def noted(house: House, act: str, person: str = "") -> Iterator[None]:
    """Whatever is opened within stands in the view log of this person ("": of everybody)."""
    with noted_ref(house, act, house.keys.ref(person) if person else b""):
        yield


@contextmanager
def noted_ref(house: House, act: str, ref: bytes) -> Iterator[None]:
    """As `noted`, for a person known by their ref alone."""
    number = house.vault.begin_look(act, ref, int(house.clock()))
    with counting(act) as tally:
        try:
            yield
        finally:
            house.vault.end_look(number, tally.opened)
