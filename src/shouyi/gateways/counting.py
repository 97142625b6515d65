"""Counting what is opened: every decryption of the vault is counted where it happens, under the act that needed it.

Counts are of one process. An act is named by a context, which threads and tasks do not share: two requests at a time
count apart. What is opened outside every act is counted under "" and is a mistake of ours, which a test looks for.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNLOGGED: Mapping[str, str] = {
    "admission": "who already has a file and which sources are named: nobody is shown anything",
    "public": "the name-plate of a work that its maker registered to be seen, and a result that they released",
    "erasure": "what is about to be destroyed is opened to say which entries it was; nobody is shown anything",
    "check": "an audit opens what it compares with the ledger and says only whether it agrees",
    "consent": "the registrar's own chain is looked through, lest a consent be written down twice",
    "demonstration": "invented people, of whom anybody may know everything",
}
"""Acts that write no row of the view log, and why each shows nothing of a person to anybody."""


@dataclass
class Tally:
    """How many sealed rows an act has opened so far."""

    act: str
    opened: int = 0


_within: ContextVar[Tally | None] = ContextVar("within", default=None)
_total: Counter[str] = Counter()
_lock = Lock()


@contextmanager
def counting(act: str) -> Iterator[Tally]:
    """Names the act for what is opened within; the innermost name holds. Usable as a decorator too."""
    tally = Tally(act)
    token = _within.set(tally)
    try:
        yield tally
    finally:
        _within.reset(token)


def count_one() -> None:
    """One sealed row was opened: the vault says so, right after it happened."""
    tally = _within.get()
    if tally is not None:
        tally.opened += 1
    with _lock:
        _total[tally.act if tally else ""] += 1


def opened_so_far() -> dict[str, int]:
    """What this process opened, by act."""
    with _lock:
        return dict(_total)
