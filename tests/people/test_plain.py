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
