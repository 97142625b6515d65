"""What people read about files that are not kept: what it is, and what to do next."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from shouyi.evidence.upload import UploadRefused

MEBIBYTE = 1024 * 1024


def why_refused(refusal: UploadRefused) -> str:
    """One or two sentences, with the line of a table where there is one."""
    text = _by_code(refusal.code)
    if refusal.line:
        return _("%(why)s Look at line %(line)s.") % {"why": text, "line": refusal.line}
    return text


def _by_code(code: str) -> str:
    size = settings.SHOUYI_UPLOAD_BYTES_MAX // MEBIBYTE
    return {
        "active_content": _("This PDF holds scripts or other files. Print it to a new PDF and choose that one."),
        "archive": _("This is an archive or an office document. Choose the picture, the PDF or the table itself."),
        "cut_short": _("The file did not arrive whole. Choose it again."),
        "empty": _("The file is empty. Choose another one."),
        "encrypted": _("This PDF has a password. Save it without one and choose it again."),
        "not_text": _("The table holds signs that are no text. Save it as CSV in UTF-8 and choose it again."),
        "picture_broken": _("The picture cannot be opened. Take or save it again."),
        "picture_format": _("This kind of picture cannot be kept. Save it as JPEG, PNG or WebP and choose it again."),
        "picture_too_large": _("The picture has too many pixels. Make it smaller and choose it again."),
        "room_full": _("There is no room left for your files. Delete some that you do not need."),
        "table_broken": _("The table cannot be read: rows and columns do not fit together."),
        "too_hard": _("Opening the file takes too much time. Save it in a simpler form and choose it again."),
        "too_large": _("The file is too large. A file may have %(size)s MB.") % {"size": size},
        "two_kinds": _("The file holds a second one of another kind. Save it anew and choose it again."),
        "unknown_kind": _("This is neither a picture, a PDF nor a table. Choose another file."),
    }[code]
