"""Writes people.json: a small town's entries, and the digits that this implementation finds.

python -m vectors.score.generate        (from tests/)
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

from shouyi.archive.facts import facts_of
from shouyi.archive.openings import Opened
from shouyi.evidence.facts import Fact, drafts_of
from shouyi.evidence.outcome.tables import parse_outcomes
from shouyi.evidence.records import Draft
from shouyi.evidence.trade.tables import parse_orders, parse_reviews
from shouyi.evidence.trade.units import Unit
from shouyi.ledger.kinds import kinds
from shouyi.score.assess import assess_evidence
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Assessment
from shouyi.score.weigh import weigh_person
from shouyi.town.build import build, tables

HERE = Path(__file__).parent
SEED, PEOPLE, ORDERS, VERSION = "vectors", 12, 240, "2"
DAYS = (0, 45, 400)
"""Each person as of the town's last day and of days before it."""


def document() -> bytes:
    """The vectors' bytes: one object, a person a line."""
    guide, town = parse_guide(guide_bytes(VERSION)), build(SEED, PEOPLE, ORDERS)
    people = []
    for person, entries in sorted(_entries().items()):
        evidence = weigh_person(person, facts_of(entries), guide)
        found = [assess_evidence(evidence, guide, person, town.last_day - before) for before in DAYS]
        people.append({"entries": [_plain(each) for each in entries], "digits": [_digits(each) for each in found]})
    head = json.dumps({"guide": VERSION, "digest": guide.digest})[:-1]
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in people)
    return f'{head}, "people": [\n{lines}\n]}}\n'.encode()


def _entries() -> dict[str, list[Opened]]:
    """Each person's entries, with places as in a log: sources apart, a batch's order shuffled."""
    drafts: dict[str, list[Draft]] = defaultdict(list)
    for org, facts, texts in _stated():
        for draft in drafts_of(facts, org, lambda buyer, maker: f"{maker[-4:]}-{buyer}", texts):
            drafts[draft.person].append(draft)
    return {person: _placed(person, mine) for person, mine in drafts.items()}


def _placed(person: str, drafts: list[Draft]) -> list[Opened]:
    places, counts = list(range(len(drafts))), defaultdict(int)
    Random(person).shuffle(places)
    placed = []
    for draft, index in zip(drafts, places, strict=True):
        fields = {"next": None, **draft.fields}
        placed.append(Opened(person, draft.kind, draft.org, kinds()[draft.kind].log, index, counts[draft.org], fields))
        counts[draft.org] += 1
    return placed


def _stated() -> list[tuple[str, list[Fact], Any]]:
    found: list[tuple[str, list[Fact], Any]] = []
    units: tuple[Unit, ...] = ()
    for path, data in tables(build(SEED, PEOPLE, ORDERS)):
        _, org, name = path.split("/")
        if name == "orders.csv":
            orders = parse_orders(name, data)
            units = tuple(orders.units)
            found.append((org, list(orders.facts), {}))
        elif name == "reviews.csv":
            found.append((org, list(parse_reviews(name, data, units).facts), {}))
        else:
            found.append((org, list(parse_outcomes(name, data).facts), {}))
    return found


def _plain(entry: Opened) -> list[Any]:
    """[kind, by, log, index, n, fields], without the fields that say nothing."""
    said = {name: value for name, value in entry.fields.items() if value is not None}
    return [entry.kind, entry.by, entry.log, entry.index, entry.n, said]


def _digits(found: Assessment) -> dict[str, Any]:
    names = ("day", "score", "low", "high", "p80", "band", "dimensions")
    parts = {each.indicator: str(each.exact) for each in found.contributions}
    return {name: getattr(found, name) for name in names} | {"contributions": parts}


if __name__ == "__main__":
    (HERE / "people.json").write_bytes(document())
