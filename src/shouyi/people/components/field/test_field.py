from collections.abc import Callable

from django import forms


class Small(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the card.", error_messages={"required": "Enter a name."})
    more = forms.CharField(label="More", required=False)


def test_hint_and_error_are_tied(render: Callable[..., str]) -> None:
    html = render("field", field=Small({})["name"])
    assert '<label for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name-hint id_name-wrong"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name-wrong"' in html


def test_no_empty_ties(render: Callable[..., str]) -> None:
    html = render("field", field=Small({})["more"])
    assert "aria-describedby" not in html
    assert "aria-invalid" not in html
