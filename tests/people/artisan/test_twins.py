"""The report's twins say the same score: in easy language, as tagged PDF, in large print. What is missing is found."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING

import pikepdf
import pytest

from people.memory_reader import reader
from people.pdf_ua import tags, why_not_ua

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
SENTENCE_MAX = 25


def main_text(page: str) -> str:
    inside = page.split("<main")[1].split("</main>")[0]
    return html.unescape(re.sub(r"<[^>]+>", "\n", inside))


def test_easy_language_says_the_same_number_in_short_sentences(sign_in: Callable[[str], Client]) -> None:
    for login, person in (("xiumei", "p-good"), ("laowu", "p-late"), ("xiaolan", "p-young")):
        report = reader().report(person)
        assert report is not None
        score = report.assessment.score
        said = main_text(sign_in(login).get("/my/score?words=easy").content.decode())
        assert f"您的分数是{score // 10}.{score % 10}。" in said
        sentences = [part for part in re.split(r"[。：；\n]", said) if part.strip()]
        assert [part for part in sentences if len(re.sub(r"[\d.]+", "9", part.strip())) > SENTENCE_MAX] == []


def test_the_file_in_easy_language_has_the_same_lines_and_a_way_to_object(sign_in: Callable[[str], Client]) -> None:
    visitor = sign_in("xiumei")
    full = visitor.get("/my/file?page=2").content.decode()
    easy = visitor.get("/my/file?words=easy").content.decode()
    assert "您的手艺有什么记录，都在这里。" in easy
    second = visitor.get("/my/file?page=2").content.decode()
    lines = [re.findall(r'<li id="(line-\d-\d+)">', page) for page in (full, second)]
    assert lines[0] == lines[1] != []
    assert second.count("cases/new?line=") == full.count("cases/new?line=") > 0
    assert 'href="?words=plain"' in second


def test_what_would_lower_it_is_no_help(sign_in: Callable[[str], Client]) -> None:
    said = main_text(sign_in("xiumei").get("/my/score?words=easy").content.decode())
    assert "什么新事都没有" not in said.split("这些会有帮助")[1]
    assert "什么新事都没有" in main_text(sign_in("xiumei").get("/my/score").content.decode())


def test_easy_language_leads_back(sign_in: Callable[[str], Client]) -> None:
    visitor = sign_in("xiumei")
    visitor.get("/my/score?words=easy")
    assert "您的分数是" in visitor.get("/my/score").content.decode()
    assert "五个方面" in visitor.get("/my/score?words=plain").content.decode()


@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    return {}


def pdf_of(visitor: Client, size: str, kept: dict[str, bytes]) -> bytes:
    if size not in kept:
        answer = visitor.get(f"/my/score/report-{size}.pdf")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        kept[size] = answer.content
    return kept[size]


@pytest.mark.parametrize("size", ["a4", "large"])
def test_the_pdf_lacks_nothing_that_pdf_ua_asks_for(
    sign_in: Callable[[str], Client], pdfs: dict[str, bytes], size: str
) -> None:
    data = pdf_of(sign_in("xiumei"), size, pdfs)
    assert why_not_ua(data, "zh-Hans") == []
    pictures = [alternative for kind, alternative in tags(data) if kind == "/Figure"]
    assert len(pictures) == 3
    assert "分数是60.5，区间从50.2到71.0" in pictures[0]
    assert all("60.5" in each for each in pictures[:2])
    assert "/Caption" in [kind for kind, _alternative in tags(data)]


def test_in_english_too(sign_in: Callable[[str], Client]) -> None:
    visitor = sign_in("xiumei")
    visitor.cookies["django_language"] = "en"
    data = visitor.get("/my/score/report-a4.pdf").content
    assert why_not_ua(data, "en") == []
    assert "The score is 60.5" in next(alternative for kind, alternative in tags(data) if kind == "/Figure")


def test_large_print_is_larger(sign_in: Callable[[str], Client], pdfs: dict[str, bytes]) -> None:
    pages = []
    for size in ("a4", "large"):
        with pikepdf.open(io.BytesIO(pdf_of(sign_in("xiumei"), size, pdfs))) as pdf:
            pages.append(len(pdf.pages))
    assert pages[1] > pages[0]


def broken(data: bytes, breaking: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        breaking(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _strip(kind: str, key: str) -> Callable[[pikepdf.Pdf], None]:
    def breaking(pdf: pikepdf.Pdf) -> None:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == kind and key in each:
                del each[key]

    return breaking


def _rename(kind: str, name: str) -> Callable[[pikepdf.Pdf], None]:
    def breaking(pdf: pikepdf.Pdf) -> None:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == kind:
                each.S = pikepdf.Name(name)

    return breaking


def _lose(*keys: str) -> Callable[[pikepdf.Pdf], None]:
    def breaking(pdf: pikepdf.Pdf) -> None:
        for key in keys:
            del pdf.Root[key]

    return breaking


@pytest.mark.parametrize(
    ("breaking", "lack"),
    [
        (_lose("/StructTreeRoot"), "no tags"),
        (_lose("/MarkInfo"), "not marked"),
        (_lose("/Lang"), "language is none"),
        (_lose("/Metadata"), "no title"),
        (_lose("/ViewerPreferences"), "its title is not shown"),
        (_lose("/Outlines"), "no bookmarks"),
        (_strip("/Figure", "/Alt"), "a figure without an alternative text"),
        (_strip("/TD", "/A"), "a data cell that names no header"),
        (_rename("/TH", "/TD"), "a table without header cells"),
        (_rename("/H2", "/H4"), "headings skip a level"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_each_lack_is_found(
    sign_in: Callable[[str], Client], pdfs: dict[str, bytes], breaking: Callable[[pikepdf.Pdf], None], lack: str
) -> None:
    data = broken(pdf_of(sign_in("xiumei"), "a4", pdfs), breaking)
    assert any(lack in each for each in why_not_ua(data, "zh-Hans"))


def test_another_size_does_not_exist(sign_in: Callable[[str], Client]) -> None:
    assert sign_in("xiumei").get("/my/score/report-huge.pdf").status_code == 404


def test_without_fonts_the_page_says_what_to_do(
    sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from shouyi.people.rights.pdf import NoFonts

    def none(*_: object) -> bytes:
        raise NoFonts

    monkeypatch.setattr("shouyi.people.artisan.views.pdf_of", none)
    answer = sign_in("xiumei").get("/my/score/report-a4.pdf")
    assert answer.status_code == 503
    assert "可以直接打印网页" in answer.content.decode()


def test_a_stranger_gets_no_paper(client: Client, sign_in: Callable[[str], Client]) -> None:
    assert client.get("/my/score/report-a4.pdf").status_code == 302
    assert sign_in("officer").get("/my/score/report-a4.pdf").status_code == 403
