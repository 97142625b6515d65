"""Leave over the real pages, jobs, ledger and vault: declared, seen, ended, taken back; and who must not."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from people.journeys.cast import artisan, named_helper, somebody, worker_works
from people.organisations.seats import client_of
from shouyi.canon.days import from_iso, to_iso
from shouyi.people.behind import behind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from shouyi.people.accounts.models import Account

pytestmark = pytest.mark.usefixtures("database", "real_reader")


@pytest.fixture
def real_reader(monkeypatch: pytest.MonkeyPatch, database: None) -> None:
    """Behind the door stands the real house's reader."""
    from people.real_file import real_file
    from shouyi.acts.reading import HouseReader

    real_file()
    reader = HouseReader(behind().house, lambda: "zh-hans")  # type: ignore[attr-defined]
    monkeypatch.setattr("shouyi.acts.door.reader", lambda: reader)


@pytest.fixture
def who(database: None) -> Account:
    return artisan("阿月")


@pytest.fixture
def owner(who: Account) -> Client:
    return client_of(who)


def today() -> int:
    from shouyi.people.statements.asking import today

    return today()


def declare(owner: Client, first: int, last: int) -> str:
    answer = owner.post("/my/leave/declare", {"first": to_iso(first), "last": to_iso(last)})
    return "declared" if answer.status_code == 302 else html.unescape(answer.content.decode())


def seen(owner: Client) -> str:
    answer = owner.get("/my/leave")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode()).split("<main")[1]


def test_declared_seen_ended(owner: Client) -> None:
    assert declare(owner, today(), today() + 29) == "declared"
    assert "最早在第一天记入您的档案" in seen(owner)
    worker_works()
    page = seen(owner)
    assert "正在休假" in page
    assert "共30天" in page
    path = page.split('action="')[1].split('"')[0]
    assert owner.post(path).status_code == 302
    assert "正在改短" in seen(owner)
    worker_works()
    page = seen(owner)
    assert "共30天" not in page
    assert "我回来了" not in page


def test_ahead_of_time_it_waits_and_can_be_taken_back(owner: Client) -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.leave.models import Wish

    first = today() + 20
    assert declare(owner, first, first + 6) == "declared"
    job = Job.objects.get(name="leave.write")
    assert (job.not_before + timedelta(hours=8)).date().isoformat() == to_iso(first)
    assert job.account is None
    page = seen(owner)
    path = page.split('action="')[1].split('"')[0]
    assert path.endswith("/take-back")
    assert owner.post(path).status_code == 302
    assert not Wish.objects.exists()
    assert "没有申报过休假" in seen(owner)
    Job.objects.update(not_before=job.created_at)
    worker_works()
    assert Job.objects.get(name="leave.write").state == "done"
    assert "没有申报过休假" in seen(owner)


def test_what_a_job_has_taken_up_is_not_said_to_be_taken_back(owner: Client) -> None:
    from shouyi.people.leave.models import Wish
    from shouyi.people.leave.wishing import take_up

    declare(owner, today() + 3, today() + 9)
    path = seen(owner).split('action="')[1].split('"')[0]
    assert take_up(Wish.objects.get())
    answer = owner.post(path, follow=True)
    assert "这次休假正在记下" in answer.content.decode()
    assert Wish.objects.count() == 1
    assert "/take-back" not in seen(owner)


def test_a_wish_that_was_taken_back_is_not_taken_up(owner: Client) -> None:
    from shouyi.people.leave.models import Wish
    from shouyi.people.leave.wishing import take_back, take_up

    declare(owner, today() + 3, today() + 9)
    wish = Wish.objects.get()
    assert take_back(wish.uid)
    assert not take_up(wish)


@pytest.mark.parametrize("lost", ["its job gave up", "it was refused"])
def test_an_end_that_came_to_nothing_can_be_asked_for_again(owner: Client, lost: str) -> None:
    from shouyi.people.jobs.models import Job, State
    from shouyi.people.leave.models import REFUSED, Wish

    declare(owner, today(), today() + 29)
    worker_works()
    path = seen(owner).split('action="')[1].split('"')[0]
    owner.post(path)
    owner.post(path)
    assert Wish.objects.count() == 1, "asked twice, wished once"
    if lost == "it was refused":
        Wish.objects.update(state=REFUSED)
    Job.objects.filter(key=f"leave.write/{Wish.objects.get().uid}").update(state=State.FAILED)
    assert "正在改短" not in seen(owner)
    owner.post(path)
    worker_works()
    assert "共30天" not in seen(owner)


def test_a_wish_is_sealed(owner: Client, who: Account) -> None:
    from shouyi.people.leave.models import Wish

    declare(owner, today() + 3, today() + 9)
    row = Wish.objects.get()
    assert row.holder == who.ref
    assert str(today() + 3).encode() not in bytes(row.sealed)
    assert row.numbers == (today() + 3, 7)


