"""The console over the real ledger: registering, suspending with effect at once, restoring; and who sees none of it."""

from __future__ import annotations

import secrets

import pytest

from people.organisations.seats import ONE, OPERATOR, client_of, organisation, run, seated, text

pytestmark = pytest.mark.usefixtures("database")
PAGES = ("", "organisations", "organisations/register", "keys", "jobs", "cases", "organisations/org-seats-one",
         "organisations/org-seats-one/suspend", "organisations/org-seats-one/appoint")  # fmt: skip


@pytest.fixture(autouse=True)
def real() -> None:
    from people.real_file import real_file

    real_file()


def form(**more: str) -> dict[str, str]:
    """A new organisation under an id that no other test took: the ledger forgets nothing."""
    org = f"org-new-{secrets.token_hex(6)}"
    plain = {"kind": "carrier", "org": org, "name_zh": "新承运", "name_en": "New carrier", "contact": "",
             "custody": "here", "admin": "boss@example.org"}  # fmt: skip
    return plain | more


def registered(client: object, **more: str) -> str:
    made = form(**more)
    assert client.post("/console/organisations/register", made | {"sure": "1"}).status_code == 302
    run("organisations.write")
    return made["org"]


@pytest.mark.parametrize("path", PAGES)
def test_who_sees_a_page_of_the_console(path: str) -> None:
    organisation(ONE)
    answers = {
        "out": client_of(None).get(f"/console/{path}").status_code,
        "bank admin": client_of(seated(ONE, "admin")).get(f"/console/{path}").status_code,
        "operator admin": client_of(seated(OPERATOR, "admin")).get(f"/console/{path}").status_code,
    }
    assert answers == {"out": 302, "bank admin": 403, "operator admin": 200}


def test_registered_by_two_at_the_same_moment_one_is_told_that_the_id_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.organisations.forms import RegisterForm
    from shouyi.people.organisations.models import Change, Organisation

    client, made = client_of(seated(OPERATOR, "admin")), form()
    monkeypatch.setattr(RegisterForm, "clean_org", lambda self: self.cleaned_data["org"])
    assert client.post("/console/organisations/register", made | {"sure": "1"}).status_code == 302
    again = client.post("/console/organisations/register", made | {"sure": "1"})
    assert again.status_code == 200
    assert "这个编号已经有了" in text(again)
    assert Organisation.objects.filter(org=made["org"]).count() == 1
    assert Change.objects.filter(organisation__org=made["org"]).count() == 1


def test_the_operator_s_reader_looks_and_changes_nothing() -> None:
    client = client_of(seated(OPERATOR, "reader"))
    assert "登记机构" not in text(client.get("/console/organisations"))
    assert client.post("/console/organisations/register", form() | {"sure": "1"}).status_code == 403


def test_checked_then_registered_in_the_ledger_with_a_key_and_an_administrator_invited() -> None:
    from shouyi.people.behind import behind
    from shouyi.people.organisations.models import Invitation, Organisation

    client, made = client_of(seated(OPERATOR, "admin")), form()
    assert "登记前请核对" in text(client.post("/console/organisations/register", made))
    assert not Organisation.objects.filter(org=made["org"]).exists()
    assert client.post("/console/organisations/register", made | {"sure": "1"}).status_code == 302
    assert Organisation.objects.get(org=made["org"]).written_at is None
    run("organisations.write")
    row = Organisation.objects.get(org=made["org"])
    assert row.written_at is not None
    assert row.keys.get().here
    assert Invitation.objects.get(organisation=row).post == "admin"
    known = next(each for each in behind().orgs.known() if each.org == made["org"])
    assert (known.kind, known.name_en) == ("carrier", "New carrier")


@pytest.mark.parametrize(("field", "value"), [
    ("kind", "operator"), ("kind", "king"), ("org", "org-"), ("org", "ORG-X"), ("org", "org-x/y"), ("org", "bank"),
    ("org", "org-seats-one"), ("name_zh", ""), ("custody", "mine"), ("admin", "nobody"), ("admin", ""),
])  # fmt: skip
def test_what_cannot_be_registered(field: str, value: str) -> None:
    organisation(ONE)
    answer = client_of(seated(OPERATOR, "admin")).post(
        "/console/organisations/register", form(**{field: value}) | {"sure": "1"}
    )
    assert answer.status_code == 200
    assert "<title>错误：" in text(answer) or "<title>出错" in text(answer)


