"""A bank's files: repayments in, payments out, answers, the calendar. Hostile bytes give rows by name, nothing else."""

from __future__ import annotations

from dataclasses import replace

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.days import from_iso
from shouyi.decision.lending.book import Receipt, position
from shouyi.decision.lending.calendar import repayment_calendar
from shouyi.decision.lending.changes import defer
from shouyi.decision.lending.disbursement import (
    Answer,
    Payment,
    disbursement_file,
    parse_answers,
    payment_key,
)
from shouyi.decision.lending.errors import FileRefused
from shouyi.decision.lending.intake import into_books, parse_receipts
from shouyi.evidence.errors import EvidenceError
from stages.decision.lending.lent import book, due_on

TODAY = from_iso("2027-06-01")
HEAD = "reference,received_on,loan,amount\n"


def read(text: str, **known: object):  # type: ignore[no-untyped-def]
    return parse_receipts("in.csv", text.encode(), loans={"L1", "L2"}, today=TODAY, **known)  # type: ignore[arg-type]


def test_payments_come_in_the_order_of_their_days() -> None:
    found = read(HEAD + "b,2027-03-10,L1,1032.80\na,2027-02-10,L2,5\n")
    assert found.receipts == (
        ("L2", Receipt("a", from_iso("2027-02-10"), 500)),
        ("L1", Receipt("b", from_iso("2027-03-10"), 103_280)),
    )
    assert (found.refusals, found.repeated, found.total_fen) == ((), 0, 103_780)


def test_a_payment_counts_once_over_all_files() -> None:
    row = "a,2027-02-10,L1,5.00\n"
    found = read(HEAD + row + row)
    assert (len(found.receipts), found.repeated) == (1, 1)
    known = {receipt.reference: (loan, receipt) for loan, receipt in found.receipts}
    again = read(HEAD + row + "b,2027-02-11,L1,5.00\n", known=known)
    assert ([receipt.reference for _loan, receipt in again.receipts], again.repeated) == (["b"], 1)
    books = into_books(into_books({"L1": book()}, found) | {}, found)
    assert position(books["L1"], due_on(1)).dues[0].interest_paid_fen == 500


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("a,2027-02-10,L1,1,032.80", "row_width", ""),
        ("a,2027-02-10,L1,1032.805", "amount_too_fine", "amount"),
        ("a,2027-02-10,L1,-5", "amount_form", "amount"),
        ("a,2027-02-10,L1,0.00", "amount_form", "amount"),
        ("a,2027-02-10,L1,99999999999999", "amount_form", "amount"),
        ("a,2027-02-30,L1,5", "date_impossible", "received_on"),
        ("a,2027-06-02,L1,5", "date_in_the_future", "received_on"),
        ("a,10/02/2027,L1,5", "date_form", "received_on"),
        ("a,2027-02-10,L9,5", "loan_unknown", "loan"),
        (",2027-02-10,L1,5", "cell_missing", "reference"),
        ("a" * 65 + ",2027-02-10,L1,5", "name_form", "reference"),
        ("ok,2027-02-10,L1,6", "reference_contradicts", "reference"),
        ("ok,2027-02-10,L2,5", "reference_contradicts", "reference"),
        ('"a,2027-02-10,L1,5', "row_quotes", ""),
    ],
)
def test_a_row_is_refused_by_line_and_column_and_its_neighbours_stay(row: str, code: str, column: str) -> None:
    found = read(HEAD + "ok,2027-02-10,L1,5\n" + row + "\nz,2027-02-12,L2,7\n")
    assert [(refusal.line, refusal.code, refusal.detail) for refusal in found.refusals] == [(3, code, column)]
    assert [receipt.reference for _loan, receipt in found.receipts] == ["ok", "z"]


def test_another_currency_is_refused() -> None:
    found = read("reference,received_on,loan,amount,currency\na,2027-02-10,L1,5,USD\nb,2027-02-10,L1,5,CNY\n")
    assert [(refusal.code, refusal.detail) for refusal in found.refusals] == [("currency_unknown", "currency")]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (HEAD + text).encode("utf-8", "surrogatepass")))
