"""How numbers, days and codes look on a page. Nothing here decides anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from shouyi.canon.days import to_iso
from shouyi.people import wording
from shouyi.people.wording import works

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.utils.safestring import SafeString

register = template.Library()
register.filter("tenths", wording.tenths)
register.filter("day", wording.day_element)
register.filter("iso", to_iso)
register.filter("percent", wording.percent)
register.filter("band", wording.band)
register.filter("dimension", wording.dimension)
register.filter("indicator", wording.indicator)
register.filter("log_name", wording.log_name)
register.filter("place", wording.place)
register.filter("role", wording.role)
register.filter("quoted", works.quoted)


@register.simple_tag
def described(field: BoundField) -> SafeString:
    """The field's control, tied to its hint and its errors, marked invalid when it has any."""
    tied = [f"{field.auto_id}-hint"] if field.help_text else []
    tied += [f"{field.auto_id}-wrong"] if field.errors else []
    attrs: dict[str, Any] = {"aria-describedby": " ".join(tied)} if tied else {}
    return field.as_widget(attrs=attrs | ({"aria-invalid": "true"} if field.errors else {}))
