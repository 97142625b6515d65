"""Two organisations recompute one person's export and sign the same digits, with consent; a stranger checks them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from acts.conftest import settings as house_settings
from acts.river import flow
from shouyi.acts.checking import BROKEN, HOLDS, UNKNOWN, recompute_file
from shouyi.acts.countersigning import (
    CONSENT,
    FIELDS,
    Organisation,
    challenge_for,
    countersign,
    verify_cosigned,
    verify_held,
)
from shouyi.acts.organising import HouseOrgs
from shouyi.acts.proving import cosign, export_person
from shouyi.acts.recording import HouseRecorder
from shouyi.archive.consent import ConsentRefused
from shouyi.archive.errors import CosignaturesTooOld
from shouyi.cli import main
from shouyi.gateways.source import FolderSource
from shouyi.gateways.witness_app import open_witness
from shouyi.ledger.errors import FieldMismatch, LedgerError, MalformedBytes
from shouyi.ledger.holding import answer, parse_challenge
from shouyi.ledger.kind import RULE
from shouyi.ledger.note import Note, parse_note
from shouyi.ledger.tile import bundle_path, pack_bundle
from shouyi.ledger.tree import TILE_WIDTH
from shouyi.people.ports.recorder import Recorded
from shouyi.score.cosigned import parse_statement, sign
from shouyi.score.errors import AssessmentDiffers
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.wiring import House, open_house
from stages.archive.small_world import PLATFORM, REGISTRAR, Story, pin, short
from world.ledger import DAY, FOUNDER, SeedKey, key_added, org_added, plain

EAST, WEST, THIRD = "org-bank-east", "org-bank-west", "org-bank-third"
BANKS = (EAST, WEST, THIRD)
PIN, GUIDE, OTHER_GUIDE = pin(), parse_guide(guide_bytes("2")), parse_guide(guide_bytes("1"))
UNIX = DAY * 86_400
NOON = UNIX + 43_200


def key_of(org: str) -> SeedKey:
    return SeedKey(f"{org}.issue")


def bank(org: str) -> Organisation:
    return Organisation(org, key_of(org))


def consent(story: Story, recipient: str, *, purpose: str = CONSENT, until: int = DAY + 29, **more: object) -> None:
    said = {"consent": f"c-{recipient}", "fields": FIELDS, "purpose": purpose, "recipient": recipient, "until": until}
    story.write(REGISTRAR, [story.source(REGISTRAR).open("consent.given", said | more)])


def begun() -> Story:
    """A maker with forty orders, two of them late, and three banks with keys of their own."""
    story = short()
    world = story.world
    world.write(FOUNDER, [org_added(org, role="bank") for org in BANKS])
    world.write(FOUNDER, [key_added(key_of(org), org, purpose="issue") for org in BANKS])
    orders = tuple(cell for n in range(40) for cell in (f"o-{n}", DAY - (n < 2)))
    story.write(PLATFORM, [story.statement(PLATFORM, dispatched=orders)])
    return story


@pytest.fixture
def story() -> Story:
    told = begun()
    for org in (EAST, WEST):
        consent(told, org)
    return told


class Published:
    """The public files of a world's `rule`, as a source."""

    def __init__(self, story: Story) -> None:
        entries = story.world.entries[RULE]
        self.files = {"rule/checkpoint": story.notes()[RULE].to_bytes()}
        for start in range(0, len(entries), TILE_WIDTH):
            some = entries[start : start + TILE_WIDTH]
            self.files[f"rule/{bundle_path(start // TILE_WIDTH, len(some))}"] = pack_bundle(some)

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)


def both(story: Story) -> Note:
    first = countersign(story.export(), PIN, GUIDE, bank(EAST), NOON)
    return countersign(story.export(), PIN, GUIDE, bank(WEST), NOON + 60, first)


# what holds -----------------------------------------------------------------------------------------------------------


def test_two_organisations_sign_what_each_recomputed_and_a_stranger_sees_it(story: Story) -> None:
    note = both(story)
    verdict = verify_cosigned(note.to_bytes(), PIN, Published(story))
    assert verdict.status == HOLDS, verdict.lines
    ours = recompute_file(story.export(), PIN.to_bytes(), "artisan", None).assessment
    assert ours is not None
    said = parse_statement(note.body)
    assert (said.score, said.low, said.high, said.p80, said.band) == (
        ours.score, ours.low, ours.high, ours.p80, ours.band,
    )  # fmt: skip
    assert (said.guide_digest, said.as_of, said.sizes) == (ours.guide_digest, ours.day, story.sizes)
    told = "\n".join(verdict.lines)
    assert EAST in told
    assert WEST in told
    assert f"{ours.score // 10}.{ours.score % 10}" in told


