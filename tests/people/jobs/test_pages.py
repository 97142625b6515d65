"""Pages of jobs: who sees one, what it says, what can be done; with and without scripts, in both languages."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.browser import Visits
from people.jobs import chores
from people.looking import violations
from shouyi.people.jobs import leases
from shouyi.people.jobs.models import Job, State
from shouyi.people.jobs.queue import enqueue

pytestmark = pytest.mark.usefixtures("queue")
SignIn = Callable[[str], Client]
assert chores


def account(login: str):
    from shouyi.people.accounts.models import Account

    return Account.objects.get(username=login)


def page_of(client: Client, job: Job, language: str = "zh-CN", then: str = "") -> str:
    answer = client.get(f"/jobs/{job.uid}{then}", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def job() -> Job:
    return enqueue("chores.copy", 3, for_account=account("xiumei"))


def test_only_whoever_asked_sees_a_job(client: Client, sign_in: SignIn, job: Job) -> None:
    owner, other = sign_in("xiumei"), sign_in("laowu")
    for address in (f"/jobs/{job.uid}", f"/jobs/{job.uid}/progress"):
        assert owner.get(address).status_code == 200
        assert other.get(address).status_code == 404
        assert client.get(address).status_code == 302, "signed out: sign in first"
        assert owner.get(address.replace(str(job.uid), str(uuid.uuid4()))).status_code == 404


@pytest.mark.parametrize("then", ["cancel", "again"])
def test_only_whoever_asked_changes_a_job(client: Client, sign_in: SignIn, job: Job, then: str) -> None:
    address = f"/jobs/{job.uid}/{then}"
    assert sign_in("laowu").post(address).status_code == 404
    assert client.post(address).status_code == 302
    assert sign_in("xiumei").get(address).status_code == 405
    assert Job.objects.get(pk=job.pk).state == State.WAITING
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    strict.cookies = sign_in("xiumei").cookies
    assert strict.post(address).status_code == 403


def test_a_job_that_nobody_asked_for_is_the_operators_alone(sign_in: SignIn) -> None:
    job = enqueue("chores.copy", 3)
    for login in ("xiumei", "buyer", "officer", "ahe"):
        assert sign_in(login).get(f"/jobs/{job.uid}").status_code == 404


def test_colleagues_see_what_was_asked_in_their_organisations_name(sign_in: SignIn) -> None:
    from shouyi.people.organisations.models import Membership, Organisation

    mine, theirs = enqueue("chores.copy", 3, org="org-mine"), enqueue("chores.copy", 3, org="org-theirs")
    org = Organisation.objects.create(org="org-mine", kind="platform", name_zh="甲", name_en="A")
    seat = Membership.objects.create(account=account("officer"), organisation=org, post="reader")
    try:
        officer = sign_in("officer")
        assert officer.get(f"/jobs/{mine.uid}").status_code == 200
        assert officer.get(f"/jobs/{theirs.uid}").status_code in (403, 404)
        listed = officer.get("/jobs").content.decode()
        assert str(mine.uid) in listed
        assert str(theirs.uid) not in listed
    finally:
        seat.delete()
        org.delete()


def test_who_has_left_an_organisation_no_longer_changes_what_they_asked_for_there(sign_in: SignIn) -> None:
    from shouyi.people.organisations.models import Membership, Organisation

    job = enqueue("chores.copy", 3, org="org-mine", for_account=account("officer"))
    org = Organisation.objects.create(org="org-mine", kind="platform", name_zh="甲", name_en="A")
    seat = Membership.objects.create(account=account("officer"), organisation=org, post="admin")
    try:
        officer = sign_in("officer")
        assert officer.get(f"/jobs/{job.uid}").status_code == 200
        assert officer.post(f"/jobs/{job.uid}/cancel").status_code == 302
        Membership.objects.filter(pk=seat.pk).update(ended_at=timezone.now())
        assert officer.get(f"/jobs/{job.uid}").status_code == 404
        assert officer.post(f"/jobs/{job.uid}/again").status_code == 404
        assert str(job.uid) not in officer.get("/jobs").content.decode()
    finally:
        seat.delete()
        org.delete()


def test_cancelling_and_trying_again(sign_in: SignIn, job: Job) -> None:
    client = sign_in("xiumei")
    assert client.post(f"/jobs/{job.uid}/cancel").headers["Location"] == f"/jobs/{job.uid}"
    assert "已于" in page_of(client, job)
    assert "取消。" in page_of(client, job)
    client.post(f"/jobs/{job.uid}/again")
    assert Job.objects.get(pk=job.pk).state == State.WAITING
    assert leases.claim(timezone.now()) is not None
    client.post(f"/jobs/{job.uid}/again")
    assert Job.objects.get(pk=job.pk).state == State.RUNNING, "a running job is not started twice"


SAID = {
    "waiting": ({}, "正在排队", "Waiting for its turn."),
    "to be tried again": ({"error": "ValueError"}, "将于", "It is tried again on"),
    "running, amount unknown": ({"state": "running"}, "总量还不清楚", "is not known yet"),
    "running": ({"state": "running", "done": 7, "total": 40}, "7 / 40（17%）", "7 of 40 done (17%)."),
    "asked to stop": ({"state": "running", "cancel_asked": True}, "停止请求", "asked to stop"),
    "done": ({"state": "done"}, "完成。", "Finished on"),
    "failed": ({"state": "failed", "attempts": 3, "error": "ValueError"}, "试了 3 次", "tried 3 times"),
    "failed at once": ({"state": "failed", "attempts": 1, "error": "ValueError"}, "试了 1 次", "tried 1 time and"),
    "cancelled": ({"state": "cancelled"}, "已于", "Cancelled on"),
}


@pytest.mark.parametrize(("change", "chinese", "english"), SAID.values(), ids=SAID.keys())
def test_each_state_is_said_in_words(sign_in: SignIn, job: Job, change: dict, chinese: str, english: str) -> None:
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now(), **change)
    client = sign_in("xiumei")
    assert chinese in page_of(client, job)
    assert english in page_of(client, job, "en")
    for page in ("zh-CN", "en"):
        said = json.loads(page_of(client, job, page, "/progress"))
        assert (chinese if page == "zh-CN" else english) in said["said"]
        assert said["ended"] is (Job.objects.get(pk=job.pk).state in ("done", "failed", "cancelled"))


def test_the_list_pages_and_helps_when_it_is_empty(sign_in: SignIn) -> None:
    client = sign_in("xiumei")
    assert "没有正在处理的任务" in client.get("/jobs").content.decode()
    for _ in range(25):
        enqueue("chores.copy", 1, for_account=account("xiumei"))
    assert client.get("/jobs").content.decode().count("/jobs/") == 20
    assert client.get("/jobs?page=2").content.decode().count("/jobs/") == 5


def test_the_list_asks_few_questions(sign_in: SignIn) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in("xiumei")
    for _ in range(20):
        enqueue("chores.copy", 1, for_account=account("xiumei"))
    client.get("/jobs")
    with CaptureQueriesContext(connection) as asked:
        client.get("/jobs")
    assert len(asked) <= 10


def test_nothing_of_a_job_is_kept_by_caches(sign_in: SignIn, job: Job) -> None:
    for address in ("/jobs", f"/jobs/{job.uid}", f"/jobs/{job.uid}/progress"):
        assert "no-store" in sign_in("xiumei").get(address).headers["Cache-Control"]


def test_the_account_erased_its_jobs_are_the_operators(sign_in: SignIn) -> None:
    from shouyi.people.accounts.models import Account

    gone = Account.objects.create_user("gone")
    job = enqueue("chores.copy", 1, for_account=gone)
    gone.delete()
    assert Job.objects.get(pk=job.pk).account is None


class TestInABrowser:
    def test_progress_is_shown_and_each_phase_announced_once(self, visits: Visits, sign_in: SignIn, job: Job) -> None:
        page = self._page(visits, sign_in, job)
        Job.objects.filter(pk=job.pk).update(
            state=State.RUNNING, done=1, total=3, phase="copying", lease_until=timezone.now() + timedelta(hours=1)
        )
        page.locator("progress[value='1'][max='3']").wait_for()
        announced = page.locator("[data-announced]")
        first = announced.inner_text()
        assert "1 / 3" in first
        Job.objects.filter(pk=job.pk).update(done=2)
        page.locator("progress[value='2']").wait_for()
        assert announced.inner_text() == first, "single steps are not announced"
        page.locator("button:has-text('取消这项任务')").focus()
        Job.objects.filter(pk=job.pk).update(state=State.DONE, ended_at=timezone.now())
        page.locator("[data-said]:has-text('完成。')").wait_for()
        assert "完成。" in announced.inner_text()
        assert page.evaluate("document.activeElement.tagName") == "H1", "whoever stood on the button is not lost"
        page.locator("text=查看处理结果").click()
        assert page.locator("progress").count() == 0

    def test_without_scripts_look_again_shows_the_newest(self, visits: Visits, sign_in: SignIn, job: Job) -> None:
        page = self._page(visits, sign_in, job, java_script_enabled=False)
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, done=2, total=3)
        page.locator("text=再看一次").click()
        assert "2 / 3" in page.locator("main").inner_text()
        page.locator("button:has-text('取消这项任务')").click()
        assert "停止请求" in page.locator("main").inner_text()

    @pytest.mark.parametrize(("language", "theme"), [("zh-CN", "dark"), ("en", "light")])
    def test_axe_finds_nothing_and_nothing_is_cut_off(
        self, visits: Visits, sign_in: SignIn, job: Job, language: str, theme: str
    ) -> None:
        failed = enqueue("chores.fail", for_account=account("xiumei"))
        Job.objects.filter(pk=failed.pk).update(
            state=State.FAILED, error="ValueError", attempts=3, ended_at=timezone.now()
        )
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, done=1, total=3)
        size = {"width": 320, "height": 640}
        page = self._page(visits, sign_in, job, language=language, color_scheme=theme, viewport=size)
        for path in (f"/jobs/{job.uid}", f"/jobs/{failed.uid}", "/jobs"):
            visits.go(page, path)
            assert violations(page, path) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 320

    def test_everything_is_reached_by_keyboard(self, visits: Visits, sign_in: SignIn, job: Job) -> None:
        page = self._page(visits, sign_in, job)
        said = []
        for _ in range(40):
            page.keyboard.press("Tab")
            said.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert said.index("再看一次") < said.index("取消这项任务") < said.index("我的任务")
        page.locator("button:has-text('取消这项任务')").focus()
        page.keyboard.press("Enter")
        page.locator("text=在此之前完成的部分仍然有效").wait_for()

    def _page(self, visits: Visits, sign_in: SignIn, job: Job, **options: object):
        language = options.pop("language", "zh-CN")
        context = visits.browser.new_context(locale=language, **options)
        session = sign_in("xiumei").cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": visits.site}])
        page = context.new_page()
        page.goto(f"{visits.site}/jobs/{job.uid}")
        return page
