"""The forms of public values: what fits each, what does not, and that no entry can outgrow its 4 KB."""

from __future__ import annotations

import pytest

from shouyi.canon.canonical import INT_MAX, encode
from shouyi.ledger.entry import WORDS_MAX, require_pub
from shouyi.ledger.errors import MalformedBytes
from shouyi.ledger.kind import RULE, Kind, Shape, Writer
from shouyi.ledger.kinds import kinds

GOOD: dict[Shape, list[object]] = {
    Shape.HEX32: ["0" * 64, "f0" * 32],
    Shape.HEX64: ["0" * 128, "f0" * 64],
    Shape.ORG: ["org-a", "org-" + "z" * 60],
    Shape.SEAT: ["seat-1", "seat-10", "seat-9999"],
    Shape.COUNT: [0, INT_MAX],
    Shape.SIZES: [[0, 0, 0, 0], [1, 2, 3, INT_MAX]],
    Shape.WORD: ["a", "0.1-b", "z" * 64],
    Shape.WORDS: [[], ["a"], ["a", "a.b", "b"], [f"{n:02}" for n in range(WORDS_MAX)]],
}
BAD: dict[Shape, list[object]] = {
    Shape.HEX32: ["", "0" * 63, "0" * 128, "F" * 64, "g" * 64, 0, None, ["0" * 64]],
    Shape.HEX64: ["", "0" * 64, "0" * 127, "F" * 128, "\n" + "0" * 127, 0, None],
    Shape.ORG: ["org-", "org-A", "a", "org-" + "z" * 61, "org-a\n", None],
    Shape.SEAT: ["seat-0", "seat-01", "seat-10000", "seat-", "seat-anna", "seat-1\n", "seat-١", "chair-1", 1, None],
    Shape.COUNT: [-1, INT_MAX + 1, True, "1", None, 1.0],
    Shape.SIZES: [[], [0, 0, 0], [0, 0, 0, -1], (0, 0, 0, 0), "0000"],
    Shape.WORD: ["", "A", "a b", "ü", "a\n", "z" * 65, 1, None],
    Shape.WORDS: ["ab", None, {"a": 1}, ["b", "a"], ["a", "a"], ["A"], [1], [""], [["a"]],
                  [f"{n:02}" for n in range(WORDS_MAX + 1)]],
}  # fmt: skip
WIDEST: dict[Shape, object] = {shape: values[-1] for shape, values in GOOD.items()} | {
    Shape.SIZES: [INT_MAX] * 4,
    Shape.WORDS: [f"{n:02}".ljust(64, "z") for n in range(WORDS_MAX)],
}


def of(shape: Shape) -> Kind:
    return Kind(name="test", log=RULE, writer=Writer.ANY, pub={"value": shape})


def test_every_shape_is_tried() -> None:
    assert GOOD.keys() == BAD.keys() == set(Shape)


@pytest.mark.parametrize("shape", Shape)
def test_a_shape_takes_what_fits_and_nothing_else(shape: Shape) -> None:
    for value in GOOD[shape]:
        require_pub(of(shape), {"value": value})
    for value in BAD[shape]:
        with pytest.raises(MalformedBytes, match=r"`pub\.value` of test is not"):
            require_pub(of(shape), {"value": value})


@pytest.mark.parametrize("name", sorted(kinds()))
def test_the_widest_public_values_stay_below_4_kb(name: str) -> None:
    pub = {each: WIDEST[shape] for each, shape in kinds()[name].pub.items()}
    require_pub(kinds()[name], pub)
    assert len(encode(pub)) < 4096
