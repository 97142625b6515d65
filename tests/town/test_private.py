"""Disability: nowhere in what is public, in a folder of its own, read by nobody, and yet with an effect to be found."""

from __future__ import annotations

import ast
import csv
import json
import re
import stat
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import astuple, replace
from pathlib import Path
from random import Random

import pytest

from shouyi.town.build import build, write
from shouyi.town.private import FILE, NONE, TYPES, Circumstance, circumstances, exchanged, told
from shouyi.town.records import Town

SOURCE = Path(__file__).resolve().parents[2] / "src/shouyi"
CHINESE = (
    "残疾", "残障", "残联", "身残", "伤残", "残废", "智障", "障碍", "聋", "哑", "盲", "瞎",
    "失明", "听障", "视障", "听力", "视力", "瘫", "跛", "瘸", "轮椅", "拐杖", "假肢", "助听",
    "手语", "自闭", "唐氏", "弱智", "精神病", "肢体", "截肢",
)  # fmt: skip
ENGLISH = ("disab", "handicap", "deaf", "blind", "wheelchair", "crutch", "cripple", "impair", "hearing", "eyesight",
           "autis", "mental", "mute", "lame", "invalid", "special need", "amput")  # fmt: skip
SHUFFLES = 300


def words_in(text: str) -> list[str]:
    """The listed words that occur: Chinese ones anywhere, English ones where a word begins (not in "flame")."""
    found = re.findall(rf"\b(?:{'|'.join(ENGLISH)})", text.lower())
    return [word for word in CHINESE if word in text] + found


def test_the_list_of_words_finds_them() -> None:
    assert words_in("听障店主 Deaf") == ["听障", "deaf"]


def test_no_public_record_holds_a_word_of_disability(town: Town) -> None:
    public = (town.artisans, town.works, town.crafts, town.leaves, town.logins, tuple(town.stories.items()))
    for records in public:
        for record in records:
            assert not words_in(repr(record)), record
    for record in (*town.orders, *town.reviews):
        assert not words_in(repr(astuple(record))), record


def test_no_file_for_the_importers_holds_one(folder: Path) -> None:
    files = sorted((folder / "trade").rglob("*.csv"))
    assert len(files) == 6
    for file in files:
        assert not words_in(file.read_text(encoding="utf-8")), file.name
        assert not words_in(next(csv.reader(file.read_text(encoding="utf-8").splitlines()))[0])


def test_it_lies_in_a_folder_of_its_own(town: Town, folder: Path) -> None:
    file = folder / "private" / "private.json"
    told = json.loads(file.read_text(encoding="utf-8"))["people"]
    assert set(told) == {artisan.id for artisan in town.artisans}
    assert {person["disability"] for person in told.values()} == {NONE, *(name for name, _ in TYPES)}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in folder.rglob("private*")] == ["private", "private.json"]


