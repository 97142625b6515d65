"""`shouyi watch`: the keeper alone sees who speaks about whom, and what it prints names nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from acts.conftest import ORDERS, REVIEWS, settings
from acts.river import ORG, flow, silent
from shouyi.acts import watching
from shouyi.acts.admission import admit_reading
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.erasing import erase_person
from shouyi.acts.watching import watch
from shouyi.canon.days import from_iso
from shouyi.cli import main
from shouyi.evidence.outcome.tables import parse_outcomes
from shouyi.score.watch.rings import Flag
from shouyi.wiring import open_house

MAKERS = 14


def spoken() -> list[tuple[str, str, str]]:
    """(maker, buyer, cohort): honest buyers of one or two makers; twenty who know the same two; makers who buy from
    each other; a crowd of one cohort."""
    found = [(f"maker-{n % MAKERS}", f"plain-{n}", f"c{n % 6}") for n in range(60)]
    found += [(f"maker-{(n + 1 + n // MAKERS) % MAKERS}", f"plain-{n}", f"c{n % 6}") for n in range(40)]
    found += [(f"maker-{at}", f"ring-{n}", f"c{n % 6}") for n in range(20) for at in (0, 1)]
    found += [pair for _ in range(3) for pair in (("maker-3", "maker-4", "c1"), ("maker-4", "maker-3", "c2"))]
    return found + [("maker-7", f"crowd-{n}", "together") for n in range(12)]


@pytest.fixture(scope="module")
def spoken_of(tmp_path_factory) -> Path:
    """A source's files of what was said."""
    folder = tmp_path_factory.mktemp("spoken")
    orders, reviews = [], []
    for n, (maker, buyer, cohort) in enumerate(spoken()):
        day = f"2026-0{4 if cohort == 'together' else 1 + n % 6}"
        orders.append(
            f"o{n},{maker},{buyer},{cohort},{day}-{2 + n % 9:02}T10:00:00,{day}-15,{day}-14,,{day}-20,,,,,1,1000,CNY"
        )
        reviews.append(f"o{n},{maker},{buyer},{day}-22,5,,{cohort}")
    (folder / "orders.csv").write_text("\n".join([ORDERS, *orders, ""]))
    (folder / "reviews.csv").write_text("\n".join([REVIEWS, *reviews, ""]))
    return folder


