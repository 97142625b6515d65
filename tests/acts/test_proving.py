"""Proof files and exports of a whole installation, cosigned by a witness of its own, checked as a stranger would."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from threading import Thread

import pytest

from acts.conftest import seeded, settings
from acts.river import flow
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.checking import BROKEN, HOLDS, UNKNOWN, recompute_file, verify_file
from shouyi.acts.founding import Joining, join
from shouyi.acts.proving import Prover, cosign, export_person, is_cosigned, require_witness
from shouyi.canon.canonical import decode, encode
from shouyi.evidence.records import Draft
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.source import FolderSource
from shouyi.gateways.witness_app import open_witness
from shouyi.score.guides import guide_bytes
from shouyi.wiring import open_house


@pytest.fixture(scope="module")
def house(tmp_path_factory, trade):
    opened = open_house(seeded(tmp_path_factory.mktemp("home")))
    flow(opened, trade)
    assess_everybody(opened)
    return opened


@pytest.fixture(scope="module")
def witness(house):
    source, home = FolderSource(house.public), house.settings.home / "witness"
    with open_witness(home, source, house.pin(), house.witness_key, house.clock) as opened:
        cosign(house, opened)
        yield opened


@pytest.fixture(scope="module")
def person(house):
    return house.vault.persons(by_kind="archive.opened")[0]


@pytest.fixture(scope="module")
def export(house, witness, person):
    return export_person(house, person, witness)


def test_an_export_holds_and_gives_the_same_digits(house, export, person):
    assert verify_file(export, house.pin_bytes()).status == HOLDS
    expected = {each.person: each.to_json() for each in assess_everybody(house)}
    day = json.loads(expected[person])["day"]
    verdict = recompute_file(export, house.pin_bytes(), person, day)
    assert verdict.status == HOLDS
    assert verdict.assessment.to_json() == expected[person]


def test_a_machine_that_has_nothing_else_recomputes(tmp_path, house, export, person):
    (tmp_path / "export").write_bytes(export)
    (tmp_path / "pin").write_bytes(house.pin_bytes())
    command = [sys.executable, "-m", "shouyi", "assess", "--person", person, "--recompute", "export", "--policy", "pin"]
    done = subprocess.run([*command, "--json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == HOLDS, done.stderr
    assert json.loads(done.stdout)["person"] == person
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export", "pin"]


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("1", HOLDS, '"guide":"1"'),
        ("other.json", HOLDS, '"guide":"2"'),
        ("broken.json", UNKNOWN, ""),
        ("9", UNKNOWN, ""),
    ],
)
def test_under_the_guide_that_is_asked_for(tmp_path, house, export, person, asked, status, said):
    (tmp_path / "export").write_bytes(export)
    (tmp_path / "pin").write_bytes(house.pin_bytes())
    (tmp_path / "other.json").write_bytes(guide_bytes("2"))
    (tmp_path / "broken.json").write_bytes(guide_bytes("2")[:-1])
    command = [sys.executable, "-m", "shouyi", "assess", "--person", person, "--recompute", "export", "--policy", "pin"]
    done = subprocess.run(
        [*command, "--json", "--guide", asked], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert said in done.stdout


def test_without_a_bad_statement_the_recomputation_says_where_it_is_not_complete(house, export, person):
    plain = decode(export)
    del plain["logs"][1]["entries"][3]
    verdict = recompute_file(encode(plain), house.pin_bytes(), person, None)
    assert (verdict.status, verdict.assessment) == (BROKEN, None)


def test_every_kind_of_entry_has_a_proof_that_holds(house, witness, person):
    prover = Prover(house)
    for opening in house.vault.openings(person)[:40]:
        data = prover.proof(opening, [name for name in opening.kind.fields if opening.is_open(name)])
        assert verify_file(data, house.pin_bytes()).status == HOLDS


def test_a_released_result_holds_and_shows_only_what_was_released(house, witness, person):
    data = Prover(house).result(person, ["band", "day", "guide"])
    verdict = verify_file(data, house.pin_bytes())
    assert verdict.status == HOLDS
    said = "\n".join(verdict.lines)
    assert "  band:" in said
    assert "  holder:" in said
    assert "  score:" not in said


def test_a_proof_without_cosignature_cannot_be_told(house, witness, person):
    data = Prover(house).proof(house.vault.openings(person)[0], [])
    bare = b"\n".join(data.split(b"\n")[:-2]) + b"\n"
    assert verify_file(bare, house.pin_bytes()).status == UNKNOWN


def test_another_networks_pin_cannot_tell(tmp_path, house, witness, person):
    other = open_house(replace(seeded(tmp_path), net="other.example"))
    other.begin()
    data = Prover(house).proof(house.vault.openings(person)[0], [])
    assert verify_file(data, other.pin_bytes()).status == UNKNOWN


def test_without_a_witness_an_export_is_refused_in_words(house, person):
    with pytest.raises(GatewayError, match="SHOUYI_WITNESS"):
        require_witness(house)


def test_an_erased_fact_is_closed_and_counted(tmp_path, few):
    from acts.conftest import settings

    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    with opened.ledger.writing():
        opened.keeper.begin()
        fact = next(o for o in opened.vault.openings("maker-1") if o.kind.name == "review.given")
        opened.keeper.erase_fact("maker-1", fact, "wrong-person")
    source = FolderSource(opened.public)
    home = opened.settings.home / "witness"
    with open_witness(home, source, opened.pin(), opened.witness_key, opened.clock) as near:
        data = export_person(opened, "maker-1", near)
    verdict = verify_file(data, opened.pin_bytes())
    assert verdict.status == HOLDS
    assert any("1 erased" in line for line in verdict.lines)


def test_a_source_that_never_wrote_is_closed_and_noted(tmp_path, few):
    from acts.conftest import settings
    from shouyi.acts.founding import Joining, join

    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    with opened.ledger.writing():
        opened.keeper.begin()
        join(opened, [Joining("org-silent", "certifier", {"en": "Silent", "zh": "静"})])
        opened.keeper.add_sources([("maker-1", "org-silent")])
    source = FolderSource(opened.public)
    home = opened.settings.home / "witness"
    with open_witness(home, source, opened.pin(), opened.witness_key, opened.clock) as near:
        assert verify_file(export_person(opened, "maker-1", near), opened.pin_bytes()).status == HOLDS
        with opened.ledger.writing():
            opened.keeper.begin()
            day = opened.keeper.today()
            plate = {"craft": "c", "maker": "m", "title": "t", "work": "w"}
            opened.keeper.admit([Draft("work.registered", "maker-1", "org-silent", day, plate)])
        assert verify_file(export_person(opened, "maker-1", near), opened.pin_bytes()).status == HOLDS


def test_a_slow_witness_holds_no_writer_up(tmp_path, few):
    """Others write while it looks; what it then cosigned no longer stands alone on disk, and it is asked again."""
    house = open_house(settings(tmp_path / "home"))
    flow(house, few)
    source, asked = FolderSource(house.public), []

    def write_as_another_process_would() -> None:
        other = open_house(house.settings)
        with other.ledger.writing():
            join(other, [Joining("org-late", "certifier", {"en": "Late", "zh": "晚"})])

    with open_witness(tmp_path / "witness", source, house.pin(), house.witness_key, house.clock) as near:

        class Slow:
            def cosign(self, sizes):
                asked.append(sizes)
                answer = near.cosign(sizes)
                if len(asked) == 1:
                    writer = Thread(target=write_as_another_process_would, daemon=True)
                    writer.start()
                    writer.join(30)
                    assert not writer.is_alive(), "the writer waits for the witness"
                return answer

        cosign(house, Slow())
    assert len(asked) == 2
    assert asked[0] != asked[1]
    assert is_cosigned(house)
