"""Both catalogues are whole: every text of code and templates stands in them, translated, with the same places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import shouyi.people
from shouyi.people.catalogues import compile_catalogues, sources

PEOPLE = Path(shouyi.people.__file__).parent
LANGUAGES = ("zh_Hans", "en")
IN_TEMPLATES = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
IN_CODE = re.compile(r"""\b(?:_|gettext|gettext_lazy)\(\s*((?:f?"(?:[^"\\]|\\.)*"\s*)+)""")


def messages(language: str) -> list[Message]:
    """Of the common catalogue and of every app's own."""
    found = []
    for path in sources():
        if path.parts[-3] == language:
            with path.open("rb") as file:
                found += [message for message in read_po(file) if message.id]
    return found


def said(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def asked(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    found = messages(language)
    assert len(found) > 200
    assert [message.id for message in found if not all(said(message)) or message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_is_kept(language: str) -> None:
    place = re.compile(r"%\(\w+\)s")
    for message in messages(language):
        wanted = set(place.findall(asked(message)[-1]))
        for text in said(message):
            assert set(place.findall(text)) == wanted, message.id


def test_both_hold_the_same_texts() -> None:
    first, second = ({(str(m.id), m.context) for m in messages(language)} for language in LANGUAGES)
    assert first == second


def test_no_text_of_a_template_or_of_code_is_missing() -> None:
    known = {text for message in messages("zh_Hans") for text in asked(message)}
    missing = []
    for path in PEOPLE.rglob("*.html"):
        missing += [a or b for a, b in IN_TEMPLATES.findall(path.read_text()) if (a or b) not in known]
    for path in PEOPLE.rglob("*.py"):
        literals = ("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', found)) for found in IN_CODE.findall(path.read_text()))
        missing += [text for text in literals if text not in known]
    assert missing == []


def test_chinese_is_written_as_chinese() -> None:
    """Full-width punctuation, no exclamation marks, no words that our glossary rules out."""
    for message in messages("zh_Hans"):
        for text in said(message):
            assert not re.search(r"[！!]|进行|对于.*来说|上链|不可篡改|你", text), text
            assert not re.search(r"[\u4e00-\u9fff][,;:?]", text), text


def test_easy_chinese_is_short() -> None:
    """What the twins in easy language say: at most 25 characters a sentence (WORDS.md), places aside."""
    spoken = {asked(message)[0]: said(message)[0] for message in messages("zh_Hans")}
    texts = [a or b for path in PEOPLE.rglob("*_easy.html") for a, b in IN_TEMPLATES.findall(path.read_text())]
    plain = [re.sub(r"%\(\w+\)s|《.*?》", "", spoken[text]) for text in texts]
    assert len(plain) > 60
    assert [part for text in plain for part in re.split("[。；？]", text) if len(part) > 25] == []


def test_english_makes_no_promise_of_virtue() -> None:
    for message in messages("en"):
        for text in said(message):
            assert not re.search(r"\b(fair|unbiased|immutable|tamper-proof|blockchain)\b|!", text), text


def test_compiling_writes_beside_every_source() -> None:
    written = compile_catalogues()
    assert {path.parent.parent.name for path in written} == set(LANGUAGES)
    assert all(path.stat().st_size > 100 for path in written)
