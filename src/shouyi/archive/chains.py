"""Following the chains of an export: from the one `archive.opened` over every source to ends that nobody spent.

A chain is what one organisation wrote about the person: each entry's `next` opens to the tag of the entry after it. The
registrar's chain names the others (`source.added`, whose `first` opens to their first tag).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shouyi.archive.exportfile import EndField, Shown
from shouyi.ledger.errors import ArchiveIncomplete, EntryRefused

OPENED, ADDED, ERASED = "archive.opened", "source.added", "fact.erased"
Unread = dict[tuple[str, str], Shown]
"""Entries by (organisation, tag in hex) that no chain has reached yet."""


@dataclass(frozen=True, slots=True)
class End:
    """A tag that must be unspent: `by` may spend it, `digest` is its field's before blinding."""

    by: str
    digest: bytes
    where: str


@dataclass(frozen=True, slots=True)
class Chains:
    """`chains`: each source's entries in order, the registrar's first. `ends` by digest."""

    chains: tuple[tuple[Shown, ...], ...]
    ends: tuple[End, ...]


def require_chains(entries: Sequence[Shown]) -> Chains:
    """Every entry in its chain. Raises ArchiveIncomplete where one breaks, EntryRefused for what cannot be a file's."""
    unread = _by_tag(entries)
    opened = _only_opened(entries)
    registrar = _walk(unread, opened)
    chains, ends = [registrar], [_end_of(registrar)]
    for added in _sources(registrar):
        chain, end = _source(unread, added)
        chains += [chain] if chain else []
        ends.append(end)
    if unread:
        left = next(iter(unread.values()))
        raise ArchiveIncomplete(f"{left.where}, by {left.entry.by}, hangs on no chain that the export shows")
    return Chains(tuple(chains), tuple(sorted(ends, key=lambda end: end.digest)))


def erased_by(chain: Sequence[Shown]) -> frozenset[str]:
    """Tags (hex) of the chain's entries that a later `fact.erased` of the same chain names."""
    places = {shown.entry.tag.hex(): n for n, shown in enumerate(chain)}
    named = ((n, shown.value("tag")) for n, shown in enumerate(chain) if shown.entry.kind.name == ERASED)
    return frozenset(tag for n, tag in named if isinstance(tag, str) and places.get(tag, n) < n)


def _by_tag(entries: Sequence[Shown]) -> Unread:
    unread: Unread = {}
    for shown in entries:
        key = (shown.entry.by, shown.entry.tag.hex())
        if not shown.entry.tag or key in unread:
            raise EntryRefused(f"{shown.where}, a {shown.entry.kind.name}, has no tag of its own")
        unread[key] = shown
    return unread


def _only_opened(entries: Sequence[Shown]) -> Shown:
    found = [shown for shown in entries if shown.entry.kind.name == OPENED]
    if not found:
        raise ArchiveIncomplete("no archive.opened is shown: nothing says where the file begins")
    if len(found) > 1:
        raise EntryRefused(f"two files in one export: {found[0].where} and {found[1].where} both open one")
    return found[0]


def _walk(unread: Unread, start: Shown) -> tuple[Shown, ...]:
    """The chain from its first entry on; what it reaches is no longer unread."""
    by = start.entry.by
    del unread[by, start.entry.tag.hex()]
    chain = [start]
    while not isinstance(found := chain[-1].field("next"), EndField):
        after = unread.pop((by, str(found.value)), None) if found else None
        if after is None:
            raise ArchiveIncomplete(f"the chain of {by} breaks after {chain[-1].where}: the next entry is not shown")
        chain.append(after)
    return tuple(chain)


def _end_of(chain: Sequence[Shown]) -> End:
    last = chain[-1]
    return _end(last, "next", last.entry.by, f"the chain of {last.entry.by} ends at {last.where}")


def _end(shown: Shown, name: str, by: str, where: str) -> End:
    found = shown.field(name)
    assert isinstance(found, EndField)
    return End(by, found.digest, where)


def _sources(registrar: Sequence[Shown]) -> Iterator[Shown]:
    """The `source.added` of the registrar's chain, each for an organisation of its own."""
    named = {registrar[0].entry.by}
    for shown in registrar:
        if shown.entry.kind.name != ADDED:
            continue
        org = shown.value("org")
        if not isinstance(org, str):
            raise ArchiveIncomplete(f"{shown.where}: which organisation it adds stays closed")
        if org in named:
            raise EntryRefused(f"{shown.where}: {org[:70]} has a chain already")
        named.add(org)
        yield shown


def _source(unread: Unread, added: Shown) -> tuple[tuple[Shown, ...], End]:
    """The chain that a `source.added` names, and where it ends: at once, if nothing was written yet."""
    org, first = str(added.value("org")), added.field("first")
    if isinstance(first, EndField):
        return (), _end(added, "first", org, f"{org}, which {added.where} names, wrote nothing")
    start = unread.get((org, str(first.value))) if first else None
    if start is None:
        raise ArchiveIncomplete(f"the chain of {org}, which {added.where} names, is not shown")
    chain = _walk(unread, start)
    if any(shown.entry.kind.name == ADDED for shown in chain):
        raise EntryRefused(f"the chain of {org} adds a source, which only the registrar's chain does")
    return chain, _end_of(chain)