@pytest.fixture(scope="module")
def home(spoken_of, tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("home") / "h"
    flow(open_house(settings(found)), spoken_of)
    return found


def of(found: list[Flag], sign: str) -> list[tuple[str, ...]]:
    return [flag.makers for flag in found if flag.sign == sign]


def test_the_keeper_sees_what_pseudonyms_hide_from_makers(home) -> None:
    house = open_house(settings(home))
    found = watch(house)
    assert of(list(found.flags), "circle") == [("maker-0", "maker-1")]
    assert of(list(found.flags), "burst") == [("maker-7",)]
    assert of(list(found.flags), "mutual") == [("maker-3", "maker-4")]
    assert (found.looked.makers, found.looked.voices, found.looked.unknown_buyers) == (14, len(spoken()), 0)
    assert found.spread.people == MAKERS
    assert {each.source for each in found.captures} == {ORG}
    assert found.verdict == "broken"


def test_it_writes_nothing_but_a_note_of_the_look(home) -> None:
    house = open_house(settings(home))
    sizes, looks = house.ledger.state.sizes, len(house.vault.looks())
    watch(house)
    assert house.ledger.state.sizes == sizes
    *_, last = house.vault.looks()
    assert len(house.vault.looks()) == looks + 1
    assert (last[3], last[4]) == ("watch", b"")
    assert last[5] >= len(spoken())


def test_what_came_later_is_not_seen(home) -> None:
    house = open_house(settings(home))
    found = watch(house, from_iso("2026-03-31"), from_iso("2026-03-01"))
    assert found.looked.voices < len(spoken()) - 12
    assert of(list(found.flags), "burst") == []


def test_a_crowd_that_a_campaign_brought_is_no_burst(spoken_of, tmp_path) -> None:
    house = open_house(settings(tmp_path / "h"))
    flow(house, spoken_of)
    crowd = [n for n, (_, _, cohort) in enumerate(spoken()) if cohort == "together"]
    rows = [f"maker-7,campaign,2026-04-10,200,,o{n}" for n in crowd]
    table = "\n".join(["maker,what,on,value,until,about", *rows, ""])
    admit_reading(house, parse_outcomes("campaigns.csv", table.encode()), ORG, silent, shared_names=True)
    found = watch(house)
    assert of(list(found.flags), "burst") == []
    assert found.campaigns.discounted is None  # of one maker
    assert found.looked.voices == len(spoken())


def test_two_runs_are_compared_by_what_they_committed(spoken_of, tmp_path) -> None:
    house = open_house(settings(tmp_path / "h"))
    flow(house, spoken_of)
    assert watch(house).runs is None
    for day in ("2026-03-01", "2026-06-30"):
        assess_everybody(house, from_iso(day))
    runs = watch(house).runs
    assert runs is not None
    assert (runs.before, runs.after) == (from_iso("2026-03-01"), from_iso("2026-06-30"))
    assert [each.name for each in runs.drifts][:2] == ["score", "skill"]
    assert {each.verdict for each in runs.drifts} == {"unknown"}  # of fourteen people


def test_where_there_are_too_many_names_circles_are_not_looked_for(home, monkeypatch) -> None:
    monkeypatch.setattr(watching, "MOST_NAMES", 10)
    found = watch(open_house(settings(home)))
    assert of(list(found.flags), "circle") == of(list(found.flags), "mutual") == []
    assert of(list(found.flags), "burst") == [("maker-7",)]
    assert found.looked.unknown_buyers == len(spoken())
    assert found.signs()["circle"] is None


def test_an_erased_buyer_is_nobody_s_link(spoken_of, tmp_path) -> None:
    house = open_house(settings(tmp_path / "h"))
    flow(house, spoken_of)
    for number in range(11):
        erase_person(house, f"{ORG}/ring-{number}")
    found = watch(house)
    assert of(list(found.flags), "circle") == []  # nine are left
    assert found.looked.unknown_buyers == 22


def test_the_command_names_nobody_and_its_list_is_private(home, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SHOUYI_HOME", str(home))
    path = tmp_path / "flags.jsonl"
    for arguments in (["--json"], []):
        done = CliRunner().invoke(main, ["watch", *arguments, "--flags", str(path)])
        assert done.exit_code == 1, done.output
        for name in ("maker-", "ring-", "plain-", "crowd-", "together"):
            assert name not in done.stdout
    assert path.stat().st_mode & 0o777 == 0o600
    listed = [json.loads(line) for line in path.read_text().splitlines()]
    assert {each["sign"]: each["makers"] for each in listed} == {
        "circle": ["maker-0", "maker-1"],
        "burst": ["maker-7"],
        "mutual": ["maker-3", "maker-4"],
    }
    assert "ring-" not in path.read_text()


def test_one_object_with_small_cells_hidden(home, monkeypatch) -> None:
    monkeypatch.setenv("SHOUYI_HOME", str(home))
    done = CliRunner().invoke(main, ["watch", "--json", "--as-of", "2026-07-01", "--against", "2026-05-01"])
    value = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert (value["day"], value["against"], value["people"]) == ("2026-07-01", "2026-05-01", 14)
    assert value["signs"]["circle"] is None  # two makers
    cells = [*value["scores"].values(), *value["bands"].values(), *value["widths"].values()]
    assert all(count is None or count == 0 or count >= 10 for count in cells)
    assert {each["psi"] for each in value["drift"]} == {None}
    assert value["bunching"]["verdict"] == "unknown"


def test_nobody_with_evidence_cannot_be_told(tmp_path, monkeypatch) -> None:
    opened = open_house(settings(tmp_path / "empty"))
    opened.begin()
    monkeypatch.setenv("SHOUYI_HOME", str(tmp_path / "empty"))
    done = CliRunner().invoke(main, ["watch"])
    assert done.exit_code == 2
    assert "nobody has evidence" in done.output
