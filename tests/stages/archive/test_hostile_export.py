"""Any bytes at all: our errors or the same verdict, never another. What may differ without consequence is listed.

Ignorable, as C2SP signed-note demands: the name and key id of a cosignature that the quorum does not need (one of our
two witnesses is enough), since a line of an unknown key is passed over. In a pin: what verifying does not read (names
for people, its number and predecessor), and the quorum's count where a stricter one is met.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shouyi.archive.audit import _require_unspent, audit_export
from shouyi.archive.chains import End
from shouyi.archive.exportfile import parse_export
from shouyi.archive.openings import disclosable
from shouyi.canon.canonical import encode
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.errors import LedgerError
from shouyi.ledger.note import Note
from shouyi.ledger.policy import parse_pin
from shouyi.ledger.prooffile import Disclosure, ProofFile, require_proof
from shouyi.ledger.unspent import Unspent
from stages.archive.small_world import Story, pin, short, told
from world.ledger import PLATFORM

PIN = pin()
SEED = 20_416
COSIGNER = re.compile(rb"\xe2\x80\x94 shouyi\.test/1/witness/[a-z]+ [A-Za-z0-9+/]{6}")


@cache
def small() -> bytes:
    return short().export()


@cache
def proof() -> bytes:
    story = short()
    made = story.write(PLATFORM, [story.statement(PLATFORM, sold=("o1", 1, 4200, "CNY"))])[0]
    log = made.kind.log
    path = story.world.hashes[log].inclusion(made.index, story.sizes[log])
    disclosure = Disclosure(made.digests, tuple(disclosable(made, ["on", "sold"])))
    return ProofFile(made.entry().to_bytes(), disclosure, None, made.index, tuple(path), story.notes()[log]).to_bytes()


def says_export(data: bytes) -> object:
    found = audit_export(data, PIN)
    return found.entries, found.sizes, found.registrar


def says_proof(data: bytes) -> object:
    held = require_proof(data, PIN)
    return held.entry, held.opened, held.index, held.checkpoint


def says_checkpoint(data: bytes) -> object:
    note, found = read_checkpoint(data)
    PIN.policy.require_log(note, found.origin)
    PIN.policy.require_quorum(note)
    return found


def says_pin(data: bytes) -> object:
    found = audit_export(small(), parse_pin(data))
    return found.entries, found.sizes


def flips(data: bytes, places: Iterable[int]) -> Iterable[tuple[int, bytes]]:
    """(place, data with that byte changed) by a seeded mask that is never zero."""
    masks = random.Random(SEED)
    for at in places:
        yield at, data[:at] + bytes([data[at] ^ masks.randrange(1, 256)]) + data[at + 1 :]


def outcome(says: Callable[[bytes], object], data: bytes) -> object:
    """What the bytes say, or the message with which they are refused."""
    try:
        return says(data)
    except LedgerError as problem:
        return str(problem)


def held(data: bytes, says: Callable[[bytes], object], places: Iterable[int]) -> list[int]:
    """The places at which a changed byte still holds, which then says the same. Every refusal has a message."""
    before, found = says(data), []
    for at, changed in flips(data, places):
        now = outcome(says, changed)
        assert now == before or (isinstance(now, str) and now), at
        found += [at] if now == before else []
    return found


def inside(data: bytes, pattern: re.Pattern[bytes]) -> set[int]:
    return {at for match in pattern.finditer(data) for at in range(*match.span())}


def test_every_byte_of_a_small_export():
    data = small()
    assert len(data) <= 8192
    found = held(data, says_export, range(len(data)))
    assert set(found) <= inside(data, COSIGNER)
    assert found, "one witness of two is enough, so the other's line may go unread"


def test_every_byte_of_a_proof_file():
    data = proof()
    assert set(held(data, says_proof, range(len(data)))) <= inside(data, COSIGNER)


@pytest.mark.parametrize("log", range(4))
def test_every_byte_of_each_checkpoint(log):
    data = parse_export(small()).logs[log].note.to_bytes()
    found = set(held(data, says_checkpoint, range(len(data))))
    assert found <= inside(data, COSIGNER)
    assert found


def test_every_byte_of_a_pin():
    data = PIN.to_bytes()
    unread = re.compile(rb'"names":\{.*?\}\}|"number":\d+|"previous":"[^"]*"|group witnesses \d')
    assert set(held(data, says_pin, range(len(data)))) <= inside(data, unread)


def test_two_thousand_places_of_a_bigger_export():
    data = told().export()
    places = random.Random(SEED).sample(range(len(data)), 2000)
    assert set(held(data, says_export, places)) <= inside(data, COSIGNER)


@pytest.mark.parametrize("cut", [0, 1, 2, 100, 4000, -1])
def test_a_part_of_an_export_is_none(cut):
    with pytest.raises(LedgerError):
        audit_export(small()[:cut], PIN)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\n",
        lambda data: b" " + data,
        lambda data: data.replace(b'"v":1', b'"v": 1'),
        lambda data: data.replace(b'"v":1', b'"v":1.0'),
        lambda data: data.replace(b'"v":1', b'"v":1,"v":1'),
        lambda data: data.replace("—".encode(), b"\\u2014"),
        lambda data: json.dumps(json.loads(data), ensure_ascii=False, separators=(",", ":")).encode() + b" ",
    ],
)
def test_another_spelling_is_refused(change):
    with pytest.raises(LedgerError):
        audit_export(change(small()), PIN)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20) | st.just(1.5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=300))
def test_any_bytes_give_only_our_errors(data):
    with pytest.raises(LedgerError):
        audit_export(data, PIN)


@given(JSON)
@example({"logs": [], "unspent": [], "v": 1})
@example({"logs": [None] * 4, "unspent": [], "v": 1})
@example({"logs": [{"checkpoint": "", "entries": [], "nodes": []}] * 4, "unspent": [None], "v": True})
def test_any_json_gives_only_our_errors(plain):
    with pytest.raises(LedgerError):
        audit_export(json.dumps(plain).encode(), PIN)


def paths(plain: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every place in a document, from the root down."""
    items = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    return [at, *(path for key, item in items for path in paths(item, (*at, key)))]


