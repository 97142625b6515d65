"""Uploads judged by what they hold: named breakages, and whatever bytes Hypothesis thinks of."""

from __future__ import annotations

import json
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFile

from gateways import hostile
from shouyi.evidence.upload import CODES, Judged, UploadRefused
from shouyi.gateways.judging import judge
from shouyi.gateways.workbench import judge_apart

GOOD: dict[str, tuple[bytes, str]] = {
    "jpeg": (hostile.picture("JPEG"), "jpeg"),
    "jpeg in print colours": (hostile.picture("JPEG", mode="CMYK"), "jpeg"),
    "grey jpeg": (hostile.picture("JPEG", mode="L"), "jpeg"),
    "png": (hostile.picture("PNG"), "png"),
    "png of a palette": (hostile.picture("PNG", mode="P"), "png"),
    "png of two colours": (hostile.picture("PNG", mode="1"), "png"),
    "webp": (hostile.picture("WEBP"), "jpeg"),
    "webp without loss": (hostile.picture("WEBP", lossless=True), "jpeg"),
    "table": (b"order,day\n1,2026-01-02\n", "csv"),
    "table, semicolons": (b"order;day\r\n1;2026-01-02\r\n", "csv"),
    "table, line break in a cell": (b'a,b\n"x\ny",2\n', "csv"),
    "table with a mark": ("\ufeff订单,日期\n1,2\n".encode(), "csv"),
    "table from a Chinese spreadsheet": ("订单,日期\n甲,乙\n".encode("gb18030"), "csv"),
    "table whose first column is BMI": (b"BMI,day\n1,2026-01-02\n", "csv"),
    "one column": (b"phone\n13800000000\n", "csv"),
    "blank lines": (b"a,b\n\n1,2\n\n", "csv"),
    "lines of JSON": ('{"a": 1}\n\n{"b": "乙"}\n'.encode(), "jsonl"),
    "pdf": (hostile.pdf(), "pdf"),
    "pdf that opens at a place": (hostile.pdf(OpenAction=pikepdf.Array([0, pikepdf.Name.Fit])), "pdf"),
    "pdf with a link": (hostile.pdf(X=hostile.acting("URI", URI="https://example.com")), "pdf"),
}

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "blanks": (lambda: b" \n\t", "empty"),
    # pictures
    "gif": (lambda: hostile.picture("GIF"), "picture_format"),
    "gif that is a JAR": (lambda: hostile.picture("GIF") + hostile.zipped(), "picture_format"),
    "bitmap": (lambda: hostile.picture("BMP"), "picture_format"),
    "tiff": (lambda: hostile.picture("TIFF"), "picture_format"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(30), "picture_format"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "unknown_kind"),
    "png bomb": (lambda: hostile.png_of(50_000, 50_000), "picture_too_large"),
    "png of the largest size": (lambda: hostile.png_of(2**31 - 1, 2**31 - 1), "picture_too_large"),
    "jpeg bomb": (lambda: hostile.jpeg_of(65_500, 65_500), "picture_too_large"),
    "webp bomb": (lambda: hostile.webp_of(16_384, 16_384), "picture_too_large"),
    "png text bomb": (hostile.png_text_bomb, "picture_broken"),
    "png without pixels": (lambda: hostile.png_of(10, 10), "picture_broken"),
    "png without size": (lambda: hostile.png_of(0, 0), "picture_broken"),
    "webp without a picture": (lambda: hostile.webp_of(10, 10), "picture_broken"),
    "half a jpeg": (lambda: hostile.picture("JPEG")[:-200], "picture_broken"),
    "half a png": (lambda: hostile.picture("PNG")[:60], "picture_broken"),
    "a jpeg's first bytes": (lambda: b"\xff\xd8\xff", "picture_broken"),
    "a page that begins like a jpeg": (lambda: b"\xff\xd8\xff<html><script>", "picture_broken"),
    # archives and programs
    "zip": (hostile.zipped, "archive"),
    "zip bomb": (hostile.zip_bomb, "archive"),
    "office document": (lambda: hostile.zipped("[Content_Types].xml"), "archive"),
    "gzip": (lambda: b"\x1f\x8b\x08" + bytes(20), "archive"),
    "old office document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "archive"),
    "program": (lambda: b"\x7fELF" + bytes(60), "not_text"),
    "windows program": (lambda: b"MZ\x90\0", "not_text"),
    "script": (lambda: b"#!/bin/sh\necho a,b\n", "unknown_kind"),
    "page": (lambda: b" \n<!doctype html><p>a,b", "unknown_kind"),
    "random": (lambda: bytes(range(128, 256)), "unknown_kind"),
    # PDF
    "pdf and zip": (hostile.pdf_and_zip, "two_kinds"),
    "pdf with an archive behind": (lambda: hostile.pdf() + hostile.zipped(), "two_kinds"),
    "pdf after an archive": (lambda: hostile.zipped() + hostile.pdf(), "archive"),
    "pdf after a page": (lambda: b"<html>" + hostile.pdf(), "unknown_kind"),
    "pdf with a page in it": (lambda: hostile.pdf().replace(b"\n", b"\n%<html>\n", 1), "two_kinds"),
    "half a pdf": (lambda: hostile.pdf()[:-40], "cut_short"),
    "pdf in name alone": (lambda: b"%PDF-1.7\nhello\n%%EOF\n", "unknown_kind"),
    "pdf, script": (lambda: hostile.pdf(OpenAction=hostile.acting("JavaScript", JS="x")), "active_content"),
    "pdf, script in a compressed object": (hostile.pdf_hidden_script, "active_content"),
    "pdf, name in hex": (hostile.pdf_hex_name, "active_content"),
    "pdf, program": (lambda: hostile.pdf(X=hostile.acting("Launch", F="x")), "active_content"),
    "pdf, form that sends": (lambda: hostile.pdf(X=hostile.acting("SubmitForm", F="x")), "active_content"),
    "pdf, deep in an array": (
        lambda: hostile.pdf(X=pikepdf.Array([pikepdf.Array([hostile.acting("GoToR", F="x")])])),
        "active_content",
    ),
    "pdf, script by name": (lambda: hostile.pdf(Names=pikepdf.Dictionary(JavaScript=1)), "active_content"),
    "pdf, form of another kind": (lambda: hostile.pdf(AcroForm=pikepdf.Dictionary(XFA="x")), "active_content"),
    "pdf, file inside": (hostile.pdf_with_file, "active_content"),
    "pdf, password": (hostile.pdf_locked, "encrypted"),
    # tables
    "NUL in a table": (lambda: b"a,b\n1,\x002\n", "not_text"),
    "NUL at the end": (lambda: b"a,b\n1,2\n\x00", "not_text"),
    "escape in a table": (lambda: b"a,b\n1,\x1b[2J\n", "not_text"),
    "sixteen bits": (lambda: "a,b\n1,2\n".encode("utf-16"), "not_text"),
    "a row too long": (lambda: b"a,b\n1,2\n1,2,3\n", "table_broken"),
    "a row too short": (lambda: b"a,b\n1\n", "table_broken"),
    "a quote left open": (lambda: b'a,b\n"1,2\n', "table_broken"),
    "a cell too large": (lambda: b"a,b\n" + b"x" * 30_000 + b",2\n", "too_large"),
    "a cell larger than the reader takes": (lambda: b"a,b\n" + b"x" * 140_000 + b",2\n", "table_broken"),
    "columns without end": (lambda: b",".join([b"a"] * 300) + b"\n", "too_large"),
    "rows without end": (lambda: b"a\n" * 200_001, "too_large"),
    "lines of JSON, one broken": (lambda: b'{"a": 1}\n{"a":\n', "table_broken"),
    "lines of JSON, a list": (lambda: b'{"a": 1}\n[1]\n', "table_broken"),
    "JSON without a floor": (lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "table_broken"),
}


