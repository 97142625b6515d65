"""A case from the objection to its end, over the real pages, tables and ledger; and who must not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from people.real_file import LOGIN, PERSON, PLATFORM, organisations, real_file, seat

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
OPERATOR = "org-operator-tests"


@pytest.fixture
def line() -> tuple[int, int]:
    places = real_file()
    organisations()
    seat("officer", PLATFORM)
    return places[0]


@pytest.fixture
def owner(sign_in: Callable[[str], Client], line: tuple[int, int]) -> Client:
    return sign_in(LOGIN)


@pytest.fixture
def officer(sign_in: Callable[[str], Client], line: tuple[int, int]) -> Client:
    return sign_in("officer")


def opened(owner: Client, line: tuple[int, int]) -> str:
    """Opens an objection by the pages; gives the address of the case."""
    address = f"/my/cases/new?line={line[0]}/{line[1]}"
    words = {"kind": "objection", "text": "那天我已经发货了。"}
    check = owner.post(address, words)
    assert check.status_code == 200
    assert "发出之前请核对" in check.content.decode()
    sent = owner.post(address, words | {"sure": "1"})
    assert sent.status_code == 302, sent.content.decode()
    return sent["location"]


def the_case() -> object:
    from shouyi.people.cases.models import Case

    return Case.objects.get()


def run_jobs(*names: str) -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.jobs.registry import kind_of

    for name in names:
        for job in Job.objects.filter(name=name):
            job.step = lambda *args, **kwargs: None
            kind_of(name).work(job, *job.args)


def answer(officer: Client, address: str, outcome: str, *, sure: bool = True, org: str = PLATFORM) -> object:
    uid = address.rsplit("/", 1)[1]
    form = {"outcome": outcome, "text": "查过物流记录。", "version": str(the_case().version)}
    return officer.post(f"/organisation/{org}/cases/{uid}/answer", form | ({"sure": "1"} if sure else {}))


def test_objection_answered_and_accepted(owner: Client, officer: Client, line: tuple[int, int]) -> None:
    address = opened(owner, line)
    assert "等待答复" in owner.get(address).content.decode()
    queue = officer.get(f"/organisation/{PLATFORM}/cases").content.decode()
    assert "对记录的异议" in queue
    assert "核对答复" in answer(officer, address, "declined", sure=False).content.decode()
    assert the_case().state == "open", "nothing is bound before the answer was checked"
    assert answer(officer, address, "declined").status_code == 302
    page = owner.get(address).content.decode()
    assert "维持原样" in page
    assert "查过物流记录。" in page
    owner.post(f"{address}/close", {"accept": "1"})
    assert (the_case().state, the_case().outcome) == ("closed", "declined")


def test_an_upheld_objection_takes_the_line_out(owner: Client, officer: Client) -> None:
    from shouyi.people.behind import behind

    line = real_file()[-1]
    address = opened(owner, line)
    answer(officer, address, "upheld")
    run_jobs("cases.correct")
    house = behind().house
    (found,) = [o for o in house.vault.openings(PERSON) if (o.kind.log, o.index) == line]
    assert found.on is None, "the fact stands open no more"
    assert any(o.kind.name == "fact.erased" for o in house.vault.openings(PERSON))
    run_jobs("cases.correct")
    assert sum(o.kind.name == "fact.erased" for o in house.vault.openings(PERSON)) == 1


def test_escalated_to_somebody_else(owner: Client, officer: Client, line: tuple[int, int]) -> None:
    address = opened(owner, line)
    answer(officer, address, "declined")
    owner.post(f"{address}/escalate", {"text": ""})
    assert (the_case().state, the_case().organisation.org) == ("escalated", OPERATOR)
    assert answer(officer, address, "upheld").status_code == 404, "the first organisation has nothing more to say"
    seat("officer", OPERATOR)
    answer(officer, address, "upheld", org=OPERATOR)
    assert the_case().state == "escalated", "whoever answered first does not answer the second time"


def test_not_answered_in_time(owner: Client, line: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.cases import jobs, steps

    address = opened(owner, line)
    due = the_case().due_on
    for module in (jobs, steps):
        monkeypatch.setattr(module, "today", lambda: due + 1)
    jobs.deadlines(_Job(), "2026-12-09")
    assert (the_case().state, the_case().organisation.org) == ("escalated", OPERATOR)
    jobs.deadlines(_Job(), "2026-12-10")
    assert the_case().events.filter(step="late").count() == 1
    assert "逾期未答复" in owner.get(address).content.decode()


class _Job:
    def step(self, *args: object) -> None: ...


def test_two_officers_answer_at_once(owner: Client, officer: Client, line: tuple[int, int]) -> None:
    address = opened(owner, line)
    uid = address.rsplit("/", 1)[1]
    shown = {"outcome": "declined", "text": "第一份", "version": "0", "sure": "1"}
    officer.post(f"/organisation/{PLATFORM}/cases/{uid}/answer", shown)
    officer.post(f"/organisation/{PLATFORM}/cases/{uid}/answer", shown | {"outcome": "upheld", "text": "第二份"})
    assert the_case().outcome == "declined"
    assert the_case().events.filter(step="answer").count() == 1


def test_its_owner_sees_who_read_and_answered_it(owner: Client, officer: Client, line: tuple[int, int]) -> None:
    from shouyi.people.behind import sealer
    from shouyi.people.trail.models import Look

    address = opened(owner, line)
    officer.get(f"/organisation/{PLATFORM}/cases/{address.rsplit('/', 1)[1]}")
    answer(officer, address, "declined")
    looks = Look.objects.filter(ref=sealer().ref(PERSON), tie="seat", org=PLATFORM)
    assert list(looks.order_by("pk").values_list("act", flat=True)) == ["case.read", "case.answer"]


def test_withdrawn_by_its_owner(owner: Client, line: tuple[int, int]) -> None:
    address = opened(owner, line)
    owner.post(f"{address}/close", {"withdraw": "1"})
    assert (the_case().state, the_case().outcome) == ("closed", "withdrawn")


def test_words_are_sealed_under_the_owners_key(owner: Client, line: tuple[int, int]) -> None:
    from shouyi.people.behind import sealer
    from shouyi.people.cases.models import Event

    opened(owner, line)
    (event,) = Event.objects.all()
    assert event.holder == sealer().ref(PERSON)
    assert "发货".encode() not in bytes(event.sealed)


def test_a_line_of_somebody_else_is_no_line(sign_in: Callable[[str], Client], line: tuple[int, int]) -> None:
    other = sign_in("laowu")
    words = {"kind": "objection", "text": "x", "sure": "1"}
    assert other.post(f"/my/cases/new?line={line[0]}/{line[1]}", words).status_code == 404
    assert other.post("/my/cases/new?line=9/1", words).status_code == 404


@pytest.mark.parametrize("bad", ["x", "1", "1/x", "1/-1", "①/1", "1/1/1", "1/9999999999999", "../1"])
def test_a_line_that_is_no_place(owner: Client, bad: str) -> None:
    answer = owner.post(f"/my/cases/new?line={bad}", {"kind": "objection", "text": "x", "sure": "1"})
    assert answer.status_code == 200, "an objection needs a line: the form asks again"
    assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize("who", ["laowu", "officer", None])
@pytest.mark.parametrize("path", ["", "/write", "/escalate", "/close"])
def test_nobody_elses_case(
    who: str | None, path: str, owner: Client, line: tuple[int, int], sign_in: Callable[[str], Client], client: Client
) -> None:
    address = opened(owner, line)
    visitor = sign_in(who) if who else client
    reply = visitor.post(address + path, {"text": "x"}) if path else visitor.get(address)
    assert reply.status_code == (404 if who else 302)
    assert the_case().events.count() == 1


@pytest.mark.parametrize("who", ["laowu", "xiumei", None])
def test_nobody_elses_queue(who: str | None, sign_in: Callable[[str], Client], client: Client) -> None:
    organisations()
    visitor = sign_in(who) if who else client
    assert visitor.get(f"/organisation/{PLATFORM}/cases").status_code == (404 if who else 302)


def test_more_words_than_fit_and_smuggled_fields(owner: Client, line: tuple[int, int]) -> None:
    address = f"/my/cases/new?line={line[0]}/{line[1]}"
    long = owner.post(address, {"kind": "objection", "text": "长" * 4001, "sure": "1"})
    assert "最多" in long.content.decode()
    smuggled = {"kind": "objection", "text": "x", "sure": "1", "state": "closed", "outcome": "upheld", "ref": "00" * 16,
                "organisation": "1"}  # fmt: skip
    owner.post(address, smuggled)
    assert (the_case().state, the_case().outcome, the_case().organisation.org) == ("open", "", PLATFORM)


def test_the_line_bears_a_remark(owner: Client, officer: Client, line: tuple[int, int]) -> None:
    from shouyi.people.behind import sealer
    from shouyi.people.cases.annotations import annotations

    ref = sealer().ref(PERSON)
    assert annotations(ref) == {}
    address = opened(owner, line)
    assert annotations(ref)[line].state == "open"
    answer(officer, address, "declined")
    assert annotations(ref)[line].outcome == "declined"
    assert annotations(sealer().ref("laowu")) == {}


def test_a_visitors_case_is_forgotten_once_it_is_closed() -> None:
    from shouyi.archive.errors import PersonErased
    from shouyi.decision.cases import By, Step
    from shouyi.people.cases.steps import About, Hand, begin, operator, take

    organisations()
    case = begin("problem", None, "", operator(), About(public_id="SY7K3M92QF"), "code moved", Hand(None, By.OWNER))
    take(case, Step.ANSWER, Hand("00000000-0000-0000-0000-000000000001", By.OFFICER), "done", outcome="answered")
    from shouyi.people.cases import jobs, steps

    with pytest.MonkeyPatch.context() as patch:
        for module in (jobs, steps):
            patch.setattr(module, "today", lambda: the_case().due_on + 1)
        jobs.deadlines(_Job(), "2027-01-01")
    run_jobs("cases.forget")
    with pytest.raises(PersonErased):
        the_case().events.first().opened()


def test_days_are_counted_in_china() -> None:
    from django.utils import timezone

    from shouyi.canon.days import to_iso
    from shouyi.people.cases.steps import today

    local = timezone.now().astimezone(timezone.get_fixed_timezone(timedelta(hours=8)))
    assert to_iso(today()) == local.date().isoformat()


def looks_of_officers(act: str) -> int:
    from shouyi.people.behind import sealer
    from shouyi.people.trail.models import Look

    return Look.objects.filter(ref=sealer().ref(PERSON), tie="seat", act=act).count()


@pytest.mark.parametrize("form", [{}, {"outcome": "declined", "text": "查过。", "version": "0", "change": "1"}])
def test_an_answer_that_shows_the_case_again_stands_in_the_view_log(
    form: dict[str, str], owner: Client, officer: Client, line: tuple[int, int]
) -> None:
    uid = opened(owner, line).rsplit("/", 1)[1]
    shown = officer.post(f"/organisation/{PLATFORM}/cases/{uid}/answer", form).content.decode()
    assert "那天我已经发货了。" in shown
    assert looks_of_officers("case.read") == 1


def test_an_answer_that_shows_only_itself_is_no_look(owner: Client, officer: Client, line: tuple[int, int]) -> None:
    shown = answer(officer, opened(owner, line), "declined", sure=False).content.decode()
    assert "那天我已经发货了。" not in shown
    assert looks_of_officers("case.read") == 0


def three_cases(account: object) -> list[object]:
    from shouyi.decision.cases import By
    from shouyi.people.cases.steps import About, Hand, begin, operator

    hand = Hand(str(account.uid), By.OWNER)
    return [begin("question", account, account.ref, operator(), About(), f"{n}", hand) for n in range(3)]


def the_owner() -> object:
    from shouyi.people.accounts.models import Account

    return Account.objects.get(username=LOGIN)


def deadlines_on(day: int, step: object = None) -> None:
    from shouyi.people.cases import jobs, steps

    job = _Job()
    if step:
        job.step = step
    with pytest.MonkeyPatch.context() as patch:
        for module in (jobs, steps):
            patch.setattr(module, "today", lambda: day)
        jobs.deadlines(job, "2026-12-09")


def test_somebody_who_acts_while_terms_are_looked_at_stops_nothing_else() -> None:
    from shouyi.decision.cases import By, Step
    from shouyi.people.cases.steps import Hand, take

    organisations()
    first, second, third = three_cases(the_owner())

    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            take(second, Step.WITHDRAW, Hand(str(the_owner().uid), By.OWNER))

    deadlines_on(first.due_on + 1, meanwhile)
    for case in (first, second, third):
        case.refresh_from_db()
    assert [case.state for case in (first, second, third)] == ["escalated", "closed", "escalated"]


def notices_of(login: str, *codes: str) -> int:
    from shouyi.people.notices.models import Notice

    return Notice.objects.filter(account__username=login, code__in=codes).count()


def test_who_has_to_answer_is_reminded_once_before_the_term_and_each_day_after_it() -> None:
    organisations()
    seat("officer", OPERATOR)
    case = three_cases(the_owner())[0]
    near = ("officer", "case_deadline_near")
    deadlines_on(case.opened_on)
    assert notices_of(*near) == 0
    deadlines_on(case.due_on)
    deadlines_on(case.due_on)
    assert notices_of(*near) == 3, "once each of the three"
    deadlines_on(case.due_on + 1)
    case.refresh_from_db()
    assert case.state == "escalated"
    assert notices_of("officer", "case_overdue") == 0, "it goes to somebody else, who has a term of their own"
    deadlines_on(case.due_on + 1)
    deadlines_on(case.due_on + 2)
    assert notices_of("officer", "case_overdue") == 6
    assert notices_of(LOGIN, *near[1:], "case_overdue") == 0


def test_a_case_that_is_overdue_a_second_time_says_so_and_not_that_it_is_passed_on(owner: Client) -> None:
    from shouyi.people.cases.models import Case

    organisations()
    case = three_cases(the_owner())[0]
    deadlines_on(case.due_on + 1)
    Case.objects.filter(pk=case.pk).update(due_on=1)
    html = owner.get(f"/my/cases/{case.uid}").content.decode()
    assert "每天都在催办" in html
    assert "正在转交" not in html


def test_who_left_an_organisation_is_told_nothing_of_its_cases() -> None:
    from django.utils import timezone

    from shouyi.people.accounts.models import Account
    from shouyi.people.cases.models import Case
    from shouyi.people.cases.telling import remind
    from shouyi.people.organisations.models import Membership

    organisations()
    seat("officer", OPERATOR)
    seat("laowu", OPERATOR)
    case = three_cases(the_owner())[0]
    Case.objects.filter(pk=case.pk).update(in_charge=Account.objects.get(username="officer"))
    case.refresh_from_db()
    remind(case, case.opened_on)
    assert (notices_of("officer", "case_deadline_near"), notices_of("laowu", "case_deadline_near")) == (1, 0)
    Membership.objects.filter(account__username="officer").update(ended_at=timezone.now())
    remind(case, case.due_on + 1)
    assert (notices_of("officer", "case_overdue"), notices_of("laowu", "case_overdue")) == (0, 1)


def test_a_correction_whose_tries_are_used_up_is_not_let_go_of(owner: Client, officer: Client) -> None:
    from shouyi.people.jobs.models import Job

    answer(officer, opened(owner, real_file()[-2]), "upheld")
    jobs = Job.objects.filter(name="cases.correct")
    jobs.update(state="failed", attempts=6)
    deadlines_on(the_case().opened_on)
    assert jobs.get().state == "waiting"
    jobs.update(state="done")
    deadlines_on(the_case().opened_on)
    assert jobs.get().state == "done"


def test_too_many_words_of_an_escalation_are_kept_in_their_own_field(
    owner: Client, officer: Client, line: tuple[int, int]
) -> None:
    address = opened(owner, line)
    answer(officer, address, "declined")
    html = owner.post(f"{address}/escalate", {"text": "长" * 4001}).content.decode()
    assert "error-summary" in html
    assert "长" * 4000 in html, "what was written is not lost"
    assert the_case().state == "answered"


def test_jobs_of_a_case_that_was_erased_end_quietly() -> None:
    from shouyi.people.cases import jobs

    for work in (jobs.correct, jobs.forget, jobs.tell):
        work(_Job(), "00000000-0000-0000-0000-000000000001")
