"""The demonstration's votes, lived through before its town is built, under a clock that is set back.

A ledger's days only go forward, and a demonstration's clock stands still, so that no deadline would ever pass in it. So
its network is founded in the past, what was voted on happens there day by day through the same doors as any other vote,
and then the clock goes to where it stands. Cut short, it may begin again: what stands is left.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shouyi.acts import voting
from shouyi.acts.documents import FOUNDER
from shouyi.acts.founding import REGISTRAR
from shouyi.acts.voted_documents import guide_in_force
from shouyi.canon.canonical import encode
from shouyi.gateways.chance import DEMONSTRATION_UNIX
from shouyi.governance.records import Terms
from shouyi.ledger.votes import GUIDE
from shouyi.score.guides import guide_bytes
from shouyi.score.redraft import Changes, redraft
from shouyi.town.votes import DELEGATES, ELECTION, SEATED, STORIES, TERM, TERMS, VOTERS

if TYPE_CHECKING:
    from shouyi.gateways.chance import SetClock
    from shouyi.town.votes import Step, Story
    from shouyi.wiring import House

DAY_SECONDS = 86_400


def live_votes(house: House, clock: SetClock) -> None:
    """Terms, roll and every story, step by step in the order of their days; afterwards the clock is as it was before
    the past. The organisations have joined."""
    _at(clock, SEATED)
    _settle_roll(house)
    _write_keys(house)
    days = {}
    for story in STORIES:
        days.setdefault(story.ago, []).append((story, None))
        for step in story.steps:
            days.setdefault(step.ago, []).append((story, step))
    for ago in sorted(days, reverse=True):
        _at(clock, ago)
        for story, step in days[ago]:
            _live(house, story, step)
    _at(clock, 0)


def town_guide() -> bytes:
    """The guide that these votes put in force, as a house of the town has it: for whoever asks without a house."""
    found = guide_bytes()
    for story in STORIES:
        if story.subject == GUIDE and story.passed:
            found = _changed(found, story)
    return found


def _at(clock: SetClock, ago: int) -> None:
    clock.unix = DEMONSTRATION_UNIX - ago * DAY_SECONDS


def _settle_roll(house: House) -> None:
    with house.ledger.writing():
        state = house.ledger.state
        for subject, terms in TERMS.items():
            if state.get(f"terms/{subject}") is None:
                voting.lay_down_terms(house, subject, Terms(**terms))
        for org in (FOUNDER, *VOTERS):
            if org not in voting.roll(house).orgs:
                voting.accredit(house, org)
        today = house.keeper.today()
        for seat in DELEGATES:
            if voting.roll(house).seat(seat, today) is None:
                public = _pen(house, seat).public_key().public_bytes_raw().hex()
                voting.seat_delegate(house, REGISTRAR, seat, public, today + TERM, encode(dict(ELECTION)))


def _pen(house: House, seat: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(house.randomness(b"delegate/" + seat.encode(), 32))


def _write_keys(house: House) -> None:
    """For the pages, which keep each delegate's key under the delegate's own."""
    folder = house.settings.home / "town"
    folder.mkdir(exist_ok=True)
    keys = {login: _pen(house, seat).private_bytes_raw().hex() for seat, login in DELEGATES.items()}
    (folder / "delegates.json").write_text(json.dumps(keys, indent=1, sort_keys=True))


def _live(house: House, story: Story, step: Step | None) -> None:
    with house.ledger.writing():
        if step is None:
            if _find(house, story) is None:
                voting.propose(house, story.by, story.subject, _document(house, story))
            return
        found = _find(house, story)
        assert found is not None, "a step comes after its proposal"
        _step(house, found, step)


def _find(house: House, story: Story) -> str | None:
    return next((each.digest for each in voting.standings(house) if
                 (each.proposal.subject, each.proposal.version) == (story.subject, story.version)), None)  # fmt: skip


def _document(house: House, story: Story) -> bytes:
    if story.subject != GUIDE:
        return encode(dict(story.document))
    return _changed(guide_in_force(house, house.keeper.today()), story)


def _changed(guide: bytes, story: Story) -> bytes:
    return redraft(guide, story.version, Changes.from_plain(story.document))


def _step(house: House, proposal: str, step: Step) -> None:
    state: Any = house.ledger.state
    match step.what:
        case "comment":
            salt = house.randomness(f"town/{proposal}/{step.by}/{step.ago}".encode(), 32)
            voting.say_about(house, step.by, proposal, step.word, salt)
        case "ballot" if state.get(f"ballot/{proposal}/{step.by}") is None and step.by in DELEGATES:
            sig = _pen(house, step.by).sign(voting.ballot_bytes(house, proposal, step.by, step.word)).hex()
            voting.carry_ballot(house, FOUNDER, proposal, step.by, step.word, sig)
        case "ballot" if state.get(f"ballot/{proposal}/{step.by}") is None:
            voting.vote(house, step.by, proposal, step.word)
        case "activate" if not voting.standing(house, proposal).tally.activated_on:
            voting.activate(house, step.by, proposal)
