"""Votes of the town's past: a standard and a guide that were voted in, one that too few voted on, one that is open.

Days are counted back from the day on which the town stands still. A guide is told by the numbers that it changes; the
proposals, comments and ballots themselves go through the same doors as any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FOUNDED = 150
"""Days before the town's own day on which its network was founded."""
TERMS: Mapping[str, Mapping[str, int]] = {
    "guide": {"comment": 14, "majority": 501, "notice": 30, "quorum": 500, "veto": 334, "voting": 14},
    "standard": {"comment": 7, "majority": 501, "notice": 14, "quorum": 400, "veto": 334, "voting": 14},
    "terms": {"comment": 14, "majority": 667, "notice": 30, "quorum": 600, "veto": 334, "voting": 14},
}
VOTERS = (
    "org-platform-hezhi", "org-platform-shanye", "org-platform-xunchang", "org-culture-heritage",
    "org-training-lianggong", "org-certifier-hengping", "org-bank-yunqiao", "org-enterprise-jinshan",
    "org-workshop-liuhe", "org-federation-town",
)  # fmt: skip
DELEGATES = {"seat-1": "artisan-1", "seat-2": "artisan-2", "seat-3": "artisan-5"}
"""Who sits where, by login: known to the demonstration alone."""
SEATED, TERM = 149, 730
ELECTION: Mapping[str, Any] = {"called": "2026-06-15", "candidates": 5, "eligible": 64, "seats": 3, "turnout": 41}


@dataclass(frozen=True, slots=True)
class Step:
    """What happened `ago` days before: `by` is an organisation or a seat, `word` a choice or what was said."""

    ago: int
    what: str
    by: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One proposal and its steps in order. `document` is the whole of it, or for a guide the numbers that it changes in
    the one in force on the day of its opening, in the form of `score.redraft.Changes`."""

    subject: str
    version: str
    by: str
    ago: int
    document: Mapping[str, Any] = field(hash=False)
    steps: tuple[Step, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it came in force."""
        return any(step.what == "activate" for step in self.steps)


STANDARD = Story(
    "standard", "1", "org-culture-heritage", 140,
    {"version": "1", "inputs": ["trade.statement", "work.registered", "outcome.attested"],
     "days": "local", "money": "fen", "orders": "one line for each maker", "corrections": "within 30 days"},
    (
        Step(138, "comment", "org-platform-shanye", "按笔数拆分到每位作者，我们的系统要改两周，可以做到。"),
        Step(136, "comment", "org-enterprise-jinshan", "更正期限30天偏短，年底盘点时会来不及。"),
        Step(130, "ballot", "org-culture-heritage", "yes"),
        Step(130, "ballot", "org-platform-hezhi", "yes"),
        Step(129, "ballot", "org-platform-shanye", "yes"),
        Step(128, "ballot", "org-training-lianggong", "yes"),
        Step(127, "ballot", "org-certifier-hengping", "yes"),
        Step(127, "ballot", "org-bank-yunqiao", "abstain"),
        Step(126, "ballot", "org-enterprise-jinshan", "no"),
        Step(125, "ballot", "seat-1", "yes"),
        Step(124, "ballot", "seat-3", "yes"),
        Step(100, "activate", "org-culture-heritage"),
    ),
)  # fmt: skip
FASTER = Story(
    "guide", "2.1", "org-platform-hezhi", 132,
    {"weights": {}, "numbers": {"dispatch": {"half_life": 90}, "satisfied": {"half_life": 90}}},
    (
        Step(128, "comment", "org-culture-heritage", "三个月就减半，一个农忙季的耽搁会压得更重，慢工细活的人吃亏。"),
        Step(126, "comment", "org-platform-hezhi", "近况对买家更有用。我们愿意看看对所有人的试算再说。"),
        Step(114, "ballot", "org-platform-hezhi", "yes"),
        Step(112, "ballot", "org-platform-xunchang", "yes"),
        Step(110, "ballot", "org-culture-heritage", "no"),
        Step(108, "ballot", "seat-2", "no"),
    ),
)  # fmt: skip
NARROWER = Story(
    "guide", "2.2", "org-culture-heritage", 88,
    {"weights": {}, "numbers": {"dispatch": {"hi": 900}, "satisfied": {"hi": 850, "kappa": 1000}}},
    (
        Step(86, "comment", "org-workshop-liuhe", "十单守约九单就算做到，慢工细活的人不因一两次耽搁吃亏。我们赞成。"),
        Step(85, "comment", "org-bank-yunqiao", "分数会普遍上升，高分段的区分变小。请大家先看试算再投。"),
        Step(84, "comment", "org-training-lianggong", "口碑少的人，几句话就能算数，对刚起步的学员有好处。"),
        Step(82, "comment", "org-platform-shanye", "九成以上不再区分，准时的店会觉得白守了。我们保留意见。"),
        Step(74, "ballot", "org-culture-heritage", "yes"),
        Step(73, "ballot", "org-workshop-liuhe", "yes"),
        Step(72, "ballot", "seat-2", "yes"),
        Step(71, "ballot", "org-platform-shanye", "no"),
        Step(70, "ballot", "org-training-lianggong", "yes"),
        Step(69, "ballot", "seat-1", "yes"),
        Step(67, "ballot", "org-certifier-hengping", "yes"),
        Step(66, "ballot", "org-platform-hezhi", "no"),
        Step(65, "ballot", "org-bank-yunqiao", "abstain"),
        Step(63, "ballot", "seat-3", "yes"),
        Step(62, "ballot", "org-federation-town", "yes"),
        Step(29, "activate", "org-culture-heritage"),
    ),
)  # fmt: skip
"""The numbers under which lives of equal craft come within a point of each other (docs/algorithms/gap.md)."""
LONGER = Story(
    "guide", "2.3", "org-certifier-hengping", 20,
    {"weights": {}, "numbers": {"quality_checks": {"half_life": 730}}},
    (
        Step(18, "comment", "org-workshop-liuhe", "一年只抽查三四回，一年就减半，等于白查。两年合适。"),
        Step(17, "comment", "org-enterprise-jinshan", "两年前的一次不合格，也会跟着人更久。改好了的人怎么办？"),
        Step(15, "comment", "org-certifier-hengping", "改好以后再抽，合格的多了，旧的一次就轻了。试算在下面。"),
        Step(5, "ballot", "org-certifier-hengping", "yes"),
        Step(4, "ballot", "org-workshop-liuhe", "yes"),
        Step(3, "ballot", "org-platform-shanye", "no"),
        Step(2, "ballot", "seat-2", "yes"),
    ),
)  # fmt: skip
STORIES = (STANDARD, FASTER, NARROWER, LONGER)
"""In the order of their opening: a standard in force, a guide that missed its quorum, the guide in force, and one that
takes ballots."""
