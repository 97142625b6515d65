"""What waits for each kind of visitor: the right things, five at most, in few queries, and nothing to spy out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.start.everybody import LOGINS, OPERATOR, everybody, sign_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
QUERIES_AT_MOST = 24


def things(client: Client) -> list[str]:
    html = client.get("/my/").content.decode()
    shown = re.search(r'<ol class="waiting".*?</ol>', html, re.DOTALL)
    return re.findall(r"<h2>(.*?)</h2>", shown[0]) if shown else []


@pytest.fixture
def _everybody(database: None) -> None:
    everybody()


@pytest.mark.usefixtures("_everybody")
@pytest.mark.parametrize(
    ("login", "parts"),
    [
        ("xiumei", ("没看过的通知", "得到了答复", "银行", "买家说的不一样")),
        ("ahe", ("还联系不上您",)),
        ("officer", ("没看过的通知", "1件等着答复")),
        ("boss", ("没看过的通知", "等着答复", "还没有密钥")),
        ("banker", ("还没有密钥",)),
        ("sister", ("还联系不上您", "1个人")),
        ("watcher", ("还联系不上您",)),
    ],
)
def test_each_sees_what_is_theirs(client: Client, login: str, parts: tuple[str, ...]) -> None:
    said = things(sign_in(client, login))
    assert 1 <= len(said) <= 5
    for part in parts:
        assert any(part in each for each in said), (part, said)


@pytest.mark.usefixtures("_everybody")
def test_nobody_sees_what_is_anothers(client: Client) -> None:
    """A bank's administrator does not hear of the platform's cases, nor of what the artisan waits for."""
    said = " ".join(things(sign_in(client, "banker")))
    assert "等着答复" not in said
    assert "得到了答复" not in said


@pytest.mark.usefixtures("_everybody")
def test_a_helper_sees_what_they_may_do_and_not_what_is_the_owners_alone(client: Client) -> None:
    from shouyi.people.accounts.models import Helping

    sign_in(client, "sister")
    uid = Helping.objects.get(helper__username="sister").uid
    assert client.post("/account/helping/act", {"uid": uid}).status_code == 302
    said = " ".join(things(client))
    assert "得到了答复" in said
    assert "想看您" not in said, "consent is the owner's alone"
    assert "联系不上" not in said, "of the owner's account a helper hears nothing"


@pytest.mark.usefixtures("_everybody")
def test_at_most_five_and_the_rest_is_counted(client: Client) -> None:
    html = sign_in(client, "xiumei").get("/my/").content.decode()
    assert html.count('<p class="when">') == 5
    assert re.search(r"还有\d+件", html)


@pytest.mark.usefixtures("_everybody")
def test_nothing_to_read_over_a_shoulder(client: Client) -> None:
    """No score, band, amount or words of a case stand on the page; nor is the file opened to draw it."""
    from shouyi.people.trail.models import Look

    before = Look.objects.count()
    html = sign_in(client, "xiumei").get("/my/").content.decode()
    html = html[html.index("<main") :]
    assert not re.search(r"[甲乙丙]档|\d\d\.\d|53600|536|查过物流|已经发货", html)
    assert Look.objects.count() == before


@pytest.mark.usefixtures("_everybody")
@pytest.mark.parametrize("login", [login for login in LOGINS if login], ids=str)
def test_few_queries(client: Client, login: str) -> None:
    sign_in(client, login)
    client.get("/my/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/my/").status_code == 200
    assert len(asked) <= QUERIES_AT_MOST, [each["sql"][:120] for each in asked]


@pytest.mark.usefixtures("_everybody")
def test_ten_times_as_much_asks_no_more(client: Client) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.cases.steps import About, By, Hand, begin
    from shouyi.people.organisations.models import Organisation

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/my/")
        return len(asked)

    sign_in(client, "boss")
    client.get("/my/")
    before, house = queries(), Organisation.objects.get(org=OPERATOR)
    artisan = Account.objects.get(username="xiumei")
    for _turn in range(10):
        begin("question", artisan, artisan.ref, house, About(), "？", Hand(str(artisan.uid), By.OWNER))
    assert queries() == before


def test_where_nothing_waits_it_says_what_comes_next(client: Client) -> None:
    from shouyi.people.accounts.models import Account

    Account.objects.filter(username="buyer").update(reach_verified=True)
    html = sign_in(client, "buyer").get("/my/").content.decode()
    assert "现在没有事等您处理" in html
    assert "/my/cases/new" in html


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/my/").headers["Location"] == "/account/sign-in?next=/my/"
