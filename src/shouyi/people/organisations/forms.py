"""Forms of organisations. A form knows only its own fields: what else a request carries is not read."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouyi.people.accounts.reach import ReachField
from shouyi.people.organisations import words
from shouyi.people.organisations.models import KINDS, POSTS, Organisation
from shouyi.people.organisations.rows import BYTES_MAX
from shouyi.people.permission.actors import Kind

ORG = re.compile(r"org-[a-z0-9](?:[a-z0-9-]{0,57}[a-z0-9])?", re.ASCII)
REGISTRABLE = [(kind.value, label) for kind, label in KINDS.items() if kind is not Kind.OPERATOR]
MADE_HERE, OWN = ("batch", "issue", "client"), ("batch", "issue", "client", "cosign")


def _choice(label: object, choices: list[tuple[str, object]], missing: object, **kwargs: Any) -> forms.ChoiceField:
    errors = {"required": missing, "invalid_choice": missing}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors, **kwargs)


def _posts() -> list[tuple[str, object]]:
    return [(post.value, label) for post, label in POSTS.items()]


class InviteForm(forms.Form):
    """One invitation."""

    reach = ReachField(help_text=_("The invitation goes there. Nothing else is asked or kept about them."))
    post = _choice(_("Post"), _posts(), _("Choose a post."))


class PostForm(forms.Form):
    """Another post for a member."""

    post = _choice(_("Post"), _posts(), _("Choose a post."))


class ManyForm(forms.Form):
    """A file of many. Its content is judged by `rows.read_rows`."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: reach, post, language. At most 500 lines. No other column is taken."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )

    def clean_file(self) -> bytes:
        """At most one byte more than is allowed is read."""
        return bytes(self.cleaned_data["file"].read(BYTES_MAX + 1))


class CodeForm(forms.Form):
    """The code of an invitation."""

    code = forms.CharField(
        label=_("Code of the invitation"),
        help_text=_("It stands in the message that you got. Dashes and blanks do not matter."),
        max_length=80,
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class SettingsForm(forms.ModelForm):
    """What an organisation may change about itself by itself. Its names in readers' pins do not follow."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80,
                              error_messages={"required": _("Enter the name in Chinese.")})  # fmt: skip
    name_en = forms.CharField(label=_("Name in English"), max_length=80,
                              error_messages={"required": _("Enter the name in English.")})  # fmt: skip
    contact = forms.CharField(
        label=_("How people reach the organisation (optional)"),
        help_text=_("A telephone number or an address of the organisation, not of a person."),
        max_length=120,
        required=False,
    )

    class Meta:
        model = Organisation
        fields = ("name_zh", "name_en", "contact")


class RegisterForm(SettingsForm):
    """A new organisation, its first administrator, and in whose hands its key is."""

    kind = _choice(_("What is it?"), REGISTRABLE, _("Choose what it is."))
    org = forms.CharField(
        label=_("Id in the public log"),
        help_text=_("Begins with org-, then small letters, digits and dashes. It never changes."),
        max_length=60,
        error_messages={"required": _("Enter an id.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    custody = _choice(
        _("Who keeps the key with which it signs?"),
        [("here", _("This house keeps it, and signs for the organisation")), ("own", _("The organisation itself"))],
        _("Choose who keeps the key."),
        initial="here",
    )
    admin = ReachField(label=_("First administrator: telephone number or mail address"))
    field_order = ("kind", "org", "name_zh", "name_en", "contact", "custody", "admin")

    def clean_org(self) -> str:
        org = self.cleaned_data["org"].strip()
        if not ORG.fullmatch(org):
            raise ValidationError(_("Enter an id such as org-bank-yunqiao."))
        if Organisation.objects.filter(org=org).exists():
            raise ValidationError(words.ID_TAKEN)
        return org


class AppointForm(forms.Form):
    """An administrator for an organisation that has none any more, or another one."""

    reach = ReachField(help_text=_("The invitation goes there. Nothing else is asked or kept about them."))


class SuspendForm(forms.Form):
    """Why. The reason stands in the public log as a code."""

    reason = _choice(_("Why?"), list(words.REASONS.items()), _("Choose a reason."))


class AddKeyForm(forms.Form):
    """A key made here."""

    purpose = _choice(
        _("What is the key for?"), [(code, words.PURPOSES[code]) for code in MADE_HERE], _("Choose what it is for.")
    )


class OwnKeyForm(forms.Form):
    """The public half of a key that the organisation keeps."""

    purpose = _choice(
        _("What is the key for?"), [(code, words.PURPOSES[code]) for code in OWN], _("Choose what it is for.")
    )
    public = forms.CharField(
        label=_("Public key"),
        help_text=_("An Ed25519 key: 64 hex digits, or as PEM. Never paste a private key anywhere."),
        max_length=1000,
        error_messages={"required": _("Paste the public key.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_public(self) -> str:
        """In hex. A private key is refused without being kept anywhere."""
        text = self.cleaned_data["public"].strip()
        if "PRIVATE" in text.upper():
            raise ValidationError(_("This is a private key. It must stay with you: make a new pair, paste the public."))
        if (key := parse_public(text)) is None:
            raise ValidationError(_("This is no Ed25519 public key. Paste 64 hex digits or a PEM block."))
        return key.hex()


class ProofForm(forms.Form):
    """The signature that shows that the private half is there."""

    signature = forms.CharField(
        label=_("Signature"),
        help_text=_("64 bytes, in base64 or hex."),
        max_length=400,
        error_messages={"required": _("Paste the signature.")},
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_signature(self) -> bytes:
        text = "".join(self.cleaned_data["signature"].split())
        try:
            found = (
                bytes.fromhex(text)
                if re.fullmatch(r"[0-9a-fA-F]{128}", text)
                else base64.b64decode(text, validate=True)
            )
        except (ValueError, binascii.Error):
            found = b""
        if len(found) != 64:
            raise ValidationError(_("This is no signature of 64 bytes. Copy it whole."))
        return found


def parse_public(unverified_text: str) -> bytes | None:
    """The 32 bytes of an Ed25519 key in hex or PEM; None for anything else."""
    if re.fullmatch(r"[0-9a-fA-F]{64}", unverified_text):
        return bytes.fromhex(unverified_text)
    try:
        key = load_pem_public_key(unverified_text.encode())
    except Exception:  # whatever the parser says of a stranger's bytes, they are no key
        return None
    return key.public_bytes_raw() if isinstance(key, Ed25519PublicKey) else None
