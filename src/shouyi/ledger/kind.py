"""What a kind of entry is. The registry of them is the folder `kinds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

LOGS = ("skill", "trace", "voice", "rule")
SKILL, TRACE, VOICE, RULE = range(4)

RESULT_FIELDS = ("band", "day", "finance", "fulfilment", "guide", "high", "holder", "low", "p80", "score", "skill",
                 "social", "word_of_mouth")  # fmt: skip
"""The committed fields of one person's result in an assessment run, in ASCII order. Numbers are tenths or per mille."""


class Writer(StrEnum):
    """Who may write a kind. What an organisation is, `org.added` says."""

    FOUNDER = "founder"
    ANY = "any"
    REGISTRAR = "registrar"


class Shape(StrEnum):
    """The only forms that a public value may take: nothing that could hold free text."""

    HEX32 = "64 hex"
    HEX64 = "128 hex"
    ORG = "org-…"
    SEAT = "seat-1 to seat-9999"
    COUNT = "0..2^53-1"
    SIZES = "four counts"
    WORD = "a-z, 0-9, dot, dash; at most 64"
    WORDS = "at most 54 words in order, each once"


class View(Protocol):
    """The machine's state as an effect may read it, earlier entries of the same batch included.

    `day` is the block's, which a deadline is judged by; `net` the network's id, which signatures name.
    """

    @property
    def day(self) -> int: ...

    @property
    def net(self) -> str: ...

    def get(self, key: str) -> Any:
        """The value under `key`, None without one."""


Effect = Callable[[str, Mapping[str, Any], View], Mapping[str, Any]]
"""(by, pub, state) → what to write under which key. Raises EntryRefused."""


def no_effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    """Most kinds change nothing but their log."""
    return {}


@dataclass(frozen=True, slots=True)
class Kind:
    """What the registry fixes of a kind.

    `fields` are the committed names in ASCII order (empty: an entry about no person), `other` those of them that stand
    under a second person's key, `pub` the public ones with their shapes, `effect` what it does to the state.
    """

    name: str
    log: int
    writer: Writer
    fields: tuple[str, ...] = ()
    other: frozenset[str] = frozenset()
    pub: Mapping[str, Shape] = field(default_factory=dict, hash=False)
    effect: Effect = no_effect

    def __post_init__(self) -> None:
        assert list(self.fields) == sorted(set(self.fields)), self.name
        assert self.other <= set(self.fields), self.name
        assert not self.fields or {"next", "on"} <= set(self.fields), self.name
