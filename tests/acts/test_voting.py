"""Votes on a real home: documents lie beside the ledger, commands tell what is refused, the guide in force changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from acts.conftest import NET, settings
from acts.river import flow, silent
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.backing_up import part_of
from shouyi.acts.checking import check_house
from shouyi.acts.documents import FOUNDER
from shouyi.acts.founding import REGISTRAR
from shouyi.acts.organising import HouseOrgs
from shouyi.acts.reading import HouseReader
from shouyi.acts.replaying import replay, runs
from shouyi.acts.voted_documents import (
    comment,
    document,
    first_guide,
    guide_in_force,
    guide_inputs,
    keep_document,
    read_document,
    take_out_comment,
)
from shouyi.acts.voting import (
    accredit,
    activate,
    ballot_bytes,
    carry_ballot,
    carry_veto,
    lay_down_terms,
    propose,
    say_about,
    seat_delegate,
    standing,
    standings,
    veto_bytes,
    vote,
)
from shouyi.canon.canonical import decode, encode
from shouyi.canon.days import day_of, to_iso
from shouyi.canon.errors import CanonError
from shouyi.cli import main
from shouyi.gateways.chance import DEMONSTRATION_UNIX
from shouyi.gateways.errors import GatewayError
from shouyi.governance.counting import Outcome, Stage
from shouyi.governance.errors import VoteRefused
from shouyi.governance.records import Terms
from shouyi.ledger.entry import require_pub
from shouyi.ledger.errors import BatchRefused, EntryRefused, MalformedBytes
from shouyi.ledger.kind import RULE
from shouyi.ledger.kinds import kinds
from shouyi.ledger.machine import State
from shouyi.people.ports.reader import Report
from shouyi.score.errors import ScoreError
from shouyi.score.guides import guide_bytes
from shouyi.score.redraft import Changes, redraft
from shouyi.wiring import House, open_house

BANK = "org-bank-test"
TERMS = Terms(comment=0, majority=501, notice=1, quorum=500, veto=334, voting=2)
ELECTION = b'{"seats": 1, "turnout": 41}'
DAY_SECONDS = 86_400


@dataclass
class Clock:
    """A clock that a test sets. The home's begins on the demonstration's day."""

    unix: int = DEMONSTRATION_UNIX

    def __call__(self) -> int:
        return self.unix

    def sleep(self, days: int) -> int:
        self.unix += days * DAY_SECONDS
        return day_of(self.unix)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("shouyi.wiring.system_clock", made)
    return made


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda v: (
        st.lists(v, max_size=4) | st.dictionaries(st.sampled_from(["version", "inputs", "subject"]) | st.text(), v)
    ),
    max_leaves=8,
)


@given(st.sampled_from(["guide", "terms", "standard"]), st.binary(max_size=60) | JSONS.map(json.dumps).map(str.encode))
def test_strangers_documents_are_read_or_refused_and_nothing_else(subject: str, data: bytes) -> None:
    house = SimpleNamespace(ledger=SimpleNamespace(state=State(NET)))
    try:
        found = read_document(house, subject, data)  # type: ignore[arg-type]
    except (CanonError, ScoreError, VoteRefused):
        return
    pub = {"document": found.digest, "inputs": list(found.inputs), "n": 0, "replaces": "none", "subject": subject,
           "version": found.version}  # fmt: skip
    require_pub(kinds()["proposal.opened"], pub)  # what was read can be proposed


@pytest.fixture
def pen() -> Ed25519PrivateKey:
    """A delegate's key, which never was in the house."""
    return Ed25519PrivateKey.generate()


@pytest.fixture
def house(tmp_path: Path, clock: Clock, pen: Ed25519PrivateKey) -> Iterator[House]:
    """Three organisations and one delegate on the roll."""
    opened = open_house(settings(tmp_path / "h"))
    opened.begin()
    HouseOrgs(opened).register(BANK, "bank", "测试银行", "Test bank", own_key=False)
    for subject in ("guide", "terms", "standard"):
        lay_down_terms(opened, subject, TERMS)
    for org in (FOUNDER, REGISTRAR, BANK):
        accredit(opened, org)
    public = pen.public_key().public_bytes_raw().hex()
    seat_delegate(opened, REGISTRAR, "seat-1", public, day_of(clock()) + 300, ELECTION)
    yield opened
    assert not check_house(open_house(opened.settings), silent).findings


def second(house: House) -> bytes:
    """A guide that this program does not bring along, as a person would save it: the second with another number."""
    return json.dumps(decode(guide_bytes("2")) | {"version": "2.1"}, indent=2, ensure_ascii=False).encode()


