"""Votes of this installation: who may vote, proposals, comments, ballots, vetoes, activation. One entry each.

Each act keeps what it commits (`voted_documents`), then writes its entry; a crash between the two leaves a file that no
entry names, and the act can be repeated. The machine judges every step; what it refuses is a LedgerError.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from shouyi.acts.documents import FOUNDER
from shouyi.acts.voted_documents import (
    first_guide,
    keep_comment,
    keep_document,
    new_salt,
    proposals,
    proposed,
    read_document,
)
from shouyi.canon.canonical import decode, encode
from shouyi.canon.days import to_iso
from shouyi.governance.counting import Outcome, Stage, deadline, outcome, ready_from, stage, votes_from
from shouyi.governance.errors import VoteRefused
from shouyi.governance.records import NOTHING, Proposal, Roll, Tally, Terms
from shouyi.governance.texts import ballot_text, document_digest, proposal_digest, veto_text
from shouyi.ledger import votes
from shouyi.ledger.entry import require_pub
from shouyi.ledger.kinds import kinds
from shouyi.ledger.votes import GUIDE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from shouyi.wiring import House

PREFIX_MIN = 6
"""A proposal may be named by so many of the first digits of its digest, if they are its alone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One proposal on a day. `outcome` is what the ballots in hand decide: final once the stage is past voting."""

    digest: str
    proposal: Proposal
    tally: Tally
    stage: Stage
    outcome: Outcome


# who may vote, and how ------------------------------------------------------------------------------------------------


def lay_down_terms(house: House, subject: str, terms: Terms) -> None:
    """The terms of votes about `subject`: the first ones, or such as a vote on `terms` put in force."""
    _write(house, FOUNDER, "terms.set", {"subject": subject, **asdict(terms)})


def accredit(house: House, org: str) -> None:
    """The organisation votes on what is proposed from here on."""
    _write(house, FOUNDER, "voter.added", {"org": org})


def strike(house: House, org: str) -> None:
    """The organisation votes no more."""
    _write(house, FOUNDER, "voter.struck", {"org": org})


def seat_delegate(house: House, registrar: str, seat: str, key: str, until: int, election: bytes) -> str:
    """Seats whoever holds `key` (Ed25519, hex) through the day `until`; gives the digest of the election's record.

    The record, JSON, is kept in canonical form. It tells how artisans elected, and need not tell who is who.
    """
    record = encode(decode(election))
    digest = document_digest(record)
    keep_document(house, digest, record)
    _write(house, registrar, "delegate.seated", {"election": digest, "key": key, "seat": seat, "until": until})
    return digest


def unseat_delegate(house: House, registrar: str, seat: str, reason: str) -> None:
    """The term ends at once. Reasons: key, left, recalled."""
    _write(house, registrar, "delegate.unseated", {"reason": reason, "seat": seat})


# one vote -------------------------------------------------------------------------------------------------------------


def propose(house: House, org: str, subject: str, unverified: bytes) -> str:
    """Proposes that this document (JSON) take the place of what is in force; gives the proposal's digest."""
    with house.ledger.writing():
        found, state = read_document(house, subject, unverified), house.ledger.state
        keep_document(house, found.digest, found.data)
        pub = {"document": found.digest, "inputs": list(found.inputs), "n": state.get(f"proposals/{org}") or 0,
               "replaces": _replaced(house, subject), "subject": subject, "version": found.version}  # fmt: skip
        _write(house, org, "proposal.opened", pub)
        return proposal_digest(org, pub)


def say_about(house: House, org: str, proposal: str, text: str, salt: bytes | None = None) -> str:
    """A comment, in an organisation's name; gives its digest. The same words under the same `salt` are written once."""
    with house.ledger.writing():
        digest = keep_comment(house, text, new_salt(house, text) if salt is None else salt)
        if house.ledger.state.get(f"comment/{digest}") is not None:
            return digest
        _write(house, org, "proposal.commented", {"comment": digest, "proposal": _full(house, proposal)})
        return digest


def vote(house: House, org: str, proposal: str, choice: str) -> None:
    """The organisation's ballot: yes, no or abstain."""
    with house.ledger.writing():
        _write(house, org, "ballot.cast", {"choice": choice, "proposal": _full(house, proposal)})


def carry_ballot(house: House, org: str, proposal: str, seat: str, choice: str, sig: str) -> None:
    """A delegate's ballot, signed by them, carried by an organisation."""
    with house.ledger.writing():
        pub = {"choice": choice, "proposal": _full(house, proposal), "seat": seat, "sig": sig}
        _write(house, org, "ballot.carried", pub)


def carry_veto(house: House, org: str, proposal: str, seat: str, of: str, sig: str) -> None:
    """A delegate's veto of one input, signed by them, carried by an organisation."""
    with house.ledger.writing():
        _write(house, org, "input.vetoed", {"input": of, "proposal": _full(house, proposal), "seat": seat, "sig": sig})