@pytest.mark.parametrize("smuggled", ["suspended_at", "written_at", "id", "pk", "added_at"])
def test_nothing_else_is_set_from_outside(smuggled: str) -> None:
    from shouyi.people.organisations.models import Organisation

    client = client_of(seated(OPERATOR, "admin"))
    made = form()
    client.post("/console/organisations/register", made | {"sure": "1", smuggled: "2001-01-01"})
    row = Organisation.objects.get(org=made["org"])
    assert (row.suspended_at, row.written_at) == (None, None)
    assert row.added_at.year > 2001


def test_suspended_at_once_told_written_and_restored() -> None:
    from shouyi.people.behind import behind
    from shouyi.people.notices.models import Notice
    from shouyi.people.organisations.models import Organisation

    client = client_of(seated(OPERATOR, "admin"))
    org = registered(client)
    officer = seated(org, "admin")
    member, url = client_of(officer), f"/console/organisations/{org}"
    assert member.get(f"/organisation/{org}/settings").status_code == 200
    assert "暂停前请核对" in text(client.post(f"{url}/suspend", {"reason": "review"}))
    assert member.get(f"/organisation/{org}/settings").status_code == 200
    assert client.post(f"{url}/suspend", {"reason": "review", "sure": "1"}).status_code == 302
    assert member.get(f"/organisation/{org}/settings").status_code == 403, "at once, before any job has run"
    assert "正在核对它申报的内容" in text(member.get(f"/organisation/{org}"))
    run("organisations.write")
    assert next(each for each in behind().orgs.known() if each.org == org).suspended
    assert list(Notice.objects.filter(account=officer).values_list("code", flat=True)) == ["org_suspended"]
    assert client.post(f"{url}/restore").status_code == 302
    assert Organisation.objects.get(org=org).suspended_at, "not before the ledger has it"
    run("organisations.write")
    assert member.get(f"/organisation/{org}/settings").status_code == 200
    assert not next(each for each in behind().orgs.known() if each.org == org).suspended


def the_job(org: str, act: str) -> object:
    """Works on the one change of this act, as a worker does that took its job."""
    from shouyi.people.jobs.models import Job
    from shouyi.people.jobs.registry import kind_of
    from shouyi.people.organisations.models import Change

    change = Change.objects.get(organisation__org=org, act=act)
    job = Job.objects.get(key=f"organisations.write/{change.uid}")
    return kind_of(job.name).work(job, *job.args)


def suspended(org: str) -> tuple[bool, bool]:
    """Whether the ledger has it suspended, and the pages."""
    from shouyi.people.behind import behind

    known = next(each for each in behind().orgs.known() if each.org == org)
    return known.suspended, organisation(org).suspended_at is not None


def test_a_restoring_never_overtakes_the_suspension_that_it_ends() -> None:
    """The worker takes the later job first: it waits, and at the end the organisation is restored."""
    from shouyi.people.organisations.changing import NotItsTurn

    client = client_of(seated(OPERATOR, "admin"))
    org = registered(client)
    url = f"/console/organisations/{org}"
    client.post(f"{url}/suspend", {"reason": "review", "sure": "1"})
    client.post(f"{url}/restore")
    with pytest.raises(NotItsTurn):
        the_job(org, "restore")
    assert suspended(org) == (False, True), "nothing was written, and the pages still hold it"
    the_job(org, "suspend")
    assert suspended(org) == (True, True)
    the_job(org, "restore")
    assert suspended(org) == (False, False)


def test_restored_by_two_clicks_is_once_and_a_job_taken_twice_restores_nobody_anew() -> None:
    from shouyi.people.organisations.models import Change

    client = client_of(seated(OPERATOR, "admin"))
    org = registered(client)
    url = f"/console/organisations/{org}"
    client.post(f"{url}/suspend", {"reason": "review", "sure": "1"})
    jobs = {client.post(f"{url}/restore")["location"] for _ in range(2)}
    assert len(jobs) == 1
    for act in ("suspend", "restore"):
        the_job(org, act)
    restored = Change.objects.get(organisation__org=org, act="restore")
    client.post(f"{url}/suspend", {"reason": "key", "sure": "1"})
    latest = Change.objects.filter(organisation__org=org, act="suspend").latest("pk")
    from shouyi.people.organisations.changing import write

    write(latest)
    write(restored)  # as a worker would whose lease ran out while it waited for the ledger
    assert suspended(org) == (True, True)


