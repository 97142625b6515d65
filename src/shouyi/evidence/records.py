"""Drafts: what an entry about a person will commit, before keys, salts and tags are known.

A draft is plain data. The stages to the right give it a seed, a tag and a place in a log; a draft knows nothing of
them. Days are whole days since 1970-01-01 in the source's own local time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Scalar = None | int | str
Value = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry to be: `fields` stand under the person's key, `other` under a second person's.

    `kind` is a registered kind's name, `org` the organisation that states the facts (its id, "org-…"), `person` the
    keeper's local id of whom they are about, `on` the day on which they happened (also committed, as field "on").
    `other` is empty or names the second person (a review's buyer) and what stands under that person's key.
    """

    kind: str
    person: str
    org: str
    on: int
    fields: Mapping[str, Value] = field(hash=False)
    other_person: str | None = None
    other: Mapping[str, Value] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not admitted: where it stands and why, in a code that people's pages turn into words."""

    file: str
    line: int
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact stands: its source, its log (0 skill, 1 trace, 2 voice, 3 rule), index there, and turn for caps.

    `turn`: the i-th entry of a source's chain takes the i-th smallest index of that chain's entries in the log, so
    that one total order keeps each chain's own order (tags shuffle a batch) and compares sources by index.
    """

    source: str
    log: int
    index: int
    turn: int
