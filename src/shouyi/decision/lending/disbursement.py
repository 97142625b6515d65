"""The file by which a bank pays loans out, and what it answers. Each payment has a key and is made once by it.

Columns: `key`, `loan`, `account` (the bank's own name of the account, never its number), `amount` (yuan), `currency`,
`pay_on`. The bank refuses a key that it has paid; so a file that is made again after a crash, byte for byte the same,
pays nobody twice. The answer has `key`, `result` (paid, failed), `on`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shouyi.canon.canonical import encode
from shouyi.canon.days import to_iso
from shouyi.canon.digest import digest
from shouyi.canon.money import yuan
from shouyi.decision.lending.errors import FileRefused
from shouyi.decision.lending.schedule import PRINCIPAL_MAX
from shouyi.evidence import cells
from shouyi.evidence.cells import CellRefused, read
from shouyi.evidence.files import Columns, Row, rows_of
from shouyi.evidence.records import Refusal

HEADER = "key,loan,account,amount,currency,pay_on"
ANSWERS = Columns(("key", "result", "on"))
TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""No quotation, no comma, and no sign that a table would take for a formula."""
KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Payment:
    key: str
    loan: str
    account: str
    amount_fen: int
    pay_on: int


@dataclass(frozen=True, slots=True)
class Written:
    """The file, what it pays in all, and its digest, which both officers see before they release it."""

    data: bytes
    payments: int
    total_fen: int
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank did with a key: `paid`, or it came back, on a day."""

    key: str
    paid: bool
    on: int


def payment_key(loan: str, amount_fen: int, grant: str) -> str:
    """The key of a loan's one payment: it follows from what was granted (`grant` is the digest of the signed terms), so
    that whoever makes it again makes the same."""
    return digest(b"shouyi/disbursement-key/1", encode([loan, amount_fen, grant])).hex()[:32]


def disbursement_file(payments: Iterable[Payment]) -> Written:
    """The file, in the order of keys; the same payment twice is written once. Raises FileRefused for one that cannot be
    written, or for one key with two payments."""
    found: dict[str, Payment] = {}
    for payment in payments:
        _require_writable(payment)
        if found.setdefault(payment.key, payment) != payment:
            raise FileRefused("key_contradicts", payment.key)
    lines = [HEADER, *(_line(found[key]) for key in sorted(found))]
    data = "".join(f"{line}\r\n" for line in lines).encode("ascii")
    total = sum(payment.amount_fen for payment in found.values())
    return Written(data, len(found), total, digest(b"shouyi/disbursement-file/1", data).hex())


def parse_answers(file: str, data: bytes) -> tuple[tuple[Answer, ...], tuple[Refusal, ...]]:
    """The bank's answers and the rows that are refused. Raises EvidenceError when the file or its header does not
    hold."""
    found: dict[str, Answer] = {}
    refusals: list[Refusal] = []
    for row in rows_of(file, data, ANSWERS, lambda done, total: None):
        try:
            answer = _answer(row)
            if found.setdefault(answer.key, answer) != answer:
                raise CellRefused("key_contradicts", "key")
        except CellRefused as refused:
            refusals.append(Refusal(row.file, row.line, refused.code, refused.detail))
    return tuple(found[key] for key in sorted(found)), tuple(refusals)


def _require_writable(payment: Payment) -> None:
    for name in ("loan", "account"):
        if not TOKEN.fullmatch(getattr(payment, name)):
            raise FileRefused("name_form", name)
    if not KEY.fullmatch(payment.key):
        raise FileRefused("key_form", "key")
    if not 0 < payment.amount_fen <= PRINCIPAL_MAX:
        raise FileRefused("amount", "amount_fen")


def _line(payment: Payment) -> str:
    amount, pay_on = yuan(payment.amount_fen), to_iso(payment.pay_on)
    return f"{payment.key},{payment.loan},{payment.account},{amount},CNY,{pay_on}"


def _answer(row: Row) -> Answer:
    cell = row.require_cells()
    return Answer(read(_key, cell, "key"), read(_result, cell, "result"), read(cells.iso_day, cell, "on"))


def _key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise CellRefused("key_form")
    return text


def _result(text: str) -> bool:
    if text not in ("paid", "failed"):
        raise CellRefused("word_unknown")
    return text == "paid"
