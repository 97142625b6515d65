from collections.abc import Callable

from shouyi.people.figures import Bar, Bars


def test_every_bar_is_a_row_of_the_table(render: Callable[..., str]) -> None:
    rows = tuple(Bar(f"part {n}", n * 100, f"{n}", (f"{n}",)) for n in range(1, 6))
    html = render("bars", bars=Bars("t", "l", "c", ("Part", "Score"), rows))
    assert html.count('class="bar"') == html.count('<th scope="row">') == len(rows)
    assert "<tfoot>" not in html
