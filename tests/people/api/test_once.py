"""Once: replayed, reordered, duplicated, killed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.api.programs import BANK, Program, code, program

pytestmark = pytest.mark.usefixtures("database")
ASK = {"purpose": "lending", "fields": ["band"], "days": 30}
KEY = "2f1c6a5e-4c0b-4b1e-9a53-0f3e8f7c1d2a"


@pytest.fixture
def bank() -> Program:
    return program(BANK)


def asks() -> int:
    from shouyi.people.consent.models import Ask

    return Ask.objects.count()


def test_the_same_request_again_gives_the_same_answer(bank: Program) -> None:
    first, *more = [bank.post("/consents/asks", ASK, KEY) for _ in range(3)]
    assert first.status_code == 201
    assert "Idempotent-Replayed" not in first
    for each in more:
        assert (each.status_code, each.content) == (201, first.content)
        assert each["Idempotent-Replayed"] == "true"
        assert each["Cache-Control"] == "no-store"
    assert asks() == 1


def test_the_answer_lies_sealed(bank: Program) -> None:
    from shouyi.people.api.models import Kept

    link = bank.post("/consents/asks", ASK, KEY).json()["link"]
    row = Kept.objects.get()
    stored = " ".join(str(value) for value in vars(row).values())
    assert KEY not in stored
    assert link.rpartition("/")[2].encode() not in bytes(row.sealed)
    assert link in row.body


def test_another_request_with_the_same_key_is_refused(bank: Program) -> None:
    bank.post("/consents/asks", ASK, KEY)
    assert code(bank.post("/consents/asks", ASK | {"days": 31}, KEY)) == (422, "key_reused")
    assert asks() == 1


def test_keys_of_two_clients_are_two(bank: Program) -> None:
    other = program(BANK)
    assert bank.post("/consents/asks", ASK, KEY).json() != other.post("/consents/asks", ASK, KEY).json()
    assert asks() == 2


@pytest.mark.parametrize("key", ["short", "x" * 129, "with blank in it", "ümlaut-umlaut"])
def test_a_key_that_is_none_is_refused(bank: Program, key: str) -> None:
    assert code(bank.post("/consents/asks", ASK, key)) == (400, "key_missing")
    assert code(bank.post("/consents/asks", ASK, None)) == (400, "key_missing")
    assert asks() == 0


def test_who_comes_meanwhile_is_told_to_wait(bank: Program) -> None:
    """The claim of another process that is at it: its row stands, without an answer."""
    from shouyi.people.api.models import Kept

    bank.post("/consents/asks", ASK, KEY)
    Kept.objects.update(status=0)
    answer = bank.post("/consents/asks", ASK, KEY)
    assert code(answer) == (409, "key_under_way")
    assert answer["Retry-After"] == "1"
    assert asks() == 1


def test_what_was_killed_is_taken_over(bank: Program) -> None:
    from shouyi.people.api.models import Kept
    from shouyi.people.consent.models import Ask

    bank.post("/consents/asks", ASK, KEY)
    Kept.objects.update(status=0, begun_at=Kept.objects.get().begun_at - timedelta(minutes=3))
    Ask.objects.all().delete()  # rolled back with the process
    assert bank.post("/consents/asks", ASK, KEY).status_code == 201
    assert asks() == 1


def test_who_was_only_slow_undoes_everything(bank: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its work and its answer, another takes the claim over."""
    import uuid

    from shouyi.people.api import once
    from shouyi.people.api.models import Kept

    keep = once._keep

    def late(row: object, response: object) -> None:
        Kept.objects.filter(pk=row.pk).update(claim=uuid.uuid4())
        keep(row, response)

    monkeypatch.setattr(once, "_keep", late)
    assert code(bank.post("/consents/asks", ASK, KEY)) == (409, "key_under_way")
    assert asks() == 0


def test_an_error_is_not_kept_and_changes_nothing(bank: Program) -> None:
    assert code(bank.post("/consents/asks", ASK | {"purpose": "certifying"}, KEY)) == (422, "consent_not_provided")
    assert bank.post("/consents/asks", ASK, KEY).status_code == 201


def test_a_mistake_of_ours_changes_nothing_and_says_nothing(bank: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.api.v1 import consents

    def broken(*_: object) -> None:
        raise KeyError("a name, a number")

    monkeypatch.setattr(consents, "_ask", broken)
    answer = bank.post("/consents/asks", ASK, KEY)
    assert code(answer) == (500, "internal")
    assert "a name" not in answer.content.decode()
    assert asks() == 0
    monkeypatch.undo()
    assert bank.post("/consents/asks", ASK, KEY).status_code == 201


def test_after_a_day_the_key_is_free(bank: Program) -> None:
    from shouyi.people.api.models import Kept

    first = bank.post("/consents/asks", ASK, KEY)
    Kept.objects.update(begun_at=Kept.objects.get().begun_at - timedelta(hours=25))
    assert bank.post("/consents/asks", ASK, KEY).json()["uid"] != first.json()["uid"]


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=8, max_size=128))
def test_every_printable_key_is_one(key: str) -> None:
    from shouyi.people.api.once import KEY as FORM

    assert FORM.fullmatch(key)
    assert not FORM.fullmatch(key + "\n")
    assert not FORM.fullmatch(key[:7])


def test_what_has_run_out_is_tidied_away(bank: Program) -> None:
    from django.db.models import F
    from django.utils import timezone

    from shouyi.people.api.jobs import tidy
    from shouyi.people.api.models import Count, Kept, Token

    bank.post("/consents/asks", ASK, KEY)
    long_ago = timezone.now() - timedelta(days=2)
    Kept.objects.update(begun_at=long_ago)
    Token.objects.update(until=long_ago)
    Count.objects.update(minute=F("minute") - 1000)
    tidy(None, "2026-11-24")
    assert [model.objects.count() for model in (Kept, Token, Count)] == [0, 0, 0]
