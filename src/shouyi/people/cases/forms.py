"""Forms of cases: what is wrong, in one's own words; an answer with its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from shouyi.decision.cases import KINDS, Outcome
from shouyi.people.cases import words

if TYPE_CHECKING:
    from shouyi.people.cases.models import Case

TEXT_CHARS_MAX = 4000


def _text(label: str, missing: str, hint: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=TEXT_CHARS_MAX,
        required=required,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": missing, "max_length": _("At most %(limit_value)s characters.")},
    )


class OpenForm(forms.Form):
    """`kind` is fixed for a line: objection, the fact is wrong; otherwise a question of one's own choice."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    text = _text(
        _("What is it?"), _("Say in a few words what it is."), _("As you would tell a person. A person reads it.")
    )

    def __init__(self, *args: object, kinds: tuple[str, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, words.kind(code)) for code in kinds]
        self.fields["kind"].initial = kinds[0]


class WriteForm(forms.Form):
    """One more message in a case."""

    text = _text(_("Your words"), _("Write something first."))


class EscalateForm(forms.Form):
    """Why somebody else should look; may be left empty."""

    text = _text(_("What did the answer miss? (optional)"), "", required=False)


class AnswerForm(forms.Form):
    """An answer says one of the outcomes that its kind has, and why. `version` is the one that was on the page."""

    outcome = forms.ChoiceField(
        label=_("What does the answer say?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the answer says.")},
    )
    text = _text(
        _("Reasons, in plain words"), _("Say why, in plain words."), _("Say what was checked, and what comes next.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        outcomes = KINDS[case.kind].outcomes
        self.fields["outcome"].choices = [(each.value, words.outcome(each)) for each in Outcome if each in outcomes]
        self.fields["version"].initial = case.version
