"""A way to be reached: one telephone number or one mail address, written one way, so that it is found again."""

from __future__ import annotations

import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

REGION = "CN"
LONGEST = 254


class NotAReach(ValueError):
    """Neither a telephone number that can take messages nor a mail address. The message never repeats the text."""


def parse_reach(unverified_text: str) -> str:
    """`+8613…` (E.164; without a country code, China's) or an address in lower case. Raises NotAReach."""
    text = "".join(unicodedata.normalize("NFKC", unverified_text[: LONGEST + 1]).split())
    if len(text) > LONGEST:
        raise NotAReach("too long")
    return _mail(text) if "@" in text else _number(text)


def one_way(unverified_login: str) -> str:
    """A number or address as it is kept, a name in small letters: attempts are counted under it."""
    try:
        return parse_reach(unverified_login)
    except NotAReach:
        return unverified_login.strip().lower()


def is_mail(reach: str) -> bool:
    """Whether mail reaches them; otherwise SMS does."""
    return "@" in reach


def masked(reach: str) -> str:
    """Enough for its owner to recognise it: `+86 138****8000`, `a***@example.org`."""
    if is_mail(reach):
        name, _at, host = reach.partition("@")
        return f"{name[:1]}***@{host}"
    number = phonenumbers.parse(reach)
    national = str(number.national_number)
    return f"+{number.country_code} {national[:3]}****{national[-4:]}"


def _mail(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise NotAReach("not a mail address") from None
    return text.lower()


def _number(text: str) -> str:
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        raise NotAReach("not a telephone number") from None
    kind = phonenumbers.number_type(number)
    if not phonenumbers.is_valid_number(number) or kind not in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    ):
        raise NotAReach("not a number that takes messages")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class ReachField(forms.CharField):
    """One field for a number or an address; cleans to what `parse_reach` writes."""

    default_error_messages = {  # noqa: RUF012
        "required": _("Enter a telephone number or a mail address."),
        "invalid": _("Enter a mobile number, such as 138 0013 8000, or a mail address, such as name@example.org."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Telephone number or mail address"))
        super().__init__(max_length=LONGEST, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_reach(text)
        except NotAReach:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
