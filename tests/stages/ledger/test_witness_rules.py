"""The pure part of a witness: where tags stand, questions, published states, lines in their order."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.ledger.errors import LedgerError, MalformedBytes
from shouyi.ledger.note import COSIGNATURE, Note, SignatureLine, Verifier
from shouyi.ledger.places import TagPlaces
from shouyi.ledger.policy import Policy
from shouyi.ledger.witness import (
    Published,
    Question,
    cosigned,
    merged,
    parse_cut,
    parse_published,
    parse_questions,
    write_questions,
)

counts = st.integers(0, 2**53 - 1)
sizes = st.tuples(counts, counts, counts, counts)
tags = st.sampled_from([bytes([a, *bytes(7), b, *bytes(7)]) for a in range(6) for b in range(3)])  # halves shared
places = st.tuples(st.integers(0, 3), counts)
questions = st.builds(
    Question,
    st.sampled_from(["org-a", "org-b-7"]),
    st.sampled_from(["next", "first"]),
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=32, max_size=32),
    sizes,
)


@given(st.lists(st.lists(st.tuples(tags, places), max_size=9), max_size=9))
def test_every_place_of_a_tag_is_among_its_candidates_and_only_of_tags_that_share_a_half(batches):
    found, known = TagPlaces(), []
    for batch in batches:
        found.add([tag for tag, _ in batch], [place for _, place in batch])
        known += batch
    for tag, _ in known:
        expected = sorted(place for other, place in known if other[:8] == tag[:8])
        assert sorted(found.candidates(tag)) == expected
    assert found.candidates(b"\xff" * 16) == []


@given(st.lists(questions, min_size=1, max_size=5))
def test_questions_come_back_as_they_were_written(asked):
    assert parse_questions(write_questions(asked)) == tuple(asked)


@given(questions)
def test_a_statement_holds_the_digest_and_never_the_tag(asked):
    body = asked.statement("small.example/net/unspent").to_body()
    digest = sha256(b"shouyi/field/1" + asked.salt + f'["{asked.name}","{asked.value.hex()}"]'.encode()).hexdigest()
    lines = ["small.example/net/unspent", asked.by, *map(str, asked.sizes), digest, ""]
    assert body == "\n".join(lines).encode()
    assert asked.value.hex() not in repr(asked)


@given(st.binary(min_size=1, max_size=80) | st.text(min_size=1, max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused_in_the_ledger_s_own_words(data):
    for parse in (parse_questions, parse_cut, parse_published):
        with pytest.raises(LedgerError):
            parse(data)


@given(st.builds(Published, st.binary(min_size=32, max_size=32), counts, sizes))
def test_a_published_state_comes_back_and_has_one_form(state):
    data = state.to_bytes()
    assert parse_published(data) == state
    with pytest.raises(MalformedBytes):
        parse_published(data + b"\n")


WITNESSES = {name: Verifier(f"{name}.example", COSIGNATURE, sha256(name.encode()).digest()) for name in "abc"}
POLICY = Policy({}, WITNESSES, {}, "none")


def line(name, instant):
    verifier = WITNESSES.get(name) or Verifier(name, 1, bytes(32))
    return SignatureLine(verifier.name, verifier.key_id, instant.to_bytes(8, "big"))


@given(st.permutations("abc"), st.sets(st.sampled_from("abc")))
def test_lines_stand_in_the_policy_s_order_whatever_came_first(order, again):
    note = Note(b"body\n", (line("log", 0),))
    for name in order:
        note = merged(note, {name: line(name, 1)}, POLICY)
    note = merged(note, {name: line(name, 2) for name in again}, POLICY)
    assert note.signatures == (line("log", 0), *(line(name, 2 if name in again else 1) for name in "abc"))


def test_a_new_line_takes_the_place_of_its_signer_s_older_one_and_of_nobody_else_s():
    note = Note(b"body\n", (line("log", 0), line("a", 1), line("b", 1)))
    assert cosigned(note, line("a", 2)).signatures == (line("log", 0), line("b", 1), line("a", 2))
