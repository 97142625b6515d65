from collections.abc import Callable

from shouyi.people.figures import Ruler


def test_an_interval_of_one_point_is_still_drawn(render: Callable[..., str]) -> None:
    assert 'width="0.1%"' in render("ruler", ruler=Ruler(500, 500, 500, (), "50.0"))
