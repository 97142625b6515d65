"""Numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.people.notices.numbers import NotANumber, e164


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138 0013 8000",
        " +86-138-0013-8000 ",
        "008613800138000",
        "１３８００１３８０００",
        "＋86 13800138000",
    ],
)
def test_one_number_written_in_many_ways(text: str) -> None:
    assert e164(text) == "+8613800138000"


def test_another_country_says_so() -> None:
    assert e164("+44 20 7946 0958") == "+442079460958"


@pytest.mark.parametrize(
    "text",
    ["", "12", "+86 138", "abc", "1" * 60, "13800138000 ext. 5", "+999 123456789", "+8613800138000\r\nBcc: x"],
)
def test_what_is_no_number_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(NotANumber) as problem:
        e164(text)
    assert not text or text not in str(problem.value)


@given(st.text(max_size=60))
def test_any_text_gives_a_number_or_this_error(text: str) -> None:
    try:
        found = e164(text)
    except NotANumber:
        return
    assert e164(found) == found
    assert found[0] == "+"
    assert found[1:].isascii()
    assert found[1:].isdigit()
