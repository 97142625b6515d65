"""The arithmetic of a vote against fractions, at and beside every threshold, and what records say of themselves."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.canonical import decode_canonical, encode
from shouyi.governance.counting import Outcome, outcome, vetoed
from shouyi.governance.errors import VoteRefused
from shouyi.governance.records import Choice, Proposal, Roll, Seat, Tally, Terms
from shouyi.governance.texts import ballot_text, comment_digest, document_digest, require_signature, veto_text
from shouyi.governance.voting import DAYS_MAX, require_terms
from world.ledger import SeedKey

shares = st.integers(1, 1000)
TERMS = Terms(comment=0, majority=501, notice=0, quorum=1, veto=1, voting=1)


def proposal(orgs: int, seats: int, **terms: int) -> Proposal:
    made = Terms(**{**TERMS.to_plain(), **terms})
    return Proposal("org-a", "guide", "d", "2", "r", ("hours", "repeat"), 100, made, 1, orgs, seats)


@st.composite
def counted(draw: st.DrawFn) -> tuple[Proposal, Tally]:
    """Any electorate up to thirty with any ballots of it; shares now and then exactly what is there."""
    yes, no, abstain, silent = (draw(st.integers(0, 8)) for _ in range(4))
    everybody = max(1, yes + no + abstain + silent)
    seats = draw(st.integers(0, everybody))
    vetoes = {
        name: draw(st.integers(1, seats)) for name in draw(st.sets(st.sampled_from(("hours", "repeat")))) if seats
    }
    exact = [1000 * (yes + no + abstain) // everybody, 1000 * yes // max(1, yes + no)]
    exact += [1000 * count // max(1, seats) for count in vetoes.values()]
    near = st.sampled_from([share + by for share in exact for by in (-1, 0, 1)]).filter(
        lambda share: 1 <= share <= 1000
    )
    quorum, veto = draw(near | shares), draw(near | shares)
    majority = draw((near | shares).filter(lambda share: share > 500) | st.integers(501, 1000))
    made = proposal(everybody - seats, seats, quorum=quorum, majority=majority, veto=veto)
    return made, Tally(abstain, no, yes, vetoes)


@given(counted())
def test_an_outcome_is_what_fractions_say(vote: tuple[Proposal, Tally]) -> None:
    made, tally = vote
    terms, cast = made.terms, tally.yes + tally.no + tally.abstain
    enough = Fraction(cast, made.orgs + made.seats) >= Fraction(terms.quorum, 1000)
    against = sorted(
        n for n, count in tally.vetoes.items() if Fraction(count, made.seats) >= Fraction(terms.veto, 1000)
    )
    for_it = tally.yes > 0 and Fraction(tally.yes, tally.yes + tally.no) >= Fraction(terms.majority, 1000)
    due = Outcome.QUORUM if not enough else Outcome.VETOED if against else Outcome.MAJORITY
    assert outcome(made, tally) is (Outcome.PASSED if due is Outcome.MAJORITY and for_it else due)
    assert list(vetoed(made, tally)) == against


@given(counted())
def test_one_more_yes_never_makes_it_fail_and_one_more_no_never_makes_it_pass(vote: tuple[Proposal, Tally]) -> None:
    """With the quorum reached, which any ballot serves."""
    made, tally = vote
    if outcome(made, tally) is Outcome.PASSED:
        assert outcome(made, tally.plus(Choice.YES)) is Outcome.PASSED
    elif outcome(made, tally) is not Outcome.QUORUM:
        assert outcome(made, tally.plus(Choice.NO)) is not Outcome.PASSED


THRESHOLDS = {
    "half of ten is a quorum of 500": (proposal(10, 0, quorum=500), Tally(yes=5), Outcome.PASSED),
    "and four are none": (proposal(10, 0, quorum=500), Tally(yes=4), Outcome.QUORUM),
    "two of three are no 667": (proposal(3, 0, majority=667), Tally(yes=2, no=1), Outcome.MAJORITY),
    "but are 666": (proposal(3, 0, majority=666), Tally(yes=2, no=1), Outcome.PASSED),
    "three of four are 750": (proposal(4, 0, majority=750), Tally(yes=3, no=1), Outcome.PASSED),
    "and no 751": (proposal(4, 0, majority=751), Tally(yes=3, no=1), Outcome.MAJORITY),
    "one of four seats vetoes at 250": (proposal(3, 4, veto=250), Tally(yes=3, vetoes={"hours": 1}), Outcome.VETOED),
    "and not at 251": (proposal(3, 4, veto=251), Tally(yes=3, vetoes={"hours": 1}), Outcome.PASSED),
    "vetoes of two inputs do not add up": (proposal(3, 4, veto=500), Tally(yes=3, vetoes={"hours": 1, "repeat": 1}),
                                           Outcome.PASSED),
    "the quorum is named first": (proposal(9, 1, quorum=500), Tally(no=1, vetoes={"hours": 1}), Outcome.QUORUM),
    "nobody said yes": (proposal(1, 0), Tally(abstain=1), Outcome.MAJORITY),
}  # fmt: skip


@pytest.mark.parametrize("case", THRESHOLDS, ids=lambda name: name.replace(" ", "-"))
def test_at_a_threshold(case: str) -> None:
    made, tally, due = THRESHOLDS[case]
    assert outcome(made, tally) is due


def test_every_record_comes_back_from_the_state() -> None:
    made, tally = proposal(3, 2), Tally(1, 2, 3, {"hours": 1}, 7)
    roll = Roll(("org-a", "org-b"), (Seat("seat-1", "ab", 9, "org-r"),))
    assert Proposal.from_plain(decode_canonical(encode(made.to_plain()))) == made
    assert Tally(**decode_canonical(encode(tally.to_plain()))) == tally
    assert Roll.from_plain(decode_canonical(encode(roll.to_plain()))) == roll


def test_a_roll_keeps_its_order_whatever_the_order_of_joining() -> None:
    seats = [Seat(f"seat-{n}", str(n), 9, "org-r") for n in (2, 1)]
    one = Roll().plus_org("org-b").plus_org("org-a").plus_seat(seats[0]).plus_seat(seats[1])
    other = Roll().plus_seat(seats[1]).plus_org("org-a").plus_seat(seats[0]).plus_org("org-b")
    assert one == other
    assert one.minus_org("org-a").minus_seat("seat-1") == Roll(("org-b",), (seats[0],))
    assert [one.seats_on(day) for day in (9, 10)] == [2, 0]


@pytest.mark.parametrize(("name", "good", "bad"), [
    ("comment", (0, DAYS_MAX), (-1, DAYS_MAX + 1)), ("majority", (501, 1000), (500, 1001)),
    ("notice", (0, DAYS_MAX), (-1, DAYS_MAX + 1)), ("quorum", (1, 1000), (0, 1001)), ("veto", (1, 1000), (0, 1001)),
    ("voting", (1, DAYS_MAX), (0, DAYS_MAX + 1)),
])  # fmt: skip
def test_terms_have_bounds(name: str, good: tuple[int, int], bad: tuple[int, int]) -> None:
    for value in good:
        require_terms(Terms(**{**TERMS.to_plain(), name: value}))
    for value in bad:
        with pytest.raises(VoteRefused, match=f"`{name}`"):
            require_terms(Terms(**{**TERMS.to_plain(), name: value}))


def test_what_is_signed_tells_everything_apart() -> None:
    texts = {ballot_text("n", "p", "seat-1", "yes"), ballot_text("m", "p", "seat-1", "yes"),
             ballot_text("n", "q", "seat-1", "yes"), ballot_text("n", "p", "seat-2", "yes"),
             ballot_text("n", "p", "seat-1", "no"), veto_text("n", "p", "seat-1", "yes")}  # fmt: skip
    assert len(texts) == 6
    assert ballot_text("n", "p", "seat-1", "yes") == b"shouyi/ballot/1\nn\np\nseat-1\nyes\n"
    assert veto_text("n", "p", "seat-1", "hours") == b"shouyi/veto/1\nn\np\nseat-1\nhours\n"


@given(st.binary(max_size=70), st.binary(max_size=40))
def test_strangers_signatures_and_keys_are_refused_and_nothing_else(signature: bytes, key: bytes) -> None:
    good = SeedKey("delegate")
    for public in (good.public, key):
        with pytest.raises(VoteRefused):
            require_signature(public.hex(), b"text", signature.hex(), "seat-1")
    require_signature(good.public.hex(), b"text", good.sign(b"text").hex(), "seat-1")


def test_digests_are_the_pages() -> None:
    from hashlib import sha256

    assert document_digest(b"{}") == sha256(b"shouyi/document/1{}").hexdigest()
    assert comment_digest(bytes(32), "好") == sha256(b"shouyi/comment/1" + bytes(32) + "好".encode()).hexdigest()
