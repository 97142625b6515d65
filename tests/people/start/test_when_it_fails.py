"""Pages for what went wrong say what happened, what to do and whom to call; none needs what failed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.db import OperationalError

from people.start.everybody import everybody, sign_in
from people.start.test_every_page import faults

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
PHONE = 'href="tel:'


def failing(client: Client, error: Exception) -> object:
    """The guide, while what it asks fails."""
    client.raise_request_exception = False
    with patch("shouyi.people.public.views.reader", side_effect=error):
        return client.get("/guide")


def test_our_own_mistake(client: Client) -> None:
    answer = failing(client, ValueError("a secret"))
    html = answer.content.decode()
    assert answer.status_code == 500
    assert "a secret" not in html
    assert "Traceback" not in html
    assert answer.headers["X-Request-Id"] in html
    assert "您什么都没做错" in html
    assert "You did nothing wrong" in html
    assert PHONE in html
    assert html.count("<h1") == 1


def test_the_database_is_away(client: Client) -> None:
    answer = failing(client, OperationalError("no connection"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "暂时打不开" in answer.content.decode()


def test_no_query_is_asked_to_say_that_something_failed(client: Client) -> None:
    """The page is drawn while every query fails, sessions and accounts included."""
    from django.db import connection

    def refuse(*_args: object) -> None:
        raise OperationalError("away")

    sign_in(client, "xiumei")
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        answer = client.get("/my/")
    assert answer.status_code == 503
    assert PHONE in answer.content.decode()


def test_no_page_here_has_a_search_a_help_and_a_way_on(client: Client) -> None:
    answer = client.get("/nowhere")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert 'role="search"' in html
    assert faults(html) == []


def test_what_is_not_open_says_why(client: Client) -> None:
    everybody()
    answer = sign_in(client, "watcher").get("/organisation/org-regulator-tests/settings")
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "您的职务不包括这件事" in html
    assert faults(html) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_that_are_rare_are_well_made_too(language: str) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils import translation

    request = RequestFactory(SERVER_NAME="localhost").get("/account/sign-in")
    request.user = AnonymousUser()
    with translation.override(language):
        for name in ("429.html", "form_expired.html"):
            html = render_to_string(name, request=request)
            assert faults(html) == [], name
            assert re.search(r'class="button button--do" href="/', html), name
