from collections.abc import Callable


def test_only_what_is_new_is_announced(render: Callable[..., str]) -> None:
    """The status is empty at first: a sentence that stands there when the page opens is read anyway."""
    html = render("progress", said="7 of 40 done.", label="x", address="/p", away="No answer.")
    assert '<p class="vh" role="status" data-announced></p>' in html
    assert html.count("7 of 40 done.") == 1


def test_nothing_done_is_still_an_amount(render: Callable[..., str]) -> None:
    assert 'max="40" value="0"' in render("progress", said="x", label="x", done=0, total=40)
