"""Recomputing and checking with an eye on time: what closed for its age, and how old cosignatures may be."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from click.testing import CliRunner

from shouyi.acts.checking import HOLDS, UNKNOWN, Freshness, Verdict, recompute_file, verify_file
from shouyi.canon.days import day_of, from_iso
from shouyi.cli import main
from shouyi.evidence.trade.facts import OVERDUE_DAYS
from shouyi.ledger.prooffile import Disclosure, ProofFile
from stages.archive.small_world import PLATFORM, Story, pin, short
from vectors.ledger.generate import HERE as VECTORS

PIN = pin().to_bytes()
LATE = [from_iso(f"2021-0{month}-15") for month in range(1, 7)]
GOOD = from_iso("2021-06-20")
CLOSED = from_iso("2026-11-24")
UNIX = CLOSED * 86_400
DAY_SECONDS = 86_400


@pytest.fixture(scope="module")
def story() -> Story:
    """A maker who was late through the spring of 2021 and punctual in June; exported in November 2026."""
    told = short()
    told.unix = UNIX
    late = [told.statement(PLATFORM, on, overdue=(f"late-{on}", on - OVERDUE_DAYS)) for on in LATE]
    orders = tuple(cell for n in range(20) for cell in (f"good-{n}", GOOD + 1))
    told.write(PLATFORM, [*late, told.statement(PLATFORM, GOOD, dispatched=orders)])
    return told


@pytest.fixture(scope="module")
def whole(story: Story) -> bytes:
    return story.export()


@pytest.fixture(scope="module")
def closed(story: Story, whole: bytes) -> bytes:
    """The same file with the late statements closed for their age, the good one left open."""
    aged = Story(story.world, unix=story.unix, openings=list(story.openings))
    for opening in [each for each in story.openings if each.on in LATE]:
        aged.age(opening)
    return aged.export()


@pytest.mark.parametrize("day", ["2021-07-01", "2025-01-01", "2026-11-23"])
def test_an_earlier_day_cannot_be_told_once_something_closed_for_its_age(whole, closed, day):
    told = recompute_file(whole, PIN, "artisan", from_iso(day))
    assert told.status == HOLDS
    verdict = recompute_file(closed, PIN, "artisan", from_iso(day))
    assert (verdict.status, verdict.assessment) == (UNKNOWN, None)
    assert f"cannot tell as of {day}: 6 entries are closed for their age as of 2026-11-24" in verdict.lines[-2]
    assert "it holds" not in verdict.lines


def test_what_closed_weighs_on_the_earlier_day_and_no_more_on_the_later(whole):
    spring = recompute_file(whole, PIN, "artisan", GOOD + 2).assessment
    autumn = recompute_file(whole, PIN, "artisan", CLOSED).assessment
    assert spring.score < autumn.score


def digits(verdict: Verdict) -> dict[str, object]:
    """All that an assessment says but how many facts stood behind it, of which some weigh nothing any more."""
    return {k: v for k, v in asdict(verdict.assessment).items() if k not in {"evidence", "reasons_down", "reasons_up"}}


def test_the_day_of_the_oldest_cosignature_is_the_default_and_loses_nothing(whole, closed):
    assert day_of(UNIX) == CLOSED
    verdict = recompute_file(closed, PIN, "artisan", None)
    assert verdict.status == HOLDS
    assert verdict.lines[-1].endswith("as of 2026-11-24")
    assert digits(verdict) == digits(recompute_file(whole, PIN, "artisan", CLOSED))
    assert recompute_file(closed, PIN, "artisan", CLOSED + 30).status == HOLDS


def test_with_everything_open_the_default_stays_the_last_evidence(whole):
    assert recompute_file(whole, PIN, "artisan", None).lines[-1].endswith("as of 2021-06-20")


def proof(story: Story) -> bytes:
    """A proof file of one statement, cosigned when the export is."""
    opening = story.openings[-1]
    entry = opening.entry()
    log = entry.kind.log
    data, size = entry.to_bytes(), story.sizes[log]
    path = tuple(story.world.hashes[log].inclusion(opening.index, size))
    return ProofFile(data, Disclosure(opening.digests, ()), None, opening.index, path, story.notes()[log]).to_bytes()


@pytest.mark.parametrize("what", ["export", "proof"])
def test_too_old_cannot_be_told(story, whole, what):
    data = whole if what == "export" else proof(story)
    assert verify_file(data, PIN).status == HOLDS
    assert verify_file(data, PIN, Freshness(DAY_SECONDS, UNIX + DAY_SECONDS)).status == HOLDS
    verdict = verify_file(data, PIN, Freshness(DAY_SECONDS, UNIX + DAY_SECONDS + 1))
    assert verdict.status == UNKNOWN
    assert any("age" in line and "86401 seconds old; accepted are 86400" in line for line in verdict.lines)


def test_a_proof_that_nobody_cosigned_has_no_age(story):
    bare = pin((), 0).to_bytes()
    data = proof(story)
    assert verify_file(data, bare).status == HOLDS
    assert verify_file(data, bare, Freshness(DAY_SECONDS, UNIX)).status == UNKNOWN


def test_the_command_takes_a_maximum_age():
    file, policy = VECTORS / "proofs/work.tlog-proof", VECTORS / "pin.json"
    ask = ["verify", str(file), "--policy", str(policy)]
    assert CliRunner().invoke(main, ask).exit_code == HOLDS
    assert CliRunner().invoke(main, [*ask, "--max-age", "3650000"]).exit_code == HOLDS
    done = CliRunner().invoke(main, [*ask, "--max-age", "1"])  # cosigned in 2025
    assert done.exit_code == UNKNOWN
    assert "cannot tell: its oldest cosignature is" in done.output
    assert CliRunner().invoke(main, [*ask, "--max-age", "-1"]).exit_code == UNKNOWN
