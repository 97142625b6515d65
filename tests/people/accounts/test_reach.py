"""A number and an address are written one way, whoever types them how."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.people.accounts.reach import NotAReach, masked, parse_reach


@pytest.mark.parametrize(
    ("typed", "reach"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("+1 202 555 0143", "+12025550143"),
        (" Aniu@Example.ORG ", "aniu@example.org"),
    ],
)
def test_written_one_way(typed: str, reach: str) -> None:
    assert parse_reach(typed) == reach
    assert parse_reach(reach) == reach


@pytest.mark.parametrize(
    "typed",
    ["", "xiumei", "110", "010 6552 9988", "13800", "a@b", "@", "a" * 300 + "@b.org", "+"],
)
def test_what_is_no_way_to_reach_anybody(typed: str) -> None:
    with pytest.raises(NotAReach) as refusal:
        parse_reach(typed)
    assert not typed or typed not in str(refusal.value)


@given(st.text(max_size=400))
def test_any_text_is_a_reach_or_is_refused(typed: str) -> None:
    try:
        reach = parse_reach(typed)
    except NotAReach:
        return
    assert parse_reach(reach) == reach
    assert "\n" not in reach
    assert masked(reach) != reach


def test_masked_for_its_owner_to_recognise() -> None:
    assert masked("+8613800138000") == "+86 138****8000"
    assert masked("aniu@example.org") == "a***@example.org"
