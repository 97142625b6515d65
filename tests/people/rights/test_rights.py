"""A person takes everything along, or has it erased: over the real pages, tables, keys and ledger."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.real_file import LOGIN, PERSON, organisations
from people.whole_life import OWNER, an_account, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from shouyi.people.accounts.models import Account

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def owner(client: Client) -> Client:
    """Signed in afresh, with a file of her own that nobody else's test needs, in the real house."""
    from people.memory_reader import PASSWORD

    account = an_account()
    account.set_password(PASSWORD)
    account.save()
    answer = client.post("/account/sign-in", {"login": OWNER, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    client.account = account
    return client


def export_of(owner: Client) -> bytes:
    from shouyi.people.jobs.models import Job

    assert owner.post("/my/rights/export").status_code == 302
    run_job(Job.objects.filter(name="rights.export").latest("pk"))
    html = owner.get("/my/rights").content.decode()
    (path,) = re.findall(r'href="(/my/rights/export/[0-9a-f-]{36})"', html)
    return b"".join(owner.get(path))


def run_job(job: object) -> None:
    """As a worker does, lease and all."""

    from django.utils import timezone

    from shouyi.people.jobs.models import Job, State
    from shouyi.people.jobs.registry import kind_of

    until = timezone.now() + timedelta(minutes=5)
    claim = uuid.uuid4()
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, claim=claim, lease_until=until, attempts=3)
    job.refresh_from_db()
    kind_of(job.name).work(job, *job.args)


# the export -----------------------------------------------------------------------------------------------------------


def test_the_export_holds_everything_in_every_form(owner: Client) -> None:
    fill(owner.account)
    bundle = zipfile.ZipFile(io.BytesIO(export_of(owner)))
    data = json.loads(bundle.read("data.jsonld"))
    text = bundle.read("data.jsonld").decode()
    for said in ("种下的名字", "+8613900001111", "=种下的案情", "种下的订单", "一幅画", "妹妹"):
        assert said in text
    assert {node["@type"] for node in data["holds"]} >= {
        "Person", "Case", "CaseStep", "Consent", "ConsentRequest", "View", "OwnStatement", "UploadedFile", "Helper",
        "Notice",
    }  # fmt: skip
    assert {name for name in bundle.namelist() if name.startswith("tables/")} >= {
        f"tables/{name}.csv" for name in ("account", "lines", "consents", "views", "cases", "files", "sessions")
    }
    assert json.loads(bundle.read("context.jsonld"))["@context"] == data["@context"]
    steps = bundle.read("tables/case_steps.csv")
    assert steps.startswith(b"\xef\xbb\xbf")
    assert "'=种下的案情" in next(iter(list(csv.reader(io.StringIO(steps.decode("utf-8-sig"))))[1:]))


def test_the_report_is_pdf_ua(owner: Client) -> None:
    fill(owner.account)
    bundle = zipfile.ZipFile(io.BytesIO(export_of(owner)))
    require_pdf_ua(bundle.read("report.pdf"), "zh-Hans")


def require_pdf_ua(data: bytes, language: str) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == language
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert root.Outlines.Count > 0
        xmp = root.Metadata.read_bytes().decode()
        assert 'pdfuaid:part="1"' in xmp
        assert re.search(r"<dc:title>.*?<rdf:li[^>]*>[^<]+</rdf:li>", xmp, re.DOTALL)
        kinds = structure(root.StructTreeRoot)
        assert {"/H1", "/H2"} <= set(kinds)
        assert "/Figure" not in kinds  # there is no picture, so none lacks an alternative
        assert all(page.get("/Tabs") == "/S" or not page.get("/Annots") for page in pdf.pages)
        fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        assert all("/FontFile" in str(list(embedded(font))) for font in fonts)


def embedded(font: pikepdf.Object) -> list[str]:
    found = font.get("/DescendantFonts", [font])
    return [key for each in found for key in each.FontDescriptor if key.startswith("/FontFile")]


def structure(element: pikepdf.Object, depth: int = 0) -> list[str]:
    """Every kind of element of the tree of tags."""
    assert depth < 60
    kinds = [str(element.S)] if "/S" in element else []
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and child.get("/Type") == "/StructElem":
            kinds += structure(child, depth + 1)
    return kinds


def test_an_export_is_its_owners_alone_and_ends(owner: Client, sign_in: Callable[[str], Client]) -> None:
    from django.utils import timezone

    from shouyi.people.behind import behind
    from shouyi.people.rights.models import Export
    from shouyi.people.rights.retaining import retain, tidy_files

    content = export_of(owner)
    export = Export.objects.get()
    path = f"/my/rights/export/{export.uid}"
    assert sign_in(LOGIN).get(path).status_code == 404
    assert content not in files_of(export.holder)
    tidy_files()
    assert behind().files.has(export.holder, export.address)
    list(retain(timezone.now() + timedelta(days=8)))
    assert not behind().files.has(export.holder, export.address)
    assert owner.get(path).status_code == 404


def files_of(ref: str) -> list[bytes]:
    from shouyi.people.behind import behind

    return [path.read_bytes() for path in (behind().house.settings.home / "blobs" / ref).iterdir()]


def test_whoever_has_not_signed_in_lately_is_asked_to_first(owner: Client) -> None:
    session = owner.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [record | {"at": 1.0} for record in records]
    session.save()
    for path in ("/my/rights/export", "/my/rights/erase"):
        answer = owner.get(path)
        assert answer.status_code == 302
        assert answer["location"] == f"/account/again?next={path}"


def test_nobody_without_a_file_can_erase_one(sign_in: Callable[[str], Client]) -> None:
    assert sign_in("officer").get("/my/rights/erase").status_code in (403, 404)
    assert sign_in("officer").get("/my/rights").status_code == 200


@given(st.text(max_size=40))
def test_no_cell_is_a_formula(text: str) -> None:
    from shouyi.people.rights.gathering import Table
    from shouyi.people.rights.tables import FORMULA, csv_of

    table = Table("t", "T", ("a",), ({"a": text},))
    read = list(csv.reader(io.StringIO(csv_of(table).decode("utf-8-sig"), newline="")))
    cell = read[1][0] if len(read) > 1 and read[1] else ""
    assert not cell.lstrip(" ").startswith(FORMULA)
    assert text.replace("\0", "").encode("utf-8", "replace").decode() in cell


# the erasure ----------------------------------------------------------------------------------------------------------


def ask(owner: Client, when: str = "once", what: str = "file") -> str:
    """Over all three pages; gives the path of the receipt."""
    page = owner.post("/my/rights/erase", {"when": when, "what": what})
    assert page.status_code == 200
    assert 'name="sure"' in page.content.decode(), page.content.decode()
    asked = owner.post("/my/rights/erase", {"when": when, "what": what, "sure": "1"}).content.decode()
    return re.findall(r"/erased/[0-9a-f]{64}", asked)[0]


def carry_out() -> None:
    from shouyi.people.jobs.models import Job

    run_job(Job.objects.filter(name="rights.erase").latest("pk"))


def left(account: Account, ref: str) -> dict[str, int]:
    from shouyi.people.rights.rows import Whose, count

    return count(Whose(ref, account, with_account=False))


def test_a_file_is_erased_and_the_receipt_says_what(owner: Client) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import behind, sealer

    account, ref = owner.account, owner.account.ref
    fill(account)
    before = left(account, ref)
    assert set(before) >= {"cases.Case", "cases.Event", "consent.Consent", "statements.Statement", "uploads.Upload"}
    path = ask(owner)
    assert "还没有清单" in owner.get(path).content.decode()
    carry_out()
    assert left(account, ref) == {}
    assert not sealer().has(ref)
    assert behind().files.addresses(ref) == frozenset()
    html = owner.get(path).content.decode()
    assert "案" not in html or "种下" not in html
    for label, number in (("同意：", before["consent.Consent"]), ("事项：", before["cases.Case"])):
        assert f"{label}{number}" in html
    assert "摘要" in html  # of the entry that says so
    require_pdf_ua(owner.get(f"{path}?as=pdf").content, "zh-Hans")
    kept = Account.objects.get(pk=account.pk)
    assert (kept.ref, kept.person, kept.name) == (None, "", "种下的名字")
    assert kept.notices.filter(code="erasure_done").count() == 1
    assert path in owner.get("/my/rights").content.decode()


@pytest.mark.parametrize("what", ["file", "account"])
def test_what_was_asked_for_an_organisation_is_done_all_the_same(owner: Client, what: str) -> None:
    from django.utils import timezone

    from shouyi.people.jobs.models import Job

    theirs = [
        Job.objects.create(name=name, org=org, account=owner.account, not_before=timezone.now())
        for name, org in (("facts.admit", "org-platform-tests"), ("organisations.write", ""))
    ]
    own = Job.objects.create(name="rights.export", account=owner.account, not_before=timezone.now())
    ask(owner, what=what)
    carry_out()
    assert [Job.objects.get(pk=job.pk).account for job in theirs] == [None, None]
    assert not Job.objects.filter(pk=own.pk).exists()


def test_what_its_owner_did_to_the_last_moment_goes_too(owner: Client) -> None:
    from shouyi.people.consent.models import Consent
    from shouyi.people.rights import erasing
    from shouyi.people.rights.models import Erasure

    fill(owner.account)
    given = Consent.objects.filter(ref=owner.account.ref).earliest("pk")
    ask(owner)
    begun = erasing.begin(str(Erasure.objects.get().uid), Erasure.objects.get().due_at)
    assert begun is not None

    def meanwhile(told: str) -> None:
        if told == "account":
            given.pk, given.uid = None, uuid.uuid4()
            given.save()

    ref = owner.account.ref
    erasing.carry_out(begun, meanwhile)
    assert left(owner.account, ref) == {}


def test_what_became_of_the_account_meanwhile_stays(owner: Client) -> None:
    """Closed, or with a new number, while the erasure waited for the ledger: it brings nothing back."""
    from shouyi.people.accounts.models import Account
    from shouyi.people.rights import erasing
    from shouyi.people.rights.models import Erasure

    ask(owner)
    begun = erasing.begin(str(Erasure.objects.get().uid), Erasure.objects.get().due_at)
    assert begun is not None
    assert begun.account is not None, "the row is loaded before"

    def meanwhile(told: str) -> None:
        if told == "account":
            other = Account.objects.get(pk=owner.account.pk)
            other.be_reached("+8613900002222")
            other.is_active = False
            other.save()

    erasing.carry_out(begun, meanwhile)
    kept = Account.objects.get(pk=owner.account.pk)
    assert (kept.is_active, kept.reach, kept.ref, kept.person) == (False, "+8613900002222", None, "")


def test_the_account_goes_too_where_that_was_chosen(owner: Client) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import sealer
    from shouyi.people.rights.models import Erasure

    account = owner.account
    holder = account.holder
    fill(account)
    path = ask(owner, what="account")
    carry_out()
    gone = Account.objects.get(pk=account.pk)
    assert not sealer().has(holder)
    assert (gone.is_active, gone.ref, gone.reach_key) == (False, None, None)
    assert not gone.username.startswith(OWNER)
    assert owner.get("/my/rights").status_code == 302
    assert "删除说明" in owner.get(path).content.decode()
    assert (Erasure.objects.get().ref, Erasure.objects.get().account) == ("", None)


def test_it_can_be_revoked_for_seven_days_and_not_after_it_began(owner: Client) -> None:
    from shouyi.people.behind import sealer
    from shouyi.people.rights import erasing
    from shouyi.people.rights.models import Erasure

    ask(owner, when="later")
    carry_out()  # a worker that comes too early does nothing
    assert sealer().has(owner.account.ref)
    assert owner.post("/my/rights/keep").status_code == 302
    revoked = Erasure.objects.get()
    assert revoked.revoked_at
    assert erasing.begin(str(revoked.uid), revoked.due_at + timedelta(days=1)) is None
    ask(owner, when="later")
    again = Erasure.objects.get(revoked_at=None)
    assert erasing.begin(str(again.uid), again.due_at) is not None
    assert not erasing.revoke(owner.account)


class Died(BaseException):
    """The process ended here."""


PHASES = ["counting", "reports", "key", "rows", "receipt", "account", "cutting"]


@pytest.mark.parametrize("what", [False, True], ids=["file", "account"])
@pytest.mark.parametrize("phase", PHASES)
def test_cut_before_any_step_it_goes_on_and_the_receipt_is_the_same(phase: str, what: bool) -> None:
    from django.utils import timezone

    from shouyi.people.behind import sealer
    from shouyi.people.permission.actors import Actor
    from shouyi.people.rights import erasing, receipts

    account = an_account()
    ref = account.ref
    fill(account)
    actor = Actor(account=str(account.uid), ref=ref, fresh=True)
    made, link = erasing.ask(actor, account, at_once=True, with_account=what)
    expected = erasing.inventory(erasing.Whose(ref, account, what))["rows"]

    def dies(told: str) -> None:
        if told == phase:
            raise Died

    with pytest.raises(Died):
        erasing.carry_out(erasing.begin(str(made.uid), timezone.now()), dies)
    if (again := erasing.begin(str(made.uid), timezone.now())) is not None:
        erasing.carry_out(again, lambda _phase: None)
    found = receipts.read(link)
    assert found is not None
    said, receipt = found
    assert receipt.whole
    assert said["rows"] == expected
    assert said["entry"]
    assert not sealer().has(ref)
    assert left(account, ref) == {}


def test_a_receipt_says_nothing_without_its_link(owner: Client) -> None:
    from shouyi.people.rights.models import Receipt

    fill(owner.account)
    path = ask(owner)
    carry_out()
    row = Receipt.objects.get()
    assert b"consent" not in bytes(row.sealed)
    assert path.rpartition("/")[2] not in (row.digest,)
    assert owner.get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404
    assert owner.get("/erased/short").status_code == 404


# every kind of row ----------------------------------------------------------------------------------------------------


def why_unruled(model: object) -> str:
    """Why this table needs a rule and has none ("": it has one, or names nobody)."""
    from shouyi.people.accounts.models import Account
    from shouyi.people.rights.table import BY_MODEL

    fields = model._meta.get_fields()
    names = {field.name for field in fields if getattr(field, "column", None)}
    ours = [f.name for f in fields if getattr(f, "many_to_one", False) and f.related_model is Account]
    naming = sorted(names & {"ref", "holder", "account", "reach", "reach_key", "buyer"}) + ours
    return f"{model._meta.label}: {naming}" if naming and model._meta.label not in BY_MODEL else ""


def test_no_table_that_names_a_person_is_without_a_rule() -> None:
    from django.apps import apps

    assert [why for model in apps.get_models() if (why := why_unruled(model))] == []


def test_a_table_without_a_rule_is_found() -> None:
    from shouyi.people.cases.models import Case
    from shouyi.people.rights import table

    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(table.BY_MODEL, "cases.Case")
        assert "ref" in why_unruled(Case)


def test_every_rule_is_of_a_table_and_its_columns_exist() -> None:
    from django.apps import apps
    from django.utils import timezone

    from shouyi.people.rights.retaining import past_term
    from shouyi.people.rights.table import TABLE

    for rule in TABLE:
        rows = apps.get_model(rule.model)._default_manager
        if rule.days is not None:
            assert rows.filter(past_term(rule, timezone.now())).count() >= 0


def test_what_is_past_its_term_goes_and_what_is_not_stays() -> None:
    from django.utils import timezone

    from shouyi.archive.errors import PersonErased
    from shouyi.people.cases.models import Case
    from shouyi.people.rights.retaining import forget_visitors, retain
    from shouyi.people.trail.models import Look
    from shouyi.people.works.reporting import report

    now = timezone.now()
    old, young = (Look.objects.create(ref="a" * 32, at=now - timedelta(days=d), act="x", tie="own") for d in (1200, 3))
    long_ago, lately = (report("SY00000000", "other", "x", "me@example.org") for _ in range(2))
    Case.objects.filter(pk=long_ago.pk).update(opened_on=long_ago.opened_on - 200)
    list(retain(now))
    assert set(Look.objects.filter(pk__in=[old.pk, young.pk])) == {young}
    with pytest.raises(PersonErased):
        long_ago.events.get().opened()
    assert "me@example.org" in lately.events.get().text
    assert forget_visitors(now) == 0


def test_a_visitors_report_about_an_erased_work_goes_with_its_key() -> None:
    from shouyi.decision.cases import By
    from shouyi.people.behind import sealer
    from shouyi.people.cases.models import Case
    from shouyi.people.cases.steps import About, Hand, begin
    from shouyi.people.organisations.models import Organisation
    from shouyi.people.rights.erasing import _forget_reports

    organisations()
    org, hand = Organisation.objects.earliest("pk"), Hand(None, By.OWNER)
    works = ("SYAAAAAAAA", "SYBBBBBBBB")
    gone, kept = (begin("problem", None, "", org, About(public_id=work), "x", hand) for work in works)
    _forget_reports(["SYAAAAAAAA"])
    assert set(Case.objects.filter(public_id__in=works)) == {kept}
    assert [sealer().has(case.holder) for case in (gone, kept)] == [False, True]


def test_the_page_shows_remarks_and_a_way_to_object(sign_in: Callable[[str], Client]) -> None:
    html = sign_in(LOGIN).get("/my/file").content.decode()
    line = re.findall(r"/my/cases/new\?line=(\d)/(\d+)", html)[0]
    from shouyi.people.behind import sealer
    from shouyi.people.cases.models import Case
    from shouyi.people.organisations.models import Organisation

    organisations()
    case = Case(
        kind="objection", ref=sealer().ref(PERSON), log=int(line[0]), index=int(line[1]), opened_on=1, due_on=2,
        organisation=Organisation.objects.earliest("pk"),
    )  # fmt: skip
    case.save()
    html = sign_in(LOGIN).get("/my/file").content.decode()
    assert f"/my/cases/{case.uid}" in html
    assert "提出异议，正在处理" in html


def test_the_page_of_terms_is_the_table() -> None:
    from pathlib import Path

    from shouyi.acts.backing_up import KEYS_TERM_DAYS
    from shouyi.people.rights.table import KEY_BACKUP_DAYS, as_markdown

    page = Path(__file__).resolve().parents[3] / "docs" / "operating" / "retention.md"
    assert page.read_text("utf-8").endswith(as_markdown())
    assert KEY_BACKUP_DAYS == KEYS_TERM_DAYS


# what is asked for twice, called off, or left by others ---------------------------------------------------------------


def test_cancelling_the_job_of_an_erasure_is_offered_nowhere_and_changes_nothing(owner: Client) -> None:
    """Somebody who reads "cancelled" must not find the file erased a week later: it is revoked, or it is not."""
    from shouyi.people.jobs.models import Job

    ask(owner, when="later")
    job = Job.objects.get(name="rights.erase")
    html = owner.get(f"/jobs/{job.uid}").content.decode()
    assert f"/jobs/{job.uid}/cancel" not in html
    assert 'href="/my/rights"' in html.partition("<main")[2]
    owner.post(f"/jobs/{job.uid}/cancel")
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == ("waiting", False)
    owner.post("/my/rights/keep")
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_an_export_can_be_cancelled_and_asked_for_anew(owner: Client) -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.rights.models import Export

    owner.post("/my/rights/export")
    owner.post("/my/rights/export")
    assert Export.objects.count() == 1, "the one that is being made"
    job = Job.objects.get(name="rights.export")
    assert f"/jobs/{job.uid}/cancel" in owner.get(f"/jobs/{job.uid}").content.decode()
    owner.post(f"/jobs/{job.uid}/cancel")
    assert export_of(owner)
    assert Export.objects.filter(ready_at=None).count() == 0


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_an_export_that_came_to_nothing_makes_room(owner: Client, state: str) -> None:
    from shouyi.people.jobs.models import Job
    from shouyi.people.rights.models import Export

    owner.post("/my/rights/export")
    first = Export.objects.get()
    Job.objects.filter(name="rights.export").update(state=state)
    owner.post("/my/rights/export")
    assert Export.objects.get().uid != first.uid


def test_erasures_that_were_taken_back_say_nothing_for_long(owner: Client) -> None:
    from django.utils import timezone

    from shouyi.people.rights.models import Erasure
    from shouyi.people.rights.retaining import retain

    ask(owner, when="later")
    owner.post("/my/rights/keep")
    list(retain(timezone.now() + timedelta(days=89)))
    assert Erasure.objects.count() == 1
    list(retain(timezone.now() + timedelta(days=91)))
    assert Erasure.objects.count() == 0


def test_an_erasure_takes_along_what_was_asked_for_and_taken_back_before(owner: Client) -> None:
    from shouyi.people.rights.models import Erasure

    ref = owner.account.ref
    ask(owner, when="later")
    owner.post("/my/rights/keep")
    ask(owner)
    carry_out()
    assert not Erasure.objects.filter(ref=ref).exists()
    assert Erasure.objects.get().done_at


def test_jobs_about_every_one_of_many_rows_go(owner: Client) -> None:
    from django.utils import timezone

    from shouyi.people.consent.models import Consent
    from shouyi.people.jobs.models import Job
    from shouyi.people.jobs.queue import enqueue
    from shouyi.people.organisations.models import Organisation

    organisations()
    org, ref, now = Organisation.objects.earliest("pk"), owner.account.ref, timezone.now()
    rows = [
        Consent(organisation=org, ref=whose, purpose="ordering", fields=["band"], given_at=now, until_on=1)
        for whose in [ref] * 130 + ["e" * 32]
    ]
    for row in Consent.objects.bulk_create(rows):
        enqueue("consent.record", row.uid)
    ask(owner)
    carry_out()
    (kept,) = Job.objects.filter(name="consent.record")
    assert kept.args == [str(Consent.objects.get().uid)], "somebody else's"


def test_content_without_any_row_is_tidied_and_what_a_row_knows_stays(owner: Client) -> None:
    from shouyi.evidence.upload import Judged
    from shouyi.people.behind import behind
    from shouyi.people.rights.models import Export
    from shouyi.people.rights.retaining import tidy_files

    export_of(owner)
    export, files = Export.objects.get(), behind().files
    stray = files.keep(export.holder, Judged("csv", b"a,b\n"))
    lonely = files.keep(owner.account.holder, Judged("csv", b"c,d\n"))  # somebody who has no row of a file at all
    assert tidy_files() >= 2
    assert files.has(export.holder, export.address)
    assert not files.has(export.holder, stray)
    assert not files.has(owner.account.holder, lonely)


def test_the_export_says_what_somebody_does_in_an_organisation_and_names_no_account_of_theirs(owner: Client) -> None:
    from django.utils import timezone

    from shouyi.people.accounts.models import Account
    from shouyi.people.trail.models import Look

    organisations()
    officer = Account.objects.get(username="officer")
    Look.objects.create(
        ref=owner.account.ref, at=timezone.now(), act="file.disclosed", tie="consent", account=officer.uid,
        org="org-platform-tests", post="officer", openings=1,
    )  # fmt: skip
    bundle = zipfile.ZipFile(io.BytesIO(export_of(owner)))
    views = bundle.read("tables/views.csv").decode()
    assert "org-platform-tests,officer," in views
    assert all(str(officer.uid).encode() not in bundle.read(name) for name in bundle.namelist())


# by the operator's command ------------------------------------------------------------------------------------------


def test_the_operators_command_erases_what_the_pages_hold_too(owner: Client) -> None:
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import sealer
    from shouyi.people.rights.commanded import carry_out_noted, note_erasure
    from shouyi.people.trail.models import Look

    ref = owner.account.ref
    fill(owner.account)
    assert note_erasure(ref)
    assert note_erasure(ref), "noted once, however often it is said"
    assert carry_out_noted(ref)["consent.Consent"] == 1
    assert (left(owner.account, ref), sealer().has(ref)) == ({}, False)
    assert Account.objects.get(pk=owner.account.pk).ref is None
    assert list(Look.objects.filter(ref=ref).values_list("act", "tie")) == [("file.erase", "house")]
    assert not note_erasure(ref), "nothing is left to erase"


def test_of_nobody_nothing_is_noted() -> None:
    from shouyi.people.rights.commanded import note_erasure
    from shouyi.people.rights.models import Erasure

    assert not note_erasure("d" * 32)
    assert Erasure.objects.count() == 0


def test_a_command_that_was_cut_is_finished_by_the_job(owner: Client) -> None:
    from django.utils import timezone

    from shouyi.people.behind import behind, sealer
    from shouyi.people.jobs import leases
    from shouyi.people.jobs.models import Job
    from shouyi.people.rights.commanded import note_erasure

    ref = owner.account.ref
    fill(owner.account)
    note_erasure(ref)
    behind().eraser.erase(ref)  # and here it was killed
    assert left(owner.account, ref)
    assert leases.claim(timezone.now()) is None or Job.objects.get(name="rights.erase").state == "waiting"
    carry_out()
    assert (left(owner.account, ref), sealer().has(ref)) == ({}, False)


def test_the_command_carries_out_at_once_what_waits_for_its_seven_days(owner: Client) -> None:
    from shouyi.people.rights.commanded import carry_out_noted, note_erasure
    from shouyi.people.rights.models import Erasure

    ref = owner.account.ref
    ask(owner, when="later")
    assert note_erasure(ref)
    carry_out_noted(ref)
    assert Erasure.objects.get().done_at


def test_an_organisation_reads_that_a_consent_ended_with_the_file(owner: Client) -> None:
    from people.consent import cast
    from shouyi.people.consent.giving import Wish, give
    from shouyi.people.notices.models import Notice
    from shouyi.people.permission.actors import Actor

    cast.seat("officer")
    mine = owner.account
    give(Actor(account=str(mine.uid), ref=mine.ref), mine.ref, Wish(cast.organisation(), "lending", ("band",), 30))
    ask(owner)
    carry_out()
    told = Notice.objects.filter(account=cast.account("officer")).order_by("pk")
    assert list(told.values_list("code", flat=True)) == ["consent_opened", "consent_closed"]
