"""Forms of consent: one question each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence


class Step(forms.Form):
    """One question with a few answers; `several` lets more than one be ticked."""

    answer = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, question: str, choices: Sequence[tuple[str, str]], *args: Any, several: bool = False,
                 needed: bool = True, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        kind, widget = (
            (forms.MultipleChoiceField, forms.CheckboxSelectMultiple)
            if several
            else (forms.ChoiceField, forms.RadioSelect)
        )
        missing = {"required": _("Choose an answer."), "invalid_choice": _("Choose one of the answers.")}
        self.fields["answer"] = kind(
            label=question, choices=list(choices), widget=widget, required=needed, error_messages=missing
        )


class Code(forms.Form):
    """The one-time code that the owner gave away."""

    code = forms.CharField(
        label=_("The person's code"),
        help_text=_("Ten letters and digits, as in 7K3M9-2QFXA."),
        max_length=40,
        error_messages={"required": _("Enter the person's code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