def test_no_page_has_a_place_for_a_reason(owner: Client) -> None:
    page = owner.get("/my/leave/declare").content.decode().split("<main")[1].split("</main>")[0]
    assert "<textarea" not in page
    assert page.count("<input") == 3  # the two days, and what keeps forgers out
    owner.post("/my/leave/declare", {"first": to_iso(today()), "last": to_iso(today()), "reason": "hush"})
    worker_works()
    assert "hush" not in seen(owner)


REFUSED = {
    "no day": ("", "", "请填写从哪天起"),
    "no such day": ("2026-02-30", "2026-03-01", "请把日期写成"),
    "backwards": (5, 4, "最后一天不能早于第一天"),
    "too far back": (-15, 3, "最早在14天前"),
    "too far ahead": (366, 370, "最晚在一年以后"),
    "too long": (0, 180, "一次休假最多180天"),
    "a script": ("<script>alert(1)</script>", 3, "请把日期写成"),
    "the end of time": (0, "9999-12-31", "一次休假最多180天"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_declared_is_said(owner: Client, case: str) -> None:
    from shouyi.people.leave.models import Wish

    first, last, said = REFUSED[case]
    days = [to_iso(today() + day) if isinstance(day, int) else day for day in (first, last)]
    answer = owner.post("/my/leave/declare", {"first": days[0], "last": days[1]})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "<title>出错：" in page
    assert said in page
    assert "<script>alert" not in answer.content.decode()
    assert not Wish.objects.exists()


def test_no_day_twice_and_no_more_than_count(owner: Client) -> None:
    assert declare(owner, today() - 10, today() + 139) == "declared"
    worker_works()
    assert "其中有几天已经申报过休假" in declare(owner, today() + 100, today() + 160)
    again = today() + 200
    assert "这次多了10天" in declare(owner, again, again + 39)
    assert declare(owner, again, again + 29) == "declared"
    assert "这次多了" in declare(owner, again + 60, again + 60)


def test_nobody_else(owner: Client, client: Client, sign_in: Callable[[str], Client]) -> None:
    declare(owner, today(), today() + 9)
    page = seen(owner)
    take_back = page.split('action="')[1].split('"')[0]
    other = client_of(artisan("别人"))
    for path in ("/my/leave", "/my/leave/declare"):
        assert client.get(path).status_code == 302
        assert sign_in("officer").get(path).status_code == 403
    assert other.post(take_back).status_code == 404
    worker_works()
    end = seen(owner).split('action="')[1].split('"')[0]
    assert other.post(end).status_code == 404
    assert client.post(end).status_code == 302
    assert "正在休假" in seen(owner)
    assert "没有申报过休假" in seen(other)


def test_a_helper_may_read_and_not_declare(owner: Client, who: Account) -> None:
    helper = somebody("姐姐")
    named_helper(who, helper, "file.read")
    declare(owner, today(), today() + 9)
    hers = client_of(helper)
    session = hers.session
    session["acting_for"] = who.ref
    session.save()
    page = hers.get("/my/leave")
    assert page.status_code == 200
    assert "共10天" in page.content.decode()
    assert "/take-back" not in page.content.decode()
    assert hers.get("/my/leave/declare").status_code == 404
    sent = hers.post("/my/leave/declare", {"first": to_iso(today() + 50), "last": to_iso(today() + 51)})
    assert sent.status_code == 404


def test_a_file_that_is_gone_takes_its_wish_along(owner: Client, who: Account) -> None:
    from shouyi.people.leave.models import Wish
    from shouyi.people.rights.rows import Whose, erase_rows

    declare(owner, today() + 3, today() + 9)
    erase_rows("leave.Wish", Whose(who.ref or "", who, with_account=False))
    assert not Wish.objects.exists()
    worker_works()


def test_where_no_file_was_opened_here_the_page_says_call(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(owner, today(), today() + 2)
    monkeypatch.setattr(type(behind().leaver), "declare", lambda *_: False)
    worker_works()
    assert "没有记下来。请打电话找我们" in seen(owner)


def test_the_day_a_leave_begins_is_the_day_in_china() -> None:
    from shouyi.people.leave.wishing import CHINA

    assert CHINA.utcoffset(None) == timedelta(hours=8)
    assert from_iso("1970-01-01") == 0


def test_the_page_has_a_twin_in_easy_language_with_the_same_leaves_and_buttons(owner: Client) -> None:
    full = seen(owner)
    assert 'href="?words=easy"' in full
    assert declare(owner, today(), today() + 6) == "declared"
    full = seen(owner)
    owner.get("/my/leave?words=easy")
    easy = seen(owner)
    for said in ("您可以休息。", "730天里最多算180天。", "/my/leave/declare"):
        assert said in easy, said
    buttons = ["/take-back", "/end", '<li><p class="name">']
    assert [easy.count(each) for each in buttons] == [full.count(each) for each in buttons] != [0, 0, 0]