def test_any_bytes_give_an_intake_or_the_stages_error(data: bytes) -> None:
    for parse in (
        lambda: parse_receipts("x.csv", data, loans={"L1"}, today=TODAY),
        lambda: parse_answers("x.csv", data),
    ):
        try:
            parse()
        except EvidenceError as problem:
            assert problem.file == "x.csv"  # noqa: PT017


PAYMENT = Payment(payment_key("L1", 1_200_000, "ab"), "L1", "acct-7", 1_200_000, from_iso("2027-01-10"))


def test_a_file_of_payments_is_the_same_however_often_it_is_made() -> None:
    other = replace(PAYMENT, key=payment_key("L2", 5, "ab"), loan="L2", amount_fen=5)
    once = disbursement_file([PAYMENT, other])
    assert once == disbursement_file([other, PAYMENT, PAYMENT])
    assert (once.payments, once.total_fen) == (2, 1_200_005)
    lines = once.data.decode().split("\r\n")
    assert lines[0] == "key,loan,account,amount,currency,pay_on"
    assert f"{PAYMENT.key},L1,acct-7,12000.00,CNY,2027-01-10" in lines
    assert disbursement_file([PAYMENT]).digest != once.digest


def test_a_key_follows_from_what_was_granted() -> None:
    keys = {
        payment_key("L1", 5, "ab"),
        payment_key("L1", 6, "ab"),
        payment_key("L2", 5, "ab"),
        payment_key("L1", 5, "ac"),
    }
    assert len(keys) == 4
    assert payment_key("L1", 5, "ab") == payment_key("L1", 5, "ab")


@pytest.mark.parametrize(
    "change",
    [{"loan": "=1+1"}, {"loan": "a,b"}, {"account": "-x"}, {"account": "@x"}, {"account": ""}, {"key": "x"},
     {"amount_fen": 0}, {"loan": "a\nb"}],
)  # fmt: skip
def test_what_a_table_might_take_for_something_else_is_not_written(change: dict[str, object]) -> None:
    with pytest.raises(FileRefused):
        disbursement_file([replace(PAYMENT, **change)])  # type: ignore[arg-type]


def test_one_key_for_two_payments_is_refused() -> None:
    with pytest.raises(FileRefused, match="key_contradicts"):
        disbursement_file([PAYMENT, replace(PAYMENT, amount_fen=1)])


def test_what_the_bank_answers() -> None:
    text = f"key,result,on\n{PAYMENT.key},paid,2027-01-10\n{PAYMENT.key},failed,2027-01-10\nx,paid,2027-01-10\n"
    answers, refusals = parse_answers("back.csv", text.encode())
    assert answers == (Answer(PAYMENT.key, True, from_iso("2027-01-10")),)
    assert [(refusal.line, refusal.code) for refusal in refusals] == [(3, "key_contradicts"), (4, "key_form")]


def test_a_calendar_that_another_program_reads() -> None:
    """Read back by the library's parser; an entry keeps its name when its day moves."""
    found = book()
    first = repayment_calendar(found.dues, lambda due: f"还款 {due.number}，按时", secret=b"s", stamped_at=0, change=0)
    assert first == repayment_calendar(
        found.dues, lambda due: f"还款 {due.number}，按时", secret=b"s", stamped_at=0, change=0
    )
    read_back = icalendar.Calendar.from_ical(first).walk("VEVENT")
    assert [str(entry["summary"]) for entry in read_back][:2] == ["还款 1，按时", "还款 2，按时"]
    assert [entry.decoded("dtstart").isoformat() for entry in read_back][:2] == ["2027-02-10", "2027-03-10"]
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))
    moved = defer(found, due_on(1) - 5, 2, bears_interest=False)
    later = repayment_calendar(moved.dues, lambda due: "", secret=b"s", stamped_at=5, change=1)
    entries = icalendar.Calendar.from_ical(later).walk("VEVENT")
    assert [entry["uid"] for entry in entries] == [entry["uid"] for entry in read_back]
    assert entries[0].decoded("dtstart").isoformat() == "2027-04-10"
    other = repayment_calendar(found.dues, lambda due: "", secret=b"t", stamped_at=0, change=0)
    assert not {entry["uid"] for entry in icalendar.Calendar.from_ical(other).walk("VEVENT")} & {
        entry["uid"] for entry in entries
    }
