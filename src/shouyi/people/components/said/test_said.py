from collections.abc import Callable
from types import SimpleNamespace


def test_silent_without_messages(render: Callable[..., str]) -> None:
    assert render("said", messages=[]).strip() == ""


def test_an_error_is_named_for_whoever_hears_it(render: Callable[..., str]) -> None:
    class Message(SimpleNamespace):
        def __str__(self) -> str:
            return self.text

    html = render("said", messages=[Message(text="Sent.", level_tag="success"), Message(text="No.", level_tag="error")])
    assert 'role="status"' in html
    assert html.count("Error: ") == 1
    assert html.index("Sent.") < html.index("Error: ") < html.index("No.")
