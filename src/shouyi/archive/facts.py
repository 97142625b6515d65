"""From opened entries to facts: what a person's file says, with where it stands. The input of every assessment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from shouyi.archive.records import OpenedEntry
from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.entry import OUTCOME, outcome_of
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.statement import REVIEW, STATEMENT, fact_of_review, facts_of_statement
from shouyi.ledger.kinds import kinds

SAYING = frozenset({OUTCOME, REVIEW, STATEMENT})
"""Kinds of entry that state facts."""


def facts_of(entries: Iterable[OpenedEntry]) -> list[Fact]:
    """The facts in one person's opened entries, by source and place in its chain.

    Entries whose fields are closed (erased, or too old to weigh) say nothing. Raises EvidenceError for fields that are
    not what their kind's codec writes.
    """
    listed = [entry for entry in entries if entry.kind in SAYING and _is_open(entry)]
    facts: list[Fact] = []
    for entry, origin in zip(listed, origins_of(listed), strict=True):
        if entry.kind == REVIEW:
            facts.append(fact_of_review(entry.person, entry.fields, origin))
        elif entry.kind == OUTCOME:
            facts.append(outcome_of(entry.person, entry.fields, origin))
        else:
            facts += facts_of_statement(entry.person, entry.fields, origin)
    return facts


def _is_open(entry: OpenedEntry) -> bool:
    """Of what is too old to weigh, `on` stays open alone; `text` is the buyer's, and `next` no part of the fact."""
    kind = kinds()[entry.kind]
    return set(kind.fields) - kind.other - {"next"} <= entry.fields.keys()


def origins_of(entries: Sequence[OpenedEntry]) -> list[Origin]:
    """Where each entry stands; `turn` as `Origin` defines it: chain order within a source, index between sources."""
    places: dict[tuple[str, int], list[tuple[int, int, int]]] = defaultdict(list)
    for at, entry in enumerate(entries):
        places[entry.by, entry.log].append((entry.n, entry.index, at))
    turns: dict[int, int] = {}
    for found in places.values():
        indices = sorted(index for _, index, _ in found)
        turns.update({at: turn for turn, (_, _, at) in zip(indices, sorted(found), strict=True)})
    return [Origin(entry.by, entry.log, entry.index, turns[at]) for at, entry in enumerate(entries)]
