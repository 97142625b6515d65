from collections.abc import Callable

from django import forms


class Small(forms.Form):
    name = forms.CharField(error_messages={"required": "Enter a name."})

    def clean(self) -> None:
        if self.cleaned_data.get("name") == "x":
            raise forms.ValidationError("Not x.")


def test_silent_when_nothing_is_wrong(render: Callable[..., str]) -> None:
    assert render("error_summary", form=Small({"name": "y"}), first="id_name").strip() == ""
    assert render("error_summary", form=Small(), first="id_name").strip() == ""


def test_leads_to_the_field(render: Callable[..., str]) -> None:
    html = render("error_summary", form=Small({}), first="id_name")
    assert '<a href="#id_name">Enter a name.</a>' in html
    assert html.index('tabindex="-1" autofocus') < html.index('role="alert"') < html.index("There is a problem")


def test_an_error_of_the_whole_form_leads_to_the_first_field(render: Callable[..., str]) -> None:
    assert '<a href="#id_name">Not x.</a>' in render("error_summary", form=Small({"name": "x"}), first="id_name")