def test_a_coming_guide_is_seen_beside_the_one_in_force_until_its_day(
    house: House, clock: Clock, pen: Ed25519PrivateKey, few: Path
) -> None:
    flow(house, few)
    assess_everybody(house)
    reader = HouseReader(house, lambda: "zh")
    assert reader.report("maker-1").coming is None
    since = voted_in(house, clock, pen, dispatch_up_to_900(house))
    report = reader.report("maker-1")
    assert (report.coming.since, report.coming.assessment.guide) == (since, "2.1")
    assert report.coming.assessment.day == report.assessment.day
    assert report.coming.assessment.score > report.assessment.score, "nine of ten promises kept is enough by it"
    assert report.assessment.guide == "2"
    clock.sleep(since - day_of(clock()))
    assert reader.report("maker-1").coming is None, "its day has come"
    assess_everybody(open_house(house.settings), report.assessment.day)
    assert reader.report("maker-1").assessment.score == report.coming.assessment.score
    require_replayed(house, report)


def require_replayed(house: House, report: Report) -> None:
    """Each run under the guide that it names: the first under one that is no more in force, the last under the voted
    one, whose document is then lost."""
    first, last = runs(house)
    old, new = replay(house, first.digest.hex()), replay(house, last.digest.hex())
    scores = [{each.person: each.score for each in found.digits}["maker-1"] for found in (old, new)]
    assert (old.status, new.status) == (0, 0)
    assert scores == [report.assessment.score, report.coming.assessment.score]
    lost = house.settings.home / "votes" / "documents" / f"{last.pub['guide']}.json"
    data = lost.read_bytes()
    lost.unlink()
    with pytest.raises(GatewayError, match="missing or changed"):
        replay(house, last.digest.hex())
    lost.write_bytes(data)


def dispatch_up_to_900(house: House) -> bytes:
    return redraft(house.guide_document, "2.1", Changes(numbers={"dispatch": {"hi": 900}}))


def voted_in(house: House, clock: Clock, pen: Ed25519PrivateKey, document: bytes) -> int:
    """The day from which it is in force."""
    name = propose(house, BANK, "guide", document)
    vote(house, BANK, name, "yes")
    carry_ballot(house, FOUNDER, name, "seat-1", "yes", pen.sign(ballot_bytes(house, name, "seat-1", "yes")).hex())
    clock.sleep(3)
    return activate(house, BANK, name)


def test_a_guide_that_was_voted_in_is_the_one_in_force(house: House, clock: Clock, pen: Ed25519PrivateKey) -> None:
    before = clock.sleep(0)
    name = propose(house, BANK, "guide", second(house))
    assert guide_in_force(house, before) == house.guide_document
    vote(house, BANK, name, "yes")
    sig = pen.sign(ballot_bytes(house, name, "seat-1", "yes")).hex()
    carry_ballot(house, FOUNDER, name, "seat-1", "yes", sig)
    assert (standing(house, name).stage, standing(house, name).outcome) == (Stage.VOTING, Outcome.PASSED)
    with pytest.raises(EntryRefused, match="still-open"):
        activate(house, BANK, name)
    clock.sleep(3)
    since = activate(house, REGISTRAR, name[:8])  # nobody's alone to hold up
    assert since == day_of(clock()) + 1
    assert guide_in_force(house, since - 1) == house.guide_document
    assert json.loads(guide_in_force(house, since))["version"] == "2.1"
    again = open_house(house.settings)  # as another process reads it
    assert guide_in_force(again, since) == encode(decode(second(house)))
    assert standing(again, name).stage is Stage.ACTIVE


def test_a_house_without_votes_scores_by_the_guide_of_its_founding(tmp_path: Path) -> None:
    opened = open_house(settings(tmp_path / "old"))
    opened.begin()
    assert (first_guide(opened), guide_in_force(opened, 0)) == (opened.guide.digest, opened.guide_document)
    assert standings(opened) == ()


