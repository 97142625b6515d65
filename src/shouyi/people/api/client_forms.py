"""The form of a new client. It knows its own fields alone."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouyi.people.api.clients import KeyRefused, checked_key, scopes_for
from shouyi.people.api.words import scope

KEY_CHARS_MAX = 2000


class ClientForm(forms.Form):
    """Name, what it may do, and how it shows that it is itself."""

    name = forms.CharField(
        label=_("What is the program called?"),
        help_text=_("For yourselves, to tell your programs apart. Not the name of a person."),
        max_length=80,
        error_messages={"required": _("Enter a name.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        help_text=_("Give it what it needs and nothing else."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing.")},
    )
    public_jwk = forms.CharField(
        label=_("Public key (optional)"),
        help_text=_("P-256 or Ed25519, as JWK or PEM. The program then signs, and there is no secret to keep."),
        required=False,
        max_length=KEY_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, kind: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(each, scope(each)) for each in scopes_for(kind)]

    def clean_public_jwk(self) -> str:
        text = self.cleaned_data["public_jwk"].strip()
        if not text:
            return ""
        try:
            return checked_key(text)
        except KeyRefused:
            raise ValidationError(_("This is no public key of these kinds. Never paste a private key.")) from None
