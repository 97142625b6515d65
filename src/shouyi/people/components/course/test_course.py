from collections.abc import Callable

from shouyi.people.figures import Course, Stop, course_stops


def test_every_point_is_a_row_of_the_table(render: Callable[..., str]) -> None:
    stops = tuple(Stop(f"day {n}", n * 100, 500, 600, 400, (f"{n}", "C")) for n in range(1, 6))
    html = render("course", course=Course("t", "l", "c", ("Day", "Score", "Band"), stops, ()))
    assert html.count("<circle") == html.count('<th scope="row">') == len(stops)
    assert html.count('class="way"') == len(stops) - 1


def test_one_point_is_drawn_without_a_line(render: Callable[..., str]) -> None:
    ((at, height, low, high),) = course_stops([(20_000, 500, 400, 600)], 0, 1000)
    html = render("course", course=Course("t", "l", "c", ("Day",), (Stop("a", at, height, low, high, ()),), ()))
    assert "<circle" in html
    assert 'class="way"' not in html


def test_places() -> None:
    places = course_stops([(10, 600, 500, 700), (20, 700, 650, 800)], 400, 800)
    assert places == [(120, 500, 750, 250), (985, 250, 375, 0)]
