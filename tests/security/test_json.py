"""JSON that is built to be costly (too deep, too long, too many, too large a number) wherever a stranger's is read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from people.api.programs import BANK, Program, program

if TYPE_CHECKING:
    from people.routes.standing import Standing

PATIENCE_S = 20
MANY = 100_000
BOMBS: dict[str, bytes] = {
    "deep lists": b"[" * MANY,
    "deep lists that end": b"[" * MANY + b"]" * MANY,
    "deep objects": b'{"a":' * MANY + b"1" + b"}" * MANY,
    "depth behind a string of brackets": b'{"a":"' + b"[" * 50_000 + b'","b":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "a number of many digits": b'{"a":' + b"9" * MANY + b"}",
    "a number of a huge power": b'{"a":1e999999999}',
    "names that collide": b"{" + b",".join(b'"a":1' for _ in range(MANY // 2)) + b"}",
    "a string without an end": b'{"a":"' + b"x" * MANY,
    "escapes without an end": b'{"a":"' + b"\\u0041" * (MANY // 4),
}
LONG = b'{"a":"' + b"x" * (3 << 20) + b'"}'


def in_time(begun: float) -> bool:
    return time.monotonic() - begun < PATIENCE_S


@pytest.fixture
def bank(standing: Standing) -> Program:
    return program(BANK)


@pytest.mark.parametrize("name", BOMBS)
def test_json_bomb_at_the_api_is_refused_in_little_time(name: str, bank: Program) -> None:
    begun = time.monotonic()
    answer = bank.post("/consents/asks", BOMBS[name])
    assert answer.status_code == 400, answer.content[:300]
    assert answer.json()["type"]
    assert in_time(begun)


def test_json_bomb_by_its_length_is_not_even_read(bank: Program) -> None:
    assert bank.post("/consents/asks", LONG).status_code == 413


def test_json_that_is_large_and_honest_is_judged_by_what_it_says(bank: Program) -> None:
    """The control: length alone, below the limit, is no attack."""
    wide = b'{"purpose":"lending","fields":[' + b",".join(b'"band"' for _ in range(50_000)) + b'],"days":1}'
    assert bank.post("/consents/asks", wide).status_code in (400, 404, 409, 422)


@pytest.mark.parametrize("name", ["deep lists that end", "deep objects", "a number of many digits"])
@pytest.mark.parametrize(("who", "path"), [("out", "/account/passkey"), ("owner", "/account/passkeys/add"),
                                           ("owner", "/account/again")])  # fmt: skip
def test_json_bomb_in_the_place_of_a_passkey_is_no_error_of_ours(
    name: str, who: str, path: str, standing: Standing
) -> None:
    begun = time.monotonic()
    answer = standing.client(who).post(path, {"credential": BOMBS[name], "by": "passkey"})
    assert answer.status_code < 500
    assert in_time(begun)


HARMLESS = frozenset({"a number of a huge power", "names that collide"})
"""As a line of a file these cost nothing to keep; whoever admits the file refuses the row (below)."""


@pytest.mark.parametrize("name", BOMBS)
def test_json_bomb_as_a_line_of_an_upload_is_refused(name: str) -> None:
    from shouyi.evidence.upload import UploadRefused
    from shouyi.gateways.judging import judge

    begun = time.monotonic()
    data = b'{"a":1}\n' + BOMBS[name] + b"\n"
    if name in HARMLESS:
        assert judge(data).kind == "jsonl"
    else:
        with pytest.raises(UploadRefused) as refusal:
            judge(data)
        assert (refusal.value.code, refusal.value.line) == ("table_broken", 2)
    assert in_time(begun)


@pytest.mark.parametrize("name", BOMBS)
def test_json_bomb_as_a_row_of_orders_is_refused_by_name(name: str) -> None:
    from shouyi.evidence.errors import EvidenceError
    from shouyi.evidence.trade.tables import parse_orders

    begun = time.monotonic()
    refused: object = ()
    try:
        found = parse_orders("x.jsonl", BOMBS[name] + b"\n", today=20_000)
    except EvidenceError as problem:
        refused = problem.code
    else:
        refused = found.refusals
        assert not found.units
    assert refused
    assert in_time(begun)
