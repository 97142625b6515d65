"""How pages look: chosen without script, kept in the browser, sealed on the account, brought to another browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.start.everybody import sign_in
from shouyi.people.start.look import PLAIN, Look, unpacked

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
BIG = Look("dark", "largest", "easy", "still")


def choose(client: Client, look: Look = BIG) -> None:
    fields = {"theme": look.theme, "size": look.size, "words": look.words, "motion": look.motion}
    assert client.post("/look/choose", fields | {"next": "/help"}).headers["Location"] == "/help"


def test_chosen_without_script(client: Client) -> None:
    choose(client)
    html = client.get("/help").content.decode()
    for part in ('data-theme="dark"', 'data-size="largest"', 'data-motion="still"', "打这个电话。有人接。"):
        assert part in html


def test_it_comes_along_to_another_browser(client: Client) -> None:
    from django.test import Client

    choose(sign_in(client, "laowu"))
    other = sign_in(Client(headers={"accept-language": "zh-CN"}, SERVER_NAME="localhost"), "laowu")
    assert 'data-size="largest"' in other.get("/my/").content.decode()
    assert other.cookies["shouyi_look"].value == BIG.packed()


def test_it_is_nobody_elses(client: Client) -> None:
    from django.test import Client

    choose(sign_in(client, "laowu"))
    other = sign_in(Client(headers={"accept-language": "zh-CN"}, SERVER_NAME="localhost"), "xiaolan")
    assert "data-size" not in other.get("/my/").content.decode()


def test_the_table_does_not_say_it(client: Client) -> None:
    """A size of text or easy language can hint at an impairment."""
    from shouyi.people.start.models import Remembered

    choose(sign_in(client, "laowu"))
    row = Remembered.objects.get(account__username="laowu")
    assert row.look == BIG.packed()
    assert b"largest" not in bytes(row.sealed)


def test_the_language_stays_with_the_account(client: Client) -> None:
    from django.test import Client

    sign_in(client, "laowu").post("/language", {"language": "en", "next": "/my/"})
    other = sign_in(Client(headers={"accept-language": "zh-CN"}, SERVER_NAME="localhost"), "laowu")
    assert '<html lang="en"' in other.get("/my/").content.decode()


@given(st.text(max_size=60))
def test_whatever_a_cookie_says_is_a_look(text: str) -> None:
    assert unpacked(unpacked(text).packed()) == unpacked(text)


@pytest.mark.parametrize("text", ["", "dark", "dark.large", "dark.large.easy.still.more", "<.>.<.>", "...."])
def test_what_is_no_look_changes_nothing(text: str) -> None:
    assert unpacked(text) == PLAIN