def test_runs_follow_the_guide_and_a_report_is_told_under_its_runs_own(house: House, clock: Clock, few: Path) -> None:
    flow(house, few)
    assess_everybody(house)
    old = house.guide.digest
    reader = HouseReader(house, lambda: "en")
    person = next(each for each in house.vault.persons(by_kind="archive.opened") if reader.report(each))
    name = propose(house, BANK, "guide", second(house))
    for org in (FOUNDER, BANK):
        vote(house, org, name, "yes")
    clock.sleep(3)
    activate(house, BANK, name)
    assess_everybody(house)
    assert house.guide.digest == reader.guide().digest == old  # not before its day
    clock.sleep(1)
    assert reader.guide().version == "2.1"  # a page of a process that was open all the while
    opened = open_house(house.settings)
    assert (opened.guide.version, opened.guide.digest) == ("2.1", standing(opened, name).proposal.document)
    before = HouseReader(opened, lambda: "en").report(person)
    assert before is not None
    assert before.assessment.guide_digest == old  # the run that stands is still told as it was
    assess_everybody(house)  # a process that was open all the while
    after = HouseReader(opened, lambda: "en").report(person)
    assert after is not None
    assert after.previous is not None
    assert (after.assessment.guide, after.previous.guide_digest) == ("2.1", old)
    opened.begin()
    assert (house.public / "guide" / "2.1.json").read_bytes() == encode(decode(second(house)))
    (house.settings.home / "votes" / "documents" / f"{opened.guide.digest}.json").unlink()
    assert open_house(house.settings).guide.version == "2.1"  # by the copy that is published


def test_another_guide_of_this_program_can_be_voted_in(house: House, clock: Clock) -> None:
    other = guide_bytes("1" if house.guide.version == "2" else "2")
    name = propose(house, BANK, "guide", other)
    for org in (FOUNDER, REGISTRAR):
        vote(house, org, name, "yes")
    clock.sleep(3)
    since = activate(house, BANK, name)
    assert (guide_in_force(house, since - 1), guide_in_force(house, since)) == (house.guide_document, other)


def test_a_delegates_veto_is_heard(house: House, clock: Clock, pen: Ed25519PrivateKey) -> None:
    name = propose(house, BANK, "guide", second(house))
    for org in (FOUNDER, REGISTRAR, BANK):
        vote(house, org, name, "yes")
    sig = pen.sign(veto_bytes(house, name, "seat-1", "indicator.repeat")).hex()
    with pytest.raises(EntryRefused, match="signature"):
        carry_veto(house, BANK, name, "seat-1", "indicator.satisfied", sig)
    carry_veto(house, BANK, name, "seat-1", "indicator.repeat", sig)
    clock.sleep(3)
    with pytest.raises(EntryRefused, match=r"delegates veto indicator\.repeat"):
        activate(house, BANK, name)


def test_a_suspended_organisation_hears_so(house: House) -> None:
    name = propose(house, BANK, "guide", second(house))
    HouseOrgs(house).suspend(BANK, "review")
    with pytest.raises(BatchRefused, match="org-bank-test is suspended"):
        vote(house, BANK, name, "yes")
    HouseOrgs(house).restore(BANK)
    vote(house, BANK, name, "yes")


def test_inputs_are_every_indicator_and_every_fact(house: House) -> None:
    inputs = guide_inputs(house.guide)
    assert {"indicator.dispatch", "indicator.not-cancelled", "indicator.qualification"} <= set(inputs)
    named = [each for each in house.guide.indicators if each.facts]
    assert {f"fact.{name}".replace("_", "-") for each in named for name in each.facts} < set(inputs)
    assert list(inputs) == sorted(inputs)


def test_whoever_left_an_input_out_finds_nobody_to_activate(house: House, clock: Clock) -> None:
    """The machine does not see the document; every house that has it does."""
    found = read_document(house, "guide", second(house))
    keep_document(house, found.digest, found.data)
    pub = {"document": found.digest, "inputs": list(found.inputs[1:]), "n": 0, "replaces": house.guide.digest,
           "subject": "guide", "version": "2.1"}  # fmt: skip
    with house.ledger.writing():
        house.keeper.write(BANK, [("proposal.opened", pub)])
    name = standings(house)[0].digest
    vote(house, BANK, name, "yes")
    vote(house, FOUNDER, name, "yes")
    clock.sleep(3)
    with pytest.raises(VoteRefused, match="other inputs"):
        activate(house, BANK, name)


def test_a_document_that_is_lost_or_changed_is_not_made_up(house: House, clock: Clock) -> None:
    name = propose(house, BANK, "guide", second(house))
    vote(house, BANK, name, "yes")
    vote(house, FOUNDER, name, "yes")
    digest = standing(house, name).proposal.document
    path = house.settings.home / "votes" / "documents" / f"{digest}.json"
    kept = path.read_bytes()
    clock.sleep(3)
    for damage in (lambda: path.write_bytes(kept + b" "), path.unlink):
        damage()
        with pytest.raises(GatewayError, match="missing or changed"):
            activate(house, BANK, name)
        report = check_house(open_house(house.settings), silent)
        assert [(each.code, each.place) for each in report.findings] == [("document", f"votes/documents/{digest}.json")]
    path.write_bytes(kept)
    activate(house, BANK, name)
    assert document(house, "guide", digest) == kept
    assert part_of(f"votes/documents/{digest}.json", seeded=False) == "house"


