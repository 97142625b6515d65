"""Votes in the small network: entries of every kind of step, seats whose keys follow from names, a world to vote in."""

from __future__ import annotations

from collections.abc import Sequence

from shouyi.governance.records import Proposal, Tally
from shouyi.governance.texts import ballot_text, proposal_digest, veto_text
from shouyi.ledger import votes
from shouyi.ledger.entry import Entry
from shouyi.ledger.machine import State
from world.ledger import (
    DAY,
    FOUNDER,
    NET,
    OTHER,
    PLATFORM,
    REGISTRAR,
    SeedKey,
    World,
    batch_key,
    founding,
    key_added,
    org_added,
    plain,
    seed,
)

ORGS = (FOUNDER, REGISTRAR, PLATFORM, OTHER, "org-bank", "org-guild", "org-school")
SEATS = ("seat-1", "seat-2", "seat-3")
TERMS = {"comment": 1, "majority": 501, "notice": 2, "quorum": 500, "veto": 334, "voting": 3}
GUIDE_1, GUIDE_2, GUIDE_3 = (seed("guide", n).hex() for n in (1, 2, 3))
INPUTS = ("dispatch", "hours", "repeat")


def seat_key(seat: str, term: int = 1) -> SeedKey:
    return SeedKey(f"{seat}.{term}")


def terms_set(subject: str = "guide", *, by: str = FOUNDER, day: int = DAY, **changes: int) -> Entry:
    return plain("terms.set", {"subject": subject, **TERMS, **changes}, by=by, day=day)


def voter_added(org: str, day: int = DAY) -> Entry:
    return plain("voter.added", {"org": org}, day=day)


def voter_struck(org: str, day: int = DAY) -> Entry:
    return plain("voter.struck", {"org": org}, day=day)


def seated(seat: str, *, until: int = DAY + 300, term: int = 1, day: int = DAY, by: str = REGISTRAR,
           key: SeedKey | None = None) -> Entry:  # fmt: skip
    public = (key or seat_key(seat, term)).public.hex()
    pub = {"election": seed("election", term).hex(), "key": public, "seat": seat, "until": until}
    return plain("delegate.seated", pub, by=by, day=day)


def unseated(seat: str, reason: str = "recalled", *, day: int = DAY, by: str = REGISTRAR) -> Entry:
    return plain("delegate.unseated", {"reason": reason, "seat": seat}, by=by, day=day)


def opened(by: str = PLATFORM, document: str = GUIDE_2, replaces: str = GUIDE_1, *, subject: str = "guide",
           version: str = "2", inputs: Sequence[str] = INPUTS, n: int = 0, day: int = DAY) -> Entry:  # fmt: skip
    pub = {"document": document, "inputs": list(inputs), "n": n, "replaces": replaces, "subject": subject}
    return plain("proposal.opened", {**pub, "version": version}, by=by, day=day)


def name_of(entry: Entry) -> str:
    """The digest under which a proposal is known."""
    return proposal_digest(entry.by, entry.pub)


def commented(proposal: str, text: str = "a", *, by: str = OTHER, day: int = DAY) -> Entry:
    return plain("proposal.commented", {"comment": seed("comment", text).hex(), "proposal": proposal}, by=by, day=day)


def ballot(proposal: str, org: str, choice: str = "yes", day: int = DAY) -> Entry:
    return plain("ballot.cast", {"choice": choice, "proposal": proposal}, by=org, day=day)


def carried(proposal: str, seat: str, choice: str = "yes", *, by: str = OTHER, day: int = DAY, term: int = 1,
            signed: bytes | None = None) -> Entry:  # fmt: skip
    text = ballot_text(NET, proposal, seat, choice) if signed is None else signed
    pub = {"choice": choice, "proposal": proposal, "seat": seat, "sig": seat_key(seat, term).sign(text).hex()}
    return plain("ballot.carried", pub, by=by, day=day)


def vetoed(proposal: str, seat: str, of: str = "hours", *, by: str = OTHER, day: int = DAY, term: int = 1,
           signed: bytes | None = None) -> Entry:  # fmt: skip
    text = veto_text(NET, proposal, seat, of) if signed is None else signed
    pub = {"input": of, "proposal": proposal, "seat": seat, "sig": seat_key(seat, term).sign(text).hex()}
    return plain("input.vetoed", pub, by=by, day=day)


def activated(proposal: str, by: str = OTHER, day: int = DAY) -> Entry:
    return plain("proposal.activated", {"proposal": proposal}, by=by, day=day)


def suspended(org: str, day: int = DAY) -> Entry:
    return plain("org.suspended", {"org": org, "reason": "review"}, day=day)


def restored(org: str, day: int = DAY) -> Entry:
    return plain("org.restored", {"org": org}, day=day)


def guide_published(digest: str = GUIDE_1, version: str = "1", day: int = DAY) -> Entry:
    return plain("guide.published", {"digest": digest, "version": version}, day=day)


def network(day: int = DAY) -> World:
    """Seven organisations and guide 1, nobody on the roll yet."""
    world, more = World(), ORGS[4:]
    joined = [make for org in more for make in (org_added(org, role="other", day=day),
                                                key_added(batch_key(org), org, day=day))]  # fmt: skip
    world.write(FOUNDER, [*founding(day), *joined, guide_published(day=day)], day)
    return world


def assembled(orgs: Sequence[str] = ORGS, seats: Sequence[str] = SEATS, **terms: int) -> World:
    """A network whose organisations are on the roll, with three delegates and terms for votes about the guide."""
    world = network()
    world.write(FOUNDER, [*map(voter_added, orgs), terms_set(**terms)])
    if seats:
        world.write(REGISTRAR, list(map(seated, seats)))
    return world


def found(state: State, proposal: str) -> tuple[Proposal, Tally]:
    return votes.proposal(state, proposal)
