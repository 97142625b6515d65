"""Keys by the pages, over the real ledger: made, replaced, revoked, shown to be one's own; and by whom not."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import unescape

import pytest
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from people.organisations.seats import ONE, TWO, client_of, organisation, run, seated, text

pytestmark = pytest.mark.usefixtures("database")


@cache
def joined() -> None:
    """Both organisations in the real ledger, once a process; the rows are made anew by each test."""
    from people.real_file import real_file
    from shouyi.people.behind import behind

    real_file()
    behind().orgs.register(ONE, "bank", "一", "One", own_key=False)
    behind().orgs.register(TWO, "platform", "二", "Two", own_key=False)


@pytest.fixture(autouse=True)
def rows(database: None) -> None:
    from shouyi.people.organisations.changing import project_all

    joined()
    assert project_all() >= 4


def good(org: str = ONE, purpose: str = "batch") -> list[str]:
    found = organisation(org).keys.filter(purpose=purpose, revoked_at=None)
    return list(found.values_list("public", flat=True))


def test_rotated_by_the_page_and_who_did_it_is_shown() -> None:
    client = client_of(seated(ONE, "admin", "周管理"))
    old = good()[-1]
    url = f"/organisation/{ONE}/keys/{old}/rotate"
    assert "新密钥先生效" in text(client.get(url))
    answer = client.post(url, {"sure": "1"})
    assert answer.status_code == 302
    assert client.get(answer["location"]).status_code == 200
    run("organisations.write")
    assert good() != [old]
    assert old not in good()
    page = text(client.get(f"/organisation/{ONE}/keys"))
    assert "周管理" in page
    assert "已记入公开账本" in page


def test_two_clicks_are_one_wish() -> None:
    from shouyi.people.organisations.models import Change

    client = client_of(seated(ONE, "admin"))
    for _ in range(2):
        client.post(f"/organisation/{ONE}/keys/{good()[-1]}/rotate", {"sure": "1"})
    assert Change.objects.count() == 1


def test_the_rows_can_be_restored_from_the_ledger_alone() -> None:
    from shouyi.people.organisations.changing import project_all
    from shouyi.people.organisations.models import Organisation, OrgKey

    def told() -> tuple[list, list]:
        return (
            list(known.order_by("org").values_list("org", "kind", "name_zh", "name_en")),
            list(OrgKey.objects.order_by("public").values_list("public", "purpose", "here", "organisation__org")),
        )

    known = Organisation.objects.exclude(written_at=None)
    before = told()
    Organisation.objects.all().delete()
    project_all()
    assert told() == before


@pytest.mark.parametrize("who", ["officer", "reader"])
@pytest.mark.parametrize("tail", ["new", "own", "{key}/rotate", "{key}/revoke"])
def test_only_administrators_change_keys(who: str, tail: str) -> None:
    client = client_of(seated(ONE, who))
    assert client.get(f"/organisation/{ONE}/keys").status_code == 200
    assert client.post(f"/organisation/{ONE}/keys/" + tail.format(key=good()[-1])).status_code == 403


@pytest.mark.parametrize("tail", ["new", "own", "{key}/rotate", "{key}/revoke"])
def test_only_after_a_fresh_sign_in(tail: str) -> None:
    from shouyi.people.organisations.models import Change

    url = f"/organisation/{ONE}/keys/" + tail.format(key=good()[-1])
    answer = client_of(seated(ONE, "admin"), fresh=False).post(url, {"purpose": "client", "sure": "1"})
    assert answer.status_code == 302
    assert "/organisation" not in answer["location"].split("?")[0]
    assert not Change.objects.exists()


@pytest.mark.parametrize("act", ["rotate", "revoke"])
def test_another_s_key_is_not_there(act: str) -> None:
    admin = client_of(seated(ONE, "admin"))
    theirs = good(TWO)[-1]
    for org in (ONE, TWO):
        assert admin.post(f"/organisation/{org}/keys/{theirs}/{act}", {"sure": "1"}).status_code == 404


def own() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def asked(client: object, public: str, purpose: str = "client") -> tuple[str, bytes]:
    """The challenge as the page carries it, and the text that is to be signed."""
    page = text(client.post(f"/organisation/{ONE}/keys/own", {"purpose": purpose, "public": public}))
    found = re.search(r'name="challenge" value="([^"]+)"', page)
    assert found, page
    return found[1], unescape(re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)[1]).encode()


def prove(client: object, challenge: str, signature: bytes, org: str = ONE) -> object:
    form = {"challenge": challenge, "signature": base64.b64encode(signature).decode()}
    return client.post(f"/organisation/{org}/keys/own/proof", form)


@pytest.mark.parametrize("form", ["hex", "pem"])
def test_a_key_of_one_s_own_is_shown_by_a_signature(form: str) -> None:
    client, key = client_of(seated(ONE, "admin")), own()
    public = key.public_key().public_bytes_raw().hex()
    pem = key.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo).decode()
    challenge, signed = asked(client, public if form == "hex" else pem)
    assert prove(client, challenge, key.sign(signed)).status_code == 302
    run("organisations.write")
    row = organisation(ONE).keys.get(public=public)
    assert (row.here, row.revoked_at) == (False, None)


def test_a_signature_of_another_key_or_text_is_refused() -> None:
    from shouyi.people.organisations.models import Change

    client, key = client_of(seated(ONE, "admin")), own()
    challenge, signed = asked(client, key.public_key().public_bytes_raw().hex())
    for signature in (own().sign(signed), key.sign(signed + b"x"), bytes(64)):
        assert "不是用这把密钥" in text(prove(client, challenge, signature))
    assert not Change.objects.exists()


def test_a_challenge_of_one_organisation_is_none_of_another() -> None:
    client, key = client_of(seated(ONE, "admin")), own()
    challenge, signed = asked(client, key.public_key().public_bytes_raw().hex())
    other = client_of(seated(TWO, "admin"))
    assert prove(other, challenge, key.sign(signed), TWO).status_code == 404
    assert prove(client, challenge + "x", key.sign(signed)).status_code == 404


def test_a_private_key_is_refused_and_stands_nowhere() -> None:
    client = client_of(seated(ONE, "admin"))
    pem = own().private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode()
    page = text(client.post(f"/organisation/{ONE}/keys/own", {"purpose": "client", "public": pem}))
    assert "这是私钥" in page


@pytest.mark.parametrize(
    "public", ["", "zz" * 32, "aa" * 31, "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----", "a" * 2000]
)
def test_what_is_no_key_is_told_so(public: str) -> None:
    page = client_of(seated(ONE, "admin")).post(
        f"/organisation/{ONE}/keys/own", {"purpose": "client", "public": public}
    )
    assert page.status_code == 200
    assert "challenge" not in text(page).split("<form")[-1]


def test_a_suspended_organisation_s_administrators_look_and_change_nothing() -> None:
    from django.utils import timezone

    from shouyi.people.organisations.models import Change, Organisation

    admin = client_of(seated(ONE, "admin"))
    Organisation.objects.filter(org=ONE).update(suspended_at=timezone.now())
    assert admin.get(f"/organisation/{ONE}/keys").status_code == 200
    assert admin.post(f"/organisation/{ONE}/keys/{good()[-1]}/revoke", {"sure": "1"}).status_code == 403
    assert admin.post(f"/organisation/{ONE}/settings", {"name_zh": "x", "name_en": "y"}).status_code == 403
    assert not Change.objects.exists()
