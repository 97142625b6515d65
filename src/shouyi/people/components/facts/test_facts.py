from collections.abc import Callable


def test_nothing_to_say_is_an_empty_list(render: Callable[..., str]) -> None:
    assert "<dt>" not in render("facts", facts=[])