def activate(house: House, org: str, proposal: str) -> int:
    """What passed comes in force; gives the first day on which it is.

    The document must be here and say what the proposal said of it: whoever left an input out finds nobody to activate.
    """
    with house.ledger.writing():
        digest = _full(house, proposal)
        found, _ = votes.proposal(house.ledger.state, digest)
        require_as_proposed(house, found)
        _write(house, org, "proposal.activated", {"proposal": digest})
        now = votes.in_force(house.ledger.state, found.subject)
        assert now is not None
        return now.since


def require_as_proposed(house: House, found: Proposal) -> None:
    """The document names the inputs and version that `rule` names. Raises VoteRefused, GatewayError."""
    read = read_document(house, found.subject, proposed(house, found))
    if read.inputs != found.inputs or (found.subject != votes.TERMS and read.version != found.version):
        raise VoteRefused("document", "the proposal names other inputs or another version than its document")


def ballot_bytes(house: House, proposal: str, seat: str, choice: str) -> bytes:
    """What a delegate signs to vote."""
    return ballot_text(house.settings.net, _full(house, proposal), seat, choice)


def veto_bytes(house: House, proposal: str, seat: str, of: str) -> bytes:
    """What a delegate signs to veto an input."""
    return veto_text(house.settings.net, _full(house, proposal), seat, of)


# reading --------------------------------------------------------------------------------------------------------------


def standings(house: House) -> tuple[Standing, ...]:
    """Every proposal as it stands today, the latest opened first."""
    found = [standing(house, digest) for digest in proposals(house.ledger.state)]
    return tuple(sorted(found, key=lambda each: -each.proposal.opened_on))


def standing(house: House, proposal: str) -> Standing:
    """One proposal as it stands today. Raises VoteRefused for a name that is no proposal's."""
    digest = _full(house, proposal)
    found, tally = votes.proposal(house.ledger.state, digest)
    return Standing(digest, found, tally, stage(found, tally, house.keeper.today()), outcome(found, tally))


def summary(found: Standing) -> str:
    """One line for a terminal."""
    proposal, tally = found.proposal, found.tally
    counted = f"{tally.yes} yes, {tally.no} no, {tally.abstain} abstain of {proposal.electorate}"
    return f"{found.digest[:12]}  {proposal.subject} {proposal.version}  {found.stage}  {counted}"


def tell(found: Standing) -> list[str]:
    """What the one line does not say."""
    proposal, terms = found.proposal, found.proposal.terms
    first, last, ready = (to_iso(day(proposal)) for day in (votes_from, deadline, ready_from))
    vetoes = ", ".join(f"{name} by {count}" for name, count in sorted(found.tally.vetoes.items()))
    return [
        f"proposal {found.digest}",
        f"document {proposal.document}, in the place of {proposal.replaces}, by {proposal.by}",
        f"opened {to_iso(proposal.opened_on)}, ballots from {first} through {last}, can be activated from {ready}",
        f"electorate {proposal.orgs} organisations and {proposal.seats} seats; quorum {terms.quorum} ‰, majority "
        f"{terms.majority} ‰, a veto {terms.veto} ‰ of the seats",
        f"as the ballots stand: {found.outcome}; vetoes: {vetoes or 'none'}",
        f"inputs: {', '.join(proposal.inputs) or 'none'}",
    ]


def tell_rules(house: House) -> list[str]:
    """Who may vote, and what votes put in force, for a terminal."""
    state, now, today = house.ledger.state, roll(house), house.keeper.today()
    subjects = sorted(key.partition("/")[2] for key in state.values if key.startswith("terms/"))
    force = ((subject, votes.in_force(state, subject)) for subject in subjects)
    return [f"on the roll: {len(now.orgs)} organisations, {now.seats_on(today)} seats", *(
        f"{subject}: version {found.version} from {to_iso(found.since)}" if found else f"{subject}: no vote yet"
        for subject, found in force)]  # fmt: skip


def roll(house: House) -> Roll:
    """Who may vote on what is proposed now; seats whose term is over among them."""
    return votes.roll(house.ledger.state)


def _replaced(house: House, subject: str) -> str:
    if found := votes.in_force(house.ledger.state, subject):
        return found.document
    return first_guide(house) if subject == GUIDE else NOTHING


def _full(house: House, proposal: str) -> str:
    """The digest that begins so. Raises VoteRefused unless it is one proposal's."""
    enough = len(proposal) >= PREFIX_MIN
    found = [digest for digest in proposals(house.ledger.state) if enough and digest.startswith(proposal)]
    if len(found) != 1:
        raise VoteRefused("unknown", f"{proposal[:64]} names {'no' if not found else 'more than one'} proposal")
    return found[0]


def _write(house: House, by: str, kind: str, pub: Mapping[str, Any]) -> None:
    require_shapes(kind, pub)
    with house.ledger.writing():
        house.keeper.write(by, [(kind, pub)])


def require_shapes(kind: str, pub: Mapping[str, Any]) -> None:
    """Before anything is signed: the values are such as the kind makes public. Raises MalformedBytes."""
    require_pub(kinds()[kind], dict(pub))
