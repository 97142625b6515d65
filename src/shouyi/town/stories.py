"""Who in the town has a story, chosen by lot: circumstance has no say in it.

The one who teaches is chosen among those who have been at their craft longest, since nobody is a provincial inheritor
after five years of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shouyi.town.chance import chance
from shouyi.town.records import Artisan, Order, Review, Story, Text

ABOUT = {
    "disputed": Text("一件退货，买家说质量问题，手艺人不认。", "A return for quality, contested by the artisan."),
    "erased": Text("要求删除全部档案的人。", "Somebody who asks for the whole file to be erased."),
    "thin": Text("刚开店，只有三单。", "A shop just opened, with a handful of orders."),
    "flawless": Text("两年里没有晚发过一单。", "Two years without one late dispatch."),
    "recovered": Text("有过很难的一个月，后来好了。", "One bad month, and good ones since."),
    "burst": Text("三周里来了一群很像的新买家，全是五星。", "A crowd of new buyers who look alike, all five stars."),
}
LATER = {
    "teaching": Text("省级传承人，带两个徒弟，每月十单，说到做到，没借过钱。",
                     "A provincial inheritor with two apprentices, ten orders a month, promises kept, never a loan."),
    "overtaken": Text("单子接得太多，近一年三单里晚发一单多。",
                      "More orders accepted than could be made: of three in the last year more than one left late."),
}  # fmt: skip
"""Those that a town of a handful has no room for."""
ROOM = 13
"""So many artisans have room for all stories."""


def cast(seed: str, artisans: Sequence[Artisan]) -> Mapping[str, Story]:
    """One artisan a story. A town of fewer artisans than stories is our own mistake."""
    assert len(artisans) > len(ABOUT), "a town needs more artisans than stories"
    chosen = chance(seed, "stories").sample([artisan.id for artisan in artisans], len(ABOUT))
    found = {name: Story(one, ABOUT[name]) for name, one in zip(ABOUT, chosen, strict=True)}
    return (
        found | _later(seed, [each for each in artisans if each.id not in chosen]) if len(artisans) >= ROOM else found
    )


def _later(seed: str, left: Sequence[Artisan]) -> Mapping[str, Story]:
    eldest = sorted(left, key=lambda artisan: (artisan.since, artisan.id))[: len(left) // 4]
    rng = chance(seed, "stories", "later")
    teaching = rng.choice(eldest).id
    overtaken = rng.choice([artisan.id for artisan in left if artisan.id != teaching])
    return {"teaching": Story(teaching, LATER["teaching"]), "overtaken": Story(overtaken, LATER["overtaken"])}


def with_dispute(
    stories: Mapping[str, Story], orders: Sequence[Order], reviews: Sequence[Review]
) -> Mapping[str, Story]:
    """The stories with the contested order named: the latest return for quality of that artisan that was reviewed."""
    story = stories.get("disputed")
    if story is None:
        return stories
    reviewed = {review.order for review in reviews if review.stars <= 2}
    returned = [o for o in orders if o.maker == story.artisan and o.return_reason == "quality"]
    best = max(returned, key=lambda o: (o.id in reviewed, o.purchased_on, o.id), default=None)
    return {**stories, "disputed": replace(story, order=best.id if best else None)}
