from collections.abc import Callable


def test_never_both_a_link_and_a_button(render: Callable[..., str]) -> None:
    assert "<button" not in render("button", text="On", href="/")
    assert "<a " not in render("button", text="On")


def test_saves_only_when_asked(render: Callable[..., str]) -> None:
    assert " download" in render("button", text="Save", href="/file", download=True)
    assert " download" not in render("button", text="Open", href="/file")
