from collections.abc import Callable


def test_one_place_at_most_is_the_current_one(render: Callable[..., str]) -> None:
    places = [{"text": "<b>", "href": "/a"}, {"text": "b", "href": "/b", "current": True}]
    html = render("area", area={"name": "x", "places": places})
    assert html.count("aria-current") == 1
    assert "<b>" not in html