@pytest.mark.parametrize("count", [7, 30, 64, 100])
def test_a_third_are_not_disabled(count: int) -> None:
    found = circumstances("demo", [f"a-{i:010x}" for i in range(count)])
    assert sum(c.disability == NONE for c in found.values()) == -(-count // 3)


def test_who_is_disabled_does_not_hang_on_the_order_of_ids() -> None:
    ids = [f"a-{i:010x}" for i in range(40)]
    assert circumstances("demo", ids) == circumstances("demo", ids[::-1])


def test_exchanged_everybody_has_anothers_and_keeps_what_they_do() -> None:
    found = circumstances("demo", [f"a-{i:010x}" for i in range(40)])
    other = exchanged("demo", found, "once")
    assert Counter(c.disability for c in other.values()) == Counter(c.disability for c in found.values())
    assert not [one for one in found if other[one].disability == found[one].disability]
    assert {one: replace(c, disability="") for one, c in other.items()} == {
        one: replace(c, disability="") for one, c in found.items()
    }
    assert exchanged("demo", dict(reversed(found.items())), "once") == other != exchanged("demo", found, "twice")


@pytest.mark.parametrize(("free", "others"), [(3, 2), (1, 0)])
def test_not_everybody_can_have_anothers_where_most_have_the_same(free: int, others: int) -> None:
    kinds = [*[NONE] * free, *["vision"] * others]
    found = {f"a-{i}": Circumstance(kind, 40, 1000, 4, 1, 3) for i, kind in enumerate(kinds)}
    with pytest.raises(ValueError, match=f"{free} of {free + others}"):
        exchanged("demo", found, "once")


def test_nobody_to_exchange() -> None:
    assert exchanged("demo", {}, "once") == {}


def test_written_with_everybodys_exchanged_nothing_but_the_record_differs(tmp_path: Path) -> None:
    town = build("demo", 14, 60)
    write(town, tmp_path / "one")
    write(town, tmp_path / "other", "once")
    one, other = ({p.relative_to(d).as_posix(): p.read_bytes() for p in d.rglob("*") if p.is_file()}
                  for d in (tmp_path / "one", tmp_path / "other"))  # fmt: skip
    assert {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} == {FILE}
    before, after = told(tmp_path / "one"), told(tmp_path / "other")
    assert before.keys() == after.keys()
    assert not [who for who in before if before[who] == after[who]]
    assert not [name for name in other if words_in(other[name].decode()) and name != FILE]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_nothing_outside_the_town_reads_it() -> None:
    """Neither as a module nor as a file; and inside, only what makes shops and twins and what writes the file."""
    readers = {p.relative_to(SOURCE).as_posix() for p in SOURCE.rglob("*.py") if "shouyi.town.private" in imported(p)}
    assert readers == {"town/build.py", "town/plans.py", "town/twins.py"}
    twins = {p.relative_to(SOURCE).as_posix() for p in SOURCE.rglob("*.py") if "shouyi.town.twins" in imported(p)}
    assert twins == {"acts/comparing.py"}  # which gets two towns, and is not told who is who in either
    elsewhere = [p for p in SOURCE.rglob("*.py") if "town" not in p.relative_to(SOURCE).parts]
    assert not [p for p in elsewhere if "private.json" in p.read_text(encoding="utf-8")]


def test_no_stage_of_the_river_knows_the_town() -> None:
    stages = ("canon", "evidence", "ledger", "archive", "score", "decision")
    for path in (path for stage in stages for path in (SOURCE / stage).rglob("*.py")):
        assert not [name for name in imported(path) if name.startswith("shouyi.town")], path


def late_permille(town: Town) -> dict[str, int]:
    sent = {a.id: [o.late_days > 0 for o in town.orders if o.maker == a.id and o.dispatched_on] for a in town.artisans}
    return {maker: 1000 * sum(late) // len(late) for maker, late in sent.items() if late}


def wait_days(town: Town) -> dict[str, int]:
    """From purchase to promise, in hundredths of the middle of the craft's usual range."""
    usual = {a.id: sum(c.lead_days) for a in town.artisans for c in town.crafts if c.key == a.craft}
    days = {a.id: [o.promised_on - o.purchased_on for o in town.orders if o.maker == a.id] for a in town.artisans}
    return {maker: 200 * sum(waits) // len(waits) // usual[maker] for maker, waits in days.items()}


def leave_days(town: Town) -> dict[str, int]:
    return {a.id: sum(x.to_on - x.from_on + 1 for x in town.leaves if x.artisan == a.id) for a in town.artisans}


def sales(town: Town) -> dict[str, int]:
    return {a.id: -sum(order.maker == a.id for order in town.orders) for a in town.artisans}


def gap(figures: Mapping[str, int], disabled: set[str]) -> int:
    """The difference of the two groups' means, times both sizes so that it stays whole."""
    inside = [figure for who, figure in figures.items() if who in disabled]
    outside = [figure for who, figure in figures.items() if who not in disabled]
    return sum(inside) * len(outside) - sum(outside) * len(inside)


@pytest.mark.parametrize("measure", [late_permille, wait_days, leave_days, sales])
def test_the_effect_is_there_to_be_found(town: Town, measure: Callable[[Town], dict[str, int]]) -> None:
    """A permutation test: of 300 random groups as large, at most three (1 %) differ as much."""
    figures = measure(town)
    found = circumstances(town.seed, [artisan.id for artisan in town.artisans])
    disabled = {who for who in figures if found[who].disability != NONE}
    rng, people = Random(20781), sorted(figures)
    chance = [gap(figures, set(rng.sample(people, len(disabled)))) for _ in range(SHUFFLES)]
    assert sum(other >= gap(figures, disabled) for other in chance) <= 3


def test_what_has_nothing_to_do_with_it_shows_nothing(town: Town) -> None:
    """The control: years in the craft and prices differ no more between the groups than by chance."""
    found = circumstances(town.seed, [artisan.id for artisan in town.artisans])
    disabled = {who for who in found if found[who].disability != NONE}
    figures = {artisan.id: artisan.since for artisan in town.artisans}
    rng, people = Random(20781), sorted(figures)
    chance = [abs(gap(figures, set(rng.sample(people, len(disabled))))) for _ in range(SHUFFLES)]
    assert sum(other >= abs(gap(figures, disabled)) for other in chance) > 15