@pytest.mark.parametrize("name", GOOD)
def test_kept(name: str) -> None:
    data, kind = GOOD[name]
    assert judge(data).kind == kind


@pytest.mark.parametrize("name", ["png text bomb", "half a png", "png without pixels"])
def test_refused_where_another_library_has_the_reader_take_halves(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint's import turns that on for the whole process."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    test_refused(name)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    make, code = REFUSED[name]
    with pytest.raises(UploadRefused) as refusal:
        judge(make())
    assert refusal.value.code == code, refusal.value


def test_the_place_in_a_table_is_told() -> None:
    for data, line in ((b"a,b\n1,2\n1\n", 3), (b"a\n1\x002\n", 2), (b'{"a":1}\nx\n', 2)):
        with pytest.raises(UploadRefused) as refusal:
            judge(data)
        assert refusal.value.line == line


def test_tables_are_kept_as_utf8_without_a_mark() -> None:
    assert judge("订单,日期\n甲,乙\n".encode("gb18030")).data == "订单,日期\n甲,乙\n".encode()
    assert judge("\ufeffa,b\n".encode()).data == b"a,b\n"


def test_every_code_of_the_table_is_known() -> None:
    assert {code for _, code in REFUSED.values()} <= CODES


HEADS = st.sampled_from(
    [
        b"",
        b"%PDF-1.7\n",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"RIFF\0\0\0\0WEBPVP8X",
        b"{",
    ]
)


def outcome(data: bytes) -> Judged | str:
    """What is kept, or the refusal's code; any other error is the test's failure."""
    try:
        return judge(data)
    except UploadRefused as refusal:
        return str(json.loads(json.dumps([refusal.code, refusal.detail]))[0])


@given(HEADS, st.binary(max_size=400))
@settings(max_examples=300)
def test_no_bytes_raise_anything_else(head: bytes, tail: bytes) -> None:
    outcome(head + tail)


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_no_text_raises_anything_else(text: str) -> None:
    outcome(text.encode())


@given(st.sampled_from([*GOOD]), st.data())
@settings(max_examples=300)
def test_no_damage_raises_anything_else(name: str, data: st.DataObject) -> None:
    whole = bytearray(GOOD[name][0])
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    outcome(bytes(whole[: data.draw(st.integers(1, len(whole)))]))


def test_in_a_process_of_its_own_the_answer_is_the_same() -> None:
    assert judge_apart(GOOD["png"][0]) == judge(GOOD["png"][0])
    assert judge_apart(GOOD["table with a mark"][0]) == judge(GOOD["table with a mark"][0])
    with pytest.raises(UploadRefused) as refusal:
        judge_apart(b"a,b\n1\n")
    assert (refusal.value.code, refusal.value.line) == ("table_broken", 2)


def test_a_file_that_unfolds_without_end_is_too_hard() -> None:
    """A PDF that would unfold to 1 GiB: the child has not that much memory or time, the parent does not notice."""
    import zlib

    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(1 << 24)) for _ in range(64)) + packer.flush()
    stream = b"1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    body = b"%PDF-1.5\n" + stream + packed + b"\nendstream\nendobj\n"
    table = bytes([1, 0, 0, 9, 0, 2, 0, 0, 1, 0])
    cross = b"3 0 obj\n<</Type/XRef/Size 4/Root 2 0 R/W[1 3 1]/Index[1 2]/Length %d>>stream\n" % len(table)
    data = body + cross + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    with pytest.raises(UploadRefused) as refusal:
        judge_apart(data)
    assert refusal.value.code in ("too_hard", "unknown_kind"), refusal.value