PATHS = paths(json.loads(small()))


@given(st.sampled_from(PATHS), JSON)
def test_any_json_in_any_place_gives_our_errors_or_the_same_verdict(path, put):
    plain = json.loads(small())
    place = plain
    for key in path[:-1]:
        place = place[key]
    if path:
        place[path[-1]] = put
    try:
        data = encode(plain if path else put)
    except ValueError:  # a float has no canonical form
        data = json.dumps(plain if path else put).encode()
    now = outcome(says_export, data)
    assert now == says_export(small()) or (isinstance(now, str) and now)


class Counted(bytes):
    """A digest that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return bytes.__eq__(self, other)

    __hash__ = bytes.__hash__


def test_many_ends_are_found_among_as_many_notes_in_one_pass():
    digests = [n.to_bytes(32) for n in range(2_000)]
    bodies = [Unspent(f"{PIN.net}/unspent", PLATFORM, (0, 0, 0, 0), digest).to_body() for digest in digests]
    file = replace(parse_export(small()), unspent=tuple(Note(body, ()) for body in bodies))
    ends = tuple(End(PLATFORM, Counted(digest), "a place") for digest in digests)
    with pytest.raises(LedgerError, match="a place: the unspent note is for another network"):
        _require_unspent(file, ends, PIN)
    assert Counted.compared <= 4 * len(ends)


def test_a_checkpoint_of_a_huge_tree_costs_nothing():
    """A stranger may claim any size: refused, and soon."""
    story = Story()
    story.begin()
    file = parse_export(story.export())
    body = file.logs[3].note.body.split(b"\n")
    body[1] = b"9007199254740991"
    part = replace(file.logs[3], note=replace(file.logs[3].note, body=b"\n".join(body)))
    with pytest.raises(LedgerError):
        audit_export(replace(file, logs=(*file.logs[:3], part)).to_bytes(), PIN)
