"""A sign that no text holds is answered in words, wherever it stands, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("path", ["/guide?x=%00", "/guide?%00=x", "/help?x=a%00b"])
def test_nul_in_an_address(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, "无法读取" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("field", ["q", "\0"])
def test_nul_in_a_form(client: Client, field: str) -> None:
    answer = client.post("/search", {field: "杨\0"})
    assert (answer.status_code, "无法读取" in answer.content.decode()) == (400, True)


def test_other_signs_pass(client: Client) -> None:
    for text in ("\x01", "\ufffd", "\n", "\u202e", "𠮷"):
        assert client.post("/search", {"q": text}).status_code == 200
    assert client.get("/guide?x=%01%ff").status_code == 200


def test_a_file_may_hold_any_byte(client: Client) -> None:
    """The check is for text: what somebody hands in as a file is judged where files are."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post("/search", {"q": "x", "f": SimpleUploadedFile("f", b"\0\0")})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/cases?cursor=%00", "/api/v1/cases?%00=x"])
def test_the_api_answers_it_as_a_problem(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")


def test_a_form_of_the_api_is_read_by_its_own_gate(client: Client) -> None:
    form = "grant_type=client_credentials&client_id=%00&client_secret=%00"
    answer = client.post("/api/v1/token", form, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 401)
    assert answer.headers["Content-Type"].startswith("application/")
