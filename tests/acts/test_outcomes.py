"""Outcomes by the door that trade takes: who attests what, what is known, what is refused, whom they name, erasure."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from acts.conftest import settings
from acts.river import ORG, flow, silent
from shouyi.acts.admission import admit_reading, rehearse_reading
from shouyi.acts.assessing import assess_person
from shouyi.acts.founding import REGISTRAR, Joining, join
from shouyi.acts.recording import HouseRecorder
from shouyi.acts.uploading import HouseUploading
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import as_opened
from shouyi.cli import main
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.outcome.tables import parse_outcomes
from shouyi.evidence.trade.records import Reviewed
from shouyi.people.ports.recorder import Recorded
from shouyi.people.ports.uploading import Table
from shouyi.wiring import House, open_house

HEAD = "maker,what,on,value,until,about\n"
CULTURE, BANK, FEDERATION = "org-culture-test", "org-bank-test", "org-federation-test"


def table(*rows: str):
    return parse_outcomes("outcomes.csv", (HEAD + "\n".join(rows) + "\n").encode())


@pytest.fixture
def house(tmp_path, few) -> House:
    opened = open_house(settings(tmp_path / "h"))
    flow(opened, few)
    joining = [(CULTURE, "culture"), (BANK, "bank"), (FEDERATION, "federation")]
    with opened.ledger.writing():
        join(opened, [Joining(org, role, {"en": org, "zh": org}) for org, role in joining])
    return opened


def outcomes_of(house: House, person: str) -> list[Outcome]:
    facts = facts_of([as_opened(opening, person) for opening in house.vault.openings(person)])
    return [fact for fact in facts if isinstance(fact, Outcome)]


def admit(house: House, org: str, *rows: str):
    return admit_reading(house, table(*rows), org, silent, shared_names=True)


def test_an_outcome_stands_in_its_persons_file_under_whoever_attests_it(house):
    done = admit(house, CULTURE, "maker-1,county_inheritor,2026-01-05,1,,")
    assert (done.entries, done.facts, done.known, done.refusals) == (1, 1, 0, ())
    (found,) = outcomes_of(house, "maker-1")
    assert (found.what, found.value, found.until, found.about) == ("county_inheritor", 1, None, None)
    assert found.origin.source == CULTURE
    assert found.origin.log == 0


def test_again_it_adds_nothing_and_otherwise_it_is_refused(house):
    row = "maker-1,city_inheritor,2026-01-05,1,,"
    admit(house, CULTURE, row)
    again = admit(house, CULTURE, row, "maker-1,city_inheritor,2026-01-05,1,2027-01-05,")
    assert [each.code for each in again.refusals] == ["row_repeated"]
    assert (again.entries, again.known) == (0, 1)
    other = admit(house, CULTURE, "maker-1,city_inheritor,2026-01-05,1,2027-01-05,")
    assert [(each.line, each.code) for each in other.refusals] == [(2, "already_admitted_otherwise")]
    assert len(outcomes_of(house, "maker-1")) == 1


def test_what_is_not_its_to_attest_is_refused_row_by_row(house):
    done = admit(
        house, BANK, "maker-1,repayment,2026-01-05,1000,,loan-1", "maker-1,county_inheritor,2026-01-05,1,,",
        "newcomer,leave,2026-01-05,10,,",
    )  # fmt: skip
    assert [(each.line, each.code, each.detail) for each in done.refusals] == [
        (3, "not_yours_to_attest", "what"), (4, "not_yours_to_attest", "what"),
    ]  # fmt: skip
    assert [fact.what for fact in outcomes_of(house, "maker-1")] == ["repayment"]
    assert "newcomer" not in house.vault.persons(by_kind="archive.opened")


def test_a_federation_can_attest_nothing(house):
    done = admit(house, FEDERATION, "maker-1,training,2026-01-05,100,,", "maker-1,leave,2026-01-05,10,,")
    assert done.entries == 0
    assert {each.code for each in done.refusals} == {"not_yours_to_attest"}
    assert FEDERATION not in {opening.by for opening in house.vault.openings("maker-1")}


def test_a_rehearsal_says_the_same_and_writes_nothing(house):
    rows = ("maker-1,repayment,2026-01-05,1000,,loan-1", "maker-1,leave,2026-01-05,10,,")
    sizes = house.ledger.state.sizes
    rehearsed = rehearse_reading(house, table(*rows), BANK, shared_names=True)
    assert house.ledger.state.sizes == sizes
    done = admit(house, BANK, *rows)
    assert (rehearsed.facts, rehearsed.refusals) == (done.facts, done.refusals)


def test_another_sources_name_is_another_person(house):
    done = admit_reading(house, table("maker-1,repayment,2026-01-05,1000,,"), BANK, silent)
    assert {each.code for each in done.refusals} == {"maker_of_another_source"}


def test_a_voice_in_a_room_and_a_review_know_one_buyer_by_one_pseudonym(house):
    admit(house, ORG, "maker-1,room_voice,2026-02-20,900,,buyer-1", "maker-1,room_voice,2026-02-20,900,,stranger")
    facts = facts_of([as_opened(opening, "maker-1") for opening in house.vault.openings("maker-1")])
    buyers = {fact.buyer for fact in facts if isinstance(fact, Reviewed)}
    voices = {fact.about for fact in facts if isinstance(fact, Outcome)}
    assert len(voices) == 2
    assert len(voices & buyers) == 1
    assert not voices & {"buyer-1", "stranger"}
    assert admit(house, ORG, "maker-1,room_voice,2026-02-20,900,,buyer-1").entries == 0


def test_an_apprentice_is_named_to_nobody(house):
    admit(house, CULTURE, "maker-1,apprenticeship,2026-02-20,600,,Yang Xiumei")
    (found,) = outcomes_of(house, "maker-1")
    assert found.about is not None
    assert "Yang" not in found.about


def test_the_registrar_states_leave_without_a_reason(house):
    assert admit(house, REGISTRAR, "maker-1,leave,2026-02-20,40,,").entries == 1
    (found,) = outcomes_of(house, "maker-1")
    assert (found.what, found.value, found.about) == ("leave", 40, None)


def test_what_was_taken_out_stays_out_and_comes_back_corrected(house):
    row = "maker-1,quality_check,2026-01-05,0,,piece-1"
    with house.ledger.writing():
        join(house, [Joining("org-certifier-test", "certifier", {"en": "C", "zh": "证"})])
    admit(house, "org-certifier-test", row)
    with house.ledger.writing():
        house.keeper.begin()
        wrong = next(o for o in house.vault.openings("maker-1") if o.kind.name == "outcome.attested")
        house.keeper.erase_fact("maker-1", wrong, "objection")
    assert outcomes_of(house, "maker-1") == []
    again = admit(house, "org-certifier-test", row)
    assert [each.code for each in again.refusals] == ["fact_taken_out"]
    admit(house, "org-certifier-test", "maker-1,quality_check,2026-01-05,1000,,piece-1")
    assert [fact.value for fact in outcomes_of(house, "maker-1")] == [1000]


def test_an_erased_person_is_written_about_no_more(house):
    admit(house, BANK, "maker-1,repayment,2026-01-05,1000,,loan-1")
    from shouyi.acts.erasing import erase_person

    erase_person(house, "maker-1")
    done = admit(house, BANK, "maker-1,repayment,2026-02-05,1000,,loan-1")
    assert {each.code for each in done.refusals} == {"person_erased"}


def test_what_is_attested_moves_the_score_and_what_is_taken_out_no_more(house):
    before = assess_person(house, "maker-1")
    admit(house, CULTURE, "maker-1,provincial_inheritor,2026-01-05,1,,")
    after = assess_person(house, "maker-1")
    assert after.score > before.score
    (line,) = [o for o in house.vault.openings("maker-1") if o.kind.name == "outcome.attested"]
    with house.ledger.writing():
        house.keeper.begin()
        house.keeper.erase_fact("maker-1", line, "objection")
    assert assess_person(house, "maker-1").score == before.score


# by consent -----------------------------------------------------------------------------------------------------------

NUMBER = "5e" * 16


def consent(house: House, until: int, recipient: str = BANK) -> Recorded:
    return Recorded(NUMBER, "maker-1", recipient, "lending", ("band",), house.keeper.today() - 9, until)


def by_number(house: House, org: str = BANK, on: str = "2026-01-05"):
    row = f"{HEAD}consent:{NUMBER},repayment,{on},1000,,loan-1\n".encode()
    return HouseUploading(house).admit(Table(org, "outcomes", "outcomes.csv", row), silent)


def test_a_consent_in_force_introduces_a_person_whom_another_brought(house):
    HouseRecorder(house).given(consent(house, house.keeper.today()))
    rehearsed = HouseUploading(house).rehearse(
        Table(BANK, "outcomes", "o.csv", f"{HEAD}consent:{NUMBER},repayment,2026-01-05,1000,,loan-1\n".encode()), silent
    )
    assert (rehearsed.new, rehearsed.entries, rehearsed.refused) == (1, 0, ())
    done = by_number(house)
    assert (done.new, done.entries, done.refused) == (1, 1, ())
    assert [fact.what for fact in outcomes_of(house, "maker-1")] == ["repayment"]
    assert not [name for name in house.vault.persons(by_kind="archive.opened") if name.startswith("consent")]


@pytest.mark.parametrize("why", ["none", "run out", "another's"])
def test_a_consent_that_is_not_in_force_introduces_nobody(house, why):
    today = house.keeper.today()
    if why != "none":
        HouseRecorder(house).given(consent(house, today - (why == "run out"), CULTURE if why == "another's" else BANK))
    done = by_number(house)
    assert [(row.line, row.code, row.column) for row in done.refused] == [(2, "consent_not_in_force", "maker")]
    assert done.entries == 0
    assert outcomes_of(house, "maker-1") == []


def test_withdrawn_before_it_introduces_nobody_and_after_it_ends_nothing_that_was_begun(house):
    given = consent(house, house.keeper.today() + 90)
    HouseRecorder(house).given(given)
    by_number(house)
    HouseRecorder(house).withdrawn(given, house.keeper.today())
    assert by_number(house, on="2026-02-05").entries == 1
    assert len(outcomes_of(house, "maker-1")) == 2


def test_withdrawn_first_it_introduces_nobody(house):
    HouseRecorder(house).withdrawn(consent(house, house.keeper.today() + 90), house.keeper.today())
    assert [row.code for row in by_number(house).refused] == ["consent_not_in_force"]


# the command ----------------------------------------------------------------------------------------------------------


def shouyi(home: Path, *command: object):
    environment = {"SHOUYI_HOME": str(home), "SHOUYI_SEED": "", "SHOUYI_WITNESS": ""}
    return CliRunner().invoke(main, [str(part) for part in command], env=environment)


def written(folder: Path, *rows: str) -> Path:
    path = folder / "outcomes.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n")
    return path


def test_the_command_rehearses_admits_and_lists_what_it_refuses(tmp_path):
    home = tmp_path / "h"
    file = written(tmp_path, "ana,county_inheritor,2026-01-05,1,,", "ana,repayment,2026-01-05,1000,,", "bo,illness,2026-01-05,1,,")  # fmt: skip # noqa: E501
    command = ("import", "outcomes", file, "--org", "org-hall")
    unknown = shouyi(home, *command)
    assert unknown.exit_code == 2
    assert "--kind" in unknown.output
    first = shouyi(home, *command, "--kind", "culture")
    assert first.exit_code == 0, first.output
    assert "outcomes.csv:3 not_yours_to_attest what" in first.output
    assert "outcomes.csv:4 word_unknown what" in first.output
    assert "1 new facts in 1 entries" in first.output
    rehearsed = shouyi(home, *command, "--dry-run")
    assert rehearsed.exit_code == 0
    assert "0 new facts in 0 entries, 1 facts known before, 2 rows refused" in rehearsed.output
    assert shouyi(home, *command, "--strict").exit_code == 2


def test_a_file_that_does_not_hold_ends_with_2(tmp_path):
    file = tmp_path / "outcomes.csv"
    file.write_text("maker,what,on\n")
    done = shouyi(tmp_path / "h", "import", "outcomes", file, "--org", "org-hall", "--kind", "culture")
    assert done.exit_code == 2
    assert "column_missing" in done.output


def test_a_federation_is_no_choice_of_the_command(tmp_path):
    file = written(tmp_path, "ana,training,2026-01-05,100,,")
    done = shouyi(tmp_path / "h", "import", "outcomes", file, "--org", "org-f", "--kind", "federation")
    assert done.exit_code == 2