def test_fsck_names_a_damaged_vote_and_goes_on(house: House) -> None:
    name = propose(house, BANK, "guide", second(house))
    kept = {key: encode(house.ledger.state.get(key)) for key in (f"proposal/{name}", f"tally/{name}")}
    for key, value in kept.items():
        write_state(house, key, b"[1]")
        found = check_house(open_house(house.settings), silent).findings
        assert [(each.code, each.place) for each in found] == [("state", f"state {key}")]
        write_state(house, key, value)


def write_state(house: House, key: str, value: bytes) -> None:
    with sqlite3.connect(house.settings.home / "ledger.db") as db:
        db.execute("UPDATE state SET value = ? WHERE key = ?", (value, key))


def test_terms_are_voted_in_and_then_laid_down(house: House, clock: Clock) -> None:
    new = {"subject": "standard", "comment": 1, "majority": 667, "notice": 1, "quorum": 700, "veto": 500, "voting": 5}
    name = propose(house, BANK, "terms", json.dumps(new).encode())
    for org in (FOUNDER, BANK):
        vote(house, org, name, "yes")
    terms = Terms(**{key: value for key, value in new.items() if key != "subject"})
    clock.sleep(3)
    activate(house, BANK, name)
    with pytest.raises(EntryRefused, match="not-voted"):
        lay_down_terms(house, "standard", terms)  # not before its day
    clock.sleep(1)
    lay_down_terms(house, "standard", terms)
    opened = propose(house, BANK, "standard", b'{"version": "1", "inputs": ["price", "name"]}')
    assert standing(house, opened).proposal.terms == terms
    assert standing(house, opened).proposal.inputs == ("name", "price")


def test_a_comment_lies_in_the_house_and_can_be_taken_out(house: House) -> None:
    name = propose(house, BANK, "guide", second(house))
    one, other = (say_about(house, org, name, "三年太长 too long") for org in (BANK, FOUNDER))
    assert one != other  # salted: the same words do not look alike
    assert comment(house, one) == "三年太长 too long"
    take_out_comment(house, one)
    assert comment(house, one) is None
    on_log = b"".join(house.store.entries(RULE, 0, 1000))
    assert one.encode() in on_log
    assert "三年".encode() not in on_log
    kept = house.settings.home / "votes" / "comments"
    sealed = (kept / other).read_bytes()
    assert b"too long" not in sealed
    (kept / one).write_bytes(sealed)
    assert comment(house, one) is None  # an old copy of the file: its key is gone
    for damage in (b"{}", sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1])):
        (kept / other).write_bytes(damage)
        with pytest.raises(GatewayError, match="missing or changed"):
            comment(house, other)
    (kept / other).write_bytes(sealed)
    assert comment(house, other) == "三年太长 too long"
    take_out_comment(house, one)  # again, it changes nothing


def test_a_comment_under_one_salt_is_made_once(house: House) -> None:
    name = propose(house, BANK, "guide", second(house))
    one, again = (say_about(house, BANK, name, "three years", bytes(32)) for _ in range(2))
    assert one == again
    assert sum(one.encode() in entry for entry in house.store.entries(RULE, 0, 1000)) == 1


WRONG = {
    "no JSON": ("guide", b"{", CanonError),
    "no guide": ("guide", b"{}", ScoreError),
    "no object": ("standard", b"[]", VoteRefused),
    "no version": ("standard", b"{}", VoteRefused),
    "a version of free text": ("standard", b'{"version": "version two!"}', VoteRefused),
    "an input of free text": ("standard", b'{"version": "1", "inputs": ["Wang Xiaomei"]}', VoteRefused),
    "inputs that are no list": ("standard", b'{"version": "1", "inputs": "name"}', VoteRefused),
    "too many inputs": ("standard", json.dumps({"version": "1", "inputs": [f"w{n}" for n in range(55)]}).encode(),
                        VoteRefused),
    "terms with a hole": ("terms", b'{"subject": "guide", "quorum": 1}', VoteRefused),
    "a subject without terms": ("membership", b'{"version": "1"}', EntryRefused),
    "a subject that is no word": ("What we eat", b'{"version": "1"}', MalformedBytes),
}  # fmt: skip


def test_what_cannot_be_proposed_leaves_the_ledger_as_it_was(house: House) -> None:
    count = house.store.batch_count()
    for case, (subject, data, error) in WRONG.items():
        with pytest.raises((CanonError, ScoreError, VoteRefused, EntryRefused, MalformedBytes)) as caught:
            propose(house, BANK, subject, data)
        assert isinstance(caught.value, error), case
        assert house.store.batch_count() == count, case


