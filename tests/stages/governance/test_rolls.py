"""Who could vote when, told from the entries alone. That it is whom the machine lets vote: the stateful test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from shouyi.governance.rolls import KINDS, voices
from shouyi.ledger.kind import RULE
from world.ledger import DAY, FOUNDER, REGISTRAR, World, seed
from world.votes import network, seated, unseated, voter_added, voter_struck


@dataclass(frozen=True)
class Read:
    index: int
    by: str
    day: int
    kind: str
    pub: Mapping[str, Any]


def about_the_roll(world: World) -> list[Read]:
    """As whoever reads `rule` from its first leaf finds them."""
    plain = ((index, orjson.loads(entry)) for index, entry in enumerate(world.entries[RULE]))
    return [Read(index, each["by"], each["day"], each["kind"], each["pub"]) for index, each in plain
            if each["kind"] in KINDS]  # fmt: skip


def test_an_organisation_joins_is_struck_and_joins_again() -> None:
    world = network()
    before = len(world.entries[RULE])
    world.write(FOUNDER, [voter_added("org-bank")])
    world.write(FOUNDER, [voter_struck("org-bank", DAY + 5)], DAY + 5)
    world.write(FOUNDER, [voter_added("org-bank", DAY + 9)], DAY + 9)
    first, second = voices(about_the_roll(world))
    assert (first.since, first.until, first.left, first.left_index) == (DAY, DAY + 5, "struck", before + 1)
    assert (second.since, second.until, second.left) == (DAY + 9, None, "")
    assert not first.stands(DAY + 5), "not even on the day on which it was struck"
    assert second.stands(DAY + 10_000)


def test_a_term_ends_by_itself_or_before_its_day() -> None:
    world = network()
    for seat in ("seat-1", "seat-2"):
        world.write(REGISTRAR, [seated(seat, until=DAY + 10)])
    world.write(REGISTRAR, [unseated("seat-2", "left", day=DAY + 2)], DAY + 2)
    world.write(REGISTRAR, [seated("seat-1", term=2, until=DAY + 40, day=DAY + 11)], DAY + 11)
    over, gone, new = voices(about_the_roll(world))
    assert (over.name, over.until, over.left) == ("seat-1", DAY + 10, "")
    assert [over.stands(DAY + 10), over.stands(DAY + 11)] == [True, False]
    assert (gone.name, gone.until, gone.left, gone.by) == ("seat-2", DAY + 2, "left", REGISTRAR)
    assert (new.name, new.since, new.until, new.is_seat) == ("seat-1", DAY + 11, DAY + 40, True)
    assert new.election == seed("election", 2).hex()
    assert "key" not in repr(new), "a key followed from term to term would say more than a seat"
