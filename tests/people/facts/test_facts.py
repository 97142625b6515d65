"""Files of facts, over the real house: looked at, undone, admitted once, by API and by page."""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from people.api.programs import OTHER, PLATFORM, Program, code, organisation, program
from people.real_file import HEADER, organisations, real_file, seat

if TYPE_CHECKING:
    from django.test import Client

    from shouyi.people.facts.models import Delivery

pytestmark = pytest.mark.usefixtures("database")
REVIEWS = "order,maker,buyer,answered_on,stars,text\n{order},p-facts,b-{order},2026-03-12,5,手感很好\n"


def row(order: str, **cells: str) -> str:
    """A row of orders by a maker of this test's own."""
    told = {
        "order": order, "maker": "p-facts", "buyer": f"b-{order}", "purchased_on": "2026-03-01T10:00:00",
        "promised_on": "2026-03-06", "dispatched_on": "2026-03-05", "delivered_on": "2026-03-09", "items": "1",
        "amount_minor": "1000", "currency": "CNY",
    } | cells  # fmt: skip
    return ",".join(told.get(column, "") for column in HEADER.split(","))


def orders(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def fresh() -> str:
    return f"o{secrets.token_hex(6)}"


@pytest.fixture
def platform() -> Program:
    real_file()
    organisations()
    return program(PLATFORM)


@pytest.fixture
def officer(sign_in: Callable[[str], Client]) -> Client:
    real_file()
    organisations()
    seat("officer", PLATFORM)
    return sign_in("officer")


def work(*names: str) -> None:
    """What a worker would do now, in this process."""
    from django.utils import timezone

    from shouyi.people.jobs.models import Job
    from shouyi.people.jobs.running import run

    for job in Job.objects.filter(name__in=names, state="waiting", not_before__lte=timezone.now()).order_by("pk"):
        claim(job)
        run(job)


def claim(job: object) -> None:
    import uuid

    from django.utils import timezone

    job.claim, job.state, job.attempts = uuid.uuid4(), "running", job.attempts + 1
    job.lease_until = timezone.now() + timedelta(hours=1)
    job.save()


def window_passes() -> None:
    from django.utils import timezone

    from shouyi.people.facts.models import Delivery
    from shouyi.people.jobs.models import Job

    Delivery.objects.filter(state="waiting").update(final_at=timezone.now())
    Job.objects.filter(name="facts.admit", state="waiting").update(not_before=timezone.now())


def lines(person: str = "p-facts") -> int:
    from shouyi.archive.errors import PersonErased
    from shouyi.people.behind import behind

    try:
        found = behind().house.vault.openings(person)  # type: ignore[attr-defined]
    except PersonErased:  # nobody stated anything yet
        return 0
    return len([each for each in found if each.kind.name == "trade.statement"])


def checked(who: Program, data: bytes) -> dict[str, object]:
    made = who.upload("orders", data)
    assert made.status_code == 201, made.content
    work("facts.check")
    return who.get(f"/facts/{made.json()['uid']}").json()


# the whole way --------------------------------------------------------------------------------------------------------


def test_rows_are_looked_at_waited_for_and_admitted_once(platform: Program) -> None:
    good, data = fresh(), ""
    data = orders(row(good), row(fresh(), promised_on="soon"), row(good), row(fresh(), currency="XXX"))
    before = lines()
    found = checked(platform, data)
    assert (found["state"], found["rows_refused"], found["steps"]) == ("checked", 3, ["admit", "undo"])
    assert found["rows_new"] > 0
    refused = platform.get(f"/facts/{found['uid']}/refusals").json()["items"]
    assert [(r["line"], r["code"], r["column"]) for r in refused] == [
        (3, "date_form", "promised_on"), (4, "row_repeated", ""), (5, "currency_unknown", "currency"),
    ]  # fmt: skip
    assert "soon" not in str(refused)
    assert lines() == before, "a dry run writes nothing"
    waiting = platform.post(f"/facts/{found['uid']}/admit").json()
    assert (waiting["state"], waiting["steps"]) == ("waiting", ["undo"])
    work("facts.admit")
    assert lines() == before, "not before the window has passed"
    window_passes()
    work("facts.admit")
    done = platform.get(f"/facts/{found['uid']}").json()
    assert (done["state"], done["steps"]) == ("admitted", [])
    assert done["entries"] > 0
    assert lines() > before
    assert code(platform.post(f"/facts/{found['uid']}/undo")) == (409, "not_now")


def test_the_same_file_again_is_the_same_delivery(platform: Program) -> None:
    data = orders(row(fresh()))
    first = platform.upload("orders", data)
    again = platform.upload("orders", data)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["uid"] == again.json()["uid"]


def test_facts_that_stand_already_add_nothing(platform: Program) -> None:
    one, two = row(fresh()), row(fresh())
    for each in (orders(one), orders(one, two)):
        found = checked(platform, each)
        platform.post(f"/facts/{found['uid']}/admit")
        window_passes()
        work("facts.admit")
    assert found["rows_known"] > 0
    after = lines()
    found = checked(platform, orders(two, one))
    assert found["rows_new"] == 0
    platform.post(f"/facts/{found['uid']}/admit")
    window_passes()
    work("facts.admit")
    assert lines() == after


def test_undone_is_as_if_it_had_never_come(platform: Program) -> None:
    from django.test import TestCase

    from shouyi.people.behind import behind, sealer
    from shouyi.people.facts.models import Delivery

    data, before = orders(row(fresh())), lines()
    found = checked(platform, data)
    platform.post(f"/facts/{found['uid']}/admit")
    with TestCase.captureOnCommitCallbacks(execute=True):
        undone = platform.post(f"/facts/{found['uid']}/undo").json()
    assert (undone["state"], undone["steps"]) == ("undone", [])
    kept = Delivery.objects.get(uid=found["uid"])
    assert not sealer().has(kept.holder)
    assert behind().files.addresses(kept.holder) == frozenset()
    window_passes()
    work("facts.admit")
    assert lines() == before
    assert platform.upload("orders", data).status_code == 201, "it can be handed in again"


def test_a_worker_killed_in_the_middle_leaves_nothing_twice(platform: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the ledger has the entries and before the row says so."""
    from shouyi.people.facts import jobs
    from shouyi.people.facts.models import Delivery

    found = checked(platform, orders(row(fresh()), row(fresh())))
    platform.post(f"/facts/{found['uid']}/admit")
    window_passes()

    def killed(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(jobs, "_settle", killed)
    with pytest.raises(SystemExit):
        work("facts.admit")
    monkeypatch.undo()
    assert Delivery.objects.get(uid=found["uid"]).state == "admitting"
    assert code(platform.post(f"/facts/{found['uid']}/undo")) == (409, "not_now")
    after = lines()
    jobs.admit(_job(found), found["uid"])
    assert lines() == after
    assert Delivery.objects.get(uid=found["uid"]).state == "admitted"


def _job(found: dict[str, object]) -> object:
    from shouyi.people.jobs.models import Job

    job = Job.objects.get(name="facts.admit", args=[found["uid"]])
    claim(job)
    return job


def test_reviews_follow_their_orders(platform: Program) -> None:
    order = fresh()
    found = checked(platform, orders(row(order)))
    reviews = REVIEWS.format(order=order).encode()
    assert code(platform.upload("reviews", reviews)) == (422, "orders_missing")
    assert code(platform.upload("reviews", reviews, f"&orders={secrets.token_hex(16)}")) == (422, "orders_missing")
    made = platform.upload("reviews", reviews, f"&orders={found['uid']}").json()
    work("facts.check")
    assert code(platform.post(f"/facts/{made['uid']}/admit")) == (409, "not_now"), "its orders come first"
    platform.post(f"/facts/{found['uid']}/admit")
    platform.post(f"/facts/{made['uid']}/admit")
    window_passes()
    work("facts.admit")
    assert platform.get(f"/facts/{made['uid']}").json()["state"] == "admitted"


# strangers' bytes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"PK\x03\x04" + b"x" * 50, "archive"), (b"\x1f\x8b" + b"x" * 50, "archive"), (b"\x89PNG\r\n\x1a\n" + b"x" * 50, None),  # noqa: E501
     (b"a,b\n1,2,3\n", "table_broken"), (b"a\x00b", "not_text"), (b"   ", "empty"), (b"<html>", "unknown_kind")],
)  # fmt: skip
def test_what_is_no_table_is_not_kept(platform: Program, data: bytes, expected: str | None) -> None:
    from shouyi.people.facts.models import Delivery

    answer = platform.upload("orders", data)
    assert code(answer) == (422, "file_refused")
    assert answer.json()["where"][0]["code"] == expected or expected is None
    assert not Delivery.objects.exists()


def test_a_table_of_something_else_is_refused_as_a_whole(platform: Program) -> None:
    found = checked(platform, b"order,maker,disability\n1,2,3\n")
    assert (found["state"], found["why"]) == ("refused", "column_missing")
    assert code(platform.post(f"/facts/{found['uid']}/admit")) == (409, "not_now")
    found = checked(platform, (HEADER + ",health\n").encode())
    assert (found["state"], found["why"]) == ("refused", "column_unknown")


def test_a_body_that_is_not_its_digest_is_not_kept(platform: Program) -> None:
    from people.api.programs import of
    from shouyi.people.facts.models import Delivery

    data = orders(row(fresh()))
    cut = platform.upload("orders", data[:-20], **{"Content-Digest": of(data)})
    assert code(cut) == (400, "digest_differs")
    for wrong in ("", "sha-256=x", "md5=:AAAA:"):
        assert code(platform.upload("orders", data, **{"Content-Digest": wrong})) == (400, "digest_missing")
    assert not Delivery.objects.exists()


def test_another_organisations_file_is_not_there(platform: Program) -> None:
    found = checked(platform, orders(row(fresh())))
    other = program(OTHER)
    for path in ("", "/refusals"):
        assert code(other.get(f"/facts/{found['uid']}{path}")) == (404, "not_found")
    for step in ("admit", "undo"):
        assert code(other.post(f"/facts/{found['uid']}/{step}")) == (404, "not_found")
    assert other.get("/facts").json()["items"] == []
    assert code(other.upload("reviews", b"x", f"&orders={found['uid']}")) == (422, "orders_missing")


def test_an_organisation_that_the_log_does_not_know_states_nothing(platform: Program) -> None:
    found = checked(program(OTHER), orders(row(fresh())))
    assert (found["state"], found["why"]) == ("refused", "unknown_org")


def test_a_suspended_organisations_file_is_not_admitted(platform: Program) -> None:
    from django.utils import timezone

    found = checked(platform, orders(row(fresh())))
    platform.post(f"/facts/{found['uid']}/admit")
    window_passes()
    before = lines()
    suspended = organisation(PLATFORM).__class__.objects.filter(org=PLATFORM)
    suspended.update(suspended_at=timezone.now())
    work("facts.admit")
    assert lines() == before
    held = platform.get(f"/facts/{found['uid']}").json()
    assert (held["state"], held["final_at"], held["steps"]) == ("checked", None, ["admit", "undo"])
    suspended.update(suspended_at=None)
    assert platform.post(f"/facts/{found['uid']}/admit").json()["state"] == "waiting"
    window_passes()
    work("facts.admit")
    assert platform.get(f"/facts/{found['uid']}").json()["state"] == "admitted"
    assert lines() > before


def test_undone_orders_take_their_reviews_along(platform: Program) -> None:
    """Else those would wait for ever: nobody admits reviews whose orders never came."""
    order, other = fresh(), fresh()
    found, kept = checked(platform, orders(row(order))), checked(platform, orders(row(other)))
    made = [
        platform.upload("reviews", REVIEWS.format(order=each).encode(), f"&orders={about['uid']}").json()
        for each, about in ((order, found), (other, kept))
    ]
    work("facts.check")
    for each in (found, made[0], kept, made[1]):
        assert platform.post(f"/facts/{each['uid']}/admit").json()["state"] == "waiting"
    assert platform.post(f"/facts/{found['uid']}/undo").json()["state"] == "undone"
    states = [platform.get(f"/facts/{each['uid']}").json()["state"] for each in (*made, kept)]
    assert states == ["undone", "waiting", "waiting"], "of others' orders nothing is touched"


# signatures -----------------------------------------------------------------------------------------------------------


def test_who_has_a_client_key_of_its_own_is_believed_by_it_alone(platform: Program) -> None:
    import base64

    from shouyi.people.behind import behind
    from shouyi.people.facts.signatures import upload_text
    from shouyi.people.organisations.models import OrgKey

    key, stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    OrgKey.objects.create(organisation=organisation(PLATFORM), public=public, purpose="client", here=False)
    data = orders(row(fresh()))
    assert code(platform.upload("orders", data)) == (403, "signature_missing")
    text = upload_text(behind().orgs.net(), PLATFORM, "orders", data)

    def signed(by: Ed25519PrivateKey, what: bytes, name: str = public) -> dict[str, str]:
        return {"Upload-Key": name, "Upload-Signature": base64.b64encode(by.sign(what)).decode()}

    for wrong in (
        signed(stranger, text), signed(key, text + b"x"), signed(stranger, text, stranger.public_key().public_bytes_raw().hex()),  # noqa: E501
        signed(key, upload_text(behind().orgs.net(), PLATFORM, "reviews", data)), {"Upload-Key": public}, {"Upload-Signature": "x"},  # noqa: E501
    ):  # fmt: skip
        assert code(platform.upload("orders", data, **wrong)) == (403, "signature_invalid")
    made = platform.upload("orders", data, **signed(key, text))
    assert (made.status_code, made.json()["signed_by"]) == (201, public)
    OrgKey.objects.update(revoked_at="2026-01-01T00:00:00Z")
    assert code(platform.upload("orders", orders(row(fresh())), **signed(key, text))) == (403, "signature_invalid")


# pages ----------------------------------------------------------------------------------------------------------------


def handed(officer: Client, data: bytes, name: str = "orders.csv") -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = officer.post(
        f"/organisation/{PLATFORM}/facts/new", {"kind": "orders", "file": SimpleUploadedFile(name, data)}
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer["Location"])


def test_an_officer_hands_in_looks_undoes_and_admits(officer: Client) -> None:
    page = handed(officer, orders(row(fresh()), row(fresh(), stars="x", items="none")))
    assert "正在预检" in officer.get(page).content.decode()
    work("facts.check")
    text = officer.get(page).content.decode()
    assert "第 3 行" in text or "3" in text
    assert "应为数字写成的整数" in text
    assert officer.post(f"{page}/admit").status_code == 302
    assert "等待采纳" in officer.get(page).content.decode()
    officer.post(f"{page}/undo")
    assert "已撤回" in officer.get(page).content.decode()
    assert "现在已不能这样做" in officer.post(f"{page}/admit", follow=True).content.decode()
    page, before = handed(officer, orders(row(fresh()))), lines()
    work("facts.check")
    officer.post(f"{page}/admit", {"now": "1"})
    work("facts.admit")
    assert "已最终采纳" in officer.get(page).content.decode()
    assert lines() > before
    assert page.rpartition("/")[2][:8] in officer.get(f"/organisation/{PLATFORM}/facts").content.decode()


def test_the_saved_rows_run_in_no_spreadsheet(officer: Client) -> None:
    page = handed(officer, orders(row("=cmd|'/c calc'!A1", promised_on="x"), row("+SUM(A1)", items="@x")))
    work("facts.check")
    found = list(csv.reader(io.StringIO(officer.get(f"{page}/refused.csv").content.decode("utf-8-sig"))))
    assert found[0] == ["line", "column", "code", "message", "row"]
    assert len(found) == 3
    for each in found[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in each), each


def test_pages_of_files_are_their_organisations_alone(officer: Client, sign_in: Callable[[str], Client]) -> None:
    page = handed(officer, orders(row(fresh())))
    for path in (page, f"{page}/refused.csv", f"/organisation/{PLATFORM}/facts", f"/organisation/{PLATFORM}/facts/new"):
        assert sign_in("xiumei").get(path).status_code == 404
        from django.test import Client

        assert Client(SERVER_NAME="localhost").get(path).status_code == 302
    assert officer.get(page.replace(PLATFORM, "org-operator-tests")).status_code == 404


def test_a_form_says_what_is_missing(officer: Client) -> None:
    answer = officer.post(f"/organisation/{PLATFORM}/facts/new", {"kind": "reviews"})
    text = answer.content.decode()
    assert re.search(r"<title>\s*出错", text)
    assert "请选择文件" in text


def test_contents_go_when_nobody_needs_them(platform: Program) -> None:
    from django.utils import timezone

    from shouyi.people.facts.jobs import tidy
    from shouyi.people.facts.models import Delivery

    found = checked(platform, orders(row(fresh())))
    platform.post(f"/facts/{found['uid']}/admit")
    window_passes()
    work("facts.admit")
    tidy(None, "2026-11-24")
    assert _kept(found).dropped_at is None
    Delivery.objects.update(ended_at=timezone.now() - timedelta(days=31))
    tidy(None, "2026-11-24")
    assert _kept(found).dropped_at is not None


def test_the_nightly_look_at_all_files_leaves_what_waits(platform: Program) -> None:
    """It takes away what no row refers to, and a delivery is a row: what was handed in can be admitted next day."""
    from django.utils import timezone

    from shouyi.people.behind import behind, sealer
    from shouyi.people.facts.delivering import content
    from shouyi.people.rights.retaining import retain

    stray = sealer().begin(f"facts/{secrets.token_hex(16)}")  # its writer was killed before the row
    address = behind().files.keep(stray, behind().files.judge(orders(row(fresh()))))
    data = orders(row(fresh()))
    found = checked(platform, data)
    list(retain(timezone.now()))
    assert content(_kept(found)) == data
    assert not behind().files.has(stray, address), "the control: it does look"


def test_content_tidied_away_before_its_row_stood_is_kept_again(
    platform: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shouyi.people.behind import behind
    from shouyi.people.facts import delivering
    from shouyi.people.rights.retaining import tidy_files

    turn = delivering.wait_for_turn

    def late(ref: str) -> None:
        assert tidy_files() > 0
        turn(ref)

    monkeypatch.setattr(delivering, "wait_for_turn", late)
    data = orders(row(fresh()))
    found = platform.upload("orders", data).json()
    assert delivering.content(_kept(found)) == data
    assert behind().files.addresses(_kept(found).holder) == {_kept(found).address}


def _kept(found: dict[str, object]) -> Delivery:
    from shouyi.people.facts.models import Delivery

    return Delivery.objects.get(uid=found["uid"])
