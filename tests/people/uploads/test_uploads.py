"""Files on the real pages: what arrives is judged, kept sealed, shown to its owner alone, and deleted for good."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gateways import hostile

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

    from shouyi.people.uploads.models import Upload

pytestmark = pytest.mark.usefixtures("database")
LOGIN = "xiumei"
SAID = "红色与蓝色的剪纸"


@pytest.fixture
def owner(sign_in: Callable[[str], Client]) -> Client:
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import behind, sealer

    client = sign_in(LOGIN)
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    account.ref = account.ref or sealer().begin("p-uploads")
    sealer().begin("p-good")
    account.save()
    for address in behind().files.addresses(account.ref):
        behind().files.delete(account.ref, address)
    return client


def ref_of(client: Client) -> str:
    from shouyi.people.accounts.models import Account

    return str(Account.objects.get(pk=client.session["_auth_user_id"]).ref)


def send(client: Client, data: bytes, name: str = "a.jpg", media: str = "image/jpeg", **more: str) -> HttpResponse:
    """As a browser does: the hidden field behind the file comes last of the two."""
    fields = {"file": SimpleUploadedFile(name, data, media), "file-whole": "1", "alternative": SAID} | more
    return client.post("/my/files/new", {key: value for key, value in fields.items() if value != ""})


def kept(client: Client) -> list[Upload]:
    from shouyi.people.uploads.models import Upload

    return list(Upload.objects.filter(holder=ref_of(client)))


def addresses(client: Client) -> frozenset[str]:
    from shouyi.people.behind import behind

    return behind().files.addresses(ref_of(client))


def nothing_is_left(client: Client) -> bool:
    from people.conftest import HOME

    return not kept(client) and not addresses(client) and not list((HOME / "blobs" / "incoming").glob("*"))


def content(client: Client, upload: Upload) -> HttpResponse:
    return client.get(f"/files/{upload.uid}")


def test_a_picture_is_kept_without_what_it_told(owner: Client) -> None:
    sent = send(owner, hostile.talkative("JPEG"), name="../../etc/IMG_1.jpg")
    assert sent.status_code == 302, sent.content.decode()
    (upload,) = kept(owner)
    assert (upload.kind, upload.name, upload.alternative) == ("jpeg", "IMG_1.jpg", SAID)
    answer = content(owner, upload)
    data = b"".join(answer.streaming_content)
    assert hostile.SECRET not in data
    assert len(data) == upload.size == int(answer["Content-Length"])
    page = owner.get("/my/files").content.decode()
    assert f'alt="{SAID}"' in page
    assert f"/files/{upload.uid}" in page


def test_how_content_is_given_out(owner: Client) -> None:
    send(owner, hostile.picture())
    send(owner, b"a,b\n=1+1,2\n", name="x.html", media="text/html", alternative="")
    table, picture = kept(owner)
    for upload, media, shown in ((picture, "image/jpeg", "inline"), (table, "text/csv; charset=utf-8", "attachment")):
        answer = content(owner, upload)
        assert answer["Content-Type"] == media
        assert answer["Content-Disposition"].startswith(shown)
        assert "x.html" not in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(","))
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        b"".join(answer.streaming_content)


def test_nobody_else_sees_or_deletes_it(owner: Client, client: Client, sign_in: Callable[[str], Client]) -> None:
    send(owner, hostile.picture())
    (upload,) = kept(owner)
    other = sign_in("officer")
    for path in (f"/files/{upload.uid}", f"/files/{upload.uid}/delete"):
        assert client.get(path).status_code == 302
        assert other.get(path).status_code in (403, 404)
        assert other.post(path).status_code in (403, 404, 405)
    assert client.post(f"/files/{upload.uid}/delete").status_code == 302
    assert kept(owner) == [upload]
    for path in (f"/files/{uuid4()}", f"/files/{UUID(int=0)}/delete"):
        assert owner.get(path).status_code == 404


def test_a_picture_says_something_or_decorates(owner: Client) -> None:
    answer = send(owner, hostile.picture(), alternative="")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "出错：" in page.split("</title>")[0]
    assert 'href="#id_alternative"' in page
    assert nothing_is_left(owner)
    assert send(owner, hostile.picture(), alternative="", decorative="on").status_code == 302
    assert 'alt=""' in owner.get("/my/files").content.decode()


REFUSED = {
    "a zip with a picture's name": (hostile.zipped, "压缩包"),
    "a page with a picture's name": (lambda: b"<html><script>alert(1)</script>", "这不是图片"),
    "a bomb": (lambda: hostile.png_of(50_000, 50_000), "像素过多"),
    "a PDF that acts": (hostile.pdf_hidden_script, "脚本"),
    "nothing": (lambda: b"\n", "空的"),
    "a table with a broken row": (lambda: b"a,b\n1,2\n3\n", "第 3 行"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_nothing_and_is_explained(owner: Client, name: str) -> None:
    make, words = REFUSED[name]
    answer = send(owner, make())
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert nothing_is_left(owner)


def test_a_file_too_large_leaves_nothing(owner: Client, settings_of: Callable[..., None]) -> None:
    settings_of(SHOUYI_UPLOAD_BYTES_MAX=200_000)
    answer = send(owner, b"a,b\n" + b"1,2\n" * 60_000, name="t.csv")
    assert answer.status_code == 200
    assert "文件太大" in answer.content.decode()
    assert nothing_is_left(owner)


def test_a_body_far_too_large_is_not_read(owner: Client, settings_of: Callable[..., None]) -> None:
    settings_of(SHOUYI_UPLOAD_BYTES_MAX=1000)
    assert send(owner, bytes(2_000_000)).status_code in (400, 413)
    assert nothing_is_left(owner)


@pytest.fixture
def settings_of(request: pytest.FixtureRequest) -> Callable[..., None]:
    from django.test import override_settings

    def over(**values: object) -> None:
        chosen = override_settings(**values)
        chosen.enable()
        request.addfinalizer(chosen.disable)

    return over


def test_half_a_file_is_not_taken_for_a_whole_one(owner: Client) -> None:
    """Cut in the middle of a table, which would be a good table; the length that was promised never comes."""
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    table = SimpleUploadedFile("t.csv", b"a,b\n" + b"1,2\n" * 500, "text/csv")
    body = encode_multipart(BOUNDARY, {"alternative": SAID, "file": table, "file-whole": "1"})
    for length in (len(body) // 2 & ~3, len(body) - 150):
        answer = owner.generic("POST", "/my/files/new", body[:length], MULTIPART_CONTENT)
        assert answer.status_code in (200, 400)
        assert nothing_is_left(owner)
    assert owner.generic("POST", "/my/files/new", body, MULTIPART_CONTENT).status_code == 302


def test_deleting_asks_once_and_is_final(owner: Client) -> None:
    send(owner, hostile.picture())
    (upload,) = kept(owner)
    assert "要删除这个文件吗" in owner.get(f"/files/{upload.uid}/delete").content.decode()
    assert kept(owner)
    assert owner.post(f"/files/{upload.uid}/delete").status_code == 302
    assert nothing_is_left(owner)
    assert content(owner, upload).status_code == 404


def test_the_same_picture_twice_lies_once_and_goes_with_its_last_row(owner: Client) -> None:
    for _ in range(2):
        send(owner, hostile.picture())
    first, second = kept(owner)
    assert len(addresses(owner)) == 1
    owner.post(f"/files/{first.uid}/delete")
    assert content(owner, second).status_code == 200
    owner.post(f"/files/{second.uid}/delete")
    assert nothing_is_left(owner)


def test_what_a_kill_left_is_tidied(owner: Client) -> None:
    from shouyi.evidence.upload import Judged
    from shouyi.people.behind import behind
    from shouyi.people.uploads.keeping import tidy

    send(owner, hostile.picture())
    behind().files.keep(ref_of(owner), Judged("csv", b"a,b\n"))  # killed before its row was written
    assert tidy(ref_of(owner)) == 1
    assert {each.address for each in kept(owner)} == addresses(owner)


def test_changed_on_disk_is_not_given_out(owner: Client) -> None:
    from people.conftest import HOME

    send(owner, hostile.picture())
    (upload,) = kept(owner)
    path = HOME / "blobs" / upload.holder / upload.address
    data = bytearray(path.read_bytes())
    data[50] ^= 1
    path.write_bytes(data)
    assert content(owner, upload).status_code == 404


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\y.png", "y.png"),
        ("a\0b\n\u202ec.jpg", "abc.jpg"),
        ("", ""),
        ("x" * 999, "x" * 120),
    ],
)
def test_a_strangers_name_is_text_and_no_path(told: str, shown: str) -> None:
    from shouyi.people.uploads.keeping import shown_name

    assert shown_name(told) == shown


def test_no_plain_byte_is_written_while_a_file_arrives(owner: Client, tmp_path: object) -> None:
    from shouyi.people.uploads.handler import CappedUploadHandler

    handler = CappedUploadHandler()
    handler.new_file("file", "a", "text/csv", 3)
    handler.receive_data_chunk(b"abc", 0)
    assert isinstance(handler.file_complete(3).file, io.BytesIO)


def test_everything_kept_can_be_found_page_by_page(owner: Client) -> None:
    from shouyi.people.uploads.models import Upload
    from shouyi.people.uploads.views import A_PAGE

    ref = ref_of(owner)
    rows = [Upload(holder=ref, address="0" * 64, kind="csv", size=1) for _ in range(A_PAGE + 1)]
    Upload.objects.bulk_create(rows)
    pages = [owner.get(f"/my/files?page={number}").content.decode() for number in (1, 2)]
    seen = [sum(f"/files/{row.uid}/delete" in html for row in rows) for html in pages]
    assert seen == [A_PAGE, 1]
