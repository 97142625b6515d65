"""The crafts: the official name and place from the national list, the rest from one file a craft."""

from __future__ import annotations

from functools import cache
from typing import Any

from shouyi.town.records import Craft, Item, Text
from shouyi.town.texts import craft_keys, document, heritage, pair

ASPECTS = ("stuff", "hand", "look", "flaw", "use")


@cache
def crafts() -> tuple[Craft, ...]:
    """Every craft that has a file, in ASCII order of keys."""
    return tuple(_craft(key) for key in craft_keys())


def _craft(key: str) -> Craft:
    told: Any = document(f"crafts/{key}")
    row = heritage()[told["seq"]]
    return Craft(
        key=key,
        seq=told["seq"],
        name=Text(row["name"], told["en"]),
        short=told["short"],
        category=row["category"],
        place=Text(row["province"] + row["city"] + row["county"], told["place_en"]),
        county=row["county"],
        materials=pair(told["materials"]),
        studio=pair(told["studio"]),
        surnames=told["surnames"],
        lead_days=(told["lead_days"][0], told["lead_days"][1]),
        items=tuple(Item(name, low, high, name in told["decor"]) for name, low, high in told["items"]),
        titles=tuple(pair(texts) for texts in told["titles"]),
        words=tuple(pair(texts) for texts in told["words"]),
        phrases={aspect: tuple(told[aspect]) for aspect in ASPECTS},
        tied={word: frozenset(items) for word, items in told["tied"].items()},
    )
