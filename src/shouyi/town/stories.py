"""Who in the town has a story, chosen by lot: circumstance has no say in it."""

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


def cast(seed: str, artisans: Sequence[Artisan]) -> Mapping[str, Story]:
    """One artisan a story. A town of fewer artisans than stories is our own mistake."""
    assert len(artisans) > len(ABOUT), "a town needs more artisans than stories"
    chosen = chance(seed, "stories").sample([artisan.id for artisan in artisans], len(ABOUT))
    return {name: Story(one, ABOUT[name]) for name, one in zip(ABOUT, chosen, strict=True)}


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
