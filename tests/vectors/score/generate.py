"""Writes people.json: a small town's entries, and the digits that this implementation finds; and export.json, one
person's whole export, with the pin that it is judged by and its digits.

python -m vectors.score.generate        (from tests/)
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

from shouyi.acts.checking import recompute_file
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
from stages.archive.small_world import PLATFORM, SILENT, pin, short
from world.ledger import DAY

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


def files() -> dict[str, bytes]:
    """Everything by its name."""
    data, judged_by = export(), pin().to_bytes()
    found = recompute_file(data, judged_by, "", None, guide_bytes(VERSION)).assessment
    assert found is not None
    digits = json.dumps(_digits(found), indent=1).encode() + b"\n"
    return {"people.json": document(), "export.json": data, "pin.json": judged_by, "export_digits.json": digits}


def export() -> bytes:
    """A file of every shape: orders, a review, attested facts, leave, an erased fact, a source that is silent."""
    story = short()
    story.add(SILENT)
    orders = tuple(cell for n in range(30) for cell in (f"o-{n}", DAY - 40 - (n == 7)))
    story.write(PLATFORM, [story.statement(PLATFORM, DAY - 40, dispatched=orders)])
    told = story.write(PLATFORM, [story.statement(PLATFORM, DAY - 9, cancelled=("o-77", "seller"))])
    story.write(PLATFORM, [story.review(PLATFORM, 5)])
    story.write(
        PLATFORM, [story.outcome(PLATFORM, "leave", DAY - 30, 12), story.outcome(PLATFORM, "capacity", DAY, 1000)]
    )
    story.write(PLATFORM, [story.outcome(PLATFORM, "city_inheritor", DAY - 900)])
    story.erase(told[0])
    return story.export()


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
    for name, data in files().items():
        (HERE / name).write_bytes(data)
