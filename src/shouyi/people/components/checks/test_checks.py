from collections.abc import Callable


def test_order_is_kept_and_said(render: Callable[..., str]) -> None:
    html = render("checks", checks=[{"said": "first", "state": "holds"}, {"said": "second", "state": "broken"}])
    assert html.index("first") < html.index("second")
    assert html.startswith("<ol")
