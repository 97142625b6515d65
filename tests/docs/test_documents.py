"""The documents may not lie about themselves: links, numbers, twins, the glossary, the matrix of journeys."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs/decisions").glob("0*.md"))
JOURNEYS = 18

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HAN = re.compile(r"[\u4e00-\u9fff]")
TEST = re.compile(r"`(test_\w+)(?:\[[^`]*\])?`")


def text(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def rows(markdown: str) -> list[list[str]]:
    """The cells of every table row but rulers."""
    lines = [line for line in markdown.splitlines() if line.startswith("|") and not line.startswith("|-")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def broken_links(page: Path) -> list[str]:
    found = [link for link in LINK.findall(text(page)) if "://" not in link and not link.startswith("mailto:")]
    return [link for link in found if not leads_somewhere(page, link)]


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, fragment = link.partition("#")
    target = (page.parent / path) if path else page
    if not target.exists() or not fragment:
        return target.exists()
    return fragment in {anchor(h) for h in re.findall(r"^#+ (.+)$", text(target), re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](gone.md) [b](#one) [c](#two) [d](page.md#one)", encoding="utf-8")
    assert broken_links(page) == ["gone.md", "#two"]


def test_decisions_are_numbered_without_gaps_and_all_indexed() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    index = text("docs/decisions/README.md")
    assert [page.name for page in DECISIONS] == LINK.findall(index)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name[:4])
def test_a_decision_tells_its_drawbacks_on_one_page(page: Path) -> None:
    body = text(page)
    headings = re.findall(r"^## (.+)$", body, re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences", "Alternatives looked at"]
    assert body.startswith(f"# {int(page.name[:4])}. ")
    assert "- *Bad:*" in body
    assert len(body.splitlines()) <= 70


def test_the_glossary_has_each_term_once_in_both_languages() -> None:
    glossary = text("WORDS.md").split("## Glossary")[1]
    terms = [row for row in rows(glossary) if row[0] != "English"]
    assert len(terms) >= 80
    assert all(len(row) == 4 and HAN.search(row[1]) and row[2] and row[3] for row in terms)
    assert [term for term, count in Counter(row[0] for row in terms).items() if count > 1] == []
    assert [term for term, count in Counter(row[1] for row in terms).items() if count > 1] == []


def test_the_readmes_are_twins_of_one_screen() -> None:
    english, chinese = text("README.md"), text("README.zh-Hans.md")
    links = [[link for link in LINK.findall(page) if not link.startswith("README")] for page in (english, chinese)]
    assert set(links[0]) == set(links[1])
    assert re.findall(r"make \w+", english) == re.findall(r"make \w+", chinese)
    assert all(len(page.splitlines()) <= 55 for page in (english, chinese))


def matrices() -> list[list[list[str]]]:
    parts = re.findall(r"<!-- matrix -->(.*?)<!-- /matrix -->", text("ACCESSIBILITY.md"), re.DOTALL)
    return [rows(part) for part in parts]


def matrix() -> list[list[str]]:
    """The rows of all matrices, each without its head."""
    return [row for part in matrices() for row in part[1:]]


def known_tests() -> set[str]:
    return {name for file in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", text(file))}


def test_each_cell_of_the_matrix_names_a_test_or_admits_a_gap() -> None:
    cells = [cell for row in matrix() for cell in row[1:]]
    assert sum(len(part[0]) - 1 for part in matrices()) >= JOURNEYS
    assert all(len(row) == len(part[0]) for part in matrices() for row in part)
    assert [cell for cell in cells if cell != "gap" and not TEST.search(cell)] == []


def test_each_test_that_the_matrix_names_exists() -> None:
    named = {name for row in matrix() for cell in row[1:] for name in TEST.findall(cell)}
    assert named - known_tests() == set()
