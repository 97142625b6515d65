"""A small reader in memory: real facts, really weighed and assessed, so that pages show what the score says.

Three artisans (a good year, a late one, a young file), an officer without a file, three works in three states.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from shouyi.canon.days import from_iso
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import Cancelled, Delivered, Dispatched, Returned, Reviewed, Sold, TradeFact, Visited
from shouyi.people.ports import Extract, Line, Login, Report, Step, Work, WorkName
from shouyi.score.assess import assess_evidence
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import LATEST, guide_bytes
from shouyi.score.weigh import weigh_person

TODAY, BEFORE = from_iso("2026-11-24"), from_iso("2026-10-31")
CHINA = timezone(timedelta(hours=8))
PASSWORD = "threads-counted-twice"
PLATFORM, REGISTRAR = "百工集市", "黔东南手艺登记处"
SIZES = (214, 20_310, 9_118, 402)


def _orders(person: str, orders: int, late_each: int, seed: int) -> list[TradeFact]:
    """So many orders over a year; every `late_each`-th is sent two days late and gets two stars."""
    chance = random.Random(seed)
    facts: list[TradeFact] = []
    for number in range(orders):
        bought = TODAY - 360 + number * 350 // orders
        late = number % late_each == late_each - 1
        facts += _order(person, f"D{number + 1001}", bought, late, chance)
    return facts


def _order(person: str, order: str, bought: int, late: bool, chance: random.Random) -> list[TradeFact]:
    promised, buyer = bought + 5, f"b{chance.randrange(60)}"
    sent = promised + 2 if late else promised - chance.randrange(3)
    arrived, expected = sent + 4, promised + 5
    stars = 2 if late else chance.choice((4, 5, 5, 5))
    items = chance.choice((1, 1, 2))
    return [
        Sold(person, bought, order, items, items * 26_800, "CNY"),
        Dispatched(person, sent, order, promised),
        Delivered(person, arrived, order, expected),
        Reviewed(person, arrived + 1, order, buyer, stars, 1, chance.randrange(5), None, promised, sent, expected,
                 arrived),
        Visited(person, bought + 180, buyer, bought, chance.random() < 0.2),
    ]  # fmt: skip


def _placed(facts: list[TradeFact]) -> list[TradeFact]:
    known = sorted((fact for fact in facts if fact.on <= TODAY), key=lambda fact: fact.on)
    placed = []
    for turn, fact in enumerate(known):
        log = 2 if isinstance(fact, Reviewed) else 1
        placed.append(replace(fact, origin=Origin(PLATFORM, log, 1000 + turn * 7, 1000 + turn * 7)))
    return placed


FACTS: dict[str, list[TradeFact]] = {
    "p-good": _placed([
        *_orders("p-good", 120, 30, 1),
        Cancelled("p-good", TODAY - 50, "D2001", "buyer"),
        Returned("p-good", TODAY - 40, "D1090", "other"),
    ]),
    "p-late": _placed([
        *_orders("p-late", 60, 2, 2),
        Cancelled("p-late", TODAY - 20, "D2002", "seller"),
        Returned("p-late", TODAY - 9, "D1040", "quality"),
    ]),
    "p-young": _placed(_orders("p-young", 2, 9, 3)),
    "p-new": [],
}  # fmt: skip


class MemoryReader:
    """Answers the port from the facts above."""

    def __init__(self, guide: str = LATEST) -> None:
        self._guide = parse_guide(guide_bytes(guide))
        self._works = {work.public_id: work for work in _works()}

    def guide(self) -> Guide:
        return self._guide

    def report(self, person: str) -> Report | None:
        facts = FACTS.get(person, [])
        if not facts:
            return None
        evidence = weigh_person(person, facts, self._guide)
        now = assess_evidence(evidence, self._guide, person, TODAY, sizes=SIZES)
        before = assess_evidence(evidence, self._guide, person, BEFORE, sizes=SIZES)
        previous = before if before.evidence.events else None
        return Report(now, "5e" * 32, 401, previous, self._guide, evidence, tuple(facts), {PLATFORM: PLATFORM})

    def lines(self, person: str) -> tuple[Line, ...]:
        facts = FACTS.get(person)
        if facts is None:
            return ()
        lines = [Line(*_place(fact), _kind(fact), PLATFORM, fact.on, (fact,)) for fact in reversed(facts)]
        opened = Line(3, 12, "archive.opened", REGISTRAR, TODAY - 400)
        source = Line(3, 13, "source.added", REGISTRAR, TODAY - 399)
        titled = Line(1, 900, "work.registered", REGISTRAR, TODAY - 380, title="《八角花》壁挂")
        erased = Line(1, 901, "trade.statement", PLATFORM, TODAY - 379, opening="erased")
        return (*lines, titled, erased, source, opened)

    def line_proof(self, person: str, log: int, index: int) -> bytes | None:
        mine = {(line.log, line.index) for line in self.lines(person)}
        return f"proof of {log}/{index}\n".encode() if (log, index) in mine else None

    def result_proof(self, person: str, names: Sequence[str]) -> bytes | None:
        return f"proof of {', '.join(sorted(names))}\n".encode() if FACTS.get(person) else None

    def export(self, person: str) -> bytes | None:
        return json.dumps({"logs": [], "unspent": [], "v": 1}).encode() if person in FACTS else None

    def work(self, public_id: str) -> Work | None:
        return self._works.get(public_id)

    def works(self, count: int) -> tuple[WorkName, ...]:
        shown = list(self._works.values())[:count]
        return tuple(WorkName(work.public_id, work.title, work.craft, work.maker) for work in shown)

    def pin(self) -> bytes:
        return json.dumps({"names": {"org-a": "</script><b>&"}, "v": 1}, separators=(",", ":")).encode()

    def verifier_digest(self) -> str:
        return "c4" * 32

    def logins(self) -> tuple[Login, ...]:
        return (
            Login("xiumei", "杨秀梅", "artisan", "p-good", PASSWORD),
            Login("laowu", "吴长顺", "artisan", "p-late", PASSWORD),
            Login("xiaolan", "潘小兰", "artisan", "p-young", PASSWORD),
            Login("ahe", "何新", "artisan", "p-new", PASSWORD),
            Login("afen", "石阿芬", "artisan", "p-erased", PASSWORD),
            Login("buyer", "buyer", "buyer", None, PASSWORD),
            Login("officer", "陈经办", "officer", None, PASSWORD),
        )


def _kind(fact: TradeFact) -> str:
    return "review.given" if isinstance(fact, Reviewed) else "trade.statement"


def _place(fact: TradeFact) -> tuple[int, int]:
    assert fact.origin is not None
    return fact.origin.log, fact.origin.index


def _works() -> list[Work]:
    day = from_iso("2026-09-12")
    checks = ("id", "fields", "signature", "inclusion", "quorum")
    good = Work(
        public_id="SY7K3M92QF",
        title="《八角花》壁挂",
        craft="苗族数纱绣，贵州台江施洞",
        maker="杨秀梅",
        registered_on=day,
        registered_by=REGISTRAR,
        verdict="holds",
        checked_at=datetime(2026, 11, 24, 14, 32, tzinfo=CHINA),
        checks=tuple((code, "holds") for code in checks),
        proof_path="/w/SY7K3M92QF/proof",
        proof_bytes=2_210,
        log=1,
        index=18_204,
        leaf="4f1c" * 16,
        steps=(
            Step("materials", "self", day - 60, by="杨秀梅"),
            Step("making", "evidence", day - 58, day - 12, PLATFORM),
            Step("inspection", "third", day - 6, by="州手工艺质检站"),
            Step("registered", "evidence", day, by=REGISTRAR),
            Step("transport", "none", day + 1, day + 3),
        ),
        extract=Extract("B", TODAY, "1"),
    )
    plain = replace(
        good, public_id="SYB0000002", title="<i>鱼</i>纹背扇", maker="潘小兰", extract=None, steps=good.steps[3:4],
        verdict="unknown", checks=(*good.checks[:4], ("quorum", "unknown")),
    )  # fmt: skip
    broken = replace(
        plain, public_id="SYB0000003", title="银项圈", craft="苗族银饰锻制", maker="吴长顺", verdict="broken",
        checks=(*good.checks[:3], ("inclusion", "broken"), ("quorum", "unknown")),
    )  # fmt: skip
    return [good, plain, broken]


def reader() -> MemoryReader:
    """What SHOUYI_READER names in these tests."""
    return MemoryReader()
