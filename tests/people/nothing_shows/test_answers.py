"""A difference is found in every part of an answer, and called by its name."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from people.nothing_shows.answers import differences, masked


def text(data: bytes) -> dict[str, str]:
    return {"status": "200", "header ETag": '"a"', "content": data.decode("latin-1")}


def png(word: str) -> bytes:
    said, written = PngInfo(), BytesIO()
    said.add_text("Comment", word)
    Image.new("L", (8, 8)).save(written, "PNG", pnginfo=said)
    return written.getvalue()


def jpeg(word: str) -> bytes:
    said, written = Image.Exif(), BytesIO()
    said[0x010E] = word
    Image.new("L", (8, 8)).save(written, "JPEG", exif=said)
    return written.getvalue()


def pdf(word: str) -> bytes:
    document, written = pikepdf.new(), BytesIO()
    document.docinfo["/Title"] = word
    document.save(written, deterministic_id=True)
    return written.getvalue()


PICTURES = [(png, "PNG chunk tEXt"), (jpeg, "JPEG segment e1"), (pdf, "PDF information /Title")]


@pytest.mark.parametrize(("made", "piece"), PICTURES, ids=["png", "jpeg", "pdf"])
def test_what_a_picture_says_of_itself(made, piece: str) -> None:  # type: ignore[no-untyped-def]
    one, other = {"a": text(made("x"))}, {"a": text(made("y"))}
    assert [each.part for each in differences(one, other)] == [f"content, {piece}"]
    assert differences(one, {"a": text(made("x"))}) == []


def test_pixels_too() -> None:
    drawn = []
    for shade in (0, 255):
        written = BytesIO()
        Image.new("L", (8, 8), shade).save(written, "PNG")
        drawn.append({"a": text(written.getvalue())})
    assert [each.part for each in differences(*drawn)] == ["content, PNG chunk IDAT"]


def test_a_line_a_header_a_status() -> None:
    one = {"a": text("一\n二\n三".encode())}
    other = {"a": text("一\n贰\n叁".encode()) | {"header ETag": '"b"', "status": "404"}}
    assert [(each.part, each.one, each.other) for each in differences(one, other)] == [
        ("status, line 1", "200", "404"), ("header ETag, line 1", '"a"', '"b"'), ("content, line 2", "二", "贰"),
    ]  # fmt: skip


def test_more_of_it() -> None:
    one, other = {"a": text(b"same")}, {"a": text(b"same\nmore") | {"cookie c": "1"}}
    assert [each.part for each in differences(one, other)] == ["content, line 2", "cookie c, line 1"]


def test_an_address_that_one_house_alone_has() -> None:
    one, other = {"a": text(b""), "b": text(b"")}, {"b": text(b""), "c": text(b"")}
    assert [(each.name, each.one, each.other) for each in differences(one, other)] == [
        ("a", "there", "not there"), ("c", "not there", "there"),
    ]  # fmt: skip


def test_an_excepted_figure_is_its_name() -> None:
    assert masked("gap 3.1 points, n = 40", {"gap": r"gap [0-9.]+"}) == "[gap] points, n = 40"
