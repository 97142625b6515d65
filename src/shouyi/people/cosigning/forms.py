"""Forms of cosigning: an export that the person handed over, and a challenge that somebody made."""

from __future__ import annotations

import io
import zipfile

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouyi.ledger.errors import MalformedBytes
from shouyi.ledger.holding import LINE_BYTES_MAX, Challenge, parse_challenge

ARCHIVE, ARCHIVE_BYTES_MAX = "shouyi-archive.json", 8 * 1024 * 1024


class ExportForm(forms.Form):
    """The person's export: the archive itself, or the ZIP in which they got it."""

    file = forms.FileField(
        label=_("The person's export"),
        help_text=_("The ZIP as they downloaded it, or shouyi-archive.json out of it. It is read once and not kept."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )

    def clean_file(self) -> bytes:
        """The archive's bytes, as unverified as they came."""
        sent = self.cleaned_data["file"]
        data = bytes(sent.read(ARCHIVE_BYTES_MAX + 1))
        found = _unpacked(data) if data.startswith(b"PK") else data
        if sent.size > ARCHIVE_BYTES_MAX or len(found) > ARCHIVE_BYTES_MAX:
            raise ValidationError(_("The export is larger than this page reads. Use the command instead."))
        return found


def _unpacked(unverified_zip: bytes) -> bytes:
    """No more than one byte over what is read is unpacked, whatever the ZIP says of itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(unverified_zip)) as folder, folder.open(ARCHIVE) as archive:
            return archive.read(ARCHIVE_BYTES_MAX + 1)
    except Exception:  # whatever the library says of a stranger's bytes: there is no archive in them
        raise ValidationError(_("There is no shouyi-archive.json in this ZIP.")) from None


class ChallengeForm(forms.Form):
    """The line that whoever is shown the score made."""

    challenge = forms.CharField(
        label=_("Their challenge"),
        help_text=_(
            "One line that begins with shouyi-challenge-1. Whoever wants to know makes it and gives it to you."
        ),
        max_length=LINE_BYTES_MAX,
        error_messages={"required": _("Paste the line that you were given.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, about: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.about = about

    def clean_challenge(self) -> Challenge:
        """Theirs, and about this very note."""
        try:
            found = parse_challenge(" ".join(self.cleaned_data["challenge"].split()))
        except MalformedBytes:
            raise ValidationError(_("This is no challenge. Ask for the whole line, from its beginning.")) from None
        if found.about != self.about:
            raise ValidationError(_("This challenge is about another document. Ask for one about this."))
        return found
