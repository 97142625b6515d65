"""The form of a problem report: one choice, one text, one optional way to answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shouyi.people.works.models import What


class ProblemForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What is not right?"),
        choices=What.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is not right.")},
    )
    said = forms.CharField(
        label=_("What did you see?"),
        help_text=_("A few words are enough."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say in a few words what you saw.")},
    )
    reach = forms.CharField(
        label=_("How can we reach you? (optional)"),
        help_text=_("Telephone or e-mail. Only for this answer, deleted afterwards."),
        max_length=120,
        required=False,
    )
