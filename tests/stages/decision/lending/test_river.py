"""One full grant of 500,000 yuan: from a score to a letter, the bank's files, its end, and back as evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shouyi.canon.canonical import decode_canonical
from shouyi.canon.days import from_iso, to_iso
from shouyi.canon.money import yuan
from shouyi.decision.cases import KINDS
from shouyi.decision.errors import StepRefused
from shouyi.decision.lending.affordability import InstalmentRule, Means, Room, affordable
from shouyi.decision.lending.cost.told import Fee, true_cost
from shouyi.decision.lending.dates import Roll
from shouyi.decision.lending.daycount import DayCount
from shouyi.decision.lending.disbursement import Payment, disbursement_file, parse_answers, payment_key
from shouyi.decision.lending.eligible import eligible
from shouyi.decision.lending.facts import repayment_facts
from shouyi.decision.lending.happenings import (
    Confirm,
    Consent,
    Meet,
    Paid,
    Propose,
    Receive,
    Release,
    Sign,
    Submit,
    TakeUp,
)
from shouyi.decision.lending.intake import parse_receipts
from shouyi.decision.lending.ladder import rung_for
from shouyi.decision.lending.letter import letter
from shouyi.decision.lending.loan import Decision, Loan, State
from shouyi.decision.lending.market import MarketRate
from shouyi.decision.lending.offer import offer_bytes, offer_digest, offer_of
from shouyi.decision.lending.penalty import Penalty
from shouyi.decision.lending.portfolio import saved_fen
from shouyi.decision.lending.schedule import Method, Terms, schedule_of
from shouyi.decision.lending.steps import begin, step
from shouyi.evidence.outcome.tables import parse_outcomes
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Digits

TODAY = from_iso("2027-03-01")
GUIDE = parse_guide(guide_bytes())
MARKET = MarketRate(from_iso("2027-02-10"), 32_000, "an invented quarter's average")
RULE = InstalmentRule("org-bank", "1", from_iso("2027-01-01"), share=400, months=12, eased=0)
DIGITS = Digits("p", 823, 781, 866, 790, "A", {}, GUIDE.version, GUIDE.digest, TODAY)
NOTE = "ab" * 32
GOLDEN = (
    '{"capitalises":false,"cost":{"counted_by":"months","fees_fen":1000,"interest_fen":12020,"irr_ppm":67'
    '011,"simple_ppm":65037,"total_fen":1213020},"fees":[{"code":"valuation","fen":1000,"on":20828}],"ins'
    'talments":[{"due_on":20859,"interest_fen":6000,"principal_fen":398007},{"due_on":20887,"interest_fen'
    '":4010,"principal_fen":399997},{"due_on":20918,"interest_fen":2010,"principal_fen":401996}],"penalty'
    '":{"above":300,"basis":365,"grace_days":3,"rate_ppm":60000},"terms":{"accrues_to_rolled":false,"coun'
    't":3,"day_count":"monthly","drawn_on":20828,"due_day":null,"every":1,"first_due_on":20859,"method":"'
    'equal-instalments","principal_fen":1200000,"rate_ppm":60000,"roll":"none"},"v":1}'
)
DIGEST = "b6be550c7f1d7bcfba718b734957d676c18a793849a76f121016a21afd49c0f6"


def lent() -> Loan:
    """Approved at the cap by two officers, signed for three years, paid out by the bank."""
    found = rung_for(GUIDE, DIGITS, MARKET, TODAY)
    terms = Terms(
        50_000_000, found.cap_ppm, 36, Method.EQUAL_INSTALMENTS, DayCount.MONTHLY,
        TODAY + 9, from_iso("2027-04-10"), roll=Roll.FOLLOWING,
    )  # fmt: skip
    loan = begin("p", TODAY, 50_000_000, found.limit_fen, found.cap_ppm, ("repeat_down",))
    decision = Decision(True, 50_000_000, found.cap_ppm, ("identity",))
    for event in (
        Consent(TODAY, NOTE), Submit(TODAY), TakeUp(TODAY + 1, "a"), Propose(TODAY + 2, "a", decision),
        Confirm(TODAY + 3, "b"), Meet(TODAY + 4, "a", "identity"),
    ):  # fmt: skip
        loan = step(loan, event)
    assert letter(loan).next == "sign"
    offer = offer_of(terms, (), Penalty(found.cap_ppm, above=300, grace_days=3))
    loan = step(step(loan, Consent(TODAY + 5, offer_digest(offer))), Sign(TODAY + 5, offer))
    payment = Payment(payment_key("L-1", 50_000_000, offer_digest(offer)), "L-1", "acct-1", 50_000_000, TODAY + 9)
    file = disbursement_file([payment])
    assert file.total_fen == 50_000_000
    loan = step(loan, Release(TODAY + 8, "a", payment.key))
    answers, _refused = parse_answers("a.csv", f"key,result,on\n{payment.key},paid,{to_iso(TODAY + 9)}\n".encode())
    return step(loan, Paid(TODAY + 10, answers[0].key, answers[0].on))


def test_before_the_form_and_before_consent() -> None:
    """The top of the ladder, 30 % below the market; what is affordable stands beside it; the cost is the rate."""
    found = rung_for(GUIDE, DIGITS, MARKET, TODAY)
    assert (found.limit_fen, found.cap_ppm, eligible(found).code) == (50_000_000, 22_400, "")
    terms = Terms(
        50_000_000, found.cap_ppm, 36, Method.EQUAL_INSTALMENTS, DayCount.MONTHLY, TODAY + 9, from_iso("2027-04-10")
    )
    room = Room(found, affordable(RULE, Means((3_000_000,) * 12), terms, found.limit_fen))
    assert room.affordable
    assert (room.binding, room.rung.limit_fen) == ("affordability", 50_000_000)
    assert room.affordable.instalment_fen == 1_200_000
    cost = true_cost(schedule_of(terms))
    assert abs(cost.annualised.simple_ppm - 22_400) <= 1
    assert abs(cost.annualised.irr_ppm - 10**6 * ((1 + 0.0224 / 12) ** 12 - 1)) <= 2
    assert saved_fen(terms, MARKET.rate_ppm) > 700_000


def test_repaid_through_the_banks_files_it_ends_and_comes_back_as_evidence() -> None:
    loan = lent()
    assert loan.book
    rows = "".join(f"t{due.number},{to_iso(due.due_on)},L-1,{yuan(due.amount_fen)}\n" for due in loan.book.dues)
    data = ("reference,received_on,loan,amount\n" + rows + rows).encode()
    intake = parse_receipts("in.csv", data, loans={"L-1"}, today=from_iso("2031-01-01"))
    assert (len(intake.receipts), intake.repeated, intake.refusals) == (36, 36, ())
    for _loan, receipt in intake.receipts:
        loan = step(loan, Receive(receipt.on, receipt))
    assert (loan.state, intake.total_fen) == (State.CLOSED, loan.offer.schedule.total_fen if loan.offer else 0)
    assert loan.book
    facts = repayment_facts(loan.book, loan.on, "p", "L-1")
    assert (len(facts), {fact.value for fact in facts}) == (36, {1000})
    table = "maker,what,on,value,about\n" + "".join(
        f"p,{fact.what},{to_iso(fact.on)},{fact.value},{fact.about}\n" for fact in facts
    )
    again = parse_outcomes("out.csv", table.encode())
    assert again.refusals == ()
    assert set(again.facts) == set(facts)
    assert "repayment" in GUIDE.by_name["repayment"].facts


def test_the_letter_of_not_now_says_why_what_next_and_by_when_a_human_answers() -> None:
    loan = begin("p", TODAY, 50_000_000, 5_000_000, 22_400, ("repeat_down", "dispatch_down"))
    refusal = Decision(False, reasons=("repeat_down", "affordability"))
    for event in (Consent(TODAY, NOTE), Submit(TODAY), TakeUp(TODAY + 1, "a"), Propose(TODAY + 2, "a", refusal)):
        loan = step(loan, event)
    with pytest.raises(StepRefused):
        letter(loan)
    told = letter(step(loan, Confirm(TODAY + 3, "b")))
    assert (told.approved, told.reasons, told.next) == (False, ("repeat_down", "affordability"), "apply_again")
    assert told.answer_by == KINDS["objection"].answer_by(TODAY + 3)
    none = letter(step(replace(loan, limit_fen=0), Confirm(TODAY + 3, "b")))
    assert none.next == "assistance"


def test_an_offer_has_one_form_and_one_digest() -> None:
    """Golden: if this changes, every consent that was ever given names something else."""
    terms = Terms(
        1_200_000, 60_000, 3, Method.EQUAL_INSTALMENTS, DayCount.MONTHLY, from_iso("2027-01-10"), from_iso("2027-02-10")
    )
    offer = offer_of(terms, (Fee("valuation", terms.drawn_on, 1_000),), Penalty(60_000, above=300, grace_days=3))
    assert offer_bytes(offer) == GOLDEN.encode()
    assert offer_digest(offer) == DIGEST
    assert decode_canonical(offer_bytes(offer))["cost"]["total_fen"] == offer.schedule.total_fen + 1_000
