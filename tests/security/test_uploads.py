"""Uploads that attack whoever opens them: bombs that unfold, and files that are two things at once.

What the judge says of single files is in `tests/gateways/test_judging.py`; here each attack goes the whole way, from
the form of the real page to what the site would give out again.
"""

from __future__ import annotations

import gzip
import resource
import time
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gateways import hostile

if TYPE_CHECKING:
    from django.test import Client

    from people.routes.standing import Standing
    from shouyi.people.uploads.models import Upload

SCRIPT = b"<script>planted()</script>"
PATIENCE_S = 30
GROWS_MAX_KB = 400 * 1024
"""What this process may grow by: a bomb that unfolded here would take gigabytes."""


@pytest.fixture
def owner(standing: Standing) -> Client:
    return standing.client("owner")


def send(owner: Client, data: bytes, name: str = "a.jpg", media: str = "image/jpeg") -> int:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"file": SimpleUploadedFile(name, data, media), "file-whole": "1", "alternative": "x"}
    return owner.post("/my/files/new", sent).status_code


def newest() -> Upload | None:
    from shouyi.people.uploads.models import Upload

    return Upload.objects.order_by("-pk").first()


def deflated_pdf() -> bytes:
    """A page whose compressed objects unfold into hundreds of megabytes."""
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page()
    stream = document.make_stream(zlib.compress(bytes(1 << 20), 9), Filter=pikepdf.Name.FlateDecode)
    for n in range(200):
        document.Root[f"/X{n}"] = stream
    return hostile.saved(document)


def pixels_without_end() -> bytes:
    """A PNG of eight by eight pixels, and 64 MiB more of them."""
    return hostile.png_of(8, 8, bytes(64 << 20))


BOMBS: dict[str, Callable[[], bytes]] = {
    "png of huge dimensions": lambda: hostile.png_of(50_000, 50_000),
    "png whose area overflows": lambda: hostile.png_of(2**31 - 1, 2**31 - 1),
    "png of one endless row": lambda: hostile.png_of(2**31 - 1, 1),
    "png with a text of 64 MiB": hostile.png_text_bomb,
    "jpeg of huge dimensions": lambda: hostile.jpeg_of(65_500, 65_500),
    "gif of huge dimensions": lambda: b"GIF89a" + b"\xff\xff\xff\xff" + bytes(40),
    "webp of huge dimensions": lambda: hostile.webp_of(16_384, 16_384),
    "zip bomb": hostile.zip_bomb,
    "gzip bomb": lambda: gzip.compress(bytes(64 << 20)),
    "zip bomb that says it is a table": lambda: hostile.zip_bomb(),
}


@pytest.mark.parametrize("name", BOMBS)
def test_upload_bomb_is_refused_before_it_unfolds(name: str, owner: Client) -> None:
    """Refused with words, in little time and little memory, and nothing of it is kept."""
    data, before = BOMBS[name](), newest()
    begun, used = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    media = "text/csv" if "table" in name else "image/png"
    assert send(owner, data, "a.csv" if "table" in name else "a.png", media) == 200
    assert time.monotonic() - begun < PATIENCE_S
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < GROWS_MAX_KB
    assert newest() == before


@pytest.mark.parametrize("make", [deflated_pdf, pixels_without_end])
def test_upload_bomb_behind_an_honest_head_costs_no_more_than_its_bytes(
    make: Callable[[], bytes], owner: Client
) -> None:
    """Streams of a PDF are judged without unfolding them, and of pixels no more is read than the head promises."""
    begun, used = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert send(owner, make()) in (200, 302)
    assert time.monotonic() - begun < PATIENCE_S
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < GROWS_MAX_KB


def test_honest_files_of_the_same_kinds_are_kept(owner: Client) -> None:
    """The control: what is refused above is refused for what it does, not for what it is."""
    for data, kind in (
        (hostile.picture("PNG"), "png"), (hostile.picture("JPEG"), "jpeg"), (hostile.picture("WEBP"), "jpeg"),
        (hostile.pdf(), "pdf"), (b"a,b\n1,2\n", "csv"),
    ):  # fmt: skip
        assert send(owner, data) == 302
        assert newest().kind == kind


# two things at once ---------------------------------------------------------------------------------------------------


def gif_and_script() -> bytes:
    """GIF89a is a variable's name in a script, and 0x2F2A its height: `GIF89a/*…*/=1;planted()`."""
    return b"GIF89a/*" + bytes(20) + b"*/=1;" + SCRIPT


def jpeg_and_script() -> bytes:
    """The script in a comment of the picture."""
    return hostile.picture("JPEG", comment=b"*/=1;planted();/*" + SCRIPT)


def jpeg_and_archive() -> bytes:
    return hostile.picture("JPEG") + hostile.zipped("a.class")


def png_and_page() -> bytes:
    return hostile.picture("PNG") + b"<html>" + SCRIPT


def pdf_and_page() -> bytes:
    """The page stands in a comment behind the first kilobyte, in which readers look for a kind."""
    whole = hostile.pdf()
    first = whole.index(b"\n") + 1
    return whole[:first] + b"%" + b" " * 2000 + b"<html>" + SCRIPT + b"\n" + whole[first:]


def table_and_page() -> bytes:
    return b"a,b\n1," + SCRIPT + b"\n"


POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "GIF and script": gif_and_script, "JPEG and script": jpeg_and_script, "JPEG and ZIP": jpeg_and_archive,
    "PNG and HTML": png_and_page, "PDF and HTML": pdf_and_page, "PDF and ZIP": hostile.pdf_and_zip,
    "GIF and JAR": lambda: hostile.picture("GIF") + hostile.zipped(), "table and HTML": table_and_page,
    "page in disguise": lambda: b"<!doctype html>" + SCRIPT,
}  # fmt: skip
KEPT = frozenset({"JPEG and script", "JPEG and ZIP", "PNG and HTML", "table and HTML"})
"""These are kept: of pictures the pixels alone; a table as a text to be saved, which no browser shows."""


@pytest.mark.parametrize("media", ["image/jpeg", "text/html", "application/javascript"])
@pytest.mark.parametrize("name", POLYGLOTS)
def test_polyglot_is_nothing_but_one_kind_when_it_comes_out(name: str, media: str, owner: Client) -> None:
    before = newest()
    status = send(owner, POLYGLOTS[name](), "planted.html", media)
    assert (status == 302) == (name in KEPT)
    if name not in KEPT:
        assert newest() == before
        return
    upload = newest()
    answer = owner.get(f"/files/{upload.uid}")
    data = b"".join(answer.streaming_content)
    assert answer["Content-Type"].partition(";")[0] in ("image/jpeg", "image/png", "text/csv")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "planted" not in answer["Content-Disposition"]
    if upload.is_picture:
        assert SCRIPT not in data
        assert b"PK\x03\x04" not in data
    else:
        assert answer["Content-Disposition"].startswith("attachment")
