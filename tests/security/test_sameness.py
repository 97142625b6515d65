"""Whether somebody has an account here is told to nobody: known and unknown are answered alike, with as much work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
KNOWN, UNKNOWN = "+8613900000301", "+8613900000302"
CHANCE = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|1390000030[12]|xiumei|nobody')


CHANGING = ("content-length", "x-request-id", "expires")


@pytest.fixture(autouse=True)
def _somebody(database: None) -> None:
    from django.core.cache import cache

    from shouyi.people.accounts.models import Account

    cache.clear()
    account = Account.objects.get(username="xiumei")
    account.be_reached(KNOWN)
    account.save()


def asked(path: str, fields: dict[str, str]) -> tuple[Any, int, int]:
    """The answer without what chance makes of it, the number of queries, the number of messages."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from shouyi.people.behind import behind

    client: Client = Client(SERVER_NAME="localhost", headers={"accept-language": "en"})
    client.get(path)
    before = len(behind().post.kept(10_000))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.post(path, fields)
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in CHANGING}
    said = (answer.status_code, headers, sorted(answer.cookies), CHANCE.sub("", answer.content.decode()))
    return said, len(queries), len(behind().post.kept(10_000)) - before


@pytest.mark.parametrize(("path", "field", "more"), [
    ("/account/join", "reach", {}),
    ("/account/sign-in", "login", {"by": "code"}),
    ("/account/lost/code", "login", {"code": "1234 5678"}),
])  # fmt: skip
def test_user_enumeration_by_a_number(path: str, field: str, more: dict[str, str]) -> None:
    known, unknown = (asked(path, {field: reach} | more) for reach in (KNOWN, UNKNOWN))
    assert known[0] == unknown[0]
    assert known[2] == unknown[2], "as many messages"
    if path != "/account/lost/code":
        assert known[1] == unknown[1], "as many queries"


def test_user_enumeration_by_a_name_and_a_password() -> None:
    known = asked("/account/sign-in", {"login": "xiumei", "password": "wrong-password-1"})
    unknown = asked("/account/sign-in", {"login": "nobody", "password": "wrong-password-1"})
    assert known[0] == unknown[0]
    assert known[2] == unknown[2] == 0


def test_a_password_is_hashed_for_an_unknown_name_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the time would tell."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a, **k: hashed.append("") or real(self, *a, **k))
    counts = []
    for login in ("xiumei", "nobody"):
        hashed.clear()
        asked("/account/sign-in", {"login": login, "password": "wrong-password-1"})
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


def test_a_difference_would_be_seen() -> None:
    """The control: another number of messages or another answer is not alike."""
    nothing = asked("/account/join", {"reach": "no number"})
    something = asked("/account/join", {"reach": UNKNOWN})
    assert nothing[0] != something[0]
    assert nothing[2] < something[2]


@pytest.mark.parametrize("code", ["NO-SUCH-CODE", "", "0" * 20, "' OR 1=1 --"])
def test_a_wrong_invitation_says_no_more_than_any_other(code: str) -> None:
    assert asked("/organisation/invitation/answer", {"code": code, "no": "1"})[0][0] == 410


@pytest.mark.parametrize(("name", "alike"), [("xiumеi", "xiumei"), ("ｘiumei", "xiumei"), ("xiumei\u200b", "xiumei")])
def test_confusable_names_sign_in_nobody_else(name: str, alike: str) -> None:
    """Cyrillic, full-width and invisible signs: another name is another name. Names are given out, never chosen."""
    from django.test import Client

    from people.memory_reader import PASSWORD

    client = Client(SERVER_NAME="localhost")
    client.post("/account/sign-in", {"login": name, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post("/account/sign-in", {"login": alike, "password": PASSWORD})
    assert "_auth_user_id" in client.session, "the control"


@pytest.mark.parametrize("org", ["org-bаnk", "org-ｂank", "ORG-BANK", "org-bank\u200b", "org-", "org--", "../org-bank"])
def test_confusable_ids_of_organisations_are_refused(org: str) -> None:
    from shouyi.people.organisations.forms import ORG

    assert not ORG.fullmatch(org)
    assert ORG.fullmatch("org-bank")
