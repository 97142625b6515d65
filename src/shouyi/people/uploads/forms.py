"""A form's file: judged while the form is, with a text in place of pictures. Other forms inherit `UploadForm`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shouyi.evidence.upload import PICTURES, Judged, UploadRefused
from shouyi.people.behind import behind
from shouyi.people.uploads.words import why_refused

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf,text/csv,.csv,.jsonl"
"""A hint for the browser's dialogue (telephones turn HEIC into JPEG by it); it decides nothing."""
ALTERNATIVE_CHARACTERS_MAX = 500

MISSING_ALTERNATIVE = _("Say what the picture shows, or that it only decorates. Then choose it again.")


class WholeFileInput(forms.FileInput):
    """A file field, followed by a hidden one that arrives only if everything before it did."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        control = super().render(name, value, attrs)
        return format_html('{}<input type="hidden" name="{}-whole" value="1">', control, name)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        found = super().value_from_datadict(data, files, name)
        if found is not None and f"{name}-whole" not in data:
            found.cut_short = True
        return found


class UploadField(forms.FileField):
    """Cleans to `Judged`. What its owner called the file is `unverified_name` of the form."""

    widget = WholeFileInput(attrs={"accept": ACCEPT})
    default_error_messages = {"required": _("Choose a file.")}  # noqa: RUF012

    def to_python(self, data: Any) -> Judged | None:  # type: ignore[override]
        if data in self.empty_values:
            return None
        try:
            return self._judge(data)
        except UploadRefused as refusal:
            raise forms.ValidationError(why_refused(refusal), code=refusal.code) from None

    def _judge(self, data: Any) -> Judged:
        if getattr(data, "cut_short", False):
            raise UploadRefused("cut_short")
        if data.size > settings.SHOUYI_UPLOAD_BYTES_MAX:
            raise UploadRefused("too_large")
        return behind().files.judge(data.read())


class UploadForm(forms.Form):
    """A file; for pictures what they say, unless they only decorate. `enctype` is multipart."""

    file = UploadField(
        label=_("File"),
        help_text=_("A picture (JPEG, PNG, WebP), a PDF, or a table (CSV, JSON Lines)."),
    )
    alternative = forms.CharField(
        label=_("What the picture shows"),
        help_text=_("For whoever does not see it. Only for pictures."),
        max_length=ALTERNATIVE_CHARACTERS_MAX,
        required=False,
        error_messages={"max_length": _("Use at most %(limit_value)d characters.")},
    )
    decorative = forms.BooleanField(label=_("The picture only decorates: there is nothing to say"), required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        judged: Judged | None = data.get("file")
        wanting = judged is not None and judged.kind in PICTURES and not data.get("decorative")
        if wanting and not data.get("alternative") and "alternative" not in self.errors:
            self.add_error("alternative", MISSING_ALTERNATIVE)
        return data

    @property
    def unverified_name(self) -> str:
        """What its owner called the file: text to show, never a path."""
        found = self.files.get(self.add_prefix("file"))
        return str(getattr(found, "name", "") or "")
