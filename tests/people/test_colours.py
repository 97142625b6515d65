"""The tokens' contrast, computed: 7:1 for every text on each of its grounds, 3:1 for lines that mean something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import shouyi.people

CSS = (Path(shouyi.people.__file__).parent / "static" / "shouyi.css").read_text()
TEXT_ON_PAPER = ("ink", "ink-2", "indigo", "cinnabar", "pine", "ochre")
TEXT_ELSEWHERE = ("ink", "ink-2", "indigo")


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


LIGHT = _tokens(CSS[CSS.index(":root {") : CSS.index("}", CSS.index(":root {"))])
_ASKED = CSS[CSS.index(':root:not([data-theme="light"])') :]
DARK_ASKED = _tokens(_ASKED[: _ASKED.index("}")])
_CHOSEN = CSS[CSS.index(':root[data-theme="dark"]') :]
DARK_CHOSEN = _tokens(_CHOSEN[: _CHOSEN.index("}")])


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK_ASKED], ids=["light", "dark"])
def test_text_is_seven_to_one(theme: dict[str, str]) -> None:
    pairs = [(text, "paper") for text in TEXT_ON_PAPER]
    pairs += [(text, ground) for text in TEXT_ELSEWHERE for ground in ("wash", "sheet")]
    pairs += [("on-indigo", "indigo")]
    assert [pair for pair in pairs if contrast(theme[pair[0]], theme[pair[1]]) < 7] == []


@pytest.mark.parametrize("theme", [LIGHT, DARK_ASKED], ids=["light", "dark"])
def test_lines_that_mean_something_are_three_to_one(theme: dict[str, str]) -> None:
    pairs = [("edge", "paper"), ("edge", "wash"), ("edge", "sheet"), ("seal", "paper"), ("indigo", "band")]
    assert [pair for pair in pairs if contrast(theme[pair[0]], theme[pair[1]]) < 3] == []


def test_the_dark_theme_is_one_theme() -> None:
    assert DARK_ASKED == DARK_CHOSEN
    assert DARK_ASKED.keys() == LIGHT.keys()


def test_colours_are_named_once() -> None:
    """Outside tokens and print, no colour is written but black and white of the printed code."""
    rest = CSS[CSS.index("/* 2 ground") : CSS.index("@media print")]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rest)) <= {"#fff", "#000"}


def test_nothing_comes_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
