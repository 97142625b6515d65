"""Votes behind the tests' pages: a roll, terms, a guide that is open for ballots, a standard open for comments.

The clock of a demonstration stands still, so both stay open; what is past its days is played in tests/acts.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from people.real_file import PLATFORM, real_file

VOTER, SEAT = "org-voter-tests", "seat-1"
PRIVATE = bytes(range(32))
ELECTION = b'{"seats": 1, "turnout": 41}'


@cache
def real_votes() -> dict[str, str]:
    """Digests of proposals by name."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from shouyi.acts import voting
    from shouyi.acts.documents import FOUNDER
    from shouyi.acts.founding import REGISTRAR, Joining, join
    from shouyi.governance.records import Terms

    real_file()
    house = _house()
    with house.ledger.writing():
        join(house, [Joining(VOTER, "culture", {"en": "Heritage centre of the tests", "zh": "测试非遗中心"})])
    for subject, comment in (("guide", 0), ("standard", 7)):
        terms = Terms(comment=comment, majority=501, notice=1, quorum=500, veto=334, voting=10)
        voting.lay_down_terms(house, subject, terms)
    for org in (FOUNDER, PLATFORM, VOTER):
        voting.accredit(house, org)
    public = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw().hex()
    voting.seat_delegate(house, REGISTRAR, SEAT, public, house.keeper.today() + 300, ELECTION)
    return {"guide": propose_guide("2.1"), "standard": propose_standard()}


def propose_guide(version: str) -> str:
    """A guide in which promises weigh more and fade faster, proposed by the voter; open for ballots."""
    from shouyi.acts import voting
    from shouyi.score.guides import guide_bytes
    from shouyi.score.redraft import Changes, redraft

    changes = Changes({"fulfilment": 350, "social": 100}, {"dispatch": {"half_life": 90}})
    return voting.propose(_house(), VOTER, "guide", redraft(guide_bytes(), version, changes))


def propose_standard() -> str:
    from shouyi.acts import voting

    return voting.propose(_house(), VOTER, "standard", b'{"version": "1", "inputs": ["weight-of-parcel"]}')


def _house() -> Any:
    from shouyi.people.behind import behind

    return behind().house  # type: ignore[attr-defined]


def voter(org: str = VOTER) -> Any:
    """The row of an organisation on the roll."""
    from shouyi.people.organisations.models import Organisation

    names = {"kind": "culture", "name_zh": "测试非遗中心", "name_en": "Heritage centre of the tests"}
    return Organisation.objects.get_or_create(org=org, defaults=names)[0]


def sits(account: Any) -> None:
    """This account holds the key of the delegate's seat."""
    from shouyi.people.votes.seats import make_key

    make_key(account, PRIVATE)
