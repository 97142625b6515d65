"""What PDF/UA-1 asks of a tagged document, as far as its structure shows it; every lack is named.

No veraPDF is at hand: these are checks of our own by pikepdf, after ISO 14289-1 (clauses in brackets).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise

import pikepdf

HEADINGS = re.compile(r"/H[1-6]$")


def why_not_ua(data: bytes, language: str) -> list[str]:
    """Everything that the document lacks; empty when nothing is missing."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [*_of_document(pdf, language), *_of_tags(pdf), *_of_fonts(pdf)]


def tags(data: bytes) -> list[tuple[str, str]]:
    """Every element of the tree of tags, in reading order: its kind and its alternative text."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [(str(each.S), str(each.get("/Alt", ""))) for each in _elements(pdf)]


def _of_document(pdf: pikepdf.Pdf, language: str) -> Iterator[str]:
    root = pdf.Root
    if not ("/MarkInfo" in root and root.MarkInfo.get("/Marked", False)):
        yield "not marked as tagged [7.1]"
    if str(root.get("/Lang", "")) != language:
        yield f"language is {root.get('/Lang', 'none')} [7.2]"
    if not ("/ViewerPreferences" in root and root.ViewerPreferences.get("/DisplayDocTitle", False)):
        yield "its title is not shown [7.1]"
    xmp = root.Metadata.read_bytes().decode() if "/Metadata" in root else ""
    if 'pdfuaid:part="1"' not in xmp:
        yield "does not say that it is PDF/UA [5]"
    if not re.search(r"<dc:title>.*?<rdf:li[^>]*>[^<]+</rdf:li>", xmp, re.DOTALL):
        yield "no title [7.1]"
    if "/Outlines" not in root or root.Outlines.get("/Count", 0) == 0:
        yield "no bookmarks"
    if not all(page.get("/Tabs") == "/S" or not page.get("/Annots") for page in pdf.pages):
        yield "links are not in the order of the tags [7.18.3]"


def _of_tags(pdf: pikepdf.Pdf) -> Iterator[str]:
    found = list(_elements(pdf))
    kinds = [str(each.S) for each in found]
    if not found:
        yield "no tags [7.1]"
    levels = [int(kind[2]) for kind in kinds if HEADINGS.match(kind)]
    if levels[:1] != [1] or any(later > before + 1 for before, later in pairwise(levels)):
        yield f"headings skip a level: {levels} [7.4.2]"
    for each in found:
        if each.S == "/Figure" and not str(each.get("/Alt", "")).strip():
            yield "a figure without an alternative text [7.3]"
        if each.S == "/Table":
            yield from _of_table(list(_below(each)))


def _of_table(parts: list[pikepdf.Object]) -> Iterator[str]:
    """Header cells with a scope, or else data cells that name their headers."""
    headers = [each for each in parts if each.S == "/TH"]
    if not headers:
        yield "a table without header cells [7.5]"
    if all("/Scope" in _attributes(each) for each in headers):
        return
    named = {str(each.get("/ID", "")) for each in headers} - {""}
    for each in parts:
        if each.S == "/TD" and not _names(each) & named:
            yield "a data cell that names no header [7.5]"


def _of_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    fonts = [font for page in pdf.pages for font in page.get("/Resources", {}).get("/Font", {}).values()]
    if not fonts:
        yield "no fonts"
    for font in fonts:
        if not any(key.startswith("/FontFile") for each in font.get("/DescendantFonts", [font])
                   for key in each.get("/FontDescriptor", {})):  # fmt: skip
            yield "a font is not embedded [7.21.4]"


def _elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    if "/StructTreeRoot" in pdf.Root:
        yield from _below(pdf.Root.StructTreeRoot)


def _below(element: pikepdf.Object, depth: int = 0) -> Iterator[pikepdf.Object]:
    assert depth < 60
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and child.get("/Type") == "/StructElem":
            yield child
            yield from _below(child, depth + 1)


def _names(cell: pikepdf.Object) -> set[str]:
    return {str(name) for each in _attributes_of(cell) for name in each.get("/Headers", [])}


def _attributes(element: pikepdf.Object) -> set[str]:
    return {key for each in _attributes_of(element) for key in each}


def _attributes_of(element: pikepdf.Object) -> list[pikepdf.Object]:
    found = element.get("/A")
    return [] if found is None else list(found) if isinstance(found, pikepdf.Array) else [found]
