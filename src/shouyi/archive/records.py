"""What the archive hands on: an entry of one person's file with the fields that stand open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from shouyi.evidence.records import Value


class OpenedEntry(Protocol):
    """(`log`, `index`) is its place, `n` its place in the chain of its source (`person` × `by`), `kind` a registered
    kind's name. `fields` are the open ones by name; a closed field is absent."""

    @property
    def person(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def log(self) -> int: ...
    @property
    def index(self) -> int: ...
    @property
    def n(self) -> int: ...
    @property
    def fields(self) -> Mapping[str, Value]: ...
