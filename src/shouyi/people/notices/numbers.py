"""Telephone numbers as people write them, in the one form in which we keep, look up and call them."""

from __future__ import annotations

import unicodedata

import phonenumbers

HOME_REGION = "CN"
CHARS_MAX = 40


class NotANumber(ValueError):
    """No number that anybody could be called under. The text does not repeat it."""


def e164(unverified_text: str, region: str = HOME_REGION) -> str:
    """138 0013 8000, ０１３８… in full-width digits, +86-138-0013-8000 → +8613800138000. Raises NotANumber."""
    text = unicodedata.normalize("NFKC", unverified_text[: CHARS_MAX + 1]).strip()
    if len(unverified_text) > CHARS_MAX:
        raise NotANumber("longer than any telephone number")
    try:
        found = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise NotANumber("not a telephone number") from None
    if found.extension or not phonenumbers.is_valid_number(found):
        raise NotANumber("no such telephone number")
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
