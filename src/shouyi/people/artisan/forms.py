"""Forms of the report: what to suppose, and between which two days to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouyi.people.statements.forms import DayField

if TYPE_CHECKING:
    from shouyi.people.artisan.what_if_page import Choice


class WhatIfForm(forms.Form):
    """One thing, and how many of it. Only what the scorer leaves open stands among the choices."""

    of = forms.ChoiceField(
        label=_("Of what?"),
        error_messages={"required": _("Choose of what."), "invalid_choice": _("Choose something from the list.")},
    )
    n = forms.IntegerField(
        label=_("How many more?"), required=False, initial=10, min_value=1,
        help_text=_("A whole number. A certificate needs none."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}),
        error_messages={"invalid": _("Write the number in digits."), "min_value": _("Write 1 or more.")},
    )  # fmt: skip

    def __init__(self, data: Any, counted: tuple[Choice, ...], held: tuple[Choice, ...]) -> None:
        super().__init__(data)
        self.by_code = {choice.code: choice for choice in (*counted, *held)}
        groups = ((_("So many more"), counted), (_("Holding in force"), held))
        self.fields["of"].choices = [  # type: ignore[attr-defined]  # of a ChoiceField
            (name, [(choice.code, choice.name) for choice in group]) for name, group in groups if group
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        choice, number = self.by_code.get(data.get("of", "")), data.get("n")
        if choice is not None and choice.most and "n" not in self.errors:
            if number is None:
                self.add_error("n", _("Say how many."))
            elif number > choice.most:
                self.add_error("n", _("At most %(most)s of this.") % {"most": choice.most})
        return data


class BetweenForm(forms.Form):
    """Two days, the first before the second, none before the first evidence or after the day of the score."""

    since = DayField(label=_("From the end of"), error_messages={"required": _("Say from which day.")})
    until = DayField(label=_("To the end of"), error_messages={"required": _("Say to which day.")})

    def __init__(self, data: Any, first: int, last: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.first, self.last = first, last

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        for name, day in (("since", since), ("until", until)):
            if day is not None and not self.first <= day <= self.last:
                self.add_error(name, _("Your evidence and this score lie between the two days that stand above."))
        if since is not None and until is not None and not self.errors and since >= until:
            self.add_error("until", _("The second day must come after the first."))
        return data
