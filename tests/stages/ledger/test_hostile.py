"""Strangers' bytes: whatever they are, a parser answers with a value or with our own error, and never otherwise."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.canon.canonical import INT_MAX, encode
from shouyi.gateways.sqlite import pack_edge, unpack_edge
from shouyi.ledger.batch import parse_record
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.entry import WORDS_MAX, Entry, parse_entry
from shouyi.ledger.errors import LedgerError
from shouyi.ledger.kind import Shape
from shouyi.ledger.kinds import kinds
from shouyi.ledger.note import parse_note
from shouyi.ledger.policy import parse_pin, parse_policy
from shouyi.ledger.prooffile import parse_proof, why_proof
from shouyi.ledger.tile import pack_bundle, read_bundle
from shouyi.ledger.tree import Edge
from shouyi.ledger.unspent import parse_unspent

VECTORS = Path(__file__).parents[2] / "vectors" / "ledger"
PIN = (VECTORS / "pin.json").read_bytes()
TELLS = parse_pin(PIN)
PROOF = (VECTORS / "proofs" / "statement-some.tlog-proof").read_bytes()
RUN = (VECTORS / "proofs" / "run.tlog-proof").read_bytes()
NOTE = (VECTORS / "checkpoints" / "rule.note").read_bytes()
BATCH = json.loads((VECTORS / "ledger.json").read_bytes())["batches"][1]

WORDS = st.from_regex(r"[a-z0-9.-]{1,64}", fullmatch=True)
ORGS = st.from_regex(r"org-[a-z0-9-]{1,60}", fullmatch=True)
COUNTS = st.integers(0, INT_MAX)
SHAPES = {
    Shape.HEX32: st.binary(min_size=32, max_size=32).map(bytes.hex),
    Shape.ORG: ORGS,
    Shape.COUNT: COUNTS,
    Shape.SIZES: st.lists(COUNTS, min_size=4, max_size=4),
    Shape.WORD: WORDS,
    Shape.HEX64: st.binary(min_size=64, max_size=64).map(bytes.hex),
    Shape.SEAT: st.integers(1, 9999).map("seat-{}".format),
    Shape.WORDS: st.sets(WORDS, max_size=WORDS_MAX).map(sorted),
}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(sorted(kinds().values(), key=lambda kind: kind.name)))
    pub = {name: draw(SHAPES[shape]) for name, shape in kind.pub.items()}
    root, tag = (draw(st.binary(min_size=n, max_size=n)) if kind.fields else b"" for n in (32, 16))
    return Entry(draw(ORGS), draw(st.integers(0, 10**6)), kind, root, tag, pub)


@settings(max_examples=400)
@given(entries())
def test_an_entrys_fast_bytes_are_rfc_8785s_and_read_back(entry):
    data = entry.to_bytes()
    assert data == encode(entry.to_plain())
    assert parse_entry(data) == entry


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text(max_size=6), v, max_size=4),
    max_leaves=8,
)


@st.composite
def bent(draw: st.DrawFn, data: bytes) -> bytes:
    """A good file with a stretch cut out, replaced or doubled."""
    start = draw(st.integers(0, len(data)))
    stop = draw(st.integers(start, min(len(data), start + 40)))
    return data[:start] + draw(st.binary(max_size=8) | st.just(data[start:stop] * 2)) + data[stop:]


@st.composite
def rewritten(draw: st.DrawFn, data: bytes) -> bytes:
    """Good JSON in which one value, however deep, is another one, canonically written."""
    plain = json.loads(data)
    at = plain
    while True:
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], dict | list) or not at[key] or draw(st.booleans()):
            break
        at = at[key]
    at[key] = draw(JSONS)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "surrogatepass")


def unspent(data: bytes) -> None:
    parse_unspent(parse_note(data))


ENTRY = BATCH["entries"][0].encode()
RECORD = BATCH["record"].encode()
PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "bundle": (lambda data: list(read_bundle(data)), pack_bundle([ENTRY, b"", ENTRY])),
    "checkpoint": (read_checkpoint, NOTE),
    "entry": (parse_entry, ENTRY),
    "note": (parse_note, NOTE),
    "pin": (parse_pin, PIN),
    "policy": (lambda data: parse_policy(data.decode("latin-1")), TELLS.policy_text.encode()),
    "proof": (parse_proof, PROOF),
    "proof of a run": (lambda data: why_proof(data, TELLS), RUN),
    "record": (parse_record, RECORD),
    "unspent": (unspent, (VECTORS / "unspent.note").read_bytes()),
}


def judged(name: str, data: bytes) -> None:
    with suppress(LedgerError):
        PARSERS[name][0](data)


@pytest.mark.parametrize("name", PARSERS)
def test_the_good_file_is_read(name):
    PARSERS[name][0](PARSERS[name][1])


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_bent_bytes_give_our_error_or_a_value(name, data):
    judged(name, data.draw(st.binary(max_size=80) | bent(PARSERS[name][1])))


@pytest.mark.parametrize("name", ["entry", "pin", "record"])
@given(data=st.data())
def test_json_with_another_value_gives_our_error_or_a_value(name, data):
    judged(name, data.draw(rewritten(PARSERS[name][1])))


@pytest.mark.parametrize("good", [PROOF, RUN], ids=["statement", "run"])
@given(data=st.data())
def test_a_proofs_extra_data_with_another_value_never_hold(good, data):
    """The extra data are canonical again, so that what is reached is the meaning and not the form."""
    lines = good.split(b"\n")
    plain = b64decode(lines[1].removeprefix(b"extra "))
    changed = data.draw(rewritten(plain))
    lines[1] = b"extra " + b64encode(changed)
    held, steps = why_proof(b"\n".join(lines), TELLS)
    if changed != plain:
        # An opened field may be left out and another may say the same, but never another value.
        problems = [problem for problem in steps.values() if problem]
        assert problems or opened_of(changed).items() <= opened_of(plain).items(), (held, changed)


def opened_of(extra: bytes) -> dict[str, object]:
    plain = json.loads(extra)
    fields = plain["fields"] + plain.get("result", {}).get("fields", [])
    return {name: json.dumps(value) for name, value, _ in fields} | {"entry": json.dumps(plain["entry"])}


@given(st.binary(max_size=120), st.integers(0, 2**40))
def test_any_packed_edge_unpacks_or_is_refused(data, size):
    with suppress(LedgerError):
        assert pack_edge(unpack_edge(size, data)) == data


@given(st.integers(0, 700))
def test_an_edge_survives_packing(size):
    edge = Edge()
    edge.append(bytes([n % 256]) * 32 for n in range(size))
    assert unpack_edge(edge.size, pack_edge(edge)) == edge


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_a_bundle_holds_what_was_put_in(found):
    assert list(read_bundle(pack_bundle(found))) == found
