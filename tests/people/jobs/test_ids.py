"""Only ids stand in a job's row: what could be something of a person is refused, and not repeated."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.people.jobs.errors import NotAnId
from shouyi.people.jobs.ids import require_ids, require_key, require_name

IDS = ["0", "20416", str(uuid.UUID(int=1)), "ab" * 16, "ab" * 32, "2026-11-24", "2026-11-24T0310", "org-baigong",
       "SY7K3M92QF"]  # fmt: skip
NO_IDS = {
    "a name": "杨秀梅",
    "a name in letters": "yang-xiumei",
    "a telephone number": "13912345678",
    "one with its country": "+8613912345678",
    "a local telephone number": "8250000",
    "a code": "402118",
    "an identity number": "52262219900101123X",
    "mail": "x@example.cn",
    "a sentence": "late again",
    "nothing": "",
    "None": None,
    "another line": "org-a\n",
    "digits of another script": "１２",
    "a path": "../org-a",
    "a table": {"phone": "1"},
    "a row": ["1"],
}


def test_ids_are_taken_as_texts() -> None:
    assert require_ids([*IDS, 20416, uuid.UUID(int=2)], "argument") == [*IDS, "20416", str(uuid.UUID(int=2))]


@pytest.mark.parametrize("value", NO_IDS.values(), ids=NO_IDS.keys())
def test_anything_else_is_refused_without_being_repeated(value: object) -> None:
    with pytest.raises(NotAnId) as caught:
        require_ids(["1", value], "argument")
    assert str(caught.value) == "argument 2 is not an id"


@given(st.text())
def test_any_text_is_an_id_of_plain_characters_or_refused(text: str) -> None:
    try:
        require_ids([text], "argument")
    except NotAnId:
        return
    assert text.isascii()
    assert not text.isdigit() or len(text) <= 5 or len(text) in (32, 64)


def test_a_key_is_names_and_ids() -> None:
    for key in ("", "cases.remind/20416", f"chores.round/2026-11-24/{uuid.UUID(int=3)}"):
        assert require_key(key) == key


@pytest.mark.parametrize(
    "key", ["杨秀梅", "cases.remind/13912345678", "cases.remind/", "A", "a" * 300, "a/" * 150 + "a"]
)
def test_a_key_holds_nothing_else(key: str) -> None:
    with pytest.raises(NotAnId):
        require_key(key)


@pytest.mark.parametrize("name", ["", "Cases", "cases.", "cases/remind", "案件", "a" * 65])
def test_a_name_is_small_letters(name: str) -> None:
    with pytest.raises(NotAnId):
        require_name(name)
