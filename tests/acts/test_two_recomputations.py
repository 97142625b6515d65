"""Two recomputations, written apart: of every export of a town the browser's finds the digits that ours finds, and of a
damaged one the same verdict."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from acts.conftest import seeded
from acts.river import silent
from people.browser import ROOT, require_file
from shouyi.acts.checking import HOLDS, recompute_file
from shouyi.acts.demonstrating import build_town
from shouyi.acts.proving import export_person
from shouyi.gateways.source import FolderSource
from shouyi.gateways.witness_app import open_witness
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Assessment
from shouyi.wiring import open_house

SEED, DAMAGES = 20781, 60
DIGITS = ("score", "low", "high", "p80", "band", "dimensions", "guide", "guide_digest", "day")


class Town(NamedTuple):
    """Everybody's export, and what it is judged by."""

    pin: bytes
    exports: dict[str, bytes]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    home = tmp_path_factory.mktemp("recompute")
    house = open_house(replace(seeded(home / "h"), url="http://localhost:8000"))
    house.begin()
    build_town(house, 8, 300, silent)
    with open_witness(home / "w", FolderSource(house.public), house.pin(), house.witness_key, house.clock) as witness:
        persons = house.vault.persons(by_kind="archive.opened")
        return Town(house.pin_bytes(), {person: export_person(house, person, witness) for person in persons})


def there(exports: list[bytes], pin: bytes, folder: Path) -> list[dict[str, Any]]:
    """What the browser's code finds."""
    require_file(ROOT / "web/node_modules/@noble/curves/package.json", "NOBLE")
    (folder / "pin.json").write_bytes(pin)
    (folder / "guide.json").write_bytes(guide_bytes())
    command = [shutil.which("node") or "node", "test/reckon.mjs", str(folder / "pin.json"), str(folder / "guide.json")]
    lines = "".join(f"{b64encode(each).decode()}\n" for each in exports)
    done = subprocess.run(command, cwd=ROOT / "web", input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def plain(found: Assessment) -> dict[str, Any]:
    parts = [{"indicator": each.indicator, "exact": str(each.exact)} for each in found.contributions]
    return {name: getattr(found, name) for name in DIGITS} | {"contributions": parts}


def test_everybody_has_the_same_digits_to_the_last(town: Town, tmp_path: Path) -> None:
    found = there(list(town.exports.values()), town.pin, tmp_path)
    for (person, data), told in zip(town.exports.items(), found, strict=True):
        ours = recompute_file(data, town.pin, person, None)
        assert (ours.status, told["verdict"], told["code"]) == (HOLDS, "holds", ""), told
        assert ours.assessment is not None
        assert told["digits"] == plain(ours.assessment)
    assert len({told["digits"]["score"] for told in found}) > len(found) // 2
    fed = {part["indicator"] for told in found for part in told["digits"]["contributions"]}
    assert {"dispatch", "satisfied", "panel", "contribution", "repayment"} <= fed


def damaged(data: bytes, dice: random.Random) -> bytes:
    """One seeded damage: a hex digit or a figure changed, an entry, a field, a note or a node left out."""
    plain = json.loads(data)
    part = dice.choice([each for each in plain["logs"] if each["entries"]])
    shown = dice.choice(part["entries"])
    match dice.randrange(7):
        case 0:
            part["entries"].remove(shown)
        case 1:
            shown["fields"].pop(dice.randrange(len(shown["fields"])))
        case 2:
            field = dice.choice(shown["fields"])
            field[1] = 1 if field[1] == 0 else 0
        case 3:
            at = dice.randrange(len(shown["digests"]))
            shown["digests"][at] = shown["digests"][at][::-1]
        case 4:
            plain["unspent"].pop(dice.randrange(len(plain["unspent"])))
        case 5:
            part["nodes"] = part["nodes"][:-1]
        case _:
            text = bytearray(data)
            text[dice.randrange(len(text))] ^= 1 << dice.randrange(7)
            return bytes(text)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def test_of_what_was_damaged_both_find_the_same(town: Town, tmp_path: Path) -> None:
    """It does not hold, or nobody can tell; where only a field was left out that may be, the digits are the same."""
    dice = random.Random(SEED)
    smallest = min(town.exports.values(), key=len)
    files = [damaged(smallest, dice) for _ in range(DAMAGES)]
    verdicts = set()
    for data, told in zip(files, there(files, town.pin, tmp_path), strict=True):
        ours = recompute_file(data, town.pin, "artisan", None)
        assert told["verdict"] == ("holds", "broken", "unknown")[ours.status], (ours.lines, told)
        assert told["digits"] == (plain(ours.assessment) if ours.assessment else None)
        assert told["code"] != "internal", told
        verdicts.add((told["verdict"], told["step"]))
    assert len(verdicts) > 4
