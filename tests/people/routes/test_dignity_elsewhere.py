"""Where no page is: answers to what is sent, with and without mistakes; the API's JSON; exports in every form.

No word about disability stands in any of them, but in what its owner wrote herself and takes along herself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from people.routes.rows import FREE, SAME
from people.routes.standing import Standing, taken_back
from people.routes.table import TABLE
from people.routes.table_api import CALLS
from people.routes.test_dignity import PLANTED, circumstances, found_in
from people.routes.visiting import everything, prepared

if TYPE_CHECKING:
    from people.routes.rows import Row

__all__ = ["circumstances"]
LANGUAGES = ("zh-hans", "en")
POSTED = [row for row in TABLE if row.post is not None and not row.lasting]
"""Every address to which something is sent, but where that destroys keys."""
BODIES: dict[str, Callable[[Row, Standing], Mapping[str, Any]]] = {
    "as it should be": lambda row, standing: row.body(standing),
    "empty": lambda row, standing: {},
    "all wrong": lambda row, standing: dict.fromkeys(row.body(standing), "¿?"),
}


def posted(standing: Standing, row: Row, who: str, how: str, language: str) -> str:
    """The answer, without the words that are hers where it is hers."""
    with taken_back():
        client, body = prepared(standing, row, who), dict(BODIES[how](row, standing))
        said = everything(client.post(row.path(standing), body, headers={"accept-language": language}))
    return said.replace(PLANTED, "") if who == "owner" else said


def admitted(row: Row) -> set[str]:
    """Whoever is answered by the page itself, be it their own; what refusals say is looked at with the pages."""
    return {row.tie.allowed} | {who for who, status in row.visitors.items() if status in (SAME, FREE)}


@pytest.mark.parametrize("how", BODIES)
def test_no_answer_to_what_is_sent_says_a_word_of_it(how: str, circumstances: Standing) -> None:
    """Rows take the two languages in turns, and so do the ways in which each is answered."""
    found, turn = set(), list(BODIES).index(how)
    assert len(POSTED) > 40
    for number, row in enumerate(POSTED, turn):
        for who in sorted(admitted(row) if how == "as it should be" else {row.tie.allowed}):
            answer = posted(circumstances, row, who, how, LANGUAGES[number % 2])
            found |= {(row.name, who, word) for word in found_in(answer, row.name)}
    assert found == set()


def test_a_word_in_an_answer_would_be_seen(circumstances: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an answer that says it is found."""
    monkeypatch.setitem(globals(), "everything", lambda _answer: "200 残疾人证")
    assert found_in(posted(circumstances, POSTED[0], POSTED[0].tie.allowed, "empty", "en"), POSTED[0].name)


SAID_FOR_ALL = {"api1_read_document": "api_guide"}
"""The document and the page made of it say the same: that no column about it is taken."""


# the API --------------------------------------------------------------------------------------------------------------


def test_no_answer_of_the_api_says_a_word_of_it(circumstances: Standing) -> None:
    """As a program that may, one that may less, another organisation's, a session, nobody; and with a broken body."""
    found = set()
    for call in CALLS:
        for who in (call.program, "program_few", call.stranger, "other", "out"):
            for method in ("", "PUT"):
                with taken_back():
                    answer = everything(call.send(circumstances, who, method))
                found |= {(call.name, word) for word in found_in(answer, SAID_FOR_ALL.get(call.name, call.name))}
    assert found == set()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"a":1}', b'{"purpose":7,"fields":"band","days":"x"}'])
def test_no_mistake_at_the_api_is_explained_by_a_word_of_it(body: bytes, circumstances: Standing) -> None:
    found = set()
    for call in CALLS:
        if call.method == "POST":
            with taken_back():
                answer = everything(sent_broken(circumstances, call, body))
            found |= {(call.name, word) for word in found_in(answer, call.name)}
    assert found == set()


def sent_broken(standing: Standing, call: Any, body: bytes) -> Any:
    from dataclasses import replace

    return replace(call, body=lambda _standing: body).send(standing, call.program)


# exports --------------------------------------------------------------------------------------------------------------


def exported(standing: Standing, who: str, language: str) -> dict[str, str]:
    """Everything of the ZIP that is text, and the words of the report before it is set."""
    from django.template.loader import render_to_string
    from django.utils.translation import override

    from shouyi.people.permission.actors import Actor
    from shouyi.people.rights import jsonld, words
    from shouyi.people.rights.gathering import gather
    from shouyi.people.rights.tables import csv_of

    account = standing.accounts[who]
    with override(language):
        tables = gather(account, Actor(account=str(account.uid), ref=account.ref or "", fresh=True))
        report = render_to_string("rights/report.html", {"tables": words.shown_tables(tables), "made_at": None})
        files = {f"{table.code}.csv": csv_of(table).decode() for table in tables}
        files |= {"README.txt": words.readme(["archive", "pdf"]), "report.html": report}
    return files | {
        "data.jsonld": jsonld.document(tables, "2026-11-24T00:00:00+08:00").decode(),
        "context.jsonld": jsonld.context().decode(),
    }


@pytest.fixture
def real(circumstances: Standing, monkeypatch: pytest.MonkeyPatch) -> Standing:
    """The door notes each look in a transaction of its own, which a test that is taken back cannot give."""
    from django.db import transaction

    plain = transaction.atomic
    monkeypatch.setattr("shouyi.acts.door.transaction.atomic", lambda *args, **kwargs: plain())
    return circumstances


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["other", "helper", "officer_a", "buyer"])
def test_no_export_of_anybody_else_says_a_word_of_it(who: str, language: str, real: Standing) -> None:
    found = exported(real, who, language)
    assert len(found) > 8
    assert {(name, word) for name, text in found.items() for word in found_in(text, name)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_her_own_export_says_it_where_she_said_it_and_nowhere_else(language: str, real: Standing) -> None:
    """The control, and more: no name of a table, column or kind says it."""
    found = exported(real, "owner", language)
    said = {name for name, text in found.items() if found_in(text, name)}
    assert {"statements.csv", "data.jsonld"} <= said
    rest = {name: text.replace(PLANTED, "").replace(ascii(PLANTED)[1:-1], "") for name, text in found.items()}
    assert {(name, word) for name, text in rest.items() for word in found_in(text, name)} == set()


@pytest.mark.parametrize("path", ["/my/log.csv?of=all", "/my/log.csv?of=helpers"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_view_log_as_a_table_says_no_word_of_it(path: str, language: str, circumstances: Standing) -> None:
    """That a federation's counter helped is no line that anybody downloads."""
    answer = circumstances.client("owner").get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert found_in(answer.content.decode(), "trail_file") == set()
