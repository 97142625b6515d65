"""A stranger's file of ratings: typed, in order, or refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.score.backtest.errors import RatingsMalformed
from shouyi.score.backtest.ratings import Rating, happenings, parse_ratings
from stages.score.backtest import worlds

GOOD = "6,2,4,1289241911.72836"
BROKEN = {
    "three cells": "6,2,4",
    "five cells": f"{GOOD},1",
    "a name with letters": "6,x2,4,1289241911",
    "no name": ",2,4,1289241911",
    "eleven": "6,2,11,1289241911",
    "nought": "6,2,0,1289241911",
    "minus nought": "6,2,-0,1289241911",
    "plus four": "6,2,+4,1289241911",
    "no number": "6,2,four,1289241911",
    "before the epoch": "6,2,4,-5",
    "an exponent": "6,2,4,1e9",
    "beyond the calendar": "6,2,4,999999999999",
    "a header": "source,target,rating,time",
    "an empty line": "",
    "other digits": "6,2,4,١٢٨٩",
}


def test_ratings_stand_in_the_order_of_their_instants() -> None:
    found = parse_ratings(b"1,9,-10,172800.25\n2,9,1,86399\n3,9,2,172800.2\n4,9,3,172800.2\n")
    assert found == [Rating("2", "9", 1, 1), Rating("3", "9", 2, 2), Rating("4", "9", 3, 2), Rating("1", "9", -10, 2)]
    assert [each.bad for each in happenings(found)] == [False, False, False, True]


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN.keys())
def test_a_line_that_is_no_rating_is_named(line: str) -> None:
    with pytest.raises(RatingsMalformed, match=r"^line 2: "):
        parse_ratings(f"{GOOD}\n{line}\n{GOOD}\n".encode())


@given(st.binary(max_size=80) | st.text("0123456789,-.\n", max_size=80).map(str.encode))
def test_any_bytes_are_ratings_or_refused(data: bytes) -> None:
    try:
        found = parse_ratings(data)
    except RatingsMalformed:
        return
    assert all(-10 <= each.value <= 10 and each.value for each in found)


def test_the_synthetic_set_is_of_the_format() -> None:
    assert len(parse_ratings(worlds.ratings(seed=1))) == 1_500
