from collections.abc import Callable

from django import forms


class Small(forms.Form):
    kind = forms.ChoiceField(
        label="Kind", widget=forms.RadioSelect, choices=[("a", "One"), ("b", "Two")],
        error_messages={"required": "Choose one."},
    )  # fmt: skip


def test_the_question_is_the_legend_and_each_answer_a_label(render: Callable[..., str]) -> None:
    html = render("radios", field=Small()["kind"])
    assert "<legend>Kind</legend>" in html
    assert html.count('type="radio"') == html.count("<label") == 2
    assert "aria-describedby" not in html


def test_an_error_is_tied_to_the_question(render: Callable[..., str]) -> None:
    html = render("radios", field=Small({})["kind"])
    assert 'aria-describedby="id_kind-wrong"' in html
    assert 'id="id_kind-wrong"' in html
    assert "Choose one." in html
