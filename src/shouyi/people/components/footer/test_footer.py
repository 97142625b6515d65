from collections.abc import Callable


def test_choices_are_buttons_in_forms(render: Callable[..., str]) -> None:
    html = render("footer", help_phone="1", languages=[("en", "English")], themes=["light"], here="/")
    assert html.count('<form method="post"') == 3
    assert 'name="language" value="en"' in html
    assert 'name="theme" value="light"' in html
