"""The form by which an officer hands a file in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouyi.people.facts.delivering import tables_of
from shouyi.people.facts.models import Delivery, State
from shouyi.people.facts.signatures import Signature
from shouyi.people.facts.words import KINDS
from shouyi.people.organisations.forms import ProofForm
from shouyi.people.uploads.words import MEBIBYTE

if TYPE_CHECKING:
    from shouyi.people.organisations.models import Organisation


class HandInForm(forms.Form):
    """`kind` offers what the organisation can hand in; `orders` is asked for reviews, `signature` where it signs."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is in the file.")},
    )
    file = forms.FileField(
        label=_("Table"),
        help_text=_("CSV or JSON Lines, UTF-8, at most 20 MB. No column about a person's health is taken."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )
    orders = forms.ModelChoiceField(
        label=_("For reviews: the orders that they are about"),
        queryset=Delivery.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("None: the file holds no reviews"),
    )
    signature = forms.CharField(
        label=_("Signature of the organisation"),
        help_text=_(
            "Ed25519 under your client key, 64 bytes in base64 or hex. The guide to the API says of which text."
        ),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Paste the signature.")},
    )

    def __init__(self, *args: Any, organisation: Organisation, keys: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = keys
        self.fields["kind"].choices = [(kind, KINDS[kind]) for kind in tables_of(organisation)]  # type: ignore[attr-defined]
        rows = Delivery.objects.filter(organisation=organisation, kind="orders", dropped_at=None)
        self.fields["orders"].queryset = rows.exclude(state__in=(State.UNDONE, State.REFUSED)).order_by("-pk")
        self.fields["orders"].label_from_instance = _label  # type: ignore[attr-defined]
        if "reviews" not in tables_of(organisation):
            del self.fields["orders"]
        if not keys:
            del self.fields["signature"]

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > settings.SHOUYI_UPLOAD_BYTES_MAX:
            size = settings.SHOUYI_UPLOAD_BYTES_MAX // MEBIBYTE
            raise ValidationError(_("The file is too large. A file may have %(size)s MB."), params={"size": size})
        return bytes(file.read())

    clean_signature = ProofForm.clean_signature

    def signatures(self) -> list[Signature | None]:
        """The signature under each key that it may be of."""
        value = self.cleaned_data.get("signature")
        return [Signature(key, value) for key in self.keys] if value else [None]


def _label(row: Delivery) -> str:
    return f"{row.received_at:%Y-%m-%d %H:%M} · {row.get_state_display()} · {str(row.uid)[:8]}"