def test_a_comment_has_something_to_say_and_an_end(house: House) -> None:
    name = propose(house, BANK, "guide", second(house))
    for text in ("", " \n", "x" * 10_001):
        with pytest.raises(VoteRefused, match="a comment has"):
            say_about(house, BANK, name, text)


def test_a_proposal_is_named_by_enough_of_its_digest(house: House) -> None:
    name = propose(house, BANK, "guide", second(house))
    assert standing(house, name[:6]).digest == name
    for wrong in (name[:5], "", "f" * 64, "guide"):
        with pytest.raises(VoteRefused, match="names no proposal"):
            standing(house, wrong)


def test_the_commands_walk_through_a_vote(house: House, clock: Clock, pen: Ed25519PrivateKey, tmp_path: Path) -> None:
    def shouyi(*command: str, exit_code: int = 0) -> Result:
        done = CliRunner().invoke(main, list(command), env={"SHOUYI_HOME": str(house.settings.home), "SHOUYI_NET":
                                                            house.settings.net})  # fmt: skip
        assert done.exit_code == exit_code, done.output
        return done

    guide, words, election = tmp_path / "guide.json", tmp_path / "words.txt", tmp_path / "election.json"
    guide.write_bytes(second(house))
    words.write_text("太快了")
    election.write_bytes(ELECTION)
    pen_2 = Ed25519PrivateKey.generate()
    public, until = pen_2.public_key().public_bytes_raw().hex(), to_iso(day_of(clock()) + 100)
    shouyi("roll", "seat", "seat-2", public, "--until", until, "--election", str(election))
    shouyi("roll", "strike", REGISTRAR)
    shouyi("roll", "add", REGISTRAR)
    shouyi("roll", "terms", "membership")
    assert "lies between 1 and 1000" in shouyi("roll", "terms", "zone", "--quorum", "0", exit_code=2).stderr
    assert "taken" in shouyi("roll", "seat", "seat-2", public, "--until", until, "--election", str(election),
                             exit_code=2).stderr  # fmt: skip
    name = shouyi("propose", "guide", str(guide), "--org", BANK).stdout.strip()
    assert len(shouyi("comment", name, str(words), "--org", BANK).stdout.strip()) == 64
    shouyi("vote", name, "yes", "--org", BANK)
    assert "a ballot is final" in shouyi("vote", name, "no", "--org", BANK, exit_code=2).stderr
    assert "--org" in shouyi("vote", name, "no", exit_code=2).stderr
    assert "both --seat and --sig" in shouyi("vote", name, "no", "--org", BANK, "--seat", "seat-2", exit_code=2).stderr
    text = shouyi("vote", name, "no", "--seat", "seat-2", "--text").stdout_bytes
    assert text == b"shouyi/ballot/1\n%s\n%s\nseat-2\nno\n" % (house.settings.net.encode(), name.encode())
    shouyi("vote", name, "no", "--org", BANK, "--seat", "seat-2", "--sig", pen_2.sign(text).hex())
    veto = shouyi("veto", name, "indicator.repeat", "--seat", "seat-2", "--text").stdout_bytes
    assert "a veto is a delegate's" in shouyi("veto", name, "indicator.repeat", "--org", BANK, exit_code=2).stderr
    short = ("--seat", "seat-2", "--sig", "00")
    assert "128 hex" in shouyi("veto", name, "indicator.repeat", "--org", BANK, *short, exit_code=2).stderr
    shouyi("veto", name, "indicator.repeat", "--org", BANK, "--seat", "seat-2", "--sig", pen_2.sign(veto).hex())
    listed = shouyi("votes")
    assert listed.stdout == f"{name[:12]}  guide 2.1  voting  1 yes, 1 no, 0 abstain of 5\n"
    assert "on the roll: 3 organisations, 2 seats" in listed.stderr
    told = shouyi("votes", name).stdout
    assert "as the ballots stand: quorum-missed; vetoes: indicator.repeat by 1" in told
    clock.sleep(3)
    assert "quorum-missed: 2 of 5" in shouyi("activate", name, "--org", BANK, exit_code=2).stderr
    shouyi("roll", "unseat", "seat-2", "--reason", "left")
    again = shouyi("propose", "guide", str(guide), "--org", BANK).stdout.strip()
    for org in (BANK, FOUNDER, REGISTRAR):
        shouyi("vote", again, "yes", "--org", org)
    clock.sleep(3)
    assert f"in force from {to_iso(day_of(clock()) + 1)}" in shouyi("activate", again, "--org", BANK).stderr
    assert "guide: version 2.1 from" in shouyi("votes").stderr