def test_what_is_asked_of_an_organisation_waits_until_the_log_knows_it() -> None:
    from shouyi.people.organisations.changing import NotItsTurn

    client = client_of(seated(OPERATOR, "admin"))
    fields = form()
    client.post("/console/organisations/register", fields | {"sure": "1"})
    org = fields["org"]
    client.post(f"/console/organisations/{org}/suspend", {"reason": "duty", "sure": "1"})
    with pytest.raises(NotItsTurn):
        the_job(org, "suspend")
    assert organisation(org).suspended_at, "on the pages it counts at once"
    the_job(org, "register")
    the_job(org, "suspend")
    assert suspended(org) == (True, True)


def test_a_rebuild_while_a_suspension_is_on_its_way_does_not_lift_it() -> None:
    from shouyi.people.organisations.changing import project_all
    from shouyi.people.organisations.models import Organisation

    client = client_of(seated(OPERATOR, "admin"))
    org = registered(client)
    client.post(f"/console/organisations/{org}/suspend", {"reason": "key", "sure": "1"})
    project_all()
    assert Organisation.objects.get(org=org).suspended_at


def test_the_operator_cannot_suspend_itself() -> None:
    client = client_of(seated(OPERATOR, "admin"))
    assert (
        client.post(f"/console/organisations/{OPERATOR}/suspend", {"reason": "asked", "sure": "1"}).status_code == 404
    )
    assert organisation(OPERATOR).suspended_at is None


@pytest.mark.parametrize("path", ["suspend", "restore", "appoint"])
def test_binding_acts_want_a_fresh_sign_in_and_the_form_s_token(path: str) -> None:
    organisation(ONE)
    admin = seated(OPERATOR, "admin")
    url = f"/console/organisations/{ONE}/{path}"
    assert client_of(admin, fresh=False).post(url, {"reason": "key", "sure": "1"}).status_code == 302
    assert client_of(admin, enforce_csrf_checks=True).post(url, {"reason": "key", "sure": "1"}).status_code == 403
    assert organisation(ONE).suspended_at is None


def test_a_key_that_others_may_have_is_revoked_by_the_operator() -> None:
    client = client_of(seated(OPERATOR, "admin"))
    org = registered(client)
    key = organisation(org).keys.get()
    client.post(f"/console/keys/{key.public}/revoke", {"sure": "1"})
    run("organisations.write")
    key.refresh_from_db()
    assert key.revoked_at


def test_registering_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.organisations import inviting
    from shouyi.people.organisations.models import Organisation

    def killed(*args: object) -> None:
        raise SystemExit

    monkeypatch.setattr(inviting, "invite", killed)
    client, made, jobs = client_of(seated(OPERATOR, "admin")), form(), Job.objects.count()
    with pytest.raises(SystemExit):
        client.post("/console/organisations/register", made | {"sure": "1"})
    assert not Organisation.objects.filter(org=made["org"]).exists()
    assert Job.objects.count() == jobs


def test_looking_for_one_finds_it_by_name_and_kind() -> None:
    client = client_of(seated(OPERATOR, "admin"))
    organisation(ONE)
    found = text(client.get("/console/organisations?q=seats-one&kind=bank"))
    assert ONE in found
    assert ONE not in text(client.get("/console/organisations?q=seats-one&kind=carrier"))
    assert text(client.get("/console/organisations?q=%3Cscript%3E")).count("<script>") == 0


def test_jobs_are_cancelled_and_tried_again_from_the_list() -> None:
    from shouyi.people.jobs.models import Job, State
    from shouyi.people.jobs.queue import enqueue

    client = client_of(seated(OPERATOR, "admin"))
    job = enqueue("organisations.tidy", "2026-11-24")
    assert f"/jobs/{job.uid}" in text(client.get("/console/jobs?state=waiting")) or str(job.uid) in text(
        client.get("/console/jobs?state=waiting")
    )
    from django.urls import reverse

    client.post(reverse("cancel_job", args=[job.uid]))
    assert Job.objects.get(pk=job.pk).state == State.CANCELLED
    client.post(reverse("try_job_again", args=[job.uid]))
    assert Job.objects.get(pk=job.pk).state == State.WAITING
