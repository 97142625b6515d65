"""A suspended organisation: what the machine takes from it, what not, who signed what when, and what a witness does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.small_world import World as Published
from gateways.small_world import entry, make_witness
from shouyi.ledger.entry import Entry
from shouyi.ledger.errors import BatchRefused, EntryRefused
from shouyi.ledger.kinds.org_suspended import REASONS
from shouyi.ledger.machine import RIGHTS, apply
from world.ledger import (
    DAY,
    FOUNDER,
    OTHER,
    PLATFORM,
    REGISTRAR,
    SeedKey,
    Source,
    World,
    batch_key,
    founded,
    key_added,
    org_added,
    plain,
    seed,
    statement,
)

ONCE = seed("once").hex()


def suspended(org: str = PLATFORM, reason: str = "review", by: str = FOUNDER) -> Entry:
    return plain("org.suspended", {"org": org, "reason": reason}, by=by)


def restored(org: str = PLATFORM, by: str = FOUNDER) -> Entry:
    return plain("org.restored", {"org": org}, by=by)


def trade(world: World, person: str = "artisan") -> None:
    world.write(PLATFORM, [statement(Source(person, PLATFORM))])


def test_what_was_written_before_stands_and_nothing_more_counts() -> None:
    world = founded()
    trade(world)
    sizes = world.state.sizes
    world.write(FOUNDER, [suspended()])
    with pytest.raises(BatchRefused, match="org-market is suspended"):
        trade(world, "another")
    assert world.state.sizes[:3] == sizes[:3]


def test_a_batch_in_flight_signed_before_is_refused_after_and_counts_again_once_restored() -> None:
    """Its number is still due and its signature still holds: the very same bytes count when nothing stands against."""
    world = founded()
    batch = world.batch(PLATFORM, [statement(Source("artisan", PLATFORM))])
    world.write(FOUNDER, [suspended()])
    with pytest.raises(BatchRefused, match="suspended"):
        apply(world.state, batch, DAY)
    world.write(FOUNDER, [restored()])
    assert world.take(batch).batch is batch


def test_a_suspended_one_neither_restores_itself_nor_gives_itself_a_key() -> None:
    world = founded()
    world.write(FOUNDER, [suspended()])
    for own in (restored(by=PLATFORM), key_added(SeedKey("new"), PLATFORM, by=PLATFORM)):
        with pytest.raises(BatchRefused, match="suspended"):
            world.write(PLATFORM, [own])


def test_the_founder_mends_a_suspended_ones_keys() -> None:
    world, new = founded(), SeedKey("new")
    world.write(FOUNDER, [suspended(reason="key")])
    world.write(FOUNDER, [key_added(new, PLATFORM), plain("key.revoked", {"key": batch_key(PLATFORM).public.hex()})])
    world.write(FOUNDER, [restored()])
    with pytest.raises(BatchRefused, match="not a good batch key"):
        trade(world)
    world.write(PLATFORM, [statement(Source("artisan", PLATFORM))], key=new)


@pytest.mark.parametrize(("entry", "says"), [
    (suspended(FOUNDER), "the founder cannot suspend itself"),
    (suspended("org-nobody"), "not an organisation here"),
    (suspended(reason="dislike"), "no reason to suspend"),
    (restored(), "is not suspended"),
    (restored("org-nobody"), "is not suspended"),
])  # fmt: skip
def test_what_the_founder_cannot_write_either(entry: Entry, says: str) -> None:
    with pytest.raises(EntryRefused, match=says):
        founded().write(FOUNDER, [entry])


def test_twice_is_refused() -> None:
    world = founded()
    world.write(FOUNDER, [suspended()])
    with pytest.raises(EntryRefused, match="suspended already"):
        world.write(FOUNDER, [suspended(reason="asked")])


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_the_role_outlives_every_suspension(reason: str) -> None:
    world = founded()
    before = world.state.get(f"org/{PLATFORM}")
    world.write(FOUNDER, [suspended(reason=reason)])
    assert world.state.get(f"org/{PLATFORM}") == before | {"suspended": 1}
    world.write(FOUNDER, [restored()])
    assert world.state.get(f"org/{PLATFORM}") == before


def test_persons_rights_go_on() -> None:
    """Who wishes to be erased does not wait until an organisation and the operator agree."""
    world = founded()
    opened = Source("artisan", REGISTRAR).open("archive.opened", {"holder": None}, pub={"after": "none", "once": ONCE})
    world.write(REGISTRAR, [opened.entry()])
    world.write(FOUNDER, [suspended(REGISTRAR), suspended(PLATFORM)])
    world.write(REGISTRAR, [plain("archive.erased", {"once": ONCE}, by=REGISTRAR)])
    erased = Source("artisan", PLATFORM).open("fact.erased", {"reason": "objection", "tag": "00" * 16})
    world.write(PLATFORM, [erased.entry()])
    assert {"archive.erased", "fact.erased"} <= RIGHTS


def test_a_right_is_no_cover_for_something_else() -> None:
    world, source = founded(), Source("artisan", PLATFORM)
    world.write(FOUNDER, [suspended()])
    erased = source.open("fact.erased", {"reason": "objection", "tag": "00" * 16}).entry()
    with pytest.raises(BatchRefused, match="suspended"):
        world.write(PLATFORM, [erased, statement(source)])


@given(st.lists(st.tuples(st.sampled_from([PLATFORM, OTHER, REGISTRAR]), st.sampled_from("srt")), max_size=12))
def test_any_order_of_suspending_and_restoring_is_what_a_set_would_say(steps: list[tuple[str, str]]) -> None:
    world, out, n = founded(), set(), 0
    for org, step in steps:
        n += 1
        if step == "t":
            entries, by, refused = [key_added(SeedKey(f"k{n}"), org, by=org, purpose="client")], org, org in out
        else:
            entries, by = [suspended(org) if step == "s" else restored(org)], FOUNDER
            refused = (org in out) == (step == "s")
        if refused:
            with pytest.raises((BatchRefused, EntryRefused)):
                world.write(by, entries)
            continue
        world.write(by, entries)
        out = out | {org} if step == "s" else out - {org} if step == "r" else out
    assert {org for org in (PLATFORM, OTHER, REGISTRAR) if world.state.get(f"org/{org}").get("suspended")} == out


def test_the_state_root_tells_who_is_suspended() -> None:
    world, other = founded(), founded()
    world.write(FOUNDER, [suspended(PLATFORM)])
    other.write(FOUNDER, [suspended(OTHER)])
    assert world.state.state_edge.root() != other.state.state_edge.root()


def test_joining_again_does_not_end_it() -> None:
    world = founded()
    world.write(FOUNDER, [suspended()])
    with pytest.raises(EntryRefused, match="added before"):
        world.write(FOUNDER, [org_added(PLATFORM)])


def test_a_witness_that_runs_it_again_agrees(tmp_path: Path) -> None:
    world = Published(tmp_path / "log").found().trade(1, 2)
    witness = make_witness(tmp_path / "bank", world.public)
    world.write("org-founder", [entry("org.suspended", "org-founder", org="org-shop", reason="review")])
    with pytest.raises(BatchRefused, match="suspended"):
        world.trade(3)
    witness.cosign()
    world.write("org-founder", [entry("org.restored", "org-founder", org="org-shop")])
    world.trade(3)
    assert len(witness.cosign()) == 4


def test_a_witness_cosigns_nothing_that_a_suspended_one_wrote(tmp_path: Path) -> None:
    """An operator whose own machine took it all the same finds no witness."""
    from gateways.test_witness import append_unjudged, shop_batch

    world = Published(tmp_path / "log").found()
    witness = make_witness(tmp_path / "bank", world.public)
    world.write("org-founder", [entry("org.suspended", "org-founder", org="org-shop", reason="key")])
    append_unjudged(world, shop_batch(world, [9], n=0))
    with pytest.raises(BatchRefused, match="org-shop is suspended"):
        witness.cosign()
