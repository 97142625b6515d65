from collections.abc import Callable


def test_a_side_without_reasons_says_so(render: Callable[..., str]) -> None:
    html = render("reasons", sides=[{"title": "Up", "reasons": [], "none": "Nothing yet."}])
    assert "<ul" not in html
    assert "Nothing yet." in html