def test_the_note_survives_its_own_bytes(story: Story) -> None:
    note = both(story)
    assert parse_note(note.to_bytes()) == note
    assert parse_statement(note.body).to_body() == note.body


def test_a_foreign_implementation_finds_the_evidence_digest(story: Story) -> None:
    """From the export's JSON with hashlib alone, as docs/algorithms/cosigned.md says."""
    from hashlib import sha256

    plain = json.loads(story.export())
    places = []
    for log, part in enumerate(plain["logs"]):
        for shown in part["entries"]:
            entry = json.dumps(shown["entry"], separators=(",", ":"), sort_keys=True).encode()
            places.append([log, shown["index"], sha256(b"\0" + entry).hexdigest()])
    told = json.dumps(sorted(places), separators=(",", ":")).encode()
    assert parse_statement(both(story).body).evidence == sha256(b"shouyi/evidence/1" + told).hexdigest()


# who may not sign -----------------------------------------------------------------------------------------------------


def withdrawn(story: Story) -> None:
    story.write(REGISTRAR, [story.source(REGISTRAR).open("consent.withdrawn", {"consent": f"c-{WEST}"})])


REFUSALS: dict[str, tuple[Callable[[Story], object], str]] = {
    "never given": (lambda story: None, "never given"),
    "for another purpose": (lambda story: consent(story, WEST, purpose="lending"), "other purpose"),
    "without the score": (lambda story: consent(story, WEST, fields=("band",)), "score is closed"),
    "run out": (lambda story: consent(story, WEST, until=DAY - 1), "run out"),
    "withdrawn": (lambda story: (consent(story, WEST), withdrawn(story)), "withdrawn"),
    "given to somebody else": (lambda story: consent(story, THIRD), "never given"),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_nobody_signs_without_a_consent_in_force(why: str) -> None:
    story, (tell, said) = begun(), REFUSALS[why]
    tell(story)
    with pytest.raises(ConsentRefused, match=said):
        countersign(story.export(), PIN, GUIDE, bank(WEST), NOON)


def test_a_withdrawal_cannot_be_left_out_of_the_export(story: Story) -> None:
    withdrawn(story)
    without = story.export(lambda opening: opening.kind.name == "consent.withdrawn")
    with pytest.raises(LedgerError, match=r"nobody spent|breaks"):
        countersign(without, PIN, GUIDE, bank(WEST), NOON)


def test_an_export_from_before_yesterday_is_too_old(story: Story) -> None:
    with pytest.raises(CosignaturesTooOld):
        countersign(story.export(), PIN, GUIDE, bank(EAST), UNIX + 86_401)


# what is not signed ---------------------------------------------------------------------------------------------------


def test_other_digits_are_not_signed_and_said(story: Story) -> None:
    first = countersign(story.export(), PIN, GUIDE, bank(EAST), NOON)
    said = parse_statement(first.body)
    kinder = sign(replace(said, score=said.score + 1), EAST, key_of(EAST), NOON)
    with pytest.raises(AssessmentDiffers, match=f"'score {said.score + 1} .*recomputed is 'score {said.score} "):
        countersign(story.export(), PIN, GUIDE, bank(WEST), NOON, kinder)


def test_another_guide_is_not_signed(story: Story) -> None:
    first = countersign(story.export(), PIN, OTHER_GUIDE, bank(EAST), NOON)
    with pytest.raises(AssessmentDiffers, match=r"'guide 1 .*recomputed is 'guide 2 "):
        countersign(story.export(), PIN, GUIDE, bank(WEST), NOON, first)


def test_other_evidence_is_not_signed(story: Story) -> None:
    first = countersign(story.export(), PIN, GUIDE, bank(EAST), NOON)
    story.write(PLATFORM, [story.statement(PLATFORM, dispatched=("one-more", DAY))])
    with pytest.raises(AssessmentDiffers, match="sizes"):
        countersign(story.export(), PIN, GUIDE, bank(WEST), NOON, first)


def test_an_organisation_signs_once(story: Story) -> None:
    first = countersign(story.export(), PIN, GUIDE, bank(EAST), NOON)
    with pytest.raises(AssessmentDiffers, match="has signed it already"):
        countersign(story.export(), PIN, GUIDE, bank(EAST), NOON + 1, first)


# at a terminal --------------------------------------------------------------------------------------------------------


def test_the_commands_sign_and_judge(story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shouyi.gateways.chance.time.time", lambda: float(NOON))
    made = {org: tmp_path / f"{org}.key" for org in (EAST, WEST)}
    for org, file in made.items():
        shown = CliRunner().invoke(main, ["new-key", str(file)], catch_exceptions=False).output.strip()
        story.world.write(FOUNDER, [plain("key.added", {"key": shown, "org": org, "purpose": "issue"})])
    published = Published(story)
    for path, data in published.files.items():
        (tmp_path / "log" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "log" / path).write_bytes(data)
    (tmp_path / "pin.json").write_bytes(PIN.to_bytes())
    (tmp_path / "export.json").write_bytes(story.export())
    note, policy = str(tmp_path / "assessment.note"), ["--policy", str(tmp_path / "pin.json")]
    for org, status in ((EAST, UNKNOWN), (WEST, HOLDS)):
        asked = ["countersign", str(tmp_path / "export.json"), note, "--org", org, "--key", str(made[org]), *policy]
        assert CliRunner().invoke(main, asked, catch_exceptions=False).exit_code == 0
        found = CliRunner().invoke(main, ["verify", note, *policy, "--log", str(tmp_path / "log")])
        assert found.exit_code == status, found.output
    assert CliRunner().invoke(main, ["verify", note, *policy]).exit_code == UNKNOWN
    require_challenged(note, [*policy, "--log", str(tmp_path / "log")], tmp_path)
    again = CliRunner().invoke(main, ["new-key", str(made[EAST])])
    assert again.exit_code == 2  # a key that is there is never written over


def require_challenged(note: str, judged_by: list[str], folder: Path) -> None:
    """The commands of whoever is shown it. The key behind this small network's `holder` is nobody's."""
    asked = CliRunner().invoke(main, ["challenge", note, "--reader", "Third bank"]).output.strip()
    assert CliRunner().invoke(main, ["challenge", note, "--reader", "Third bank"]).output.strip() != asked, (
        "a fresh one"
    )
    shown = answer(PIN.net, parse_challenge(asked), key_of(THIRD)).to_line()
    found = CliRunner().invoke(main, ["verify", note, *judged_by, "--challenge", asked, "--answer", shown])
    assert (found.exit_code, found.output.splitlines()[-1]) == (
        BROKEN, "does not show who holds it: another key answered than that of the holder",
    )  # fmt: skip
    assert CliRunner().invoke(main, ["verify", note, *judged_by, "--challenge", asked]).exit_code == 2
    assert CliRunner().invoke(main, ["challenge", str(folder / "export.json"), "--reader", "Third bank"]).exit_code == 2
    assert CliRunner().invoke(main, ["challenge", note, "--reader", "two\nlines"]).exit_code == 2


# what a stranger finds ------------------------------------------------------------------------------------------------


def verdict_on(note: Note, story: Story) -> tuple[int, str]:
    found = verify_cosigned(note.to_bytes(), PIN, Published(story))
    return found.status, found.lines[0]


def test_one_signature_twice_is_one(story: Story) -> None:
    first = countersign(story.export(), PIN, GUIDE, bank(EAST), NOON)
    again = sign(parse_statement(first.body), EAST, key_of(EAST), NOON + 5)
    status, said = verdict_on(first.plus(again.signatures), story)
    assert (status, "1 organisations signed" in said) == (UNKNOWN, True)


def test_a_key_that_is_not_the_organisation_s_counts_nothing(story: Story) -> None:
    first = countersign(story.export(), PIN, GUIDE, bank(EAST), NOON)
    posing = sign(parse_statement(first.body), WEST, SeedKey("somebody"), NOON)
    assert verdict_on(first.plus(posing.signatures), story)[0] == UNKNOWN


def test_a_key_of_another_purpose_counts_nothing(story: Story) -> None:
    first = countersign(story.export(), PIN, GUIDE, bank(EAST), NOON)
    story.world.write(FOUNDER, [key_added(SeedKey("west.client"), WEST, purpose="client")])
    other = sign(parse_statement(first.body), WEST, SeedKey("west.client"), NOON)
    assert verdict_on(first.plus(other.signatures), story)[0] == UNKNOWN


@pytest.mark.parametrize(
    ("kind", "pub"),
    [("org.suspended", {"org": WEST, "reason": "review"}), ("key.revoked", {"key": key_of(WEST).public.hex()})],
)
def test_whoever_is_suspended_or_lost_the_key_counts_nothing(story: Story, kind: str, pub: dict[str, str]) -> None:
    note = both(story)
    story.world.write(FOUNDER, [plain(kind, pub)])
    assert verdict_on(note, story)[0] == UNKNOWN
    if kind == "org.suspended":
        story.world.write(FOUNDER, [plain("org.restored", {"org": WEST})])
        assert verdict_on(note, story)[0] == HOLDS


def test_changed_digits_do_not_hold(story: Story) -> None:
    note, said = both(story), parse_statement(both(story).body)
    for change in ({"score": said.score + 1}, {"band": "A"}, {"as_of": said.as_of + 1}, {"guide": "3"}):
        forged = Note(replace(said, **change).to_body(), note.signatures)
        assert verdict_on(forged, story)[0] == BROKEN


def test_another_network_s_statement_does_not_hold(story: Story) -> None:
    note = both(story)
    elsewhere = replace(parse_statement(note.body), net="shouyi.test/2")
    assert verdict_on(Note(elsewhere.to_body(), note.signatures), story)[0] == BROKEN


def test_a_log_that_hides_the_suspension_does_not_hold(story: Story) -> None:
    note = both(story)
    story.world.write(FOUNDER, [plain("org.suspended", {"org": WEST, "reason": "review"})])
    hiding = Published(story)
    entries = story.world.entries[RULE]
    hiding.files[f"rule/{bundle_path(0, len(entries))}"] = pack_bundle([*entries[:-1], entries[0]])
    assert verify_cosigned(note.to_bytes(), PIN, hiding).status == BROKEN
    assert verify_cosigned(note.to_bytes(), pin(needed=2), hiding).status == BROKEN


def test_without_the_log_nobody_can_tell(story: Story) -> None:
    silent = Published(story)
    silent.files.clear()
    assert verify_cosigned(both(story).to_bytes(), PIN, silent).status == UNKNOWN


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_other_bytes_are_no_statement(data: bytes) -> None:
    with pytest.raises(MalformedBytes):
        parse_statement(data)


def test_every_changed_byte_is_another_statement_or_none(story: Story) -> None:
    body = both(story).body
    for at in range(len(body)):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        try:
            assert parse_statement(changed) != parse_statement(body)
        except MalformedBytes:
            continue


def test_it_speaks_of_its_own_network(story: Story) -> None:
    from shouyi.score.cosigned import require_cosigned

    with pytest.raises(FieldMismatch):
        require_cosigned(both(story), "another/1", lambda org: ())


# in a real house ------------------------------------------------------------------------------------------------------


def test_in_a_house_with_own_keys_and_recorded_consents(tmp_path: Path, few: Path) -> None:
    """The pages' consents become entries, organisations keep their keys themselves, the published log judges."""
    house = open_house(house_settings(tmp_path / "h"))
    flow(house, few)
    orgs, recorder, today = HouseOrgs(house), HouseRecorder(house), house.keeper.today()
    for number, org in enumerate((EAST, WEST)):
        orgs.register(org, "bank", org, org, own_key=False)
        orgs.add_own_key(org, "issue", key_of(org).public.hex())
        recorder.given(Recorded(f"{number:032x}", "maker-1", org, CONSENT, FIELDS, today, today + 9))
    source, now = FolderSource(house.public), house.clock()
    note = None
    with open_witness(tmp_path / "w", source, house.pin(), house.witness_key, house.clock) as near:
        data = export_person(house, "maker-1", near)
        for org in (EAST, WEST):
            note = countersign(data, house.pin(), GUIDE, bank(org), now, note)
        assert note is not None
        assert verify_cosigned(note.to_bytes(), house.pin(), source).status == HOLDS
        require_shown_by_its_holder_alone(house, note, "maker-1", "maker-0")
        recorder.withdrawn(Recorded(f"{1:032x}", "maker-1", WEST, CONSENT, FIELDS, today, today + 9), today)
        with pytest.raises(ConsentRefused, match="withdrawn"):
            countersign(export_person(house, "maker-1", near), house.pin(), GUIDE, bank(WEST), now)
        orgs.suspend(WEST, "review")
        cosign(house, near)
        assert verify_cosigned(note.to_bytes(), house.pin(), source).status == UNKNOWN


def require_shown_by_its_holder_alone(house: House, note: Note, holder: str, other: str) -> None:
    """A fresh challenge is answered by the key behind `holder`; nothing else will do."""
    data = note.to_bytes()
    asked, another = (parse_challenge(challenge_for(data, "Third bank", nonce * 32)) for nonce in (b"1", b"2"))
    net = house.settings.net
    shown = answer(net, asked, house.keeper.holder(holder)).to_line()
    assert verify_held(data, f"{asked.to_line()}\n", f" {shown}\n").status == HOLDS
    changed = Note(note.body.replace(b"score ", b"score 1", 1), note.signatures).to_bytes()
    not_shown = {
        "a borrowed note": (data, asked.to_line(), answer(net, asked, house.keeper.holder(other)).to_line()),
        "an old answer": (data, another.to_line(), shown),
        "an answer for somebody else": (data, replace(asked, reader="Fourth bank").to_line(), shown),
        "an answer about something else": (data, replace(asked, about="0" * 64).to_line(), shown),
        "another network's answer": (data, asked.to_line(),
                                     answer("other.example", asked, house.keeper.holder(holder)).to_line()),
        "no answer": (data, asked.to_line(), "yes, it is mine"),
        "no challenge": (data, "is it yours?", shown),
        "a changed note": (changed, asked.to_line(), shown),
    }  # fmt: skip
    for why, (file, question, said_back) in not_shown.items():
        assert verify_held(file, question, said_back).status == BROKEN, why
