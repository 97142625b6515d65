"""A challenge and its answer: one form each, and nothing but the holder's signature over this very challenge counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from shouyi.ledger.errors import FieldMismatch, LedgerError, MalformedBytes, SignatureInvalid
from shouyi.ledger.holding import (
    Challenge,
    answer,
    answer_text,
    holder_digest,
    parse_answer,
    parse_challenge,
    require_answered,
    require_reader,
)
from world.ledger import SeedKey

NET = "town.example"
KEY, OTHER = SeedKey("holder"), SeedKey("somebody else")
ASKED = Challenge("a" * 64, "b" * 64, "东乡银行 of the east")
HOLDER = holder_digest(KEY.public)


def test_lines_are_read_as_they_were_written() -> None:
    found = answer(NET, ASKED, KEY)
    assert parse_challenge(f"  {ASKED.to_line()}\r\n") == ASKED
    assert parse_answer(f"{found.to_line()}\n") == found
    require_answered(NET, HOLDER, ASKED, parse_answer(found.to_line()))


def test_a_foreign_library_finds_what_was_signed() -> None:
    text = b"shouyi/holds/1\ntown.example\n" + b"a" * 64 + b"\n" + b"b" * 64 + "\n东乡银行 of the east\n".encode()
    assert answer_text(NET, ASKED) == text
    Ed25519PublicKey.from_public_bytes(KEY.public).verify(answer(NET, ASKED, KEY).signature, text)


def test_the_holder_s_key_alone_answers() -> None:
    with pytest.raises(FieldMismatch, match="another key"):
        require_answered(NET, HOLDER, ASKED, answer(NET, ASKED, OTHER))


@pytest.mark.parametrize("change", [{"about": "c" * 64}, {"nonce": "c" * 64}, {"reader": "Another bank"}])
def test_an_answer_is_to_one_challenge(change: dict[str, str]) -> None:
    with pytest.raises(SignatureInvalid):
        require_answered(NET, HOLDER, replace(ASKED, **change), answer(NET, ASKED, KEY))


def test_an_answer_is_of_one_network() -> None:
    with pytest.raises(SignatureInvalid):
        require_answered("other.example", HOLDER, ASKED, answer(NET, ASKED, KEY))


@pytest.mark.parametrize("reader", ["", " bank", "bank ", "two\nlines", "x" * 81, "bank\u202e", "bank\x00"])
def test_whom_it_is_for_hides_nothing(reader: str) -> None:
    with pytest.raises(MalformedBytes):
        require_reader(reader)


@given(st.text(max_size=300))
def test_any_other_text_is_neither(text: str) -> None:
    for begun in ("", "shouyi-challenge-1 ", "shouyi-answer-1 ", f"shouyi-answer-1 {'0' * 64} "):
        for parse in (parse_challenge, parse_answer):
            try:
                found = parse(begun + text)
            except LedgerError:
                continue
            assert found.to_line() == (begun + text).strip(" \t\r\n")
