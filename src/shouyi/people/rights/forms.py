"""The two questions before an erasure, one page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

ONCE, LATER = "once", "later"


class ErasureForm(forms.Form):
    """When, and whether the account goes too."""

    when = forms.ChoiceField(
        label=_("When shall it be erased?"),
        choices=[(LATER, _("In seven days. Until then you can change your mind.")), (ONCE, _("At once."))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when.")},
    )
    what = forms.ChoiceField(
        label=_("What shall go?"),
        choices=[
            ("file", _("The file. The account stays, and can be used without a file.")),
            ("account", _("The file and the account. Nobody can sign in with it any more.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what shall go.")},
    )
