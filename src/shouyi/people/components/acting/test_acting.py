from collections.abc import Callable


def test_ending_it_is_a_deed_and_a_strangers_name_is_text(render: Callable[..., str]) -> None:
    html = render("acting", name="<i>x")
    assert '<form method="post"' in html
    assert "&lt;i&gt;x" in html
    assert "<i>" not in html


def test_nothing_where_nobody_acts(render: Callable[..., str]) -> None:
    assert render("acting", name="").strip() == ""
