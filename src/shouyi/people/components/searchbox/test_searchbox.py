from collections.abc import Callable


def test_nothing_that_was_asked_can_stand_in_an_address(render: Callable[..., str]) -> None:
    html = render("searchbox", id="q", q="杨秀梅")
    assert 'method="post"' in html
    assert 'autocomplete="off"' in html
