"""Forms are sent as a browser would."""

from __future__ import annotations

import pytest

from people.nothing_shows.forms import TYPED, forms


@pytest.mark.parametrize(
    ("inside", "values"),
    [
        ('<input name="a" value="1"><input name="b"><input name="c" required>', {"a": "1", "b": "", "c": TYPED}),
        ('<input type="radio" name="a" value="x"><input type="radio" name="a" value="y">', {"a": "x"}),
        ('<input type="radio" name="a" value="x"><input type="radio" name="a" value="y" checked>', {"a": "y"}),
        ('<input type="checkbox" name="a" value="x"><input type="checkbox" name="b" required>', {"b": "on"}),
        ('<select name="a"><option value="1">1</option><option value="2" selected>2</option></select>', {"a": "2"}),
        ('<select name="a"><option value="1">1</option><option value="2">2</option></select>', {"a": "1"}),
        ('<textarea name="a" required></textarea><textarea name="b">said</textarea>', {"a": TYPED, "b": "said"}),
        ('<input type="file" name="a"><button name="step" value="go">go</button>', {"step": "go"}),
    ],
)
def test_what_is_sent(inside: str, values: dict[str, str]) -> None:
    (form,) = forms(f'<form method="post" action="/there">{inside}</form><input name="outside">')
    assert (form.action, form.values) == ("/there", values)


def test_forms_that_ask_only_are_links() -> None:
    assert forms('<form action="/search"><input name="q"></form>') == []
