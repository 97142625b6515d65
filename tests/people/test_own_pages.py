"""Only the owner sees a file. The cast: the owner, another artisan, an officer without a file, a stranger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from people.memory_reader import TODAY, MemoryReader, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

CLOSED = ("/my/", "/my/score", "/my/file", "/my/file/export", "/my/file/3/12/proof")


@pytest.mark.parametrize("path", CLOSED)
def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/account/sign-in?next={path}"


@pytest.mark.parametrize("path", CLOSED[1:])
def test_an_officer_has_no_file(sign_in: Callable[[str], Client], path: str) -> None:
    answer = sign_in("officer").get(path)
    assert answer.status_code == 403
    assert "您的账户没有自己的档案" in answer.content.decode()


def test_an_officer_is_told_what_there_is(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("officer").get("/my/").content.decode()
    assert "等您处理的事" in html
    assert "/my/file" not in html


def test_the_owner_sees_the_own_score_and_no_other(sign_in: Callable[[str], Client]) -> None:
    seen = {login: sign_in(login).get("/my/score").content.decode() for login in ("xiumei", "laowu")}
    for login, person in (("xiumei", "p-good"), ("laowu", "p-late")):
        report = reader().report(person)
        assert report is not None
        score = report.assessment.score
        assert f"</span>{score // 10}.{score % 10}</span>" in seen[login]
        other = "p-late" if person == "p-good" else "p-good"
        assert other not in seen[login]


def test_another_artisans_entry_does_not_exist(sign_in: Callable[[str], Client]) -> None:
    mine = next(line for line in reader().lines("p-late") if line.kind == "review.given")
    others = {(line.log, line.index) for line in reader().lines("p-young")}
    assert (mine.log, mine.index) not in others
    path = f"/my/file/{mine.log}/{mine.index}/proof"
    assert sign_in("laowu").get(path).status_code == 200
    assert sign_in("xiaolan").get(path).status_code == 404


def test_no_address_can_name_a_person(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("xiumei").get("/my/score?person=p-late").content.decode()
    assert "--person p-good" in html
    assert "--person p-late" not in html


def test_own_pages_are_never_kept_by_caches(sign_in: Callable[[str], Client]) -> None:
    assert "no-store" in sign_in("xiumei").get("/my/score").headers["Cache-Control"]


def test_own_pages_only_answer_reading(sign_in: Callable[[str], Client]) -> None:
    assert sign_in("xiumei").post("/my/file/export").status_code == 405


def test_the_export_is_a_download(sign_in: Callable[[str], Client]) -> None:
    answer = sign_in("xiumei").get("/my/file/export")
    assert answer.content == reader().export("p-good")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="shouyi-archive.json"'


def test_without_a_witness_the_export_says_later(
    sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from people.memory_reader import MemoryReader
    from shouyi.people.ports import NotNow

    def no_witness(reader: MemoryReader, person: str) -> bytes:
        raise NotNow

    monkeypatch.setattr(MemoryReader, "export", no_witness)
    answer = sign_in("xiumei").get("/my/file/export")
    assert answer.status_code == 503
    assert "什么都没有丢" in answer.content.decode()


def test_who_is_not_assessed_yet_is_told_so(sign_in: Callable[[str], Client]) -> None:
    assert "还没有评估过" in sign_in("ahe").get("/my/score").content.decode()


def test_a_young_file_grows(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("xiaolan").get("/my/score").content.decode()
    assert "您的档案刚起步，证据正在长出来。" in html
    assert "不是您做得不好" in html
    assert not re.search("较差|不合格|不足", html)


def test_a_number_never_stands_alone(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("xiumei").get("/my/score").content.decode()
    report = reader().report("p-good")
    assert report is not None
    found = report.assessment
    head = html.split("和上次比")[0]
    assert "2026年11月24日" in head
    assert "指南第2版" in head
    assert f"九成把握在{found.low // 10}.{found.low % 10}到{found.high // 10}.{found.high % 10}之间" in head
    assert "变动最大的是" in html


def test_what_moved_adds_up(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("laowu").get("/my/score").content.decode()
    table = html.split("和上次比")[1].split("</table>")[0]
    moves = [
        int(f.replace("−", "-").replace("+", "").replace(".", "")) for f in re.findall(r'num">([+−]?\d+\.\d)<', table)
    ]
    assert len(moves) >= 2
    assert sum(moves[:-1]) == moves[-1]


def test_the_five_parts_add_up_to_the_score(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("xiumei").get("/my/score").content.decode()
    table = html.split("五项相加")[1].split("</table>")[0]
    *parts, total = [int(figure.replace(".", "")) for figure in re.findall(r'num">(\d+\.\d\d)<', table)]
    report = reader().report("p-good")
    assert report is not None
    assert len(parts) == 5
    assert sum(parts) == total
    assert total // 10 == report.assessment.score


def test_the_page_says_which_band_is_out_of_reach(sign_in: Callable[[str], Client], monkeypatch) -> None:
    """Guide 1 feeds five of thirteen indicators: band B begins at 70, and so few sources allow less."""
    from shouyi.people.artisan.report_page import reachable_tenths

    first = MemoryReader("1")
    monkeypatch.setattr("shouyi.acts.door.reader", lambda: first)
    report, guide = first.report("p-good"), first.guide()
    assert report is not None
    assert report.assessment.band == "C"
    most = reachable_tenths(report.assessment, guide)
    assert report.assessment.score <= most < guide.bands.b
    html = sign_in("xiumei").get("/my/score").content.decode()
    assert "资格证书" in html.split("为什么现在没有人在乙档")[1]
    head = html.split("五项")[0]
    assert f"乙档从70.0分起。照现在的证据来源，最高只能到{most // 10}.{most % 10}分" in head
    assert "还差" not in head


def test_under_guide_2_every_band_is_within_reach(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("xiumei").get("/my/score").content.decode()
    assert "为什么现在没有人在" not in html
    assert "还差" in html.split("五项")[0]


def test_what_the_command_asks_for_can_be_downloaded(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("xiumei").get("/my/score").content.decode()
    again = html.split("自己复算")[-1]
    assert "--policy pin.json" in again
    assert 'href="http://localhost:8001/pin.json"' in again
    (guide,) = re.findall(r"--guide (\S+)", again)
    assert f'href="http://localhost:8001/guide/{guide}"' in again


@pytest.mark.parametrize(("path", "status"), [("/my/score", 200), ("/my/file", 200), ("/my/file/export", 404)])
def test_after_an_erasure_nothing_is_promised_or_offered(
    sign_in: Callable[[str], Client], path: str, status: int
) -> None:
    answer = sign_in("afen").get(path)
    html = answer.content.decode()
    assert answer.status_code == status
    assert "这里没有您的档案" in html
    assert "下一批评估会带上它" not in html
    assert 'href="/my/file/export"' not in html


def test_a_proof_is_saved_under_the_ending_that_the_checker_names(sign_in: Callable[[str], Client]) -> None:
    line = reader().lines("p-young")[0]
    answer = sign_in("xiaolan").get(f"/my/file/{line.log}/{line.index}/proof")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="shouyi-{line.log}-{line.index}.tlog-proof"'


def test_the_opening_says_who_opened_it_and_claims_no_identity(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("xiaolan").get("/my/file").content.decode()
    assert "黔东南手艺登记处开立了您的档案" in html
    assert "核对身份" not in html


def test_reasons_lead_to_their_evidence(sign_in: Callable[[str], Client]) -> None:
    visitor = sign_in("xiumei")
    hrefs = re.findall(r'href="(/my/file\?of=\w+)"', visitor.get("/my/score").content.decode())
    assert hrefs
    for href in hrefs:
        assert 'class="log"' in visitor.get(href).content.decode()


def test_a_filter_shows_what_feeds_the_indicator_and_nothing_else(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("laowu").get("/my/file?of=dispatch").content.decode()
    assert "发出，您答应的是" in html
    assert "星。" not in html
    assert sign_in("laowu").get("/my/file?of=<script>").status_code == 200


def test_every_line_says_who_states_it_and_has_its_proof(sign_in: Callable[[str], Client]) -> None:
    html = sign_in("xiaolan").get("/my/file").content.decode()
    lines = reader().lines("p-young")
    assert html.count("申报，") == len(lines)
    assert html.count("/proof") == len(lines)
    assert "登记了作品《八角花》壁挂" in html
    assert "已从保险库删除" in html


def test_pages_of_a_long_file_do_not_lose_a_line(sign_in: Callable[[str], Client]) -> None:
    visitor, proofs = sign_in("xiumei"), set()
    for page in range(1, 40):
        html = visitor.get(f"/my/file?page={page}").content.decode()
        proofs |= set(re.findall(r"/my/file/(\d+/\d+)/proof", html))
        if "较早的" not in html:
            break
    assert proofs == {f"{line.log}/{line.index}" for line in reader().lines("p-good")}


def test_the_day_is_the_runs_day() -> None:
    report = reader().report("p-good")
    assert report is not None
    assert report.assessment.day == TODAY
