"""Pages of programs: who may see and change them, a secret once, forms that take their own fields alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from people.api.programs import BANK, browser, code, organisation, program
from people.real_file import seat

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
PAGES = f"/organisation/{BANK}/clients"
NEW = {"name": "核对程序", "scopes": ["org.read", "file.disclosed"]}


@pytest.fixture
def admin(sign_in: Callable[[str], Client]) -> Client:
    organisation(BANK)
    seat("officer", BANK, "admin")
    return sign_in("officer")


def test_a_secret_is_shown_once_and_works(admin: Client) -> None:
    from shouyi.people.api.models import Client as Row

    text = admin.post(f"{PAGES}/new", NEW).content.decode()
    secret = re.search(r"sy_[\w-]{43}", text)
    assert secret
    row = Row.objects.get()
    assert (row.scopes, row.by.username) == (NEW["scopes"], "officer")
    assert secret[0] not in admin.get(PAGES).content.decode()
    assert str(row.uid) in admin.get(PAGES).content.decode()
    data = f"grant_type=client_credentials&client_id={row.uid}&client_secret={secret[0]}".encode()
    answer = browser().post("/api/v1/token", data=data, content_type="application/x-www-form-urlencoded")
    assert answer.json()["scope"] == "org.read file.disclosed"


@pytest.mark.parametrize(
    "more", [{"scopes": ["client.change"]}, {"scopes": ["facts.upload", "org.edit"]}, {"scopes": []}, {"name": ""}, {"public_jwk": "no key"}]  # noqa: E501
)  # fmt: skip
def test_nothing_beyond_the_table_is_taken(admin: Client, more: dict[str, object]) -> None:
    from shouyi.people.api.models import Client as Row

    answer = admin.post(f"{PAGES}/new", NEW | more)
    assert "出错" in answer.content.decode()
    assert not Row.objects.exists()


def test_what_a_form_does_not_ask_is_not_taken(admin: Client) -> None:
    from shouyi.people.api.models import Client as Row

    admin.post(f"{PAGES}/new", NEW | {"secret_digest": "0" * 64, "holder": "0" * 32, "organisation": "1"})
    row = Row.objects.get()
    assert "0" * 32 not in (row.holder, row.secret_digest[:32])
    assert row.organisation.org == BANK


def test_a_program_with_a_key_has_no_secret(admin: Client) -> None:
    from joserfc import jwk

    public = json.dumps(jwk.generate_key("OKP", "Ed25519").as_dict(private=False))
    text = admin.post(f"{PAGES}/new", NEW | {"public_jwk": public}).content.decode()
    assert not re.search(r"sy_[\w-]{43}", text)
    private = json.dumps(jwk.generate_key("OKP", "Ed25519").as_dict(private=True))
    assert "请不要粘贴私钥" in admin.post(f"{PAGES}/new", NEW | {"public_jwk": private}).content.decode()


def test_ending_is_asked_once_and_works_at_once(admin: Client) -> None:
    made = program(BANK)
    assert "停用" in admin.get(f"{PAGES}/{made.row.uid}/end").content.decode()
    assert made.get("/organisation").status_code == 200
    assert admin.post(f"{PAGES}/{made.row.uid}/end").status_code == 302
    assert code(made.get("/organisation")) == (401, "token_unknown")
    assert admin.post(f"{PAGES}/{made.row.uid}/end").status_code == 404


def test_others_see_nothing_of_it(sign_in: Callable[[str], Client]) -> None:
    made = program(BANK)
    for path in (PAGES, f"{PAGES}/new", f"{PAGES}/{made.row.uid}/end"):
        assert browser().get(path).status_code == 302
        assert sign_in("xiumei").get(path).status_code == 404
    seat("officer", BANK)  # an officer is no administrator
    assert sign_in("officer").get(PAGES).status_code == 403


def test_another_organisations_program_is_not_ended(admin: Client) -> None:
    other = program("org-platform-tests")
    assert admin.post(f"{PAGES}/{other.row.uid}/end").status_code == 404
    assert other.get("/organisation").status_code == 200


def test_a_sign_in_of_long_ago_is_asked_again(admin: Client) -> None:
    session = admin.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    answer = admin.post(f"{PAGES}/new", NEW)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/again")
