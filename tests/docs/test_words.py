"""What WORDS.md rules out stands in no page, in either language, and not in the browser's verifier."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPOKEN = (".html", ".po", ".py", ".js", ".mjs", ".txt")


def ruled_out() -> list[str]:
    table = (ROOT / "WORDS.md").read_text(encoding="utf-8").split("<!-- never -->")[1].split("<!-- /never -->")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")][1:]
    return [word.strip() for cell in cells for word in cell.split(",")]


def pages() -> list[Path]:
    found = [*(ROOT / "src/shouyi/people").rglob("*"), *(ROOT / "web/src").rglob("*")]
    return [path for path in found if path.suffix in SPOKEN and "built" not in path.parts and path.is_file()]


def words_in(text: str) -> list[str]:
    """The ruled-out words in `text`: Chinese ones anywhere, English ones as whole words."""
    return [w for w in ruled_out() if re.search(rf"\b{re.escape(w)}\b" if w.isascii() else w, text, re.IGNORECASE)]


def test_no_page_says_what_we_ruled_out() -> None:
    said = {str(path.relative_to(ROOT)): words_in(path.read_text(encoding="utf-8")) for path in pages()}
    assert {path: words for path, words in said.items() if words} == {}


@pytest.mark.parametrize(
    "sentence", ["他身残志坚。", "Written on the Blockchain.", "She suffers from nothing.", "已上链"]
)
def test_what_we_ruled_out_is_found(sentence: str) -> None:
    assert len(words_in(sentence)) == 1


def test_plain_sentences_pass() -> None:
    assert words_in("记入公开账本。 The order was dispatched in time; the heroics of nobody.") == []


def glossary() -> dict[str, list[str]]:
    """English term → Chinese ones, the short one last, as WORDS.md has them."""
    table = (ROOT / "WORDS.md").read_text(encoding="utf-8").split("## Glossary")[1]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    return {row[1].strip().lower(): row[2].strip().split("; ") for row in rows}


def translations() -> list[tuple[str, str]]:
    catalogue = ROOT / "src/shouyi/people/locale/zh_Hans/LC_MESSAGES/django.po"
    return re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', catalogue.read_text(encoding="utf-8"), re.MULTILINE)


def test_pages_translate_the_glossarys_terms_as_it_does() -> None:
    terms = glossary()
    shared = [(english, chinese) for english, chinese in translations() if english.lower() in terms]
    assert len(shared) >= 12
    assert [pair for pair in shared if pair[1] not in terms[pair[0].lower()]] == []
