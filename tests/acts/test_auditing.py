"""Audits from files to reports, by command: what is planted is found, what is hostile is named, nobody stands in it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner, Result

from shouyi.acts.auditing import (
    audit_credit,
    audit_exposure,
    audit_house,
    compare_reports,
    labels_from_file,
    labels_from_sample,
)
from shouyi.acts.erasing import erase_person
from shouyi.acts.sampling import enrol, labels_of, withdraw
from shouyi.archive.errors import ArchiveError
from shouyi.cli import main
from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.invented import Plan, invent_log
from shouyi.decision.fairness.report.schema import SCHEMA
from shouyi.gateways.errors import GatewayError
from shouyi.wiring import House, open_house

REAL = Path(__file__).parents[3] / "shared/data/credit"
CREDIT = ("german", "credit_data", "sba")


def write_log(folder: Path, penalty: float, seed: int = 1) -> tuple[Path, Path]:
    """A log and the groups of its sample, as a platform and an auditor would hand them in."""
    shown, groups = invent_log(Plan(penalty=penalty, listings=120), Draws(seed))
    log, labels = folder / f"log-{seed}.csv", folder / f"groups-{seed}.csv"
    rows = zip(shown.listing, shown.merchant, shown.position, shown.relevance, shown.day, strict=True)
    lines = [f"l{at},{shown.merchants[who]},{place or ''},{worth:.6f},{np.datetime64(int(day), 'D')}"
             for at, who, place, worth, day in rows]  # fmt: skip
    log.write_text("\n".join(["listing,merchant,position,relevance,shown_at", *lines, ""]))
    known = [
        f"{name},{groups.names[code]}" for name, code in zip(shown.merchants, groups.codes, strict=True) if code >= 0
    ]
    labels.write_text("\n".join(["name,group", *known, ""]))
    return log, labels


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["audit", *map(str, words)])


def test_a_planted_log_ends_with_1_and_a_clean_one_with_0(tmp_path: Path) -> None:
    log, groups = write_log(tmp_path, 0.6)
    planted = run("exposure", log, "--groups", groups, "--consent", "audit_1")
    assert planted.exit_code == 1
    assert "less_shown disabled not_disabled" in planted.output
    log, groups = write_log(tmp_path, 0.0, seed=2)
    clean = run("exposure", log, "--groups", groups, "--json")
    assert clean.exit_code == 0
    value = json.loads(clean.stdout)
    jsonschema.validate(value, SCHEMA)
    assert [each["code"] for each in value["sentences"]] == ["shown_alike"]


def test_a_report_names_no_merchant_and_no_list(tmp_path: Path) -> None:
    log, groups = write_log(tmp_path, 0.0)
    text = run("exposure", log, "--groups", groups).output + run("exposure", log, "--groups", groups, "--json").output
    words = set(text.replace('"', " ").replace(",", " ").split())
    assert not words & {f"m{number}" for number in range(150)}
    assert not words & {f"l{number}" for number in range(120)}


def test_refused_rows_are_listed_by_line_and_column_and_never_by_what_stood_there(tmp_path: Path) -> None:
    log, groups = write_log(tmp_path, 0.0)
    with log.open("a") as more:
        more.write("l0,=HYPERLINK(1),3,0.5,2026-11-01\nl0,m1,minus one,0.5,2026-11-01\n")
    with groups.open("a") as more:
        more.write("m140,Deaf!\n")
    found = run("exposure", log, "--groups", groups)
    assert "refused groups-1.csv" in found.output
    assert "word_form group" in found.output
    assert "number_form position" in found.output
    assert "Deaf" not in found.output
    assert "minus one" not in found.output


BAD = {
    "no groups at all": (("exposure", "log"), "say where groups come from"),
    "two sources of groups": (
        ("exposure", "log", "--groups", "groups", "--sample", "org-x"),
        "say where groups come from",
    ),
    "a group that is not there": (
        ("exposure", "log", "--groups", "groups", "--reference", "left"),
        "reference_unknown",
    ),
    "a consent that is no word": (("exposure", "log", "--groups", "groups", "--consent", "=yes()"), "consent_form"),
    "too few": (("exposure", "log", "--groups", "groups", "--least", "40"), "groups_too_small"),
    "another table": (("decisions", "log", "--groups", "groups"), "column_missing"),
    "a label in the platform's file": (("exposure", "groups", "--groups", "groups"), "column_missing"),
    "no report": (("compare", "log", "log"), "report_malformed"),
}


@pytest.mark.parametrize(("words", "said"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_told_ends_with_2_and_says_why(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    log, groups = write_log(tmp_path, 0.0)
    found = run(*({"log": log, "groups": groups}.get(word, word) for word in words))
    assert found.exit_code == 2
    assert said in found.output


def test_two_years_are_compared(tmp_path: Path) -> None:
    reports = []
    for seed, penalty in ((1, 0.0), (2, 1.0)):
        log, groups = write_log(tmp_path, penalty, seed)
        reports.append(tmp_path / f"{seed}.json")
        reports[-1].write_text(run("exposure", log, "--groups", groups, "--json").stdout)
    assert "effect                        disabled" in run("compare", *reports).output
    ways = {(each.figure, each.group): each.way for each in compare_reports(*reports).changes}
    assert ways["effect", "disabled"] == "fell"
    assert json.loads(run("compare", *reports, "--json").stdout)[0]["table"] == "effect"


def test_counts_below_ten_are_said_not_to_be_published(tmp_path: Path) -> None:
    log, groups = write_log(tmp_path, 0.0)
    assert "not to be published" in run("exposure", log, "--groups", groups, "--least", "2").output


def test_decisions_and_indicators_by_command(tmp_path: Path) -> None:
    draws = Draws(1)
    code, luck = draws.uniform((600,)) < 0.5, draws.uniform((600,))
    groups, bank, given = tmp_path / "g.csv", tmp_path / "bank.csv", tmp_path / "i.jsonl"
    groups.write_text("name,group\n" + "".join(f"p{at},{'a' if mine else 'b'}\n" for at, mine in enumerate(code)))
    decided = ["approved" if luck[at] < (0.4 if mine else 0.7) else "refused" for at, mine in enumerate(code)]
    bank.write_text("person,score,decision\n" + "".join(f"p{at},75,{word}\n" for at, word in enumerate(decided)))
    found = run("decisions", bank, "--groups", groups, "--reference", "b")
    assert found.exit_code == 1
    assert "less_approved a b" in found.output
    rest = {"indicator": "speed", "neutral": "0.5", "most": 2}
    rows = [{"person": f"p{at}", "points": f"{luck[at] + mine:.4f}"} | rest for at, mine in enumerate(code)]
    given.write_text("".join(json.dumps(row) + "\n" for row in rows))
    told = run("indicators", given, "--groups", groups, "--reference", "b")
    assert told.exit_code == 1
    assert "indicator_tells speed a b" in told.output


# the sample of this house ---------------------------------------------------------------------------------------------

TABLE = "person,group,consent,agreed_on,org,name\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    from acts.conftest import settings

    return open_house(settings(tmp_path / "home"))


def test_the_sample_gives_the_labels_under_the_names_of_one_platform(house: House, tmp_path: Path) -> None:
    log, groups = write_log(tmp_path, 0.6)
    rows = [line.split(",") for line in groups.read_text().splitlines()[1:]]
    table = tmp_path / "agreed.csv"
    table.write_text(
        TABLE + "".join(f"maker-{name},{group},audit_1,2026-11-01,org-shop,{name}\n" for name, group in rows)
    )
    assert enrol(house, table).people == 75
    by_sample = labels_from_sample(house, "org-shop")
    assert by_sample.consent == "audit_1"
    assert audit_exposure(log, by_sample).report == audit_exposure(log, labels_from_file(groups, "audit_1")).report
    withdraw(house, "maker-m3")
    assert "m3" not in labels_of(house, "org-shop")[0]
    assert labels_of(house, "org-other")[0] == {}


def test_rows_of_one_person_agree_or_are_refused(house: House, tmp_path: Path) -> None:
    table = tmp_path / "agreed.csv"
    table.write_text(TABLE + "p1,blind,audit_1,2026-11-01,org-a,a1\np1,blind,audit_1,2026-11-01,org-b,b1\n"
                             "p1,deaf,audit_1,2026-11-01,,\np2,deaf,audit_1,2026-11-01,org-a,\n")  # fmt: skip
    done = enrol(house, table)
    assert [(each.line, each.code) for each in done.refusals] == [(4, "row_differs"), (5, "cell_missing")]
    assert labels_of(house, "org-a")[0] == {"a1": "blind"}
    assert labels_of(house, "org-b")[0] == {"b1": "blind"}


def test_whoever_is_erased_leaves_the_sample_too(house: House, tmp_path: Path) -> None:
    """Also of somebody of whom nothing else is here: the sample goes first."""
    house.begin()
    table = tmp_path / "agreed.csv"
    table.write_text("person,group,consent,agreed_on\np1,blind,audit_1,2026-11-01\np2,deaf,audit_1,2026-11-01\n")
    enrol(house, table)
    with pytest.raises(ArchiveError):
        erase_person(house, "p1")
    assert labels_of(house)[0] == {"p2": "deaf"}


def test_the_houses_own_indicators_are_audited_on_whoever_agreed(house: House, trade: Path, tmp_path: Path) -> None:
    """Eight artisans of a town, half of each label, whatever their lives: all is looked at, no name is told."""
    from acts.river import flow

    flow(house, trade)
    makers = sorted(house.vault.persons(by_kind="archive.opened"))
    table = tmp_path / "agreed.csv"
    rows = [f"{who},{'a' if at % 2 else 'b'},audit_1,2026-11-01\n" for at, who in enumerate([*makers, "somebody-else"])]
    table.write_text("person,group,consent,agreed_on\n" + "".join(rows))
    enrol(house, table)
    report = audit_house(house, labels_from_sample(house, "house"), least=2).report
    figures = {line.figure for _, line in report.lines}
    assert {f"auc_{each.name}" for each in house.guide.indicators} <= figures
    assert report.sample.labelled == len(makers)
    moved = {line.figure: line for _, line in report.lines if line.group == "a"}
    assert moved["to_prior_panel"].measured == (0, 0, 0)
    assert moved["to_prior_dispatch"].measured[0] != 0
    assert not [who for who in makers if who in report.to_json().decode()]


def test_where_no_sample_is_kept_none_is_made_by_asking(house: House) -> None:
    for asked in (lambda: labels_of(house), lambda: withdraw(house, "p1")):
        with pytest.raises(GatewayError, match="nobody is in an audit sample"):
            asked()
    assert not (house.settings.home / "audit").exists()


@pytest.mark.soak
def test_in_an_invented_town_dispatch_tells_most_and_its_removal_closes_most_of_the_gap() -> None:
    """What docs/algorithms/fairness.md quotes. The labels are the town's own; no source of ours reads them."""
    from shouyi.acts.comparing import finished, weighed
    from shouyi.decision.fairness.power import indicators_of
    from shouyi.decision.fairness.report.indicators import report_indicators
    from shouyi.decision.fairness.tables import grouped
    from shouyi.score.guide import parse_guide
    from shouyi.score.guides import guide_bytes
    from shouyi.town.build import build
    from shouyi.town.private import NONE, circumstances

    guide, town = parse_guide(guide_bytes("2")), build("demo", 192, 192 * 312)
    everybody = {who: finished(of, guide, town.last_day).contributions for who, of in weighed(town, guide).items()}
    rows = [{each.indicator: (each.exact / 1e13, each.exact_without_evidence / 1e13) for each in found}
            for found in everybody.values()]  # fmt: skip
    labels = {who: "free" if life.disability == NONE else "disabled"
              for who, life in circumstances("demo", [each.id for each in town.artisans]).items()}  # fmt: skip
    most = {each.name: each.points / 1e4 for each in guide.indicators}
    report = report_indicators(
        indicators_of(rows, most), grouped(tuple(everybody), labels), least=10, consent="invented", reference="free"
    )
    told = {each.words[0]: each.numbers for each in report.sentences}
    assert told.keys() == {"dispatch", "satisfied", "not_cancelled", "repeat"}
    assert (round(told["dispatch"][0], -4), round(told["satisfied"][0], -4)) == (170_000, 310_000)
    moved = {line.figure: line.measured[0] for _, line in report.lines}
    assert (round(moved["to_prior_gap_dispatch"], -4), round(moved["to_prior_gap_satisfied"], -4)) == (
        1_910_000,
        1_040_000,
    )


# published sets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CREDIT)
def test_a_published_set_is_audited_where_it_is_there(name: str) -> None:
    if not REAL.is_dir():
        pytest.skip(f"THE SETS OF LOANS ARE NOT HERE (shared/data/credit): {name}")
    ((_, audited),) = audit_credit([name], REAL, lambda said: pytest.fail(said))
    codes = {each.code for each in audited.report.sentences}
    assert {"approved_alike", "below_four_fifths"} <= codes
    assert audited.report.sample.consent.startswith("none.stand_in_")


def test_a_set_that_is_not_there_is_left_out_by_name(tmp_path: Path) -> None:
    found = run("credit", "sba", "--folder", tmp_path)
    assert found.exit_code == 2
    assert "sba: LEFT OUT" in found.output
