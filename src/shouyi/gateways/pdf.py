"""PDF judged by qpdf, which reads names however they are written and looks into compressed objects.

Refused: what acts when it is opened (scripts, launched programs, forms that send, media, files inside), a password, a
structure that needs repair, and a file in which another program finds an archive. What is kept is the file as it came:
signatures in it stay good, and so do its metadata (docs/operating/files.md).

qpdf unfolds compressed objects in memory; the process that runs this has little of it (`workbench.py`).
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from shouyi.evidence.upload import Judged, UploadRefused

if TYPE_CHECKING:
    import pikepdf

OBJECTS_MAX = 200_000
TAIL_BYTES = 1024
ACTING_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
ACTING_KINDS = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound",
        "/RichMedia", "/RichMediaExecute", "/Screen", "/3D", "/FileAttachment", "/EmbeddedFile", "/Trans3D",
    }
)  # fmt: skip
"""Values of /S (actions), /Subtype (annotations) and /Type (ISO 32000-2, 12.5.6 and 12.6.4)."""


def judge_pdf(unverified_data: bytes) -> Judged:
    """The PDF as it came. Raises UploadRefused."""
    import pikepdf

    _require_one_kind(unverified_data)
    try:
        with pikepdf.open(io.BytesIO(unverified_data), attempt_recovery=False, suppress_warnings=True) as document:
            _require_calm(document)
    except pikepdf.PasswordError:
        raise UploadRefused("encrypted") from None
    except UploadRefused:
        raise
    except MemoryError:
        raise UploadRefused("too_hard", detail="memory") from None
    except Exception as problem:  # a foreign parser on strangers' bytes
        raise UploadRefused("unknown_kind", detail=f"PDF: {type(problem).__name__}") from None
    return Judged("pdf", unverified_data)


def _require_one_kind(data: bytes) -> None:
    """It ends as a PDF ends, and no program would find an archive or a page in it."""
    if b"%%EOF" not in data[-TAIL_BYTES:]:
        raise UploadRefused("cut_short", detail="PDF without an end")
    if data[data.rindex(b"%%EOF") + 5 :].strip():
        raise UploadRefused("two_kinds", detail="bytes after the end")
    if zipfile.is_zipfile(io.BytesIO(data)) or b"<html" in data[:TAIL_BYTES].lower():
        raise UploadRefused("two_kinds")


def _require_calm(document: pikepdf.Pdf) -> None:
    if document.is_encrypted:
        raise UploadRefused("encrypted")
    if len(document.objects) > OBJECTS_MAX:
        raise UploadRefused("too_hard")
    for each in (document.trailer, *document.objects):
        _require_calm_object(each)


def _require_calm_object(root: pikepdf.Object) -> None:
    """Looks through what is written inside one object; others that it refers to have their own turn."""
    import pikepdf

    waiting = [root]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += [inner for inner in each if _inside(inner)]
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            _require_calm_keys(each)
            waiting += [inner for _, inner in each.items() if _inside(inner)]


def _inside(each: object) -> bool:
    import pikepdf

    return isinstance(each, pikepdf.Object) and not each.is_indirect


def _require_calm_keys(each: pikepdf.Dictionary | pikepdf.Stream) -> None:
    acting = ACTING_KEYS & set(each.keys())
    kinds = {str(each.get(key)) for key in ("/S", "/Subtype", "/Type")} & ACTING_KINDS
    if acting or kinds:
        raise UploadRefused("active_content", detail=" ".join(sorted(acting | kinds)))
