"""The machine: what it refuses, by name, and what each kind does to the state."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from shouyi.canon.canonical import encode
from shouyi.ledger.batch import Batch
from shouyi.ledger.entry import Entry
from shouyi.ledger.errors import (
    BatchRefused,
    EntryRefused,
    LedgerError,
    MalformedBytes,
    SignatureInvalid,
    TagSpent,
    UnknownFormat,
)
from shouyi.ledger.kind import Writer
from shouyi.ledger.kinds import kinds
from shouyi.ledger.machine import State, apply
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.tree import root_of
from world import votes as ballots
from world.ledger import (
    DAY,
    FOUNDER,
    NET,
    OTHER,
    PLATFORM,
    REGISTRAR,
    SeedKey,
    Source,
    World,
    batch_key,
    founded,
    founding,
    key_added,
    org_added,
    plain,
    seed,
    statement,
)

GUIDE, ONCE, AFTER, LONE = (seed(name).hex() for name in ("guide", "once", "after", "lone"))


def some(org: str = PLATFORM, count: int = 3, day: int = DAY) -> list[Entry]:
    source = Source("artisan", org)
    return [statement(source, day) for _ in range(count)]


def loose(org: str, name: bytes, day: int = DAY) -> Entry:
    """A statement whose root opens nothing: only its envelope matters."""
    return Entry(org, day, kinds()["trade.statement"], seed(name), seed("tag", name)[:16], {})


def resigned(batch: Batch, key: SeedKey, entries: tuple[bytes, ...] | None = None, **head: object) -> Batch:
    """Another head, signed in earnest: what breaks is the rule, not the signature."""
    made = replace(batch.head, **head)
    return Batch(made, key.sign(made.to_message()), batch.entries if entries is None else entries)


def rooted(batch: Batch, key: SeedKey, entries: tuple[bytes, ...], counts: tuple[int, ...]) -> Batch:
    return resigned(batch, key, entries, counts=counts, root=root_of(list(map(leaf_hash, entries))))


def opening(org: str = REGISTRAR, *, once: str = ONCE, after: str = "none", person: str = "artisan") -> Entry:
    made = Source(person, org).open("archive.opened", {"holder": None}, pub={"after": after, "once": once})
    return made.entry()


def erasure(once: str = ONCE, by: str = REGISTRAR) -> Entry:
    return plain("archive.erased", {"once": once}, by=by)


def run(guide: str = GUIDE, by: str = OTHER, **changes: object) -> Entry:
    pub = {"as_of": DAY, "count": 1, "guide": guide, "root": GUIDE, "sizes": [0, 0, 0, 0]}
    return plain("assessment.run", pub | changes, by=by)


def guide(digest: str = GUIDE, version: str = "1") -> Entry:
    return plain("guide.published", {"digest": digest, "version": version})


def policy(number: int = 1, previous: str = "none", digest: str = GUIDE) -> Entry:
    return plain("policy.published", {"digest": digest, "number": number, "previous": previous})


def revoked(key: SeedKey, by: str = FOUNDER) -> Entry:
    return plain("key.revoked", {"key": key.public.hex()}, by=by)


class Breakage(NamedTuple):
    """`how` gets a founded world and gives the batch that must be refused, and perhaps another day."""

    name: str
    error: type[LedgerError]
    says: str
    how: Callable[[World], Batch | tuple[Batch, int]]


def good(world: World) -> Batch:
    return world.batch(PLATFORM, some())


MINE = batch_key(PLATFORM)
THEIRS = batch_key(OTHER)
NEW = SeedKey("a new one")


def after(*written: tuple[str, list[Entry]]) -> Callable[[World], World]:
    """The world after these organisations wrote these entries, a batch each."""

    def make(world: World) -> World:
        for org, entries in written:
            world.write(org, entries)
        return world

    return make


def refused(org: str, entries: list[Entry], *before: tuple[str, list[Entry]]) -> Callable[[World], Batch]:
    return lambda world: after(*before)(world).batch(org, entries)


def swapped(world: World) -> Batch:
    batch = good(world)
    return rooted(batch, MINE, batch.entries[::-1], (0, 3, 0, 0))


def doubled(world: World) -> Batch:
    batch = world.batch(PLATFORM, some(count=1))
    return rooted(batch, MINE, batch.entries * 2, (0, 2, 0, 0))


def tampered(entry: bytes) -> Callable[[World], Batch]:
    return lambda world: rooted(good(world), MINE, (entry,), (0, 1, 0, 0))


def replayed(world: World) -> Batch:
    return world.write(PLATFORM, some()).batch


def same_tag(world: World) -> Batch:
    first = some(count=1)[0]
    return world.batch(PLATFORM, [first, replace(first, root=seed("another"))])


def revoked_key(world: World) -> Batch:
    return after((FOUNDER, [revoked(MINE)]))(world).batch(PLATFORM, some())


def heavy(world: World) -> Batch:
    return world.batch(PLATFORM, [loose(PLATFORM, b"%d" % n) for n in range(6_000)])


BROKEN = [
    Breakage("empty", BatchRefused, "empty", lambda w: resigned(good(w), MINE, ())),
    Breakage("more than a mebibyte", BatchRefused, "larger", heavy),
    Breakage("not JSON", MalformedBytes, "entry 0: the entry is not JSON", tampered(b"{")),
    Breakage("not canonical", MalformedBytes, "canonical", tampered(some()[0].to_bytes().replace(b":", b": ", 1))),
    Breakage("a key twice", MalformedBytes, "canonical", tampered(some()[0].to_bytes().replace(b"{", b'{"v":1,', 1))),
    Breakage("an unknown kind", UnknownFormat, "kind", tampered(some()[0].to_bytes().replace(b"trade", b"trick"))),
    Breakage("another version", UnknownFormat, "version", tampered(some()[0].to_bytes().replace(b'"v":1', b'"v":2'))),
    Breakage("another network", BatchRefused, "network", lambda w: resigned(good(w), MINE, net="else.test/1")),
    Breakage("a stranger's key", BatchRefused, "not a good batch key", lambda w: w.batch(PLATFORM, some(), NEW)),
    Breakage("another organisation's key", BatchRefused, "not a good batch key",
             lambda w: w.batch(PLATFORM, some(), THEIRS)),
    Breakage("in another's name", BatchRefused, "not a good batch key", lambda w: resigned(good(w), MINE, by=OTHER)),
    Breakage("a revoked key", BatchRefused, "not a good batch key", revoked_key),
    Breakage("a key of another purpose", BatchRefused, "not a good batch key",
             lambda w: after((PLATFORM, [key_added(NEW, PLATFORM, by=PLATFORM, purpose="cosign")]))(w).batch(
                 PLATFORM, some(), NEW)),
    Breakage("a key that its own batch adds", BatchRefused, "not a good batch key",
             lambda w: w.batch(PLATFORM, [key_added(NEW, PLATFORM, by=PLATFORM)], NEW)),
    Breakage("n too large", BatchRefused, "batch 1 of this key, but 0", lambda w: resigned(good(w), MINE, n=1)),
    Breakage("a batch once more", BatchRefused, "batch 0 of this key, but 1", replayed),
    Breakage("a signature with a bit flipped", SignatureInvalid, PLATFORM,
             lambda w: replace(good(w), sig=bytes([good(w).sig[0] ^ 1]) + good(w).sig[1:])),
    Breakage("signed by another", SignatureInvalid, PLATFORM, lambda w: resigned(good(w), THEIRS)),
    Breakage("signed over another n", SignatureInvalid, PLATFORM,
             lambda w: replace(good(w), sig=resigned(good(w), MINE, n=1).sig)),
    Breakage("counts", BatchRefused, "holds [0, 3, 0, 0]", lambda w: resigned(good(w), MINE, counts=(0, 2, 1, 0))),
    Breakage("root", BatchRefused, "root", lambda w: resigned(good(w), MINE, root=bytes(32))),
    Breakage("not sorted", BatchRefused, "do not stand by", swapped),
    Breakage("an entry twice", BatchRefused, "each once", doubled),
    Breakage("a falling day", BatchRefused, f"day {DAY - 1} is before", lambda w: (good(w), DAY - 1)),
    Breakage("an entry of the day before yesterday", EntryRefused, "neither", lambda w: (good(w), DAY + 2)),
    Breakage("an entry of tomorrow", EntryRefused, "neither", refused(PLATFORM, some(day=DAY + 1))),
    Breakage("a tag twice in a batch", TagSpent, "spent before", same_tag),
    Breakage("a tag spent earlier", TagSpent, "spent before", refused(PLATFORM, some(), (PLATFORM, some(count=2)))),
    Breakage("an entry in another's name", EntryRefused, f"the entry is {OTHER}'s", refused(PLATFORM, some(OTHER))),
    Breakage("an organisation twice", EntryRefused, "added before", refused(FOUNDER, [org_added(OTHER)])),
    Breakage("a key for no purpose", EntryRefused, "no purpose",
             refused(FOUNDER, [key_added(NEW, OTHER, purpose="any")])),
    Breakage("a key twice", EntryRefused, "added before", refused(FOUNDER, [key_added(MINE, OTHER)])),
    Breakage("a key for nobody", EntryRefused, "not an organisation", refused(FOUNDER, [key_added(NEW, "org-x")])),
    Breakage("a key for another", EntryRefused, "adds no key", refused(OTHER, [key_added(NEW, PLATFORM, by=OTHER)])),
    Breakage("revoking what is not there", EntryRefused, "no good key", refused(FOUNDER, [revoked(NEW)])),
    Breakage("revoking twice", EntryRefused, "no good key",
             refused(FOUNDER, [revoked(MINE)], (FOUNDER, [revoked(MINE)]))),
    Breakage("revoking another's key", EntryRefused, "revokes no key", refused(OTHER, [revoked(MINE, OTHER)])),
    Breakage("a guide's digest twice", EntryRefused, "published before",
             refused(FOUNDER, [guide(version="2")], (FOUNDER, [guide()]))),
    Breakage("a guide's version twice", EntryRefused, "published before",
             refused(FOUNDER, [guide(AFTER)], (FOUNDER, [guide()]))),
    Breakage("a policy that skips a number", EntryRefused, "does not follow", refused(FOUNDER, [policy(2)])),
    Breakage("a policy with another predecessor", EntryRefused, "does not follow",
             refused(FOUNDER, [policy(2, AFTER)], (FOUNDER, [policy()]))),
    Breakage("a run by an unknown guide", EntryRefused, "never published", refused(OTHER, [run()])),
    Breakage("a run twice", EntryRefused, "written before",
             refused(OTHER, [run(root=AFTER)], (FOUNDER, [guide()]), (OTHER, [run()]))),
    Breakage("a file twice", EntryRefused, "opened before",
             refused(REGISTRAR, [opening(person="again")], (REGISTRAR, [opening()]))),
    Breakage("after a file that stands", EntryRefused, "`after` names no file",
             refused(REGISTRAR, [opening(once=AFTER, after=ONCE, person="b")], (REGISTRAR, [opening()]))),
    Breakage("after nothing", EntryRefused, "`after` names no file", refused(REGISTRAR, [opening(after=LONE)])),
    Breakage("erasing nothing", EntryRefused, "no open file", refused(REGISTRAR, [erasure()])),
    Breakage("erasing twice", EntryRefused, "no open file",
             refused(REGISTRAR, [erasure()], (REGISTRAR, [opening()]), (REGISTRAR, [erasure()]))),
    Breakage("a registrar's kind by a platform", EntryRefused, "only a registrar",
             refused(PLATFORM, [erasure(by=PLATFORM)])),
]  # fmt: skip


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name.replace(" ", "-"))
def test_a_broken_batch_is_refused_and_nothing_of_it_counts(case):
    world = founded()
    found = case.how(world)
    batch, day = found if isinstance(found, tuple) else (found, DAY)
    before = (world.state.app_hash, world.state.sizes, dict(world.state.values), world.state.day)
    with pytest.raises(case.error) as caught:
        apply(world.state, batch, day)
    assert type(caught.value) is case.error
    assert case.says in str(caught.value)
    assert before == (world.state.app_hash, world.state.sizes, dict(world.state.values), world.state.day)


def test_each_breakage_is_mended_by_not_breaking():
    founded().write(PLATFORM, some())


FOUNDERS = sorted(kind.name for kind in kinds().values() if kind.writer is Writer.FOUNDER)
ONLY_FOUNDER = {
    "guide.published": {"digest": GUIDE, "version": "1"},
    "org.added": {"org": "org-x", "role": "bank"},
    "org.restored": {"org": PLATFORM},
    "org.suspended": {"org": PLATFORM, "reason": "review"},
    "policy.published": {"digest": GUIDE, "number": 1, "previous": "none"},
    "terms.set": {"subject": "guide", **ballots.TERMS},
    "verifier.published": {"digest": GUIDE},
    "voter.added": {"org": PLATFORM},
    "voter.struck": {"org": PLATFORM},
}


@pytest.mark.parametrize("kind", FOUNDERS)
def test_a_founders_kind_is_the_founders_alone(kind):
    world = founded()
    with pytest.raises(EntryRefused, match="only the founder"):
        apply(world.state, world.batch(OTHER, [plain(kind, ONLY_FOUNDER[kind], by=OTHER)]), DAY)
    if before := {"org.restored": "org.suspended", "voter.struck": "voter.added"}.get(kind):
        world.write(FOUNDER, [plain(before, ONLY_FOUNDER[before])])
    world.write(FOUNDER, [plain(kind, ONLY_FOUNDER[kind])])


@pytest.mark.parametrize("kind", ["archive.opened", "source.added"])
def test_a_registrars_kind_is_not_a_platforms(kind):
    source = Source("artisan", PLATFORM)
    fields = {"archive.opened": {"holder": None}, "source.added": {"org": OTHER}}[kind]
    pub = {"after": "none", "once": ONCE} if kind == "archive.opened" else None
    entry = source.open(kind, fields, pub=pub, first=bytes(16) if kind == "source.added" else None).entry()
    with pytest.raises(EntryRefused, match="only a registrar"):
        apply(founded().state, founded().batch(PLATFORM, [entry]), DAY)


def test_a_federation_writes_about_nobody():
    federation, world = "org-federation", founded()
    world.write(FOUNDER, [org_added(federation, role="federation"), key_added(batch_key(federation), federation)])
    entry = Source("artisan", federation).open("fact.erased", {"reason": "other", "tag": "00" * 16}).entry()
    with pytest.raises(EntryRefused, match="a federation writes no entry about a person"):
        apply(world.state, world.batch(federation, [entry]), DAY)


def test_another_registrars_file_is_not_ones_own():
    second, world = "org-second", founded()
    world.write(FOUNDER, [org_added(second, role="registrar"), key_added(batch_key(second), second)])
    world.write(REGISTRAR, [opening()])
    with pytest.raises(EntryRefused, match="no open file"):
        apply(world.state, world.batch(second, [erasure(by=second)]), DAY)
    world.write(REGISTRAR, [erasure()])
    with pytest.raises(EntryRefused, match="`after` names no file"):
        apply(world.state, world.batch(second, [opening(second, once=AFTER, after=ONCE)]), DAY)


class Effect(NamedTuple):
    by: str
    entry: Entry
    writes: dict[str, object]
    before: tuple[tuple[str, list[Entry]], ...] = ()
    day: int = DAY


def key_of(key: SeedKey) -> str:
    return f"key/{key.public.hex()}"


SEATED = {"key": ballots.seat_key("seat-1").public.hex(), "until": DAY + 300}
SITTING = ["seat-1", SEATED["key"], SEATED["until"], REGISTRAR]
QUICK = {**ballots.TERMS, "comment": 0, "notice": 0, "voting": 1}
MOTION = ballots.opened(PLATFORM, AFTER, GUIDE)
NAME = ballots.name_of(MOTION)
IN_SESSION = (
    (FOUNDER, [guide(), ballots.voter_added(PLATFORM), ballots.terms_set(**QUICK)]),
    (REGISTRAR, [ballots.seated("seat-1")]),
    (PLATFORM, [MOTION]),
)
OPENED = {
    "by": PLATFORM, "document": AFTER, "inputs": ["dispatch", "hours", "repeat"], "opened_on": DAY, "orgs": 1,
    "replaces": GUIDE, "roll": 2, "seats": 1, "subject": "guide", "terms": QUICK, "version": "2",
}  # fmt: skip


def tally(**counted: object) -> dict[str, object]:
    none = {"abstain": 0, "activated_on": 0, "no": 0, "vetoes": {}, "yes": 0}
    return {f"tally/{NAME}": none | counted}


EFFECTS = {
    "archive.erased": Effect(REGISTRAR, erasure(), {f"once/{ONCE}": {"by": REGISTRAR, "erased": 1}},
                             ((REGISTRAR, [opening()]),)),
    "archive.opened": Effect(REGISTRAR, opening(), {f"once/{ONCE}": {"by": REGISTRAR, "erased": 0}}),
    "ballot.carried": Effect(OTHER, ballots.carried(NAME, "seat-1", "no"),
                             {f"ballot/{NAME}/seat-1": "no", **tally(no=1)}, IN_SESSION),
    "ballot.cast": Effect(PLATFORM, ballots.ballot(NAME, PLATFORM, "abstain"),
                          {f"ballot/{NAME}/{PLATFORM}": "abstain", **tally(abstain=1)}, IN_SESSION),
    "consent.given": Effect(REGISTRAR, Source("a", REGISTRAR).open("consent.given", dict.fromkeys(
        ("consent", "fields", "purpose", "recipient", "until"))).entry(), {}),
    "consent.withdrawn": Effect(REGISTRAR, Source("a", REGISTRAR).open("consent.withdrawn", {"consent": "0"}).entry(),
                                {}),
    "delegate.seated": Effect(REGISTRAR, ballots.seated("seat-1"), {
        f"seat-key/{SEATED['key']}": "seat-1", "roll": 1, "roll/1": {"orgs": [], "seats": [SITTING]}}),
    "delegate.unseated": Effect(REGISTRAR, ballots.unseated("seat-1"),
                                {"roll": 2, "roll/2": {"orgs": [], "seats": []}},
                                ((REGISTRAR, [ballots.seated("seat-1")]),)),
    "fact.erased": Effect(PLATFORM, Source("a", PLATFORM).open("fact.erased", {"reason": "x", "tag": "y"}).entry(), {}),
    "guide.published": Effect(FOUNDER, guide(), {f"guide/{GUIDE}": "1", "guide-version/1": GUIDE}),
    "input.vetoed": Effect(OTHER, ballots.vetoed(NAME, "seat-1"),
                           {f"veto/{NAME}/hours/seat-1": 1, **tally(vetoes={"hours": 1})}, IN_SESSION),
    "key.added": Effect(OTHER, key_added(NEW, OTHER, by=OTHER, purpose="log"),
                        {key_of(NEW): {"org": OTHER, "purpose": "log", "revoked": 0}}),
    "key.revoked": Effect(PLATFORM, revoked(MINE, PLATFORM),
                          {key_of(MINE): {"org": PLATFORM, "purpose": "batch", "revoked": 1}}),
    "org.added": Effect(FOUNDER, org_added("org-x", role="bank"), {"org/org-x": {"role": "bank"}}),
    "org.restored": Effect(FOUNDER, plain("org.restored", {"org": OTHER}), {f"org/{OTHER}": {"role": "platform"}},
                           ((FOUNDER, [plain("org.suspended", {"org": OTHER, "reason": "asked"})]),)),
    "org.suspended": Effect(FOUNDER, plain("org.suspended", {"org": OTHER, "reason": "key"}),
                            {f"org/{OTHER}": {"role": "platform", "suspended": 1}}),
    "outcome.attested": Effect(PLATFORM, Source("a", PLATFORM).open("outcome.attested", dict.fromkeys(
        ("about", "until", "value", "what"))).entry(), {}),
    "policy.published": Effect(FOUNDER, policy(2, GUIDE, AFTER), {"policy": {"digest": AFTER, "number": 2}},
                               ((FOUNDER, [policy()]),)),
    "proposal.activated": Effect(PLATFORM, ballots.activated(NAME, PLATFORM, DAY + 1), {
        **tally(yes=1, activated_on=DAY + 1), f"guide/{AFTER}": "2", "guide-version/2": AFTER, "force/guide": 1,
        "force/guide/1": {"document": AFTER, "proposal": NAME, "since": DAY + 2, "version": "2"},
    }, (*IN_SESSION, (PLATFORM, [ballots.ballot(NAME, PLATFORM)])), DAY + 1),
    "proposal.commented": Effect(OTHER, ballots.commented(NAME), {f"comment/{seed('comment', 'a').hex()}": NAME},
                                 IN_SESSION),
    "proposal.opened": Effect(PLATFORM, MOTION, {
        f"proposals/{PLATFORM}": 1, f"proposal/{NAME}": OPENED, **tally()}, IN_SESSION[:2]),
    "review.given": Effect(PLATFORM, Source("a", PLATFORM).open("review.given", dict.fromkeys(
        set(kinds()["review.given"].fields) - {"next", "on", "text"})).entry(), {}),
    "source.added": Effect(REGISTRAR, Source("a", REGISTRAR).open(
        "source.added", {"org": OTHER}, first=bytes(16)).entry(), {}),
    "terms.set": Effect(FOUNDER, ballots.terms_set(), {"terms/guide": ballots.TERMS}),
    "trade.statement": Effect(PLATFORM, statement(Source("a", PLATFORM)), {}),
    "verifier.published": Effect(FOUNDER, plain("verifier.published", {"digest": GUIDE}), {f"verifier/{GUIDE}": 1}),
    "voter.added": Effect(FOUNDER, ballots.voter_added(OTHER), {"roll": 1, "roll/1": {"orgs": [OTHER], "seats": []}}),
    "voter.struck": Effect(FOUNDER, ballots.voter_struck(OTHER), {"roll": 2, "roll/2": {"orgs": [], "seats": []}},
                           ((FOUNDER, [ballots.voter_added(OTHER)]),)),
    "work.registered": Effect(PLATFORM, Source("a", PLATFORM).open("work.registered", dict.fromkeys(
        ("craft", "maker", "title", "work"))).entry(), {}),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_what_each_kind_does_to_the_state(kind):
    if kind == "assessment.run":
        world = after((FOUNDER, [guide()]))(founded())
        (key, value), *_ = ((k, v) for k, v in world.write(OTHER, [run()]).writes if k.startswith("run/"))
        assert (len(key), value) == (4 + 64, 1)
        return
    effect = EFFECTS[kind]
    world = after(*effect.before)(founded())
    due = world.counted.get(batch_key(effect.by).name, 0)
    changes = world.write(effect.by, [effect.entry], effect.day)
    counted = {f"batches/{batch_key(effect.by).public.hex()}": due + 1}
    assert dict(changes.writes) == effect.writes | counted
    assert [len(found) for found in changes.entries] == [int(log == kinds()[kind].log) for log in range(4)]


def test_yesterdays_entries_may_still_be_written():
    founded().write(PLATFORM, some(day=DAY), day=DAY + 1)


def test_the_same_tag_by_another_organisation_is_another_tag():
    world, entry = founded(), loose(PLATFORM, b"x")
    world.write(PLATFORM, [entry])
    world.write(OTHER, [replace(entry, by=OTHER)])


def test_an_erased_file_can_be_opened_anew():
    world = after((REGISTRAR, [opening()]), (REGISTRAR, [erasure()]))(founded())
    world.write(REGISTRAR, [opening(once=AFTER, after=ONCE, person="again")])


def test_a_key_is_good_until_the_end_of_the_batch_that_revokes_it():
    world = founded()
    world.write(PLATFORM, [*some(), revoked(MINE, PLATFORM)])
    with pytest.raises(BatchRefused):
        apply(world.state, world.batch(PLATFORM, some(count=4)[3:]), DAY)


@pytest.mark.parametrize(
    ("entries", "error"),
    [
        ([org_added(FOUNDER)], BatchRefused),
        ([key_added(batch_key(FOUNDER), FOUNDER)], EntryRefused),
        ([org_added(FOUNDER), key_added(batch_key(FOUNDER), FOUNDER, purpose="log")], BatchRefused),
        ([org_added(OTHER), key_added(batch_key(FOUNDER), OTHER)], BatchRefused),
    ],
    ids=["no key", "no organisation", "not a batch key", "another's key"],
)
def test_a_founding_that_does_not_carry_its_own_key_and_organisation(entries, error):
    with pytest.raises(error):
        apply(State(NET), World().batch(FOUNDER, entries), DAY)


def test_the_founder_is_whoever_wrote_first():
    world = World()
    world.write(FOUNDER, founding())
    assert world.state.get("founder") == FOUNDER


def test_the_state_root_is_over_every_write_in_order():
    world = after((PLATFORM, some()), (FOUNDER, [guide()]), (OTHER, [run()]))(founded())
    leaves = [leaf_hash(encode(list(write))) for changes in world.taken for write in changes.writes]
    assert world.state.state_edge.root() == root_of(leaves)
    for log in range(4):
        assert world.state.edges[log].root() == world.hashes[log].root(0, world.state.sizes[log])


TWIN = """
import json
from world.ledger import *
world, names = founded(), {f"artisan-{n}" for n in range(50)}  # iterates in another order under another hash seed
for org in (PLATFORM, OTHER):
    world.write(org, [statement(Source(name, org)) for name in names])
print(json.dumps([list(names), [changes.app_hash.hex() for changes in world.taken]]))
"""


def test_twins_with_other_hash_seeds_come_to_the_same_hash():
    tests = Path(__file__).parents[2]
    found = []
    for hash_seed in ("1", "2"):
        env = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(tests)}
        done = subprocess.run([sys.executable, "-c", TWIN], env=env, capture_output=True, check=True, timeout=60)
        found.append(json.loads(done.stdout))
    (names, hashes), (other_names, other_hashes) = found
    assert names != other_names  # the twins do differ
    assert hashes == other_hashes
